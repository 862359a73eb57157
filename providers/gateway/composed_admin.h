// SPDX-License-Identifier: GPL-3.0-or-later
//
// ComposedAdmin: LiteLLM's admin calls that are made of others: many keys or users at once, other forms of what is known
// of them, members' roles. JSON in, JSON out; on the admin thread.
#pragma once

#include "providers/gateway/account_admin.h"

namespace patchbay::gateway {

class ComposedAdmin {
public:
    ComposedAdmin(KeyBook &book, const Clock &clock, AdminSurroundings surroundings)
        : m_book(book)
        , m_clock(clock)
        , m_keys(book, clock, surroundings)
        , m_accounts(book, clock, std::move(surroundings))
    {
    }
    // Whether the path, with its version, is one of its calls.
    static bool knows(std::string_view path);
    HttpResponse handle(const AdminRequest &request) const;

private:
    struct Call;
    static const Call *callOf(std::string_view path);

    Result<std::string> updateKeys(const AdminRequest &request) const;
    Result<std::string> serviceAccount(const AdminRequest &request) const;
    Result<std::string> infoOfKeys(const AdminRequest &request) const;
    Result<std::string> updateUsers(const AdminRequest &request) const;
    Result<std::string> infoOfUser(const AdminRequest &request) const;
    Result<std::string> roles(const AdminRequest &request) const;
    Result<std::string> updateMember(const AdminRequest &request) const;
    Result<std::string> addMembers(const AdminRequest &request) const;
    Result<std::string> addModels(const AdminRequest &request) const;
    Result<std::string> removeModels(const AdminRequest &request) const;
    Result<std::string> teams(const AdminRequest &request) const;
    Result<std::string> availableTeams(const AdminRequest &request) const;
    Result<std::string> budgetSettings(const AdminRequest &request) const;
    Result<std::string> changeModels(const AdminRequest &request, bool add) const;

    KeyBook &m_book;
    const Clock &m_clock;
    const KeyAdmin m_keys;
    const AccountAdmin m_accounts;
};

} // namespace patchbay::gateway
