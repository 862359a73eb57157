// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/passphrase_strip.h"

#include "models/keeper/vault_keeper.h"
#include "ui/keys/passphrase_strength.h"
#include "ui/keys/secret_field.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QPointer>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace patchbay {

PassphraseStrip::PassphraseStrip(const KeysContext &context, QWidget *parent)
    : KeyStrip(context.theme, {}, parent)
    , m_context(context)
    , m_before(new SecretField(context.theme, tr("Passphrase or recovery code"), this))
    , m_first(new SecretField(context.theme, tr("New passphrase"), this))
    , m_second(new SecretField(context.theme, tr("The new passphrase again"), this))
    , m_change(new QPushButton(this))
{
    setObjectName(u"passphraseStrip"_s);
    m_before->setObjectName(u"passphraseInForce"_s);
    m_first->setObjectName(u"changedPassphrase"_s);
    m_second->setObjectName(u"changedPassphraseAgain"_s);
    m_change->setObjectName(u"changePassphrase"_s);
    addField(tr("Passphrase or recovery code"), m_before, 0, 0);
    addField(tr("New passphrase"), m_first, 1, 0);
    addField(tr("The same again"), m_second, 1, 1);
    buttons()->addWidget(m_change);
    setPrimary(m_change);
    for (SecretField *field : { m_before, m_first, m_second }) {
        connect(field, &QLineEdit::textChanged, this, &PassphraseStrip::refresh);
        connect(field, &QLineEdit::returnPressed, this, &PassphraseStrip::change);
    }
    connect(m_change, &QPushButton::clicked, this, &PassphraseStrip::change);
}

void PassphraseStrip::startPassphrase()
{
    start(false);
    showState({}, tr("The passphrase of before opens older copies of the file only. Keychain and recovery code stay as they are."));
}

void PassphraseStrip::startRecoveryCode()
{
    start(true);
    showState({}, tr("The code of before opens the vault no more. The new one is shown once."));
}

void PassphraseStrip::start(bool isCode)
{
    m_isCode = isCode;
    m_busy = false;
    for (SecretField *field : { m_before, m_first, m_second }) {
        field->wipe();
    }
    setTitle(isCode ? tr("New recovery code") : tr("Change the passphrase"));
    m_change->setText(isCode ? tr("Make the code") : tr("Change it"));
    setFieldShown(m_first, !isCode);
    setFieldShown(m_second, !isCode);
    refresh();
    m_before->setFocus(Qt::OtherFocusReason);
}

QString PassphraseStrip::whyNot() const
{
    if (m_busy || !m_before->isFilled()) {
        return m_busy ? tr("The passphrase is being tried") : tr("Type the passphrase in force, or the recovery code, first");
    }
    if (!m_isCode && m_first->text().size() < shortestPassphrase) {
        return tr("The passphrase needs at least 8 characters");
    }
    return m_isCode || m_first->text() == m_second->text() ? QString() : tr("The two passphrases differ");
}

void PassphraseStrip::refresh()
{
    setWhyNot(m_change, whyNot());
}

void PassphraseStrip::change()
{
    if (!whyNot().isEmpty()) {
        return;
    }
    m_busy = true;
    showState(tr("running"), tr("Trying a passphrase takes about a second."));
    if (m_isCode) {
        m_context.keeper.renewRecoveryCode(m_before->take(), [self = QPointer(this)](Result<SecretBytes> code) {
            if (self) {
                self->finish(code ? Result<void>() : std::unexpected(code.error()));
            }
            if (self && code) {
                Q_EMIT self->renewed(std::make_shared<SecretBytes>(std::move(*code)));
            }
        });
    } else {
        m_second->wipe();
        m_context.keeper.changePassphrase(m_before->take(), m_first->take(), [self = QPointer(this)](const Result<void> &changed) {
            if (self) {
                self->finish(changed);
            }
        });
    }
    refresh();
}

void PassphraseStrip::finish(const Result<void> &changed)
{
    m_busy = false;
    refresh();
    if (!changed) {
        showProblem(QString::fromStdString(changed.error().message + ' ' + changed.error().remedy).trimmed());
        m_before->setFocus(Qt::OtherFocusReason);
        return;
    }
    if (!m_isCode) {
        Q_EMIT said(tr("The new passphrase opens the vault from now on."));
    }
    Q_EMIT closed();
}

} // namespace patchbay
