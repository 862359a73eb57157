// SPDX-License-Identifier: GPL-3.0-or-later
//
// vault list, test, audit.
#include "app/cli/engine_setup.h"
#include "app/cli/vault_verbs.h"
#include "models/vault/vault_audit.h"

#include <boost/json.hpp>

#include <format>
#include <future>
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

json::object objectOf(const vault::VaultRecord &record)
{
    json::object parts;
    for (const auto &[name, secret] : record.parts) {
        parts[name] = maskedForm(secret);
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
             { "notes", record.notes },
             { "tags", tags },
             { "created", moment(record.created) },
             { "rotated", momentOrNull(record.rotated) },
             { "expires", momentOrNull(record.expires) },
             { "tested", momentOrNull(record.tested) },
             { "test_result", record.testResult.empty() ? json::value(nullptr) : json::value(record.testResult) },
             { "previous_until", momentOrNull(record.previousUntil) } };
}

// What an answer of the provider says about the key.
std::string verdictOf(const Result<std::vector<std::string>> &models)
{
    if (models) {
        return "valid";
    }
    const Error &error = models.error();
    switch (error.kind) {
    case ErrorClass::Authentication: return "not accepted";
    case ErrorClass::PermissionDenied: return "forbidden";
    case ErrorClass::RateLimit: return error.quotaExhausted ? "no quota" : "rate limited";
    default: return "not known: " + error.message;
    }
}

// The provider's own list of models: the cheapest call that needs the key.
Result<std::vector<std::string>> listModels(EngineSetup &setup, const vault::VaultRecord &record, const SecretBytes &secret)
{
    std::promise<Result<std::vector<std::string>>> answered;
    setup.engine().listModels(record.provider, {}, secret.clone(),
                              [&answered](Result<std::vector<std::string>> models) { answered.set_value(std::move(models)); });
    return answered.get_future().get();
}

Result<std::string> testOne(VaultSession &session, EngineSetup &setup, const vault::VaultRecord &record)
{
    const auto key = record.parts.find("key");
    if (key == record.parts.end()) {
        return "not tested: it has several parts";
    }
    vault::VaultRecord tested = record.clone();
    tested.testResult = verdictOf(listModels(setup, record, key->second));
    tested.tested = session.clock().now();
    const std::string name = tested.name;
    std::string verdict = tested.testResult;
    const Result<void> saved = session.vault().replace(std::move(tested));
    const Result<void> noted = saved ? session.note("test", name, verdict) : saved;
    return noted ? Result<std::string>(std::move(verdict)) : std::unexpected(noted.error());
}

} // namespace

int vaultList(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &)
{
    if (arguments.has("--json")) {
        json::array rows;
        for (const vault::VaultRecord &record : session.vault().records()) {
            rows.push_back(objectOf(record));
        }
        streams.out << json::serialize(rows) << '\n';
        return Done;
    }
    for (const vault::VaultRecord &record : session.vault().records()) {
        std::string masked;
        for (const auto &[part, secret] : record.parts) {
            masked += (masked.empty() ? "" : ", ") + (part == "key" ? "" : part + " ") + maskedForm(secret);
        }
        streams.out << std::format("{:<20} {:<14} {:<28} {}  {}{}\n", record.name, record.provider, masked,
                                   moment(record.rotated.value_or(record.created)),
                                   record.origin.empty() ? "any host" : record.origin,
                                   record.testResult.empty() ? "" : "  " + record.testResult);
    }
    return Done;
}

int vaultTest(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &catalog)
{
    const Result<std::unique_ptr<EngineSetup>> setup = EngineSetup::makeUnrecorded(catalog);
    if (!setup) {
        return reportError(setup.error(), streams.err);
    }
    std::vector<std::string> names { arguments.value("--name") };
    if (arguments.has("--all")) {
        names.clear();
        for (const vault::VaultRecord &record : session.vault().records()) {
            names.push_back(record.name);
        }
    }
    bool allValid = true;
    for (const std::string &name : names) {
        const vault::VaultRecord *record = session.vault().find(name);
        if (record == nullptr) {
            return reportError(makeError(ErrorClass::NotFound, "The vault has no key named " + name + '.'), streams.err);
        }
        const Result<std::string> verdict = testOne(session, **setup, *record);
        if (!verdict) {
            return reportError(verdict.error(), streams.err);
        }
        streams.out << name << ": " << *verdict << '\n';
        allValid = allValid && *verdict == "valid";
    }
    return allValid ? Done : Failed;
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
        streams.out << log->entries.size() << " entries, each follows from the one before\n";
        return Done;
    }
    for (const vault::AuditEntry &entry : log->entries) {
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
