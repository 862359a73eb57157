// SPDX-License-Identifier: GPL-3.0-or-later
//
// VirtualKeyStrip: a virtual key made or changed; a new one is shown once, with a button that copies it.
#pragma once

#include "models/keeper/virtual_key_desk.h"
#include "ui/keys/key_strip.h"
#include "ui/keys/keys_context.h"

#include <memory>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace patchbay {

class VirtualKeyStrip final : public KeyStrip {
    Q_OBJECT
public:
    explicit VirtualKeyStrip(const KeysContext &context, QWidget *parent = nullptr);

    void startNew();
    void startEdit(const VirtualKeyFacts &key);
    // What is filled in is set for all of them; all else stays as it is.
    void startEditMany(const QStringList &tokens);

private:
    void buildFields();
    void fill(const VirtualKeyFacts &key);
    VirtualKeyDraft draft() const;
    void save();
    void saveMany();
    VirtualKeyDraft draftForMany() const;

    KeysContext m_context;
    QString m_token; // empty: a new one
    QStringList m_several; // tokens of those that are edited together
    VirtualKeyFacts m_before;
    QLineEdit *m_alias;
    QLineEdit *m_models;
    QLineEdit *m_budget;
    QComboBox *m_period;
    QLineEdit *m_requests;
    QLineEdit *m_tokens;
    QLineEdit *m_user;
    QLineEdit *m_team;
    QComboBox *m_expires;
    QLineEdit *m_tags;
    QPushButton *m_save;

Q_SIGNALS:
    void issued(const QString &name, std::shared_ptr<patchbay::SecretBytes> key);
};

class ShownKeyStrip final : public KeyStrip {
    Q_OBJECT
public:
    explicit ShownKeyStrip(const KeysContext &context, QWidget *parent = nullptr);

    void setKey(const QString &name, SecretBytes key);

protected:
    void hideEvent(QHideEvent *event) override;

private:
    KeysContext m_context;
    SecretBytes m_key;
    QLabel *m_label;
};

} // namespace patchbay
