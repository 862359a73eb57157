// SPDX-License-Identifier: GPL-3.0-or-later
//
// Items of the Responses API whose content only their own provider's account can read (reasoning with
// include: ["reasoning.encrypted_content"]). With encrypted_content_affinity their ids name the deployment that made them,
// as LiteLLM's do ("encitem_…"), so that a conversation that carries them finds back.
#pragma once

#include "providers/wire/json_view.h"

#include <optional>
#include <set>
#include <string>

namespace patchbay::gateway {

struct OpenedItems {
    std::string json;       // the array as its provider knows it
    std::string deployment; // that the last of them came from; empty: none is sealed
};

// A request's "input". Anything but an array with sealed ids comes back as it is.
OpenedItems openedItems(std::string_view input);

// Seals the ids of one answer: of a whole Response object, or of its events one after another.
class ItemSealer {
public:
    explicit ItemSealer(std::string deployment);
    std::string sealed(const std::string &json);

private:
    const std::string m_deployment;
    std::set<std::string, std::less<>> m_ids; // sealed before: events name them again
};

} // namespace patchbay::gateway
