// SPDX-License-Identifier: GPL-3.0-or-later
//
// AddKeyStrip: a key pasted, recognised, bound to a host, tested and saved. A pasted key leaves the field at once;
// from then on it is in SecretBytes only.
#pragma once

#include "models/keeper/vault_work.h"
#include "ui/keys/key_strip.h"
#include "ui/keys/keys_context.h"

class QComboBox;
class QLineEdit;
class QPushButton;

namespace patchbay {

class HeaderFields;
class SecretField;

class AddKeyStrip final : public KeyStrip {
    Q_OBJECT
public:
    explicit AddKeyStrip(const KeysContext &context, QWidget *parent = nullptr);

    // Empty fields.
    void start();
    // As if it was pasted into the field.
    void paste(const QString &text);

protected:
    void hideEvent(QHideEvent *event) override;

private:
    enum class Trial { None, Running, Valid, Refused, Unreached };

    void buildFields();
    void buildButtons();
    void keyTyped(const QString &text);
    void holdKey();
    void recognise();
    void offerProviders(const std::vector<const ProviderEntry *> &candidates);
    void providerChosen();
    void setTrial(Trial trial);
    void refresh();
    QString whyNoTest() const;
    QString whyNoSave() const;
    bool isAwsAccount() const;
    bool isKeyFile() const;
    // What is to be kept: a key, headers instead of one, or both.
    QString whyNoSecret() const;
    void showFurtherFields();
    KeyDraft draft() const;
    void test();
    void showVerdict(const Result<std::vector<std::string>> &models);
    void save();

    KeysContext m_context;
    SecretField *m_key;
    SecretField *m_second; // AWS's secret access key
    SecretField *m_third; // and its session token, where there is one
    QList<QLineEdit *> m_settings; // what belongs to the account: a region, an API version
    QComboBox *m_provider;
    QLineEdit *m_origin;
    QLineEdit *m_name;
    QLineEdit *m_expires;
    QLineEdit *m_tags;
    HeaderFields *m_headers;
    QPushButton *m_withHeaders = nullptr;
    QPushButton *m_test = nullptr;
    QPushButton *m_save = nullptr;
    SecretBytes m_secret;
    qsizetype m_typed = 0;
    Trial m_trial = Trial::None;
    std::string m_verdict;
    int m_trialNumber = 0;
    bool m_nameTouched = false;
};

} // namespace patchbay
