// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/spend_services.h"

#include "models/gateway/key_names.h"
#include "models/format/format.h"
#include "models/ledger/spend_importer.h"
#include "models/mailbox/mailbox.h"
#include "models/settings/settings.h"
#include "models/storage/data_directory.h"
#include "providers/catalog/catalog_store.h"
#include "ui/spend/spend_panel.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

QString importSentence(SqlLedger &ledger, const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return SpendServices::tr("%1 could not be read: %2").arg(path, file.errorString());
    }
    const Result<SpendImportCounts> counts = importSpend(ledger, file);
    if (!counts) {
        if (counts.error().kind == ErrorClass::LedgerUnavailable) {
            return QString::fromStdString(counts.error().message); // it says how much was taken
        }
        return SpendServices::tr("Nothing was taken: %1").arg(QString::fromStdString(counts.error().message));
    }
    QStringList parts { SpendServices::tr("%1 taken").arg(format::counted(counts->taken, u"record"_s)) };
    if (counts->known > 0) {
        parts.append(SpendServices::tr("%1 there already").arg(format::count(counts->known)));
    }
    if (counts->conflicts > 0) {
        parts.append(SpendServices::tr("%1 there with another amount, the first: %2").arg(format::count(counts->conflicts), counts->conflictWords.first()));
    }
    if (counts->refused > 0) {
        parts.append(SpendServices::tr("%1 refused, the first: %2").arg(format::count(counts->refused), counts->reasons.first()));
    }
    return parts.join(u", "_s) + u'.';
}

Result<void> keepOwnPrice(const QString &folder, const ModelEntry &entry)
{
    return CatalogStore(folder.toStdString()).import(priceMapEntry(entry).toStdString(), entry.source, entry.date, CatalogLayer::Own).transform([](const auto &) {});
}

} // namespace

SpendServices::SpendServices(SqlLedger &ledger, const DataDirectory &directory, const Clock &clock, const Catalog &catalog, Settings &settings)
    : m_ledger(ledger)
    , m_settings(settings)
    , m_desk({ ledger.file(), [file = directory.filePath(u"gateway.db"_s)] { return virtualKeyNames(file).value_or(SpendNames {}); },
               directory.filePath(u"sample-ledger.db"_s) },
             clock)
    , m_budgets(m_desk, BudgetDesk::fileStore(directory.path()), false, QTimeZone::systemTimeZone())
    , m_sampleBudgets(m_desk, BudgetDesk::sampleStore(), true, QTimeZone::systemTimeZone())
    , m_books(m_desk, &catalog,
              { [&ledger](std::function<Result<void>()> work) { return ledger.exclusively(std::move(work)); },
                [folder = directory.path()](const ModelEntry &entry) { return keepOwnPrice(folder, entry); } })
{
}

SpendPanel *SpendServices::makePanel(const Theme &theme, CommandRegistry &commands, EntitySlots &entities)
{
    SpendContext context { theme, commands, m_desk, entities, [this](const QString &file, auto done) { importFile(file, std::move(done)); } };
    context.loadViews = [this] { return QJsonDocument(m_settings.spendViews()).toJson(QJsonDocument::Compact); };
    context.saveViews = [this](const QByteArray &views) { m_settings.setSpendViews(QJsonDocument::fromJson(views).array()); };
    context.budgets = &m_budgets;
    context.sampleBudgets = &m_sampleBudgets;
    context.books = &m_books;
    return new SpendPanel(context, QTimeZone::systemTimeZone());
}

void SpendServices::importFile(const QString &file, std::function<void(const QString &sentence)> done)
{
    m_importer.setMaxThreadCount(1);
    m_importer.start([this, file, mailbox = Mailbox::of(qApp), done = std::move(done)] {
        mailbox->post([done, sentence = importSentence(m_ledger, file)] { done(sentence); });
    });
}

} // namespace patchbay
