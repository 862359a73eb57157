// SPDX-License-Identifier: GPL-3.0-or-later
//
// AuditPen: writes an audit log. What could not be written (a full disk) is kept and written before the next line.
// Thread-safe. Each line is synced: not for a thread that must not wait.
#pragma once

#include "models/vault/vault_audit.h"

#include <deque>
#include <mutex>

namespace patchbay::vault {

class AuditPen {
public:
    // The clock outlives it.
    AuditPen(std::filesystem::path file, const Clock &clock)
        : m_file(std::move(file))
        , m_clock(clock)
    {
    }
    // For what must not be done without its line: a line that fails is forgotten, as nothing happens then.
    Result<void> note(const std::string &action, const std::string &subject, const std::string &detail);
    // For what has happened already: a line that fails is written later.
    Result<void> noteDone(const std::string &action, const std::string &subject, const std::string &detail);

private:
    Result<void> write(const AuditEntry &entry);

    const std::filesystem::path m_file;
    const Clock &m_clock;
    std::mutex m_mutex; // guards what follows
    std::deque<AuditEntry> m_unwritten;
};

} // namespace patchbay::vault
