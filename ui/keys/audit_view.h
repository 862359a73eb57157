// SPDX-License-Identifier: GPL-3.0-or-later
//
// AuditView: the vault's audit log, and whether each line follows from the one before.
#pragma once

#include "ui/keys/keys_context.h"
#include "ui/widgets/theme.h"

#include <QWidget>

class QLabel;
class QTreeView;

namespace patchbay {

class AuditModel;
class KeyListProxy;
class StateLabel;

class AuditView final : public QWidget {
    Q_OBJECT
public:
    explicit AuditView(const KeysContext &context, QWidget *parent = nullptr);

    void setFilter(const QString &text);
    void focusFirst();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void read();

    KeysContext m_context;
    AuditModel *m_model;
    KeyListProxy *m_shown;
    StateLabel *m_state;
    QLabel *m_verdict;
    QTreeView *m_table;
};

} // namespace patchbay
