// SPDX-License-Identifier: GPL-3.0-or-later
//
// The gateway's admin calls in the audit log of a data directory, which is there without a vault too.
#pragma once

#include "models/vault/audit_pen.h"
#include "providers/gateway/admin_note.h"

#include <memory>

namespace patchbay {

inline gateway::AdminNoteTaker adminNotesIn(const std::filesystem::path &folder, const Clock &clock)
{
    auto pen = std::make_shared<vault::AuditPen>(folder / vault::auditLogName, clock);
    return [pen = std::move(pen)](const gateway::AdminNote &note) {
        return pen->noteDone(note.action, note.subject, note.detail);
    };
}

} // namespace patchbay
