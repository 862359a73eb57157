// SPDX-License-Identifier: GPL-3.0-or-later
//
// LockPage: the locked vault: since when and why, the passphrase or the recovery code, what works meanwhile.
#pragma once

#include "providers/core/result.h"
#include "ui/keys/centred_page.h"
#include "ui/keys/keys_context.h"

#include <QTimer>

class QPushButton;

namespace patchbay {

class SecretField;

class LockPage final : public CentredPage {
    Q_OBJECT
public:
    explicit LockPage(const KeysContext &context, QWidget *parent = nullptr);

    void focusFirst();

Q_SIGNALS:
    void openedWithRecoveryCode();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void unlock();
    void unlockWithKeychain();
    void take(const Result<void> &unlocked);
    void useRecoveryCode(bool use);
    void say(const QString &problem);
    void describe();

    KeysContext m_context;
    SecretField *m_field;
    QPushButton *m_unlock;
    QPushButton *m_keychain;
    QPushButton *m_other;
    QLabel *m_problem = nullptr;
    bool m_recovery = false;
    bool m_busy = false;
    bool m_byCode = false; // what is being tried
    QTimer m_clock;
};

} // namespace patchbay
