// SPDX-License-Identifier: GPL-3.0-or-later
//
// vault add, rotate, revoked, remove.
#include "app/cli/passphrase_input.h"
#include "app/cli/vault_verbs.h"
#include "models/vault/key_parts.h"
#include "models/vault/key_taking.h"
#include "providers/transport/http_client.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <ostream>
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

// "https://host[:port]" with its port; an error for anything else.
Result<std::string> originFrom(const std::string &text)
{
    const bool secure = text.starts_with("https://");
    if (!secure && !text.starts_with("http://")) {
        return refused("bad_origin", "--origin takes https://host[:port], not " + text + '.');
    }
    // A path says nothing about whom a key may go to, and a password has no place here.
    const Result<transport::ParsedUrl> url = transport::parseUrl(text);
    if (!url || url->target != "/") {
        return refused("bad_origin", "--origin takes scheme, host and port and nothing else: https://host[:port].",
                       url ? std::string() : url.error().message);
    }
    return toString(url->origin);
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
        return SecretBytes::copyOf(text); // a service account's JSON
    }
    text = valueOfLine(text);
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

std::optional<WallTime> dayFrom(const std::string &text)
{
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    if (std::sscanf(text.c_str(), "%d-%u-%u", &year, &month, &day) != 3) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date { std::chrono::year(year), std::chrono::month(month), std::chrono::day(day) };
    return date.ok() ? std::optional<WallTime>(std::chrono::sys_days(date)) : std::nullopt;
}

// The provider that was named, else the one that the key's shape tells.
Result<std::string> providerOf(const Arguments &arguments, const SecretBytes &secret, const Catalog &catalog)
{
    if (const std::string named = arguments.value("--provider"); !named.empty()) {
        return named;
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

Result<void> takeOptions(vault::VaultRecord &record, const Arguments &arguments, WallTime now)
{
    if (arguments.has("--origin")) {
        Result<std::string> origin = originFrom(arguments.value("--origin"));
        if (!origin) {
            return std::unexpected(origin.error());
        }
        record.origin = std::move(*origin);
    }
    if (arguments.has("--expires")) {
        record.expires = dayFrom(arguments.value("--expires"));
        if (!record.expires) {
            return refused("bad_day", "--expires takes a day such as 2027-01-31.");
        }
        if (*record.expires < now) {
            return refused("bad_day", "--expires is a day that has passed.");
        }
    }
    record.notes = arguments.value("--note");
    record.tags = splitAtCommas(arguments.value("--tags"));
    return {};
}

std::string_view viewOf(const SecretBytes &secret)
{
    return { secret.bytes().data(), secret.bytes().size() };
}

using NamedParts = std::vector<std::pair<std::string, SecretBytes>>;

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

// What standard input has: one secret, or a line for each.
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

// A typing mistake in a part's name would be a key that no call finds.
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

int finish(VaultSession &session, const Result<void> &changed, const std::string &action, const std::string &name,
           const Streams &streams)
{
    const Result<void> noted = changed ? session.note(action, name) : Result<void>();
    if (!changed || !noted) {
        return reportError(changed ? noted.error() : changed.error(), streams.err);
    }
    return Done;
}

} // namespace

int vaultAdd(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &catalog)
{
    Result<NamedParts> parts = readParts(arguments);
    if (!parts) {
        return reportError(parts.error(), streams.err);
    }
    const std::string name = arguments.value("--name");
    if (std::ranges::any_of(name, [](unsigned char letter) { return letter < ' ' || letter == 127; })) {
        return reportError(refused("bad_name", "A key's name has no control characters.").error(), streams.err);
    }
    const bool isMore = arguments.has("--part") || arguments.has("--parts") || arguments.has("--headers");
    // Further parts of a key that is there already: the second of AWS's three, a header.
    if (const vault::VaultRecord *known = session.vault().find(name); known != nullptr && isMore) {
        if (const Result<void> good = checkParts(*parts, known->provider, catalog); !good) {
            return reportError(good.error(), streams.err);
        }
        vault::VaultRecord more = known->clone();
        for (auto &[part, secret] : *parts) {
            more.parts.insert_or_assign(part, std::move(secret));
        }
        return finish(session, session.vault().replace(std::move(more)), "add part", name, streams);
    }
    const Result<std::string> provider = providerOf(arguments, parts->front().second, catalog);
    Result<vault::VaultRecord> record =
        provider ? vault::newRecord(name, *provider, catalog, session.clock()) : std::unexpected(provider.error());
    const Result<void> good = record ? checkParts(*parts, *provider, catalog) : std::unexpected(record.error());
    const Result<void> taken = good ? takeOptions(*record, arguments, session.clock().now()) : good;
    if (!taken) {
        return reportError(taken.error(), streams.err);
    }
    const std::string masked = maskedOf(*parts);
    const std::string origin = record->origin;
    for (auto &[part, secret] : *parts) {
        record->parts.insert_or_assign(part, std::move(secret));
    }
    const int code = finish(session, session.vault().add(std::move(*record)), "add", name, streams);
    if (code == Done) {
        streams.out << "added " << name << " (" << *provider << ", " << masked
                    << (origin.empty() ? ", bound to no host" : ", for " + origin + " only") << ")\n";
    }
    return code;
}

int vaultRotate(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &catalog)
{
    Result<NamedParts> fresh = readParts(arguments);
    if (!fresh) {
        return reportError(fresh.error(), streams.err);
    }
    constexpr int usualGraceHours = 24;
    int hours = usualGraceHours;
    if (const std::string text = arguments.value("--grace"); !text.empty()) {
        const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), hours);
        constexpr int year = 24 * 365;
        if (failed != std::errc() || end != text.data() + text.size() || hours < 0 || hours > year) {
            streams.err << "--grace takes a number of hours, 8760 (a year) at most.\n";
            return WrongUsage;
        }
    }
    const std::string name = arguments.value("--name");
    vault::SecretParts parts;
    if (const vault::VaultRecord *known = session.vault().find(name)) {
        if (const Result<void> good = checkParts(*fresh, known->provider, catalog); !good) {
            return reportError(good.error(), streams.err);
        }
        parts = known->clone().parts; // the other parts stay
    }
    const std::string masked = maskedOf(*fresh);
    for (auto &[part, secret] : *fresh) {
        parts.insert_or_assign(part, std::move(secret));
    }
    const std::optional<WallTime> until =
        hours > 0 ? std::optional(session.clock().now() + std::chrono::hours(hours)) : std::nullopt;
    const int code = finish(session, session.vault().rotate(name, std::move(parts), until), "rotate", name, streams);
    if (code == Done) {
        streams.out << "rotated " << name << " (" << masked << ")"
                    << (hours > 0 ? ", the old secret is kept for " + std::to_string(hours) + " h" : "")
                    << "; revoke it at the provider then, and say so: vault revoked --name " << name << '\n';
    }
    return code;
}

int vaultRevoked(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &)
{
    const std::string name = arguments.value("--name");
    const int code = finish(session, session.vault().revoked(name), "revoked at the provider", name, streams);
    if (code == Done) {
        streams.out << "noted: the old key of " << name << " is revoked at the provider\n";
    }
    return code;
}

int vaultRetire(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &)
{
    const std::string name = arguments.value("--name");
    const int code = finish(session, session.vault().retire(name), "retire", name, streams);
    if (code == Done) {
        streams.out << "retired: the old key of " << name << " is out of the vault; revoke it at the provider\n";
    }
    return code;
}

int vaultRemove(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &)
{
    const std::string name = arguments.value("--name");
    const int code = finish(session, session.vault().remove(name), "remove", name, streams);
    if (code == Done) {
        streams.out << "removed " << name << '\n';
    }
    return code;
}

} // namespace patchbay::cli
