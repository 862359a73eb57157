// SPDX-License-Identifier: GPL-3.0-or-later
//
// ServeSetup: opening what a gateway keeps in its data directory.
#include "app/serving/serve_parts.h"

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
    Result<std::unique_ptr<SqlLedger>> openedLedger = SqlLedger::open(directory->ledgerFile(), clock);
    if (!openedLedger) {
        return std::unexpected(openedLedger.error());
    }
    ownLedger = std::move(*openedLedger);
    ledger = ownLedger.get();
    return guardBudgets(directory->path());
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
    return ledger->flush().and_then(
        [this] { return startGuard(*budgets, directory->path(), clock.now(), QTimeZone::systemTimeZone()); });
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
    auto digest = gateway::KeyDigest::fromFile(directory->filePath(u"gateway.pepper"_s).toStdString());
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
    Result<gateway::KeyDigest> digest = gateway::KeyDigest::fromFile((path + u"/gateway.pepper"_s).toStdString());
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
