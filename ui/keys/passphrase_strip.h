// SPDX-License-Identifier: GPL-3.0-or-later
//
// PassphraseStrip: a new passphrase for the vault, or a new recovery code; either wants the one in force first.
#pragma once

#include "providers/core/result.h"
#include "providers/core/secret.h"
#include "ui/keys/key_strip.h"
#include "ui/keys/keys_context.h"

#include <memory>

class QPushButton;

namespace patchbay {

class SecretField;

class PassphraseStrip final : public KeyStrip {
    Q_OBJECT
public:
    explicit PassphraseStrip(const KeysContext &context, QWidget *parent = nullptr);

    void startPassphrase();
    void startRecoveryCode();

Q_SIGNALS:
    void renewed(std::shared_ptr<patchbay::SecretBytes> recoveryCode);

private:
    void start(bool isCode);
    QString whyNot() const;
    void refresh();
    void change();
    void finish(const Result<void> &changed);

    KeysContext m_context;
    SecretField *m_before;
    SecretField *m_first;
    SecretField *m_second;
    QPushButton *m_change;
    bool m_isCode = false;
    bool m_busy = false;
};

} // namespace patchbay
