// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/secret_field.h"

#include "ui/widgets/themed.h"

#include <QAction>
#include <QHideEvent>

using namespace Qt::StringLiterals;

namespace patchbay {

SecretBytes takeSecret(QString text)
{
    QByteArray bytes = text.toUtf8();
    SecretBytes secret = SecretBytes::copyOf({ bytes.constData(), static_cast<std::size_t>(bytes.size()) });
    bytes.fill('\0');
    text.fill(QChar(0));
    return secret;
}

SecretField::SecretField(const Theme &theme, const QString &accessibleName, QWidget *parent)
    : QLineEdit(parent)
    , m_theme(theme)
    , m_eye(addAction(QIcon(), QLineEdit::TrailingPosition))
{
    setAccessibleName(accessibleName);
    setEchoMode(QLineEdit::Password);
    setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhHiddenText);
    setDragEnabled(false);
    m_eye->setCheckable(true);
    connect(m_eye, &QAction::toggled, this, &SecretField::setShown);
    setShown(false);
}

void SecretField::setShown(bool shown)
{
    setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password);
    setThemedIcon(m_eye, m_theme, shown ? u"password-show-off"_s : u"password-show-on"_s, Role::Muted);
    m_eye->setText(shown ? tr("Hide what is typed") : tr("Show what is typed"));
}

SecretBytes SecretField::take()
{
    QString typed = text();
    wipe();
    return takeSecret(std::move(typed));
}

void SecretField::wipe()
{
    // Not clear(): that would keep the text in the field's undo history.
    setText(QString());
    m_eye->setChecked(false);
}

void SecretField::hideEvent(QHideEvent *event)
{
    if (!event->spontaneous()) {
        wipe();
    }
    QLineEdit::hideEvent(event);
}

} // namespace patchbay
