// SPDX-License-Identifier: GPL-3.0-or-later
//
// VaultAudit: who did what with the vault, appended to `vault-audit.jsonl`, one JSON object a line. Each
// line holds the digest of the one before, so that a line that is changed or taken out shows. Names of
// keys stand in it, never secrets.
#pragma once

#include "models/vault/vault_record.h"
#include "providers/core/clock.h"
#include "providers/core/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace patchbay::vault {

struct AuditEntry {
    std::uint64_t number = 0;
    WallTime time {};
    std::string action; // "unlock", "add", "rotate", "remove", "export", "test", "read", …
    std::string subject; // name of a key; may be empty
    std::string detail; // a result or a place
    std::string digest;
};

struct AuditLog {
    std::vector<AuditEntry> entries;
    // The first line that does not follow from the one before, counted from 1; 0: all do.
    std::size_t firstBroken = 0;
};

inline constexpr auto auditLogName = "vault-audit.jsonl";

// How the log stands now; number 0 where there is none.
AuditAnchor auditAnchorOf(const std::filesystem::path &file);
// Whether the log still has what it had then; what came after it does not matter. Reads as far as that line.
bool holds(const std::filesystem::path &file, const AuditAnchor &anchor);
// What to say where it does not: "audit_broken".
Error auditCut(const AuditAnchor &anchor);

// Appends and syncs. The number and the digest are filled in here.
Result<void> appendAudit(const std::filesystem::path &file, AuditEntry entry);
// An absent file is an empty log.
Result<AuditLog> readAudit(const std::filesystem::path &file);

} // namespace patchbay::vault
