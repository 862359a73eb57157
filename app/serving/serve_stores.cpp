// SPDX-License-Identifier: GPL-3.0-or-later
//
// ServeSetup: opening what a gateway keeps in its data directory.
#include "app/serving/serve_parts.h"
#include "providers/gateway/kept_digest.h"

#include <ostream>

namespace patchbay::serving {

using namespace Qt::StringLiterals;

Result<void> ServeSetup::Parts::openLedger()
{
    Result<DataDirectory> opened = DataDirectory::open(QString::fromStdString(options.dataDirectory));
    if (!opened) {
        return std::unexpected(opened.error());
    }
    ownDirectory = std::move(*opened);
    directory = &*ownDirectory;
    LedgerOptions kept;
    kept.strict = strictLedger;
    Result<std::unique_ptr<SqlLedger>> openedLedger = SqlLedger::open(directory->ledgerFile(), clock, kept);
    if (!openedLedger) {
        return std::unexpected(openedLedger.error());
    }
    ownLedger = std::move(*openedLedger);
    ledger = ownLedger.get();
    return guardBudgets(directory->path());
}

// Of its own ledger: who shares an open one was told when that was opened.
void ServeSetup::Parts::tellRecovery(std::ostream &err) const
{
    if (!ownLedger) {
        return;
    }
    const LedgerRecovery &found = ownLedger->recovery();
    const auto calls = [](int count) { return std::to_string(count) + (count == 1 ? " call was" : " calls were"); };
    std::string told;
    if (found.damagedBytes > 0) {
        told += "warning: inflight.journal is damaged: " + std::to_string(found.damagedBytes)
            + " bytes at its end cannot be read and were left out. What stood there of calls under way when the gateway "
              "ended is not in the ledger, and budgets do not count it.\n";
    }
    if (found.unknown > 0) {
        told += "warning: " + calls(found.unknown)
            + " under way when the gateway ended; what that cost is not known: budgets count what was reserved.\n";
    }
    if (found.damagedBytes > 0 || found.unknown > 0 || found.voided > 0) {
        told += "the ledger was brought up to date from inflight.journal: " + std::to_string(found.replayed)
            + (found.replayed == 1 ? " step, " : " steps, ") + calls(found.voided) + " never sent\n";
    }
    err << told << std::flush;
}

Result<void> ServeSetup::Parts::guardBudgets(const QString &path)
{
    const QTimeZone zone = QTimeZone::systemTimeZone();
    ownBudgets = std::make_unique<BudgetGuard>(*ledger, clock, zone);
    budgets = ownBudgets.get();
    return startGuard(*budgets, path, clock.now(), zone);
}

// The budgets in force stay where the new ones cannot be read.
Result<void> ServeSetup::Parts::readBudgetsAgain()
{
    return ledger->flush()
        .and_then([this] { return startGuard(*budgets, directory->path(), clock.now(), QTimeZone::systemTimeZone()); })
        .transform([this] { teller ? teller->look() : void(); });
}

void ServeSetup::Parts::makeTeller()
{
    transport::ClientOptions client;
    transport::proxyFromEnvironment(client);
    const auto observers = [this](observers::BudgetNotice notice) { hub->notice(std::move(notice)); };
    teller = std::make_unique<BudgetTeller>(
        BudgetTeller::Parts { *ownBudgets, directory->path(), QTimeZone::systemTimeZone(), clock, runtime, client, observers });
}

Result<void> ServeSetup::Parts::openStores()
{
    if (const Result<void> opened = ledger ? Result<void>() : openLedger(); !opened) {
        return opened;
    }
    Result<std::unique_ptr<SqlKeyStore>> openedStore =
        SqlKeyStore::open(directory->filePath(u"gateway.db"_s), directory->ledgerFile());
    auto openedAnswers = SqlAnswerStore::open(directory->filePath(u"answers.db"_s));
    if (!openedStore || !openedAnswers) {
        return std::unexpected(openedStore ? openedAnswers.error() : openedStore.error());
    }
    store = std::move(*openedStore);
    answers = std::move(*openedAnswers);
    bodies = std::make_unique<SqlBodyStore>(directory->filePath(u"bodies.db"_s), clock);
    responses = std::make_unique<SqlResponseBox>(directory->filePath(u"responses.db"_s), clock);
    spend = std::make_unique<SqlSpendSource>(directory->ledgerFile());
    auto digest = gateway::keptDigest(directory->filePath(u"gateway.pepper"_s).toStdString(), *store);
    if (!digest) {
        return std::unexpected(digest.error());
    }
    keys = std::make_unique<gateway::KeyBook>(store.get(), clock, std::move(*digest));
    return keys->load();
}

// Beside the process that owns the directory: one call of the owner's, which needs no virtual keys.
Result<void> ServeSetup::Parts::openAsGuest()
{
    const QString path =
        options.dataDirectory.empty() ? DataDirectory::defaultPath() : QString::fromStdString(options.dataDirectory);
    Result<std::unique_ptr<SqlLedger>> openedLedger = SqlLedger::openAsGuest(DataDirectory::ledgerFileIn(path), clock);
    Result<gateway::KeyDigest> digest = gateway::KeyDigest::unsaved();
    if (!openedLedger || !digest) {
        return std::unexpected(openedLedger ? digest.error() : openedLedger.error());
    }
    ownLedger = std::move(*openedLedger);
    ledger = ownLedger.get();
    if (const Result<void> guarded = guardBudgets(path); !guarded) {
        return guarded;
    }
    keys = std::make_unique<gateway::KeyBook>(nullptr, clock, std::move(*digest));
    return {};
}

} // namespace patchbay::serving
