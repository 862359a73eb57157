// SPDX-License-Identifier: GPL-3.0-or-later
//
// vault add, rotate, remove.
#include "app/cli/passphrase_input.h"
#include "app/cli/vault_verbs.h"
#include "models/vault/vault_keys.h"
#include "providers/core/ids.h"

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
    std::string host = text.substr(secure ? 8 : 7);
    host = host.substr(0, host.find('/'));
    if (host.empty()) {
        return refused("bad_origin", "--origin names no host.");
    }
    const bool hasPort = host.find(':', host.starts_with('[') ? host.find(']') : 0) != std::string::npos;
    return (secure ? "https://" : "http://") + host + (hasPort ? "" : secure ? ":443" : ":80");
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

std::vector<std::string> splitAtCommas(std::string_view list)
{
    std::vector<std::string> items;
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        if (comma > 0) {
            items.emplace_back(list.substr(0, comma));
        }
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return items;
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
    return shaped.front()->id;
}

Result<void> takeOptions(vault::VaultRecord &record, const Arguments &arguments)
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
    }
    record.notes = arguments.value("--note");
    record.tags = splitAtCommas(arguments.value("--tags"));
    return {};
}

std::string partOf(const Arguments &arguments)
{
    return arguments.has("--part") ? arguments.value("--part") : "key";
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

Result<vault::VaultRecord> makeVaultRecord(const std::string &name, const std::string &provider, const Catalog &catalog,
                                           const Clock &clock)
{
    const ProviderEntry *known = catalog.provider(provider);
    if (known == nullptr) {
        return refused("no_provider", "There is no provider \"" + provider + "\".", "patchbay-cli catalog list names them.");
    }
    SeededRandom random(systemSeed());
    vault::VaultRecord record;
    record.id = makeId("key_", clock.now(), random);
    record.name = name;
    record.provider = provider;
    record.origin = vault::defaultOrigin(*known);
    record.created = clock.now();
    return record;
}

int vaultAdd(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &catalog)
{
    Result<SecretBytes> secret = readSecret(STDIN_FILENO);
    if (!secret) {
        return reportError(secret.error(), streams.err);
    }
    const std::string name = arguments.value("--name");
    // A further part of a key that is there already: the second of AWS's three.
    if (const vault::VaultRecord *known = session.vault().find(name); known != nullptr && arguments.has("--part")) {
        vault::VaultRecord more = known->clone();
        more.parts.insert_or_assign(partOf(arguments), std::move(*secret));
        return finish(session, session.vault().replace(std::move(more)), "add part", name, streams);
    }
    const Result<std::string> provider = providerOf(arguments, *secret, catalog);
    Result<vault::VaultRecord> record =
        provider ? makeVaultRecord(name, *provider, catalog, session.clock()) : std::unexpected(provider.error());
    const Result<void> taken = record ? takeOptions(*record, arguments) : std::unexpected(record.error());
    if (!taken) {
        return reportError(taken.error(), streams.err);
    }
    const std::string masked = maskedForm(*secret);
    const std::string origin = record->origin;
    record->parts.emplace(partOf(arguments), std::move(*secret));
    const int code = finish(session, session.vault().add(std::move(*record)), "add", name, streams);
    if (code == Done) {
        streams.out << "added " << name << " (" << *provider << ", " << masked
                    << (origin.empty() ? ", bound to no host" : ", for " + origin + " only") << ")\n";
    }
    return code;
}

int vaultRotate(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &)
{
    Result<SecretBytes> secret = readSecret(STDIN_FILENO);
    if (!secret) {
        return reportError(secret.error(), streams.err);
    }
    constexpr int usualGraceHours = 24;
    int hours = usualGraceHours;
    if (const std::string text = arguments.value("--grace"); !text.empty()) {
        const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), hours);
        if (failed != std::errc() || end != text.data() + text.size() || hours < 0) {
            streams.err << "--grace takes a number of hours.\n";
            return WrongUsage;
        }
    }
    const std::string name = arguments.value("--name");
    vault::SecretParts parts;
    if (const vault::VaultRecord *known = session.vault().find(name)) {
        parts = known->clone().parts; // the other parts stay
    }
    const std::string masked = maskedForm(*secret);
    parts.insert_or_assign(partOf(arguments), std::move(*secret));
    const std::optional<WallTime> until =
        hours > 0 ? std::optional(session.clock().now() + std::chrono::hours(hours)) : std::nullopt;
    const int code = finish(session, session.vault().rotate(name, std::move(parts), until), "rotate", name, streams);
    if (code == Done) {
        streams.out << "rotated " << name << " (" << masked << ")"
                    << (hours > 0 ? ", the old secret is kept for " + std::to_string(hours) + " h" : "") << '\n';
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
