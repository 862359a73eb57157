// SPDX-License-Identifier: GPL-3.0-or-later
//
// SqlAnswerStore: kept answers in answers.db. One thread of its own reads and writes; nobody waits for it, and what
// does not fit into its queue is not kept, or not found.
#pragma once

#include "providers/core/result.h"
#include "providers/gateway/response_cache.h"

#include <QString>

#include <memory>

namespace patchbay {

class SqlAnswerStore final : public gateway::CacheStore {
public:
    // The file is made when the first answer is kept or looked for.
    static Result<std::unique_ptr<SqlAnswerStore>> open(const QString &file);
    ~SqlAnswerStore() override; // what waits is written first

    void find(const std::string &key, Found found) override;
    void keep(const std::string &key, std::shared_ptr<const gateway::KeptAnswer> answer) override;
    void remove(const std::string &key) override;
    void clear() override;

private:
    class Worker;
    explicit SqlAnswerStore(std::unique_ptr<Worker> worker);
    std::unique_ptr<Worker> m_worker;
};

} // namespace patchbay
