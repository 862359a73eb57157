// SPDX-License-Identifier: GPL-3.0-or-later
//
// TeamMembers: who is in a team, and what each member may spend there: LiteLLM's memberships. A membership is an
// account of its own, which calls of the member's keys of that team reserve on. On the admin thread.
#pragma once

#include "providers/gateway/key_book.h"
#include "providers/wire/json_view.h"

namespace patchbay::gateway {

class TeamMembers {
public:
    TeamMembers(KeyBook &book, const Clock &clock)
        : m_book(book)
        , m_clock(clock)
    {
    }

    struct Change {
        VirtualKey team;
        std::vector<std::string> users; // that were named
        std::string memberships; // theirs, an array
    };
    // {"team_id", "member": {"user_id" or "user_email", "role"} or a list, limits}.
    Result<Change> add(const wire::JsonView &json) const;
    // {"team_id", "user_id" or "user_email", "role", limits}: what is said changes.
    Result<Change> update(const wire::JsonView &json) const;
    // {"team_id", "user_id" or "user_email"}
    Result<Change> remove(const wire::JsonView &json) const;
    // Memberships of a team, or of a user, that goes away; an empty name: of none.
    void forget(const std::string &team, const std::string &user) const;
    // "team_member_budget" and its kin of /team/new and /team/update: a budget that members without limits of their own
    // take over, each for itself.
    Result<void> takeDefaults(const std::string &team, const wire::JsonView &json) const;

    // Puts a user into teams: their ids, or {"team_id"} of each.
    Result<void> join(const std::string &user, const wire::JsonView &teams) const;
    // By "user_id", or by "user_email" of a user who is known.
    Result<std::string> userOf(const wire::JsonView &member) const;
    std::optional<std::string> userOfAddress(std::string_view address) const;

    // Of a team's list.
    static bool hasMember(const wire::JsonView &members, std::string_view user);
    // LiteLLM's team_memberships: of all members, or of one; an array.
    std::string ofTeam(const VirtualKey &team, std::string_view user = {}) const;

private:
    Result<std::string> userFor(const wire::JsonView &member) const;
    Result<void> limit(const VirtualKey &team, const std::string &user, const wire::JsonView &json) const;
    Result<VirtualKey> seat(const VirtualKey &team, const std::string &user) const;

    KeyBook &m_book;
    const Clock &m_clock;
};

} // namespace patchbay::gateway
