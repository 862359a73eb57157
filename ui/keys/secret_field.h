// SPDX-License-Identifier: GPL-3.0-or-later
//
// SecretField: a line for a passphrase or a key. What was typed is taken out once and wiped here; it also goes when
// the field is hidden.
#pragma once

#include "providers/core/secret.h"
#include "ui/widgets/theme.h"

#include <QLineEdit>

class QAction;

namespace patchbay {

// The bytes of a text; both the copy and, where nobody else has it, the text are wiped.
SecretBytes takeSecret(QString text);

class SecretField final : public QLineEdit {
    Q_OBJECT
public:
    SecretField(const Theme &theme, const QString &accessibleName, QWidget *parent = nullptr);

    // Empties the field.
    SecretBytes take();
    void wipe();
    bool isFilled() const { return !text().isEmpty(); }

protected:
    void hideEvent(QHideEvent *event) override;

private:
    void setShown(bool shown);

    const Theme &m_theme;
    QAction *m_eye;
};

} // namespace patchbay
