// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/history_view.h"

#include "models/format/format.h"
#include "ui/compare/line.h"
#include "ui/compare/run_history_model.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTimer>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int searchDelayMilliseconds = 120;

} // namespace

HistoryView::HistoryView(const CompareContext &context, RunStore &runs, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_runs(runs)
    , m_model(new RunHistoryModel(runs, this))
    , m_search(new QLineEdit(this))
    , m_count(new QLabel(this))
    , m_list(new QTreeView(this))
    , m_empty(new QLabel(this))
    , m_undoRow(new QWidget(this))
    , m_undoText(new QLabel(m_undoRow))
    , m_undo(new QPushButton(tr("Undo"), m_undoRow))
{
    setBackground(this, context.theme, Role::Surface);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    createHead();
    createList();
    createFoot();
    connect(m_model, &RunHistoryModel::failed, this, &HistoryView::failed);
    connect(m_model, &RunHistoryModel::summaryChanged, this, &HistoryView::showCount);
    showCount();
}

void HistoryView::createHead()
{
    auto *title = new QLabel(tr("History"), this);
    setTextStyle(title, m_context.theme, TypeStep::Title);
    setTextStyle(m_count, m_context.theme, TypeStep::Meta, Role::Muted);
    m_search->setPlaceholderText(tr("Search titles, prompts, answers, models"));
    m_search->setAccessibleName(tr("Search the history"));
    setClearButton(m_search, m_context.theme);
    m_search->setMaximumWidth(420);
    m_search->installEventFilter(this);
    auto *close = new QPushButton(tr("Back to the comparison"), this);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 5, 12, 5);
    row->setSpacing(12);
    row->addWidget(title);
    row->addWidget(m_search, 1);
    row->addWidget(m_count);
    row->addStretch(1);
    row->addWidget(close);
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->addLayout(row);
    column->addWidget(new Line(m_context.theme, Qt::Horizontal, this));
    auto *delay = new QTimer(this);
    delay->setSingleShot(true);
    delay->setInterval(searchDelayMilliseconds);
    connect(m_search, &QLineEdit::textChanged, delay, qOverload<>(&QTimer::start));
    connect(delay, &QTimer::timeout, this, [this] { m_model->setSearch(m_search->text()); });
    connect(close, &QPushButton::clicked, this, &HistoryView::closeRequested);
}

void HistoryView::createList()
{
    m_list->setModel(m_model);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setAllColumnsShowFocus(true);
    m_list->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_list->setAccessibleName(tr("Runs"));
    m_list->installEventFilter(this);
    setRowLines(m_list);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(RunHistoryModel::Prompt, QHeaderView::Stretch);
    m_list->header()->resizeSection(RunHistoryModel::When, 130);
    m_list->header()->resizeSection(RunHistoryModel::Title, 200);
    m_list->header()->resizeSection(RunHistoryModel::Models, 280);
    m_list->header()->resizeSection(RunHistoryModel::Cost, 90);
    m_empty->setAlignment(Qt::AlignCenter);
    setTextStyle(m_empty, m_context.theme, TypeStep::Body, Role::Muted);
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->addWidget(m_list, 1);
    column->addWidget(m_empty, 1);
    connect(m_list, &QAbstractItemView::activated, this, &HistoryView::openCurrent);
}

void HistoryView::createFoot()
{
    auto *open = new QPushButton(tr("Open"), this);
    auto *rename = new QPushButton(tr("Rename"), this);
    auto *remove = new QPushButton(tr("Delete"), this);
    setTextStyle(m_undoText, m_context.theme, TypeStep::Body, Role::Muted);
    setLink(m_undo);
    auto *undo = new QHBoxLayout(m_undoRow);
    undo->setContentsMargins(0, 0, 0, 0);
    undo->addWidget(m_undoText);
    undo->addWidget(m_undo);
    m_undoRow->hide();
    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 6, 12, 6);
    row->setSpacing(8);
    row->addWidget(open);
    row->addWidget(rename);
    row->addWidget(remove);
    row->addWidget(m_undoRow);
    row->addStretch(1);
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->addWidget(new Line(m_context.theme, Qt::Horizontal, this));
    column->addLayout(row);
    connect(open, &QPushButton::clicked, this, &HistoryView::openCurrent);
    connect(rename, &QPushButton::clicked, this, &HistoryView::renameCurrent);
    connect(remove, &QPushButton::clicked, this, &HistoryView::removeCurrent);
    connect(m_undo, &QPushButton::clicked, this, &HistoryView::undoRemoval);
    const auto enable = [this, open, rename, remove] {
        const QString reason = currentId().isEmpty() ? tr("Choose a run first") : QString();
        for (QPushButton *button : { open, rename, remove }) {
            setWhyNot(button, reason);
        }
    };
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, enable);
    connect(m_model, &RunHistoryModel::summaryChanged, this, enable);
    enable();
}

bool HistoryView::isEditing() const
{
    // The editor of a title is a child of the list.
    return focusWidget() != nullptr && m_list->viewport()->isAncestorOf(focusWidget());
}

QString HistoryView::currentId() const
{
    const QModelIndex index = m_list->currentIndex();
    return index.isValid() ? m_model->idOf(index.row()) : QString();
}

void HistoryView::selectFirst()
{
    if (m_model->rowCount() > 0) {
        m_list->setCurrentIndex(m_model->index(0, RunHistoryModel::Title));
    }
}

void HistoryView::focusSearch()
{
    m_search->setFocus();
    m_search->selectAll();
}

void HistoryView::showCount()
{
    const bool any = m_model->rowCount() > 0;
    m_count->setText(format::counted(m_model->matchCount(), tr("run")));
    m_list->setVisible(any);
    m_empty->setVisible(!any);
    m_empty->setText(m_search->text().isEmpty() ? tr("Runs appear here as soon as a pane has answered.")
                                                : tr("No run contains “%1”.").arg(m_search->text()));
}

void HistoryView::openCurrent()
{
    if (const QString id = currentId(); !id.isEmpty()) {
        Q_EMIT openRequested(id);
    }
}

void HistoryView::renameCurrent()
{
    if (const QModelIndex index = m_list->currentIndex(); index.isValid()) {
        m_list->setFocus();
        m_list->edit(index.siblingAtColumn(RunHistoryModel::Title));
    }
}

void HistoryView::removeCurrent()
{
    const QModelIndex index = m_list->currentIndex();
    if (!index.isValid()) {
        return;
    }
    const int row = index.row();
    const QString id = m_model->idOf(row);
    const QString title = m_model->titleOf(row);
    if (const Result<void> removed = m_runs.remove(id); !removed) {
        Q_EMIT failed(tr("The run was not deleted: %1").arg(QString::fromStdString(removed.error().message)));
        return;
    }
    m_removed.append(id);
    m_undoText->setText(tr("“%1” was deleted.").arg(title));
    m_undoRow->show();
    m_list->setCurrentIndex(m_model->index(std::min(row, m_model->rowCount() - 1), RunHistoryModel::Title));
}

void HistoryView::undoRemoval()
{
    if (m_removed.isEmpty()) {
        return;
    }
    if (const Result<void> restored = m_runs.restore(m_removed.takeLast()); !restored) {
        Q_EMIT failed(tr("The run did not come back: %1").arg(QString::fromStdString(restored.error().message)));
    }
    m_undoRow->setVisible(!m_removed.isEmpty());
    m_undoText->setText(tr("%1 more deleted.").arg(m_removed.size()));
    selectFirst();
}

bool HistoryView::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress) {
        return QWidget::eventFilter(watched, event);
    }
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (watched == m_search && key == Qt::Key_Down) {
        m_list->setFocus();
        return true;
    }
    if (watched == m_list && key == Qt::Key_Delete) {
        removeCurrent();
        return true;
    }
    if (key == Qt::Key_Escape && !isEditing()) {
        Q_EMIT closeRequested();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace patchbay
