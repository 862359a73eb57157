// SPDX-License-Identifier: GPL-3.0-or-later
//
// AddProviderForm: paste a key, see whose it is, test it, use it. A page, never a window of its own.
//
// The key is in the field until it is used or the form is left, then nowhere in the window; it
// travels as SecretBytes only and appears in no message.
#pragma once

#include "ui/settings/provider_parts.h"
#include "ui/widgets/theme.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace patchbay {

class StateLabel;

class AddProviderForm final : public QWidget {
    Q_OBJECT
public:
    AddProviderForm(const Theme &theme, const ProviderParts &parts, QWidget *parent = nullptr);

    // Begins anew, with what was pasted elsewhere in the field.
    void start(const QString &pasted);

Q_SIGNALS:
    // The key was handed over; the provider can be used now.
    void used(const QString &providerName);
    void cancelled();

protected:
    void hideEvent(QHideEvent *event) override;

private:
    enum class Trial { None, Running, Valid, Refused, Untested };

    void buildKeyField();
    void buildProviderFields();
    void buildResult();
    void buildButtons();
    void addField(const QString &label, QWidget *field);
    void recognise();
    void offerProviders(const std::vector<const ProviderEntry *> &candidates);
    void providerChosen();
    void test();
    void showResult(const Result<QStringList> &models);
    void use();
    void forgetKey();
    void setTrial(Trial trial);
    void updateButtons();
    QString whyNoTrial() const;
    const ProviderEntry *provider() const;
    QString apiBase() const;
    KeyTrial trial() const;

    const Theme &m_theme;
    ProviderParts m_parts; // a copy: the form may be hidden while what made it goes
    QLineEdit *m_key = nullptr;
    QLabel *m_recognised = nullptr;
    QComboBox *m_provider = nullptr;
    QLineEdit *m_base = nullptr;
    StateLabel *m_state = nullptr;
    QLabel *m_result = nullptr;
    QPushButton *m_test = nullptr;
    QPushButton *m_use = nullptr;
    Trial m_trial = Trial::None;
    // Answers of trials that are not the last one are old news.
    quint64 m_trialNumber = 0;
};

} // namespace patchbay
