// SPDX-License-Identifier: GPL-3.0-or-later
//
// RecoveryPage: the code that opens the vault without its passphrase, shown this once.
#pragma once

#include "providers/core/secret.h"
#include "ui/keys/centred_page.h"
#include "ui/keys/keys_context.h"

class QCheckBox;
class QPushButton;

namespace patchbay {

class RecoveryPage final : public CentredPage {
    Q_OBJECT
public:
    explicit RecoveryPage(const KeysContext &context, QWidget *parent = nullptr);

    void setCode(SecretBytes code);
    void focusFirst();

    // Takes the code off the screen and out of memory.
    void forget();

Q_SIGNALS:
    void finished();

private:

    KeysContext m_context;
    SecretBytes m_code;
    QLabel *m_label = nullptr;
    QPushButton *m_copy;
    QCheckBox *m_written;
    QPushButton *m_done;
};

} // namespace patchbay
