// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeysPanel: the vault: made, locked or open, with its tables. Empty until it is shown for the first time, so that
// the window's start does not pay for it.
#pragma once

#include "providers/core/secret.h"
#include "ui/keys/keys_context.h"
#include "ui/keys/keys_toolbar.h"
#include "ui/shell/panel.h"

class QStackedWidget;

namespace patchbay {

class AuditView;
class CreatePage;
class KeyInspector;
class LeaksView;
class LockPage;
class ProviderKeysView;
class RecoveryPage;
class VirtualKeyInspector;
class VirtualKeysView;

class KeysPanel final : public Panel {
    Q_OBJECT
public:
    explicit KeysPanel(const KeysContext &context, QWidget *parent = nullptr);
    ~KeysPanel() override;

    QString id() const override;
    QString title() const override;
    QString iconName() const override;
    QWidget *inspector() override;
    QList<PaletteEntry> find(const QString &text) override;
    void focusFirst() override;

    const KeysContext &context() const { return m_context; }
    // Null until the panel was shown.
    ProviderKeysView *providerKeys() const { return m_providerKeys; }
    VirtualKeysView *virtualKeys() const { return m_virtualKeys; }
    KeysToolbar *toolbar() const { return m_toolbar; }
    LeaksView *leaks() const { return m_leaks; }
    void showView(KeysToolbar::View view);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void build();
    void buildVault();
    void showState();
    void showRecoveryCode(SecretBytes code);
    void showCurrentView();

    KeysContext m_context;
    QStackedWidget *m_stack = nullptr; // null until it is built
    CreatePage *m_create = nullptr;
    RecoveryPage *m_recovery = nullptr;
    LockPage *m_lock = nullptr;
    QWidget *m_vault = nullptr;
    KeysToolbar *m_toolbar = nullptr;
    QStackedWidget *m_views = nullptr;
    ProviderKeysView *m_providerKeys = nullptr;
    KeyInspector *m_keyInspector = nullptr;
    VirtualKeysView *m_virtualKeys = nullptr;
    VirtualKeyInspector *m_virtualInspector = nullptr;
    LeaksView *m_leaks = nullptr;
    AuditView *m_audit = nullptr;
};

// Registers the panel's commands, vault.lock for every panel; in keys_commands.cpp.
void addKeysCommands(CommandRegistry &registry, KeysPanel &panel);

} // namespace patchbay
