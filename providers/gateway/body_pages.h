// SPDX-License-Identifier: GPL-3.0-or-later
//
// BodyPages: stored bodies, listed, shown and deleted: GET /patchbay/bodies, POST /patchbay/bodies/purge. JSON out.
// Waits for the disk: on the admin thread. patchbay-cli calls it for the owner of a directory that nobody serves.
#pragma once

#include "providers/gateway/body_store.h"
#include "providers/gateway/key_admin.h"

namespace patchbay::gateway {

class BodyPages {
public:
    // Deletes answers of the Responses API too; see ResponseBox::purge.
    using ResponsePurge =
        std::function<Result<std::int64_t>(const std::optional<std::string> &owner, std::optional<WallTime> before)>;
    // All outlive the pages; without a store every call is refused.
    BodyPages(BodyStore *store, const KeyBook &book, const Clock &clock, ResponsePurge purge)
        : m_store(store)
        , m_book(book)
        , m_clock(clock)
        , m_purge(std::move(purge))
    {
    }
    static bool knows(std::string_view path);
    HttpResponse handle(const AdminRequest &request) const;

private:
    Result<std::string> list(const AdminRequest &request) const;
    Result<std::string> purge(const AdminRequest &request) const;
    std::string keyId(const std::string &given) const;

    BodyStore *m_store;
    const KeyBook &m_book;
    const Clock &m_clock;
    const ResponsePurge m_purge;
};

} // namespace patchbay::gateway
