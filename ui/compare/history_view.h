// SPDX-License-Identifier: GPL-3.0-or-later
//
// HistoryView: the runs that were made: search, reopen, rename, delete with undo.
#pragma once

#include "ui/compare/compare_context.h"

#include <QWidget>

class QAbstractItemModel;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedLayout;
class QTreeView;

namespace patchbay {

class RunHistoryModel;
class RunStore;

class HistoryView final : public QWidget {
    Q_OBJECT
public:
    HistoryView(const CompareContext &context, RunStore &runs, QWidget *parent = nullptr);

    void selectFirst();
    void focusSearch();
    // Brings back the run that was deleted last.
    void undoRemoval();
    bool canUndoRemoval() const { return !m_removed.isEmpty(); }
    QLineEdit *search() const { return m_search; }
    QTreeView *list() const { return m_list; }
    QPushButton *undoButton() const { return m_undo; }

Q_SIGNALS:
    void openRequested(const QString &runId);
    void closeRequested();
    void failed(const QString &sentence);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void createHead();
    void createList();
    void createFoot();
    void openCurrent();
    void renameCurrent();
    void removeCurrent();
    void showCount();
    QString currentId() const;
    bool isEditing() const;

    CompareContext m_context;
    RunStore &m_runs;
    RunHistoryModel *m_model;
    QLineEdit *m_search;
    QLabel *m_count;
    QTreeView *m_list;
    QLabel *m_empty;
    QWidget *m_undoRow;
    QLabel *m_undoText;
    QPushButton *m_undo;
    QStringList m_removed; // ids, the last one comes back first
};

} // namespace patchbay
