// SPDX-License-Identifier: GPL-3.0-or-later
//
// The panel as the shell sees it: tabs, queue, what the palette finds, exports.
#include "models/compare/comparison_set.h"
#include "models/compare/run_export.h"
#include "models/format/format.h"
#include "models/runs/run_json.h"
#include "ui/compare/compare_panel.h"
#include "ui/compare/comparison_view.h"
#include "ui/compare/pane_grid.h"
#include "ui/compare/prompt_area.h"

#include <QDir>
#include <QFileDialog>
#include <QJsonDocument>
#include <QSaveFile>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int foundRunsAtMost = 8;
constexpr int foundModelsAtMost = 8;

QString stateCounts(const Comparison &comparison)
{
    QStringList parts;
    for (const PaneState state :
         { PaneState::Waiting, PaneState::Streaming, PaneState::Done, PaneState::Failed, PaneState::Stopped }) {
        int count = 0;
        for (int index = 0; index < comparison.paneCount(); ++index) {
            count += comparison.state(index) == state ? 1 : 0;
        }
        if (count > 0) {
            parts.append(u"%1 %2"_s.arg(count).arg(paneStateWord(state)));
        }
    }
    return u"%1: %2"_s.arg(format::counted(comparison.paneCount(), u"pane"_s), parts.join(u", "_s));
}

int finishedCount(const Comparison &comparison)
{
    int count = 0;
    for (int index = 0; index < comparison.paneCount(); ++index) {
        const TurnLive *turn = comparison.lastTurn(index);
        count += turn != nullptr && turn->isFinished() ? 1 : 0;
    }
    return count;
}

QString fileName(QString title)
{
    for (QChar &character : title) {
        if (!character.isLetterOrNumber() && character != u'-' && character != u' ') {
            character = u'-';
        }
    }
    return title.simplified().left(80);
}

} // namespace

QString ComparePanel::id() const
{
    return u"compare"_s;
}

QString ComparePanel::title() const
{
    return tr("Compare");
}

QString ComparePanel::iconName() const
{
    return u"view-split-left-right"_s;
}

QWidget *ComparePanel::inspector()
{
    return m_inspectors;
}

void ComparePanel::focusFirst()
{
    if (ComparisonView *view = currentView()) {
        view->prompt()->focusPrompt();
    }
}

QList<PaletteEntry> ComparePanel::find(const QString &text)
{
    QList<PaletteEntry> found;
    if (text.trimmed().isEmpty()) {
        return found;
    }
    if (const Result<QList<RunSummary>> runs = m_set.runs().list(text, 0, foundRunsAtMost)) {
        for (const RunSummary &run : *runs) {
            const QString detail = u"%1 · %2"_s.arg(run.models.join(u", "_s),
                                                    format::relativeTime(run.created, QDateTime::currentDateTime()));
            found.append({ tr("Runs"), run.title, detail, u"document-open-recent"_s, [this, runId = run.id] {
                              if (m_set.openRun(runId)) {
                                  showCurrent();
                              }
                          } });
        }
    }
    int models = 0;
    for (const ModelFacts &facts : m_context.models.models()) {
        if (models < foundModelsAtMost && facts.model.contains(text, Qt::CaseInsensitive)) {
            ++models;
            found.append({ tr("Models"), facts.model, tr("add as a pane"), u"list-add"_s, [this, model = facts.model] {
                              if (ComparisonView *view = currentView()) {
                                  PaneRecord pane;
                                  pane.model = model;
                                  const PaneRecord &from = view->comparison().pane(view->grid()->selected());
                                  pane.parameters = from.parameters;
                                  if (m_context.models.facts(model).kind != m_context.models.facts(from.model).kind) {
                                      pane.parameters.extraJson.clear(); // of another kind of call
                                  }
                                  view->grid()->select(view->comparison().addPane(pane));
                              }
                          } });
        }
    }
    return found;
}

QList<QueueItem> ComparePanel::queue() const
{
    QList<QueueItem> items;
    for (int index = 0; index < m_set.count(); ++index) {
        const Comparison &comparison = std::as_const(m_set).at(index);
        if (!comparison.isRunning()) {
            continue;
        }
        QueueItem item;
        item.id = QString::number(index);
        item.iconName = iconName();
        item.title = comparison.draft().title;
        item.detail = stateCounts(comparison);
        item.done = finishedCount(comparison);
        item.total = comparison.paneCount();
        item.state = tr("%1 of %2").arg(item.done).arg(item.total);
        if (const qint64 cost = comparison.costNanoDollars(); cost > 0) {
            item.cost = format::money({ cost });
            item.costNanoDollars = cost;
        }
        items.append(item);
    }
    return items;
}

void ComparePanel::cancelQueueItem(const QString &itemId)
{
    const int index = itemId.toInt();
    if (index >= 0 && index < m_set.count()) {
        m_set.at(index).stop();
    }
}

double ComparePanel::tokensPerSecond() const
{
    double sum = 0;
    for (int index = 0; index < m_set.count(); ++index) {
        sum += std::as_const(m_set).at(index).tokensPerSecond();
    }
    return sum;
}

QStringList ComparePanel::tabTitles() const
{
    QStringList titles;
    for (int index = 0; index < m_set.count(); ++index) {
        titles.append(std::as_const(m_set).at(index).draft().title);
    }
    return titles;
}

int ComparePanel::currentTab() const
{
    return m_set.current();
}

void ComparePanel::setCurrentTab(int index)
{
    m_set.setCurrent(index);
    if (isHistoryShown()) {
        showCurrent();
    }
}

void ComparePanel::closeTab(int index)
{
    m_set.close(index);
}

void ComparePanel::newTab()
{
    m_set.openNew();
    focusFirst();
}

void ComparePanel::renameTab(int index, const QString &newTitle)
{
    if (index >= 0 && index < m_set.count() && !newTitle.trimmed().isEmpty()) {
        m_set.at(index).setTitle(newTitle.trimmed());
    }
}

QString ComparePanel::exportTo(const QString &file)
{
    const ComparisonView *view = currentView();
    if (view == nullptr) {
        return tr("No comparison is open");
    }
    const RunRecord run = const_cast<ComparisonView *>(view)->comparison().lastRun();
    QByteArray bytes;
    if (file.endsWith(u".json")) {
        bytes = QJsonDocument(runToJson(run, AttachmentData::Included)).toJson(QJsonDocument::Indented);
    } else {
        bytes = (file.endsWith(u".html") ? runToHtml(run) : runToMarkdown(run)).toUtf8();
    }
    QSaveFile target(file);
    if (!target.open(QIODevice::WriteOnly) || target.write(bytes) != bytes.size() || !target.commit()) {
        return tr("%1 could not be written: %2").arg(QDir::toNativeSeparators(file), target.errorString());
    }
    return {};
}

void ComparePanel::askExport(const QString &suffix)
{
    const ComparisonView *view = currentView();
    if (view == nullptr) {
        return;
    }
    auto *dialog = new QFileDialog(this, tr("Export the run"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setModal(false);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(fileName(const_cast<ComparisonView *>(view)->comparison().draft().title) + u'.' + suffix);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        const QString problem = exportTo(file);
        Q_EMIT notice(problem.isEmpty() ? tr("Written to %1").arg(QDir::toNativeSeparators(file)) : problem);
    });
    dialog->show();
}

} // namespace patchbay
