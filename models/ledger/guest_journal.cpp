// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/guest_journal.h"

#include <QCoreApplication>
#include <QDir>
#include <QUuid>

namespace patchbay {

using namespace Qt::StringLiterals;

namespace {

constexpr auto folderName = "guests"_L1;

} // namespace

Result<InflightJournal> makeGuestJournal(const QString &directory, JournalMode mode)
{
    // Under the data directory, which nobody else may enter.
    QDir(directory).mkpath(folderName);
    const QString name = QUuid::createUuid().toString(QUuid::WithoutBraces) + u".journal"_s;
    Result<InflightJournal> journal = InflightJournal::open(directory + u'/' + folderName + u'/' + name, mode);
    if (journal && !journal->tryLock()) {
        return failure(ErrorClass::LedgerUnavailable, "A new journal is locked by another process.");
    }
    return journal;
}

std::vector<InflightJournal> abandonedGuestJournals(const QString &directory)
{
    std::vector<InflightJournal> abandoned;
    const QDir folder(directory + u'/' + folderName);
    for (const QString &name : folder.entryList({ u"*.journal"_s }, QDir::Files)) {
        Result<InflightJournal> journal = InflightJournal::open(folder.filePath(name), JournalMode::Buffered);
        if (journal && journal->tryLock()) {
            abandoned.push_back(std::move(*journal));
        }
    }
    return abandoned;
}

void removeGuestJournal(InflightJournal journal)
{
    // While it is locked: nobody adopts it in between.
    journal.remove();
}

} // namespace patchbay
