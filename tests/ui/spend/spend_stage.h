// SPDX-License-Identifier: GPL-3.0-or-later
//
// Stage: the window with the Spend panel over a ledger in a temporary folder that has the sample's rows, as if they were
// real.
#pragma once

#include "models/compare/entity_slots.h"
#include "models/ledger/attempt_table.h"
#include "models/spend/budget_desk.h"
#include "models/spend/record_import.h"
#include "models/spend/sample_ledger.h"
#include "models/spend/spend_books.h"
#include "models/spend/spend_desk.h"
#include "ui/shell/main_window.h"
#include "ui/spend/spend_panel.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/patchbay_style.h"

#include <QApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace patchbay {

using namespace Qt::StringLiterals;

class SteppedClock final : public Clock {
public:
    WallTime now() const override { return wall; }
    SteadyTime steadyNow() const override { return SteadyTime(std::chrono::hours(1)); }
    WallTime wall { std::chrono::sys_days { std::chrono::year(2026) / 11 / 22 } + std::chrono::hours(15) };
};

inline void fillLedger(const QString &file, WallTime now)
{
    auto database = AttemptTable::openDatabase(file).value();
    AttemptTable table(*database);
    storage::Transaction transaction(*database);
    (void)table.begin();
    drawSample(now, [&](const SampleAttempt &row) {
        if (row.draft.start < now - std::chrono::days(55)) {
            // Enough for the forecast, and half the time for every reading.
            return;
        }
        AttemptDraft draft = row.draft;
        draft.simulated = false;
        const SettledRecord settled { draft.attemptId, row.outcome };
        (void)table.apply(ReservedRecord { draft });
        (void)table.apply(settled);
    });
    (void)table.finish();
    (void)transaction.commit();
}

// The program's style and a filled ledger, for as long as a test's object lives.
class FilledLedger {
public:
    FilledLedger()
    {
        PatchbayStyle::install(*qApp, m_theme);
        fillLedger(file(), SteppedClock().now());
    }
    ~FilledLedger() { qApp->setStyle(u"fusion"_s); }
    QString file() const { return m_directory.filePath(u"filled.db"_s); }

private:
    QTemporaryDir m_directory;
    Theme m_theme;
};

struct Stage {
    // A copy of a ledger that was filled once.
    explicit Stage(const QString &ledger = {}, bool imports = false)
    {
        if (!ledger.isEmpty()) {
            QFile::copy(ledger, file());
        }
        SpendContext context { theme, commands, desk, entities };
        context.loadViews = [this] { return savedViews; };
        context.saveViews = [this](const QByteArray &views) { savedViews = views; };
        context.budgets = &budgets;
        context.sampleBudgets = &sampleBudgets;
        context.books = &books;
        if (imports) {
            written = SqlLedger::open(file(), clock, {}).value();
            import = std::make_unique<RecordImport>(*written);
            context.imports = import.get();
        }
        context.prices = [this] { return &catalog; };
        context.replay = [this](const AttemptRow &row, const QString &cheaper, const std::function<void(const QString &)> &done) {
            replayed.append(QString::fromStdString(row.draft.model) + u" → "_s + cheaper);
            done(u"No text of it is kept."_s);
        };
        context.draftRouting = [this](const SpendContext::RoutingWish &wish) {
            drafted.append(wish.group + u" → "_s + wish.cheaper);
            return QString();
        };
        panel = new SpendPanel(context, QTimeZone("Europe/Berlin"));
        window.addPanel(panel);
        window.resize(1440, 900);
        window.show();
        window.activateWindow();
        (void)QTest::qWaitForWindowActive(&window);
    }
    QString file() const { return folder.filePath(u"ledger.db"_s); }

    template <typename T = QWidget>
    T *find(const QString &name)
    {
        T *found = window.findChild<T *>(name);
        if (!found) {
            qFatal("no %s", qPrintable(name));
        }
        return found;
    }

    QTemporaryDir folder;
    SteppedClock clock;
    QByteArray savedViews;
    QStringList replayed;
    QStringList drafted;
    Result<QList<QByteArray>> billed; // what a provider answers that is asked for its bill
    QString asked;
    std::unique_ptr<SqlLedger> written; // where records are imported
    std::unique_ptr<RecordImport> import;
    RecordImport *imports() const { return import.get(); }
    Theme theme;
    CommandRegistry commands;
    EntitySlots entities;
    SpendDesk desk { { file(), {}, folder.filePath(u"sample-ledger.db"_s) }, clock };
    BudgetDesk budgets { desk, BudgetDesk::fileStore(folder.path()), false, QTimeZone("Europe/Berlin") };
    BudgetDesk sampleBudgets { desk, BudgetDesk::sampleStore(), true, QTimeZone("Europe/Berlin") };
    Catalog catalog = Catalog::builtIn().value();
    SpendBooks books { desk, &catalog, { .pull = [this](const QString &provider, QDate first, QDate last, const std::function<void(SpendBooks::Source::Pages)> &done) {
                          asked = u"%1 %2 %3"_s.arg(provider, first.toString(Qt::ISODate), last.toString(Qt::ISODate));
                          done(billed);
                      } } };
    MainWindow window { theme, commands };
    SpendPanel *panel = nullptr;
};

inline bool isRead(const Stage &stage)
{
    return stage.desk.picture() && !stage.desk.isAsking();
}

// One of that name that is not hidden; null where there is none.
inline Chip *shownChip(const Stage &stage, const QString &name)
{
    const QList<Chip *> chips = stage.window.findChildren<Chip *>(name);
    const auto shown = std::ranges::find_if(chips, [](const Chip *chip) { return !chip->isHidden(); });
    return shown == chips.end() ? nullptr : *shown;
}

// What `patchbay-cli spend` says of the same ledger; an empty `from`: of all time.
inline QByteArray printed(const Stage &stage, const QString &by, const QString &format, const QString &from = u"2026-11-01"_s,
                          const QString &to = u"2026-12-01"_s)
{
    QProcess program;
    QStringList words { u"spend"_s, u"--timezone"_s, u"Europe/Berlin"_s, u"--format"_s, format, u"--data"_s, stage.folder.path() };
    if (!from.isEmpty()) {
        words << u"--from"_s << from << u"--to"_s << to;
    }
    if (!by.isEmpty()) {
        words << u"--by"_s << by;
    }
    program.start(QStringLiteral(PATCHBAY_BINARY_DIR) + u"/bin/patchbay-cli"_s, words);
    program.waitForFinished();
    return program.readAllStandardOutput();
}

} // namespace patchbay
