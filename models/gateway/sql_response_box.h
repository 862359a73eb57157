// SPDX-License-Identifier: GPL-3.0-or-later
//
// SqlResponseBox: answers of the Responses API in responses.db, so that follow-ups find them after a restart. One
// thread writes; a look-up reads the file itself. What is deleted cannot be found in the file again.
#pragma once

#include "models/gateway/sql_worker.h"
#include "providers/gateway/response_store.h"

#include <QString>

#include <atomic>
#include <set>

namespace patchbay {

class SqlResponseBox final : public gateway::ResponseBox {
public:
    // The file is made with the first response. The clock outlives the box.
    SqlResponseBox(const QString &file, const Clock &clock);

    void keep(const std::string &id, gateway::StoredResponse stored, WallTime at) override;
    void remove(const std::string &id) override;
    void setRetention(std::chrono::seconds life) override;
    std::optional<gateway::StoredResponse> find(const std::string &id) override;
    Result<std::int64_t> purge(const std::optional<std::string> &owner, std::optional<WallTime> before) override;

private:
    const QString m_file;
    const Clock &m_clock;
    std::atomic<bool> m_used = false;
    std::atomic<bool> m_keeps = true;
    std::atomic<std::size_t> m_bytes = 0; // that wait
    std::mutex m_mutex;
    std::set<std::string> m_removed; // their rows are still to go; guarded by m_mutex
    SqlWorker m_worker; // last: its thread uses the others
};

} // namespace patchbay
