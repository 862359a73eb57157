// SPDX-License-Identifier: GPL-3.0-or-later
//
// SampleDraw: draws the rows of the sample ledger. Inside the room only.
#pragma once

#include "models/spend/sample_ledger.h"

#include <vector>

namespace patchbay {

struct SampleClient;
struct SampleModel;

class SampleDraw {
public:
    explicit SampleDraw(WallTime now);
    void run(const std::function<void(const SampleAttempt &)> &row);

private:
    std::uint64_t next();
    double share(); // [0, 1)
    std::int64_t around(std::int64_t middle); // half to twice as much
    const SampleModel &modelFor(const SampleClient &client);
    WallTime momentOn(std::chrono::sys_days day, const SampleClient &client);

    void day(std::chrono::sys_days day, int ago);
    void request(const SampleClient &client, const SampleModel &model, WallTime start);
    void runaway(std::chrono::sys_days day);
    SampleAttempt attempt(const SampleClient &client, const SampleModel &model, WallTime start);
    void bill(SampleAttempt &attempt, const SampleModel &model, Basis basis) const;
    void add(SampleAttempt attempt);
    bool isOut(const SampleModel &model, WallTime time) const;

    WallTime m_now;
    std::chrono::sys_days m_today;
    std::uint64_t m_state = 0x5eed'0f'5a3b1e;
    std::int64_t m_number = 0;
    std::vector<SampleAttempt> m_rows;
};

} // namespace patchbay
