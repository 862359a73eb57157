// SPDX-License-Identifier: GPL-3.0-or-later
//
// RotateStrip: a new secret for a key that is there, in three steps: it is tested and takes its share of the calls; the
// old one's requests are watched until there are none; the old one goes, and the person is sent to revoke it.
#pragma once

#include "models/keeper/vault_work.h"
#include "models/keeper/key_facts.h"
#include "ui/keys/key_strip.h"
#include "ui/keys/keys_context.h"

class QComboBox;
class QPushButton;
class QSpinBox;

namespace patchbay {

class RotationWatch;
class SecretField;

class RotateStrip final : public KeyStrip {
    Q_OBJECT
public:
    explicit RotateStrip(const KeysContext &context, QWidget *parent = nullptr);

    // Where the key's rotation stands: from its beginning, or watching the old one.
    void start(const QString &id);

protected:
    void hideEvent(QHideEvent *event) override;

private:
    enum class Step { NewKey, Watch, Revoke };
    void buildButtons();
    void showStep(Step step);
    void rotate();
    // What was typed, by the parts' names.
    void takeTyped(const KeyFacts &key);
    void finish(const Result<void> &rotated);
    void shift();
    void retire();
    void judge();
    void refresh();

    KeysContext m_context;
    QString m_id;
    SecretField *m_key;
    QList<SecretField *> m_more; // further parts of an account; one that is left empty stays as it is
    QSpinBox *m_grace;
    QComboBox *m_share;
    RotationWatch *m_watch;
    QPushButton *m_rotate;
    QPushButton *m_shift;
    QPushButton *m_retire;
    QPushButton *m_done;
    QPushButton *m_revoked;
    QPushButton *m_page;
    Step m_step = Step::NewKey;
    QString m_retired; // masked form of the key that has gone
    vault::SecretParts m_fresh;
    bool m_busy = false;
    int m_number = 0;
};

} // namespace patchbay
