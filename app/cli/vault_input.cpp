// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/vault_input.h"

#include "app/cli/passphrase_input.h"
#include "models/vault/key_parts.h"

#include <algorithm>
#include <cctype>
#include <unistd.h>

namespace patchbay::cli {
namespace {

std::unexpected<Error> refused(std::string code, std::string sentence, std::string remedy = {})
{
    Error error = makeError(ErrorClass::BadRequest, std::move(sentence));
    error.code = std::move(code);
    error.remedy = std::move(remedy);
    return std::unexpected(error);
}

// Of a line of an .env file what stands behind the name: NAME_OF_KEY=value, with "export" before it or not.
std::string_view valueOfLine(std::string_view line)
{
    constexpr std::string_view word = "export ";
    std::string_view rest = line.starts_with(word) ? line.substr(word.size()) : line;
    const std::size_t equals = std::min(rest.find('='), rest.size());
    const std::string_view name = rest.substr(0, equals);
    const bool isName = name.contains('_') && std::ranges::all_of(name, [](char letter) {
        return (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') || letter == '_';
    });
    rest.remove_prefix(std::min(equals + 1, rest.size()));
    return isName && !rest.empty() && !rest.starts_with('=') ? rest : line;
}

// Blanks and quotes that were copied along go; what no header can carry is refused.
Result<SecretBytes> plainKey(const SecretBytes &typed)
{
    std::string_view text(typed.bytes().data(), typed.bytes().size());
    const auto trim = [&text](std::string_view around) {
        text.remove_prefix(std::min(text.find_first_not_of(around), text.size()));
        text = text.substr(0, text.find_last_not_of(around) + 1);
    };
    trim(" \t\r\n");
    if (text.starts_with('{')) {
        // A service account's file, or a client of Entra's: which of them says the provider.
        if (!text.ends_with('}')) {
            return refused("bad_key_file", "This begins as a key file in JSON, and its end is missing.");
        }
        return SecretBytes::copyOf(text);
    }
    text = valueOfLine(text);
    if (constexpr std::string_view bearer = "Bearer "; text.starts_with(bearer)) {
        text.remove_prefix(bearer.size());
        trim(" ");
    }
    const bool opens = !text.empty() && (text.front() == '"' || text.front() == '\'');
    if (opens && (text.size() < 2 || text.front() != text.back())) {
        return refused("bad_secret", "The key begins with a quote that does not end: a part of it may be missing.");
    }
    if (text.size() > 2 && (text.front() == '"' || text.front() == '\'') && text.front() == text.back()) {
        text = text.substr(1, text.size() - 2);
    }
    const bool odd = std::ranges::any_of(text, [](unsigned char letter) { return letter < ' ' || letter == 127; });
    if (text.empty() || odd) {
        return refused("bad_secret", "A key is one line of letters; this has a line break or a control character in it.",
                       "Several parts go in with --parts, a line each.");
    }
    return SecretBytes::copyOf(text);
}

std::string_view viewOf(const SecretBytes &secret)
{
    return { secret.bytes().data(), secret.bytes().size() };
}

// "NAME=value" a line, as in an .env file.
Result<NamedParts> partsIn(std::string_view text)
{
    NamedParts parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        line = line.substr(0, line.find_last_not_of(" \r") + 1);
        const std::size_t equals = line.find('=');
        if (line.empty()) {
            continue;
        }
        if (equals == 0 || equals == std::string_view::npos || equals + 1 == line.size()) {
            return refused("bad_part", "--parts takes lines of NAME=value.");
        }
        std::string name(line.substr(0, equals));
        std::ranges::transform(name, name.begin(), [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
        parts.emplace_back(std::move(name), SecretBytes::copyOf(line.substr(equals + 1)));
    }
    return parts.empty() ? refused("no_secret", "--parts takes lines of NAME=value; there were none.") : Result<NamedParts>(std::move(parts));
}

} // namespace

Result<NamedParts> readParts(const Arguments &arguments)
{
    Result<SecretBytes> secret = readSecret(STDIN_FILENO);
    if (!secret) {
        return std::unexpected(secret.error());
    }
    if (arguments.has("--headers")) {
        return vault::headerParts(viewOf(*secret));
    }
    if (arguments.has("--parts")) {
        return partsIn(viewOf(*secret));
    }
    return plainKey(*secret).transform([&](SecretBytes &&key) {
        NamedParts one;
        one.emplace_back(arguments.has("--part") ? arguments.value("--part") : std::string(vault::onlyPart), std::move(key));
        return one;
    });
}

Result<void> checkParts(const NamedParts &parts, const std::string &provider, const Catalog &catalog)
{
    const ProviderEntry *entry = catalog.provider(provider);
    for (const auto &[name, secret] : parts) {
        const Result<void> good = entry != nullptr ? vault::checkPart(*entry, name) : Result<void>();
        if (!good) {
            return good;
        }
    }
    return {};
}

std::string maskedOf(const NamedParts &parts)
{
    return parts.size() == 1 ? maskedForm(parts.front().second) : std::to_string(parts.size()) + " parts";
}

Result<std::string> providerOf(const Arguments &arguments, const SecretBytes &secret, const Catalog &catalog)
{
    if (const std::string named = arguments.value("--provider"); !named.empty()) {
        return named;
    }
    if (viewOf(secret).starts_with('{')) {
        return vault::checkKeyFile(viewOf(secret)).transform([] { return std::string("vertex_ai"); });
    }
    const std::vector<const ProviderEntry *> shaped = catalog.recogniseKey({ secret.bytes().data(), secret.bytes().size() });
    if (shaped.empty()) {
        return refused("no_provider", "The key's shape tells no provider.", "Give --provider.");
    }
    const std::string_view view(secret.bytes().data(), secret.bytes().size());
    if (shaped.size() > 1) {
        std::string names;
        for (const ProviderEntry *provider : shaped) {
            names += (names.empty() ? "" : ", ") + provider->id;
        }
        // A key that goes to the wrong one has leaked.
        return refused("several_providers", "Keys of several providers look like this one: " + names + '.', "Say whose it is with --provider.");
    }
    if (shaped.front()->auth.kind == AuthPlacement::Kind::AwsSignature && (view.starts_with("AKIA") || view.starts_with("ASIA"))
        && !arguments.has("--part") && !arguments.has("--parts")) {
        return refused("no_secret", "This is the id of an AWS key, without its secret.",
                       "Give both with --parts: AWS_ACCESS_KEY_ID=… and AWS_SECRET_ACCESS_KEY=…, a line each.");
    }
    return shaped.front()->id;
}

} // namespace patchbay::cli
