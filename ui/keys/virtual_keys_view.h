// SPDX-License-Identifier: GPL-3.0-or-later
//
// VirtualKeysView: the gateway's virtual keys: what they spent of what they may, and the strip in which one is made.
#pragma once

#include "providers/core/result.h"
#include "ui/keys/keys_context.h"
#include "ui/shell/panel.h"

class QLabel;
class QTreeView;

namespace patchbay {

class EmptyState;
class SecretBytes;
class KeyListProxy;
class KeyStrip;
class ShownKeyStrip;
class VirtualKeyInspector;
class VirtualKeyModel;
class VirtualKeyStrip;

class VirtualKeysView final : public QWidget {
    Q_OBJECT
public:
    VirtualKeysView(const KeysContext &context, VirtualKeyInspector &inspector, QWidget *parent = nullptr);

    void setFilter(const QString &text);
    void focusFirst();
    QString current() const;
    void select(const QString &token);
    void startNew();
    void startEdit(const QString &token);
    void setBlocked(const QString &token, bool blocked);
    void regenerate(const QString &token);
    void remove(const QString &token);

Q_SIGNALS:
    void noticeRaised(const patchbay::Notice &notice);
    void currentChanged();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void buildTable();
    void connectInspector(VirtualKeyInspector &inspector);
    void openStrip(KeyStrip *strip);
    void closeStrip();
    void showKey(const QString &name, SecretBytes key);
    void showRows();
    void summarise();
    void tell(const Result<void> &result);

    KeysContext m_context;
    VirtualKeyModel *m_model;
    KeyListProxy *m_shown;
    QLabel *m_summary;
    QTreeView *m_table;
    QWidget *m_emptyPage;
    EmptyState *m_empty;
    KeyStrip *m_strip = nullptr; // the open one
    VirtualKeyStrip *m_form;
    ShownKeyStrip *m_shownKey;
    QString m_kept;
};

} // namespace patchbay
