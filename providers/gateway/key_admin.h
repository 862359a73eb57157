// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeyAdmin: LiteLLM's /key/… calls: JSON in, JSON out. Waits for the store, so it runs on no I/O thread. The
// gateway calls it for admins, patchbay-cli for the owner of a data directory that nobody serves.
#pragma once

#include "providers/gateway/admin_surroundings.h"
#include "providers/gateway/key_book.h"

namespace patchbay::gateway {

// What a process of the owner's calls itself by over the data directory's socket.
inline constexpr std::string_view ownerNameHeader = "x-patchbay-by";

struct AdminRequest {
    std::string method;
    std::string path;
    std::string query;
    std::string body;
    std::string by {}; // who asks, for the audit log: "the window"; empty: the master key
};

class KeyAdmin {
public:
    KeyAdmin(KeyBook &book, const Clock &clock, AdminSurroundings surroundings = {})
        : m_book(book)
        , m_clock(clock)
        , m_surroundings(std::move(surroundings))
    {
    }
    HttpResponse handle(const AdminRequest &request) const;

private:
    Result<void> read(VirtualKey &key, const wire::JsonView &json) const;
    Result<std::string> generate(const AdminRequest &request) const;
    Result<std::string> update(const AdminRequest &request) const;
    Result<std::string> regenerate(const AdminRequest &request) const;
    Result<std::string> setBlocked(const AdminRequest &request, bool blocked) const;
    Result<std::string> remove(const AdminRequest &request) const;
    Result<std::string> info(const AdminRequest &request) const;
    Result<std::string> list(const AdminRequest &request) const;
    Result<std::string> aliases(const AdminRequest &request) const;
    Result<std::string> resetSpend(const AdminRequest &request) const;

    KeyBook &m_book;
    const Clock &m_clock;
    const AdminSurroundings m_surroundings;
};

} // namespace patchbay::gateway
