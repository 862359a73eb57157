// SPDX-License-Identifier: GPL-3.0-or-later
//
// LeaksView: searches files and folders for the vault's keys, and lists where one stands.
#pragma once

#include "ui/keys/keys_context.h"
#include "ui/widgets/theme.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTreeView;

namespace patchbay {

class KeyListProxy;
class LeakModel;
class StateLabel;

class LeaksView final : public QWidget {
    Q_OBJECT
public:
    explicit LeaksView(const KeysContext &context, QWidget *parent = nullptr);

    void setFilter(const QString &text);
    void focusFirst();
    // Nothing: the usual places of this home.
    void search(const QStringList &places = {});

private:
    void chooseFolder();
    void showReport(qsizetype leaks);
    // The whole sentence of the current row, which its column may cut off.
    void showRemedy();

    KeysContext m_context;
    LeakModel *m_model;
    KeyListProxy *m_shown;
    StateLabel *m_state;
    QLabel *m_verdict;
    QPushButton *m_search;
    QPushButton *m_choose;
    QTreeView *m_table;
    QLabel *m_remedy;
};

} // namespace patchbay
