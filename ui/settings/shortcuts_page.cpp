// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/shortcuts_page.h"

#include "ui/settings/shortcut_delegate.h"
#include "ui/settings/shortcut_model.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace patchbay {

ShortcutsPage::ShortcutsPage(const Theme &theme, const CommandRegistry &registry, Settings &settings, QWidget *parent)
    : SettingsPage(theme, tr("Shortcuts"), parent)
    , m_model(new ShortcutModel(registry, settings, this))
    , m_shown(new QSortFilterProxyModel(this))
{
    m_shown->setSourceModel(m_model);
    m_shown->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_shown->setFilterKeyColumn(-1);
    buildFilter();
    buildTable();
    addWide(buildConflictLine());
    addWide(buildButtons());
    connect(m_model, &QAbstractItemModel::dataChanged, this, &ShortcutsPage::showCurrent);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &ShortcutsPage::showCurrent);
    showCurrent();
}

void ShortcutsPage::buildFilter()
{
    m_filter = new QLineEdit(this);
    m_filter->setObjectName(u"shortcutTableFilter"_s);
    m_filter->setPlaceholderText(tr("Filter by command, group or key"));
    m_filter->setAccessibleName(m_filter->placeholderText());
    setClearButton(m_filter, theme());
    m_filter->setMaximumWidth(400);
    connect(m_filter, &QLineEdit::textChanged, m_shown, &QSortFilterProxyModel::setFilterFixedString);
    addWide(m_filter);
}

void ShortcutsPage::buildTable()
{
    m_table = new QTreeView(this);
    m_table->setObjectName(u"shortcutTable"_s);
    m_table->setAccessibleName(tr("Shortcuts of all commands"));
    m_table->setModel(m_shown);
    m_table->setItemDelegate(new ShortcutDelegate(theme(), this));
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setSortingEnabled(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setMinimumHeight(240);
    setRowLines(m_table);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::SelectedClicked
                             | QAbstractItemView::EditKeyPressed);
    QHeaderView *columns = m_table->header();
    columns->setStretchLastSection(true);
    columns->resizeSection(ShortcutModel::Name, 240);
    columns->resizeSection(ShortcutModel::Category, 120);
    columns->resizeSection(ShortcutModel::Shortcut, 148);
    // Enter and a double click anywhere in the row start recording.
    const auto edit = [this](const QModelIndex &index) {
        m_table->setCurrentIndex(index.siblingAtColumn(ShortcutModel::Shortcut));
        m_table->edit(index.siblingAtColumn(ShortcutModel::Shortcut));
    };
    connect(m_table, &QTreeView::doubleClicked, this, [edit](const QModelIndex &index) {
        if (index.column() != ShortcutModel::Shortcut) {
            edit(index);
        }
    });
    connect(m_table, &QTreeView::activated, this, edit);
    addWide(m_table, 1);
}

QWidget *ShortcutsPage::buildConflictLine()
{
    m_conflictLine = new QWidget(this);
    m_conflict = new QLabel(m_conflictLine);
    m_conflict->setObjectName(u"shortcutConflict"_s);
    setTextStyle(m_conflict, theme(), TypeStep::Body, Role::Warn);
    m_take = new QPushButton(tr("Give it to the selected command"), m_conflictLine);
    m_take->setObjectName(u"takeShortcut"_s);
    m_take->setAccessibleName(tr("Take the shortcut away from the other command"));
    connect(m_take, &QPushButton::clicked, this, [this] { m_model->takeFromOthers(currentRow()); });
    auto *row = new QHBoxLayout(m_conflictLine);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_conflict);
    row->addWidget(m_take);
    row->addStretch(1);
    return m_conflictLine;
}

QWidget *ShortcutsPage::buildButtons()
{
    auto *line = new QWidget(this);
    m_reset = new QPushButton(tr("Reset"), line);
    m_reset->setObjectName(u"resetShortcut"_s);
    m_resetAll = new QPushButton(tr("Reset all"), line);
    m_resetAll->setObjectName(u"resetAllShortcuts"_s);
    connect(m_reset, &QPushButton::clicked, this, [this] { m_model->reset(currentRow()); });
    connect(m_resetAll, &QPushButton::clicked, m_model, &ShortcutModel::resetAll);
    auto *hint = new QLabel(tr("Double-click or press F2 to record a new shortcut, Backspace clears it."), line);
    setTextStyle(hint, theme(), TypeStep::Meta, Role::Muted);
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_reset);
    row->addWidget(m_resetAll);
    row->addSpacing(8);
    row->addWidget(hint);
    row->addStretch(1);
    return line;
}

int ShortcutsPage::currentRow() const
{
    const QModelIndex current = m_shown->mapToSource(m_table->currentIndex());
    return current.isValid() ? current.row() : -1;
}

void ShortcutsPage::showCurrent()
{
    const int row = currentRow();
    const QString sentence = row >= 0 ? m_model->conflictSentence(row) : QString();
    m_conflictLine->setVisible(!sentence.isEmpty());
    m_conflict->setText(sentence);
    if (!sentence.isEmpty()) {
        m_take->setText(tr("Give it to “%1”").arg(m_model->index(row, ShortcutModel::Name).data().toString()));
    }
    const QString notChanged = row < 0 ? tr("Select a command first") : tr("It has its own shortcut already");
    setWhyNot(m_reset, row >= 0 && m_model->isChanged(row) ? QString() : notChanged);
    bool anyChanged = false;
    for (int other = 0; other < m_model->rowCount() && !anyChanged; ++other) {
        anyChanged = m_model->isChanged(other);
    }
    setWhyNot(m_resetAll, anyChanged ? QString() : tr("No shortcut was changed"));
}

} // namespace patchbay
