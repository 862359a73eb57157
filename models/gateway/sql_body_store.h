// SPDX-License-Identifier: GPL-3.0-or-later
//
// SqlBodyStore: stored bodies in bodies.db. One thread of its own reads and writes; requests never wait for it. What
// is deleted, by a call or because its time is over, cannot be found in the file again.
#pragma once

#include "models/gateway/sql_worker.h"
#include "providers/gateway/body_store.h"

#include <QString>

#include <atomic>

namespace patchbay {

class SqlBodyStore final : public gateway::BodyStore {
public:
    // The file is made when the first body is stored. The clock outlives the store.
    SqlBodyStore(const QString &file, const Clock &clock);

    void keep(std::move_only_function<gateway::StoredBody()> make, std::size_t bytes) override;
    void setRetention(std::chrono::seconds life) override;
    gateway::BodyFigures figures() const override { return { m_stored, m_dropped }; }
    Result<std::vector<gateway::StoredBody>> find(const gateway::BodyFilter &filter, bool words,
                                                  std::size_t atMost) override;
    Result<std::vector<gateway::StoredBody>> findCalls(const std::vector<std::string> &calls) override;
    Result<std::int64_t> purge(const gateway::BodyFilter &filter) override;

private:
    bool mayHold() const; // the file is there, or will be with what waits

    const QString m_file;
    const Clock &m_clock;
    std::atomic<bool> m_used = false;
    std::atomic<std::size_t> m_bytes = 0; // that wait
    std::atomic<std::int64_t> m_stored = 0;
    std::atomic<std::int64_t> m_dropped = 0;
    SqlWorker m_worker; // last: its thread uses the others
};

} // namespace patchbay
