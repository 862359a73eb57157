// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeyInspector: one key of the vault: masked, with what is known about it; notes, tags and expiry can be changed. The
// key itself is shown only after the passphrase was given once more, and not for long.
#pragma once

#include "models/keeper/key_facts.h"
#include "providers/core/result.h"
#include "ui/keys/inspector_page.h"
#include "ui/keys/keys_context.h"

#include <QTimer>

class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace patchbay {

class SecretField;
class StateLabel;

class KeyInspector final : public InspectorPage {
    Q_OBJECT
public:
    explicit KeyInspector(const KeysContext &context, QWidget *parent = nullptr);

    void setKey(const QString &id);
    QString key() const { return m_id; }

Q_SIGNALS:
    void rotateWanted(const QString &id);
    void testWanted(const QString &id);
    void copyWanted(const QString &id);
    void removeWanted(const QString &id);
    void said(const QString &sentence);

protected:
    void hideEvent(QHideEvent *event) override;

private:
    void buildKey();
    void buildButtons();
    void buildFacts();
    void buildRevoke();
    void showRevoke(const KeyFacts &key, const QDateTime &now);
    void buildEdits();
    void refresh();
    void startReveal();
    void reveal();
    void conceal();
    void keep();
    void tell(const Result<void> &result);

    KeysContext m_context;
    QString m_id;
    QLabel *m_masked = nullptr;
    QToolButton *m_eye = nullptr;
    SecretField *m_passphrase = nullptr;
    QLabel *m_problem = nullptr;
    ElidedLabel *m_provider = nullptr;
    ElidedLabel *m_origin = nullptr;
    ElidedLabel *m_settings = nullptr;
    ElidedLabel *m_created = nullptr;
    ElidedLabel *m_rotated = nullptr;
    ElidedLabel *m_used = nullptr;
    ElidedLabel *m_requests = nullptr;
    ElidedLabel *m_spend = nullptr;
    ElidedLabel *m_lastError = nullptr;
    ElidedLabel *m_inText = nullptr;
    QWidget *m_revoke = nullptr;
    QLabel *m_revokeText = nullptr;
    QPushButton *m_revokePage = nullptr;
    QLabel *m_tested = nullptr;
    StateLabel *m_state = nullptr;
    QLabel *m_result = nullptr;
    QLineEdit *m_expires = nullptr;
    QLineEdit *m_tags = nullptr;
    QPlainTextEdit *m_notes = nullptr;
    QTimer m_shown; // how long a revealed key stays
};

} // namespace patchbay
