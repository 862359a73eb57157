// SPDX-License-Identifier: GPL-3.0-or-later
//
// RotateStrip: a new secret for a key that is there: tested first, the old one kept for a while.
#pragma once

#include "models/keeper/vault_work.h"
#include "ui/keys/key_strip.h"
#include "ui/keys/keys_context.h"

class QPushButton;
class QSpinBox;

namespace patchbay {

class SecretField;

class RotateStrip final : public KeyStrip {
    Q_OBJECT
public:
    explicit RotateStrip(const KeysContext &context, QWidget *parent = nullptr);

    void start(const QString &id);

protected:
    void hideEvent(QHideEvent *event) override;

private:
    void rotate();
    void finish(const Result<void> &rotated);
    void refresh();

    KeysContext m_context;
    QString m_id;
    SecretField *m_key;
    QSpinBox *m_grace;
    QPushButton *m_rotate;
    QPushButton *m_page;
    SecretBytes m_secret;
    bool m_busy = false;
    int m_number = 0;
};

} // namespace patchbay
