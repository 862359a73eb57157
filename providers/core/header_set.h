// SPDX-License-Identifier: GPL-3.0-or-later
//
// A header set: several headers with secret values as one SecretBytes, "name: value" a line, so that whatever carries,
// compares, wipes or redacts a credential does so with a set too. A request takes one where its AuthPlacement is
// headerSetPlacement(). Pure.
#pragma once

#include "providers/core/http.h"
#include "providers/core/secret.h"

#include <string_view>
#include <vector>

namespace patchbay {

// A header without a name: the secret is a set.
inline AuthPlacement headerSetPlacement()
{
    return { AuthPlacement::Kind::Header, {}, {} };
}
inline bool isHeaderSet(const AuthPlacement &auth)
{
    return auth.kind == AuthPlacement::Kind::Header && auth.name.empty();
}

struct HeaderView {
    std::string_view name;
    std::string_view value;
};
// Views into the set; a line without a name has an empty one.
std::vector<HeaderView> headersIn(std::string_view set);

// The set with a header at its end; nothing is added where it has one of that name, whatever its case.
SecretBytes withHeader(const SecretBytes &set, std::string_view name, std::string_view prefix, std::string_view value);

// What people may call a secret header: no word that the transport writes itself, only letters that names have.
bool isHeaderName(std::string_view name);

} // namespace patchbay
