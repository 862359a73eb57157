// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/deployment_id.h"

#include "providers/config/schema.h"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

namespace patchbay::config {
namespace {

// Fields that hold secrets under any schema: names that say so.
bool namesSecret(std::string_view key)
{
    static const SchemaField *const parameters = findField(modelSchema(), "litellm_params");
    const SchemaField *field = parameters ? findField(*parameters->object, key) : nullptr;
    return (field && field->type == ValueType::Secret) || key.contains("secret") || key.contains("password")
        || key.contains("credentials");
}

YamlNode textOf(std::string_view text)
{
    YamlNode node;
    node.kind = YamlNode::Kind::String;
    node.text = text;
    return node;
}

// The value as JSON with its keys in order and without secrets. Written, not copied: files have hundreds of them.
void writeCanonical(std::string &out, const YamlNode &node)
{
    if (node.isScalar()) {
        out += toJson(node);
        return;
    }
    std::vector<const YamlEntry *> entries;
    for (const YamlEntry &entry : node.entries) {
        if (!namesSecret(entry.key) || (entry.value.isScalar() && environmentReference(entry.value.text))) {
            entries.push_back(&entry);
        }
    }
    std::ranges::sort(entries, {}, [](const YamlEntry *entry) -> const std::string & { return entry->key; });
    out += node.isMapping() ? '{' : '[';
    bool first = true;
    const auto comma = [&] { out += std::exchange(first, false) ? "" : ","; };
    for (const YamlEntry *entry : entries) {
        comma();
        out += toJson(textOf(entry->key)) + ':';
        writeCanonical(out, entry->value);
    }
    for (const YamlNode &item : node.items) {
        comma();
        writeCanonical(out, item);
    }
    out += node.isMapping() ? '}' : ']';
}

} // namespace

std::string deploymentId(std::string_view modelName, const YamlNode &parameters)
{
    std::string text = R"({"litellm_params":)";
    writeCanonical(text, parameters);
    text += R"(,"model_name":)" + toJson(textOf(modelName)) + '}';
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
