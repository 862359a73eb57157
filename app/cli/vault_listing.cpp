// SPDX-License-Identifier: GPL-3.0-or-later
//
// vault list, audit.
#include "app/cli/vault_verbs.h"
#include "models/keeper/key_facts.h"
#include "models/vault/key_parts.h"
#include "models/vault/vault_audit.h"

#include <boost/json.hpp>

#include <algorithm>
#include <cctype>
#include <format>
#include <ostream>

namespace patchbay::cli {
namespace {

namespace json = boost::json;

std::string moment(WallTime time)
{
    return std::format("{:%Y-%m-%dT%H:%M:%SZ}", std::chrono::floor<std::chrono::seconds>(time));
}

json::value momentOrNull(const std::optional<WallTime> &time)
{
    return time ? json::value(moment(*time)) : json::value(nullptr);
}

// What was rotated out and waits for the person, with where it is to be revoked.
json::array toRevokeOf(const vault::VaultRecord &record, const Clock &clock)
{
    json::array rows;
    for (const vault::ToRevoke &old : record.toRevoke) {
        rows.push_back(json::object { { "key", old.masked }, { "since", moment(old.since) }, { "due", old.since <= clock.now() } });
    }
    return rows;
}

json::object objectOf(const vault::VaultRecord &record, const Catalog &catalog, const Clock &clock)
{
    const ProviderEntry *provider = catalog.provider(record.provider);
    json::object settings;
    json::object parts;
    for (const auto &[name, secret] : record.parts) {
        if (vault::isSettingPart(provider, name)) {
            settings[name] = std::string(secret.bytes().begin(), secret.bytes().end());
        } else {
            parts[name] = maskedForm(secret);
        }
    }
    json::array tags;
    for (const std::string &tag : record.tags) {
        tags.emplace_back(tag);
    }
    return { { "id", record.id },
             { "name", record.name },
             { "provider", record.provider },
             { "origin", record.origin.empty() ? json::value(nullptr) : json::value(record.origin) },
             { "parts", parts },
             { "settings", settings },
             { "notes", record.notes },
             { "tags", tags },
             { "created", moment(record.created) },
             { "rotated", momentOrNull(record.rotated) },
             { "expires", momentOrNull(record.expires) },
             { "tested", momentOrNull(record.tested) },
             { "test_result", record.testResult.empty() ? json::value(nullptr) : json::value(record.testResult) },
             { "previous_until", momentOrNull(record.previousUntil) },
             { "to_revoke", toRevokeOf(record, clock) },
             { "key_page", provider != nullptr ? json::value(provider->keyPage) : json::value(nullptr) } };
}

// "····1111": of several parts each with its name; what belongs to the account and is no secret as it is.
std::string partsInWords(const vault::VaultRecord &record, const ProviderEntry *provider)
{
    std::string words;
    for (const auto &[part, secret] : record.parts) {
        const std::string_view header = vault::headerOfPart(part);
        const std::string value = vault::isSettingPart(provider, part) ? std::string(secret.bytes().begin(), secret.bytes().end())
                                                                       : maskedForm(secret);
        words += (words.empty() ? "" : ", ")
            + (part == vault::onlyPart ? std::string() : header.empty() ? part + ' ' : "header " + std::string(header) + ' ') + value;
    }
    return words;
}

std::string expiryInWords(const vault::VaultRecord &record, WallTime now)
{
    if (!record.expires) {
        return {};
    }
    return std::format("  {} {:%Y-%m-%d}", *record.expires <= now ? "EXPIRED" : "expires", std::chrono::floor<std::chrono::days>(*record.expires));
}

std::string inSmallLetters(std::string text)
{
    std::ranges::transform(text, text.begin(), [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return text;
}

} // namespace

int vaultList(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &catalog)
{
    if (arguments.has("--json")) {
        json::array rows;
        for (const vault::VaultRecord &record : session.vault().records()) {
            rows.push_back(objectOf(record, catalog, session.clock()));
        }
        streams.out << json::serialize(rows) << '\n';
        return Done;
    }
    for (const vault::VaultRecord &record : session.vault().records()) {
        const ProviderEntry *provider = catalog.provider(record.provider);
        streams.out << std::format("{:<20} {:<14} {:<28} {}  {}{}\n", record.name, record.provider, partsInWords(record, provider),
                                   moment(record.rotated.value_or(record.created)),
                                   record.origin.empty() ? "any host" : record.origin,
                                   expiryInWords(record, session.clock().now())
                                       + (record.testResult.empty() ? std::string() : "  " + record.testResult));
        for (const vault::ToRevoke &old : record.toRevoke) {
            const bool isDue = old.since <= session.clock().now();
            streams.out << std::format("  {} {}{}{}\n", old.masked,
                                       isDue ? "is rotated out: revoke it at the provider" : "may be in use until " + moment(old.since),
                                       isDue && provider != nullptr && !provider->keyPage.empty() ? ", " + provider->keyPage : "",
                                       isDue ? ", then: vault revoked --name " + record.name : "");
        }
    }
    return Done;
}

// Whether the end was cut, which the lines that are left do not tell: the vault knows.
static int verifyEnd(const Arguments &arguments, std::size_t count, const Streams &streams)
{
    if (arguments.value("--passphrase-fd").empty()) {
        streams.out << count << " entries, each follows from the one before; whether the end was cut off is known with --passphrase-fd\n";
        return Done;
    }
    const Result<std::unique_ptr<VaultSession>> session =
        VaultSession::open(arguments.value("--data"), arguments.value("--passphrase-fd"));
    if (!session) {
        return reportError(session.error(), streams.err);
    }
    if ((*session)->unwritten()) {
        return reportError(*(*session)->unwritten(), streams.err);
    }
    streams.out << count << " entries, each follows from the one before, and the vault misses none\n";
    return Done;
}

int vaultAudit(const Arguments &arguments, const Streams &streams)
{
    const Result<std::filesystem::path> folder = VaultSession::folderOf(arguments.value("--data"));
    const Result<vault::AuditLog> log =
        folder ? vault::readAudit(*folder / vaultAuditName) : std::unexpected(folder.error());
    if (!log) {
        return reportError(log.error(), streams.err);
    }
    if (arguments.has("--verify")) {
        if (log->firstBroken != 0) {
            Error error = makeError(ErrorClass::Api, "Line " + std::to_string(log->firstBroken)
                                        + " of the audit log does not follow from the one before: it was changed or a line was taken out.");
            error.code = "audit_broken";
            return reportError(error, streams.err);
        }
        return verifyEnd(arguments, log->entries.size(), streams);
    }
    const std::string wanted = inSmallLetters(arguments.value("--filter"));
    for (const vault::AuditEntry &entry : log->entries) {
        const std::string whole = moment(entry.time) + ' ' + entry.action + ' ' + entry.subject + ' ' + entry.detail;
        if (!inSmallLetters(whole).contains(wanted)) {
            continue;
        }
        if (arguments.has("--json")) {
            streams.out << json::serialize(json::object { { "n", entry.number },
                                                          { "time", moment(entry.time) },
                                                          { "action", entry.action },
                                                          { "subject", entry.subject },
                                                          { "detail", entry.detail } })
                        << '\n';
        } else {
            streams.out << std::format("{:>5}  {}  {:<16} {:<20} {}\n", entry.number, moment(entry.time), entry.action,
                                       entry.subject, entry.detail);
        }
    }
    return Done;
}

} // namespace patchbay::cli
