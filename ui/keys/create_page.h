// SPDX-License-Identifier: GPL-3.0-or-later
//
// CreatePage: there is no vault yet: a passphrase twice, how strong it is, then the recovery code, shown once.
#pragma once

#include "providers/core/result.h"
#include "providers/core/secret.h"
#include "ui/keys/centred_page.h"
#include "ui/keys/keys_context.h"

#include <memory>

class QPushButton;

namespace patchbay {

class SecretField;
class StrengthBar;

class CreatePage final : public CentredPage {
    Q_OBJECT
public:
    explicit CreatePage(const KeysContext &context, QWidget *parent = nullptr);

    void focusFirst();

Q_SIGNALS:
    void created(std::shared_ptr<patchbay::SecretBytes> recoveryCode);

private:
    void buildFields();
    void judge();
    QString whyNot() const;
    void create();
    void take(Result<SecretBytes> recoveryCode);
    void offerBackup();
    void restore();

    KeysContext m_context;
    SecretField *m_first;
    SecretField *m_second;
    StrengthBar *m_bar;
    QLabel *m_words = nullptr;
    QLabel *m_problem = nullptr;
    QPushButton *m_create;
    QPushButton *m_restore;
    bool m_busy = false;
};

} // namespace patchbay
