// SPDX-License-Identifier: GPL-3.0-or-later
//
// HistoryPage: the versions of this file that were applied: when, by whom, with which note and outcome; what is
// different from the text or from the version before; and the way back, which is an edit that can be undone. Large texts
// are read and compared on another thread when they are looked at.
#pragma once

#include "models/bay/config_tab.h"
#include "models/bay/diff_rows.h"
#include "models/config/config_history.h"
#include "ui/routing/routing_context.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QTreeView;
class QStandardItemModel;

namespace patchbay {

class Aside;
class UnifiedDiff;

class HistoryPage final : public QWidget {
    Q_OBJECT
public:
    HistoryPage(const RoutingContext &context, bay::ConfigTab &tab, QWidget *parent = nullptr);

    // Reads the list anew; called when the page is shown.
    void open();
    QTreeView *list() const { return m_list; }
    QPushButton *restoreButton() const { return m_restore; }
    UnifiedDiff *lines() const { return m_diff; }
    bool isComparing() const;

Q_SIGNALS:
    void closeRequested();
    void notice(const QString &sentence);
    void listed();

private:
    using Versions = std::vector<document::AppliedVersion>;
    QWidget *buildLeft();
    QWidget *buildRight();
    void showList(Result<Versions> versions);
    void showDifference();
    void compareAside(const document::AppliedVersion &version, std::optional<qint64> before);
    void allowRestoring(const QString &whyNot);
    static QString sameAlready();
    void restore();
    const document::AppliedVersion *selected() const;
    void showRows(const bay::DiffRows &rows);

    RoutingContext m_context;
    bay::ConfigTab &m_tab;
    Aside *m_aside;
    Aside *m_reader; // of texts that are too large to be kept all
    QTreeView *m_list = nullptr;
    QStandardItemModel *m_model = nullptr;
    QLabel *m_count = nullptr;
    QComboBox *m_against = nullptr;
    QPushButton *m_restore = nullptr;
    QLabel *m_figures = nullptr;
    UnifiedDiff *m_diff = nullptr;
    Versions m_versions; // newest first, with their texts as far as they are small
};

} // namespace patchbay
