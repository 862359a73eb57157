// SPDX-License-Identifier: GPL-3.0-or-later
//
// AdminWitness: what an admin call has changed, in words for an audit log: who, what, of whom. Names and ids, never a
// secret: a key that is named by itself stands there by its id.
#pragma once

#include "providers/gateway/key_admin.h"

namespace patchbay::gateway {

struct AdminNote {
    std::string action; // "key generate", "team update"
    std::string subject; // "ci (key_…)"; several with commas between them; may be empty
    std::string detail; // "by the master key: max_budget, models"
};

// Takes a note, and says where it could not.
using AdminNoteTaker = std::function<Result<void>(const AdminNote &note)>;

class AdminWitness {
public:
    // Before the call is answered: what it deletes has a name now. The book outlives it.
    AdminWitness(const AdminRequest &request, const KeyBook &book);
    // Nothing where nothing was changed: the call only reads, or it was refused.
    std::optional<AdminNote> noteOf(const HttpResponse &answer) const;
    // Hands the note on; an answer without its line in the log says so in a header.
    void tell(const AdminNoteTaker &taker, HttpResponse &answer) const;

private:
    const KeyBook &m_book;
    bool m_changes = false;
    std::string m_noun;
    AdminNote m_note;
};

// The header that tell() sets.
inline constexpr std::string_view auditMissingHeader = "x-patchbay-audit-missing";

} // namespace patchbay::gateway
