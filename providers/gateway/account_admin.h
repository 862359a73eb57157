// SPDX-License-Identifier: GPL-3.0-or-later
//
// AccountAdmin: LiteLLM's /team, /user, /customer, /organization, /budget and /tag calls: JSON in, JSON out.
// Waits for the store, so it runs on no I/O thread.
#pragma once

#include "providers/gateway/key_admin.h"

namespace patchbay::gateway {

class AccountAdmin {
public:
    AccountAdmin(KeyBook &book, const Clock &clock, AdminSurroundings surroundings = {})
        : m_book(book)
        , m_clock(clock)
        , m_surroundings(std::move(surroundings))
    {
    }
    // Whether the path is one of its calls.
    static bool knows(std::string_view path);
    HttpResponse handle(const AdminRequest &request) const;

private:
    struct Noun;
    Result<std::string> run(const Noun &noun, std::string_view verb, const AdminRequest &request) const;
    Result<void> read(const Noun &noun, VirtualKey &account, const wire::JsonView &json) const;
    Result<std::string> create(const Noun &noun, const AdminRequest &request) const;
    Result<std::string> update(const Noun &noun, const AdminRequest &request) const;
    Result<std::string> remove(const Noun &noun, const AdminRequest &request) const;
    Result<std::string> info(const Noun &noun, const AdminRequest &request) const;
    Result<std::string> list(const Noun &noun, const AdminRequest &request) const;
    Result<std::string> listUsers(const AdminRequest &request) const;
    Result<std::string> updatedId(const Noun &noun, const wire::JsonView &json) const;
    Result<std::string> setBlocked(const Noun &noun, const AdminRequest &request, bool blocked) const;
    Result<std::string> changeMembers(const AdminRequest &request, bool add) const;
    std::string text(const Noun &noun, const VirtualKey &account) const;
    Result<std::string> keyOfUser(const VirtualKey &user, const wire::JsonView &json) const;
    std::string keysOf(const Noun &noun, const std::string &id) const;
    std::string teamsOf(const std::string &user) const;
    static const Noun *nounOf(std::string_view path);

    KeyBook &m_book;
    const Clock &m_clock;
    const AdminSurroundings m_surroundings;
};

// Whoever took the budget's limits over gets the new ones.
void handOnBudget(KeyBook &book, const VirtualKey &budget);

} // namespace patchbay::gateway
