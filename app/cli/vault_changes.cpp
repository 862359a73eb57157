// SPDX-License-Identifier: GPL-3.0-or-later
//
// vault add, rotate, revoked, remove.
#include "app/cli/vault_input.h"
#include "app/cli/vault_verbs.h"
#include "models/keeper/key_facts.h"
#include "models/vault/key_parts.h"
#include "models/vault/key_taking.h"
#include "providers/transport/http_client.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <ostream>

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

int finish(VaultSession &session, const Result<void> &changed, const std::string &action, const std::string &name,
           const Streams &streams)
{
    const Result<void> noted = changed ? session.note(action, name) : Result<void>();
    if (!changed || !noted) {
        return reportError(changed ? noted.error() : changed.error(), streams.err);
    }
    return Done;
}

// A key that was added stays whatever the provider says of it: nothing uses it that did not before.
int tested(VaultSession &session, const std::string &name, const Arguments &arguments, const Streams &streams, const Catalog &catalog)
{
    const Result<void> asked = arguments.has("--no-test") ? Result<void>() : testAdded(session, name, streams, catalog);
    return asked ? Done : reportError(asked.error(), streams.err);
}

// What the provider says of a key before it takes the place of one that works. An error where it is refused.
Result<std::string> verdictBefore(VaultSession &session, const vault::VaultRecord &candidate, const Arguments &arguments, const Catalog &catalog)
{
    if (arguments.has("--no-test")) {
        return std::string();
    }
    Result<std::string> verdict = askProvider(session, candidate, catalog);
    if (verdict && *verdict == "not accepted") {
        return refused("key_refused", "Nothing was changed: the provider does not accept this key.", "--no-test rotates to it all the same.");
    }
    return verdict;
}

std::optional<int> graceFrom(const std::string &text)
{
    constexpr int usualHours = 24;
    constexpr int year = 24 * 365;
    int hours = usualHours;
    if (!text.empty()) {
        const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), hours);
        if (failed != std::errc() || end != text.data() + text.size() || hours < 0 || hours > year) {
            return std::nullopt;
        }
    }
    return hours;
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
        const int code = finish(session, session.vault().replace(std::move(more)), "add part", name, streams);
        return code == Done ? tested(session, name, arguments, streams, catalog) : code;
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
                    << (origin.empty() ? ", bound to no host" : ", for " + origin + " only") << ")" << std::endl;
    }
    return code == Done ? tested(session, name, arguments, streams, catalog) : code;
}

int vaultRotate(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &catalog)
{
    Result<NamedParts> fresh = readParts(arguments);
    if (!fresh) {
        return reportError(fresh.error(), streams.err);
    }
    const std::optional<int> hours = graceFrom(arguments.value("--grace"));
    if (!hours) {
        streams.err << "--grace takes a number of hours, 8760 (a year) at most.\n";
        return WrongUsage;
    }
    const std::string name = arguments.value("--name");
    const vault::VaultRecord *known = session.vault().find(name);
    if (known == nullptr) {
        Error error = makeError(ErrorClass::NotFound, "The vault has no key named " + name + '.');
        error.code = "not_found";
        return reportError(error, streams.err);
    }
    if (const Result<void> good = checkParts(*fresh, known->provider, catalog); !good) {
        return reportError(good.error(), streams.err);
    }
    const std::string masked = maskedOf(*fresh);
    vault::VaultRecord candidate = known->clone(); // the other parts stay
    for (auto &[part, secret] : *fresh) {
        candidate.parts.insert_or_assign(part, std::move(secret));
    }
    const Result<void> may = session.vault().mayRotate(name, candidate.parts);
    const Result<std::string> verdict = may ? verdictBefore(session, candidate, arguments, catalog) : std::unexpected(may.error());
    if (!verdict) {
        return reportError(verdict.error(), streams.err);
    }
    const std::optional<WallTime> until =
        *hours > 0 ? std::optional(session.clock().now() + std::chrono::hours(*hours)) : std::nullopt;
    const bool isKnown = !saysNothing(*verdict);
    const int code = finish(session, session.vault().rotate(name, std::move(candidate.parts), until, 100, isKnown ? *verdict : std::string()),
                            "rotate", name, streams);
    if (code == Done) {
        streams.out << "rotated " << name << " (" << masked << (isKnown ? ", tested: " + *verdict : ", not tested" + whyNotTested(*verdict)) << ")"
                    << (*hours > 0 ? ", the old secret is kept for " + std::to_string(*hours) + " h" : "")
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
