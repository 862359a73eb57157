// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/deployment_id.h"

#include "providers/config/schema.h"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <span>

namespace patchbay::config {
namespace {

// Fields that hold secrets under any schema: names that say so.
bool namesSecret(std::string_view key)
{
    const SchemaField *parameters = findField(modelSchema(), "litellm_params");
    const SchemaField *field = parameters ? findField(*parameters->object, key) : nullptr;
    return (field && field->type == ValueType::Secret) || key.contains("secret") || key.contains("password")
        || key.contains("credentials");
}

YamlNode canonical(const YamlNode &node)
{
    YamlNode copy = node;
    std::erase_if(copy.entries, [](const YamlEntry &entry) {
        return namesSecret(entry.key) && !(entry.value.isScalar() && environmentReference(entry.value.text));
    });
    std::ranges::sort(copy.entries, {}, &YamlEntry::key);
    for (YamlEntry &entry : copy.entries) {
        entry.value = canonical(entry.value);
    }
    for (YamlNode &item : copy.items) {
        item = canonical(item);
    }
    return copy;
}

} // namespace

std::string deploymentId(std::string_view modelName, const YamlNode &parameters)
{
    YamlNode name;
    name.kind = YamlNode::Kind::String;
    name.text = modelName;
    YamlNode whole;
    whole.kind = YamlNode::Kind::Mapping;
    whole.entries.push_back({ "litellm_params", {}, false, canonical(parameters) });
    whole.entries.push_back({ "model_name", {}, false, std::move(name) });
    const std::string text = toJson(whole);
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
    SHA256(reinterpret_cast<const unsigned char *>(text.data()), text.size(), digest.data());
    constexpr std::string_view digits = "0123456789abcdef";
    constexpr std::size_t bytes = 8;
    std::string id;
    for (const unsigned char byte : std::span(digest).first(bytes)) {
        id += digits[byte >> 4];
        id += digits[byte & 15];
    }
    return id;
}

} // namespace patchbay::config
