// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/audit_pen.h"

namespace patchbay::vault {

Result<void> AuditPen::write(const AuditEntry &entry)
{
    while (!m_unwritten.empty()) {
        if (const Result<void> written = appendAudit(m_file, m_unwritten.front()); !written) {
            return written;
        }
        m_unwritten.pop_front();
    }
    return appendAudit(m_file, entry);
}

Result<void> AuditPen::note(const std::string &action, const std::string &subject, const std::string &detail)
{
    const std::scoped_lock lock(m_mutex);
    return write({ 0, m_clock.now(), action, subject, detail, {} });
}

Result<void> AuditPen::noteDone(const std::string &action, const std::string &subject, const std::string &detail)
{
    constexpr std::size_t keptAtMost = 10'000;
    const std::scoped_lock lock(m_mutex);
    AuditEntry entry { 0, m_clock.now(), action, subject, detail, {} };
    Result<void> written = write(entry);
    if (!written && m_unwritten.size() < keptAtMost) {
        m_unwritten.push_back(std::move(entry));
    }
    return written;
}

} // namespace patchbay::vault
