// SPDX-License-Identifier: GPL-3.0-or-later
//
// ProviderKeysView: the table of the vault's keys, and the strip below it in which one is added, rotated, imported or
// exported.
#pragma once

#include "providers/core/result.h"
#include "ui/keys/keys_context.h"
#include "ui/shell/panel.h"

class QTreeView;

namespace patchbay {

class AddKeyStrip;
class EmptyState;
class ExportStrip;
class ImportStrip;
class KeyInspector;
class KeyListProxy;
class KeyStrip;
class KeyTableModel;
class RotateStrip;

class ProviderKeysView final : public QWidget {
    Q_OBJECT
public:
    ProviderKeysView(const KeysContext &context, KeyInspector &inspector, QWidget *parent = nullptr);

    void setFilter(const QString &text);
    void focusFirst();
    QString current() const;
    void select(const QString &id);
    void startAdd(const QString &pasted = {});
    void startImport();
    void startExport();
    void startRotate(const QString &id);
    void copy(const QString &id);
    void test(const QString &id);
    void remove(const QString &id);
    void closeStrip();
    // Null where none is open.
    KeyStrip *strip() const { return m_strip; }

Q_SIGNALS:
    void noticeRaised(const patchbay::Notice &notice);
    void currentChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildTable();
    void buildStrips();
    void connectInspector(KeyInspector &inspector);
    void openStrip(KeyStrip *strip);
    void showRows();
    void say(const QString &sentence);
    void tell(const Result<void> &result);

    KeysContext m_context;
    KeyTableModel *m_model;
    KeyListProxy *m_shown;
    QTreeView *m_table;
    EmptyState *m_empty;
    QWidget *m_emptyPage;
    KeyStrip *m_strip = nullptr; // the open one
    AddKeyStrip *m_add = nullptr;
    RotateStrip *m_rotate = nullptr;
    ImportStrip *m_import = nullptr;
    ExportStrip *m_export = nullptr;
    QString m_kept; // what was selected before the model was filled again
};

} // namespace patchbay
