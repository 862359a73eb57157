// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/encrypted_items.h"

#include "providers/routing/affinity.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <vector>

namespace patchbay::gateway {

namespace {

using wire::JsonView;

struct Change {
    std::string_view raw; // of the text that is changed
    std::string value;
};

// From the back, so that places before stay where they are.
std::string changed(std::string_view text, std::vector<Change> changes)
{
    std::ranges::sort(changes, [](const Change &left, const Change &right) { return left.raw.data() > right.raw.data(); });
    std::string result(text);
    for (const Change &change : changes) {
        result.replace(static_cast<std::size_t>(change.raw.data() - text.data()), change.raw.size(), change.value);
    }
    return result;
}

} // namespace

OpenedItems openedItems(std::string_view input)
{
    OpenedItems opened;
    std::vector<Change> changes;
    for (const JsonView &item : JsonView(input).items()) {
        if (const auto sealed = routing::unsealItemId(item["id"].string())) {
            changes.push_back({ item["id"].raw(), wire::jsonLiteral(sealed->responseId) });
            opened.deployment = sealed->deployment;
        }
    }
    opened.json = changed(input, std::move(changes));
    return opened;
}

ItemSealer::ItemSealer(std::string deployment)
    : m_deployment(std::move(deployment))
{
}

std::string ItemSealer::sealed(const std::string &json)
{
    const JsonView whole { std::string_view(json) };
    const JsonView inner = whole["response"].isObject() ? whole["response"] : whole;
    std::vector<Change> changes;
    const auto seal = [&](const JsonView &id) {
        changes.push_back({ id.raw(), wire::jsonLiteral(routing::sealItemId(m_deployment, id.string())) });
    };
    const auto sealItem = [&](const JsonView &item) {
        if (item["encrypted_content"].isString() && item["id"].isString()) {
            m_ids.insert(item["id"].string());
            seal(item["id"]);
        }
    };
    for (const JsonView &item : inner["output"].items()) {
        sealItem(item);
    }
    sealItem(whole["item"]);
    if (whole["item_id"].isString() && m_ids.contains(whole["item_id"].string())) {
        seal(whole["item_id"]);
    }
    return changed(json, std::move(changes));
}

} // namespace patchbay::gateway
