// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/create_page.h"

#include "models/keeper/vault_keeper.h"
#include "ui/keys/secret_field.h"
#include "ui/keys/strength_bar.h"
#include "ui/widgets/themed.h"

#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

CreatePage::CreatePage(const KeysContext &context, QWidget *parent)
    : CentredPage(context.theme, u"object-locked"_s, tr("Keep your keys in a vault"), parent)
    , m_context(context)
    , m_first(new SecretField(context.theme, tr("Passphrase"), body()))
    , m_second(new SecretField(context.theme, tr("The passphrase again"), body()))
    , m_bar(new StrengthBar(context.theme, body()))
    , m_create(new QPushButton(tr("Create the vault"), body()))
    , m_restore(new QPushButton(tr("Restore the backup"), body()))
{
    setSentence(tr("One encrypted file on this computer. Nobody can reset its passphrase; a recovery code, shown once, "
                   "opens it too."));
    buildFields();
    addNote(u"network-server"_s, tr("Each key is bound to one host and is sent nowhere else."));
    addNote(u"edit-copy"_s, tr("Keys are masked here; a copy leaves the clipboard after 10 s."));
    addNote(u"chronometer"_s, tr("The vault locks itself while idle, and with Ctrl+L."));
    judge();
    offerBackup();
    connect(m_restore, &QPushButton::clicked, this, &CreatePage::restore);
    connect(m_first, &QLineEdit::textChanged, this, &CreatePage::judge);
    connect(m_second, &QLineEdit::textChanged, this, &CreatePage::judge);
    connect(m_first, &QLineEdit::returnPressed, m_second, qOverload<>(&QWidget::setFocus));
    connect(m_second, &QLineEdit::returnPressed, this, &CreatePage::create);
    connect(m_create, &QPushButton::clicked, this, &CreatePage::create);
}

void CreatePage::buildFields()
{
    m_first->setObjectName(u"newPassphrase"_s);
    m_second->setObjectName(u"newPassphraseAgain"_s);
    m_create->setObjectName(u"createVault"_s);
    m_first->setPlaceholderText(tr("Passphrase"));
    m_second->setPlaceholderText(tr("The same again"));
    setPrimary(m_create);
    column()->addWidget(m_first);
    column()->addWidget(m_bar);
    m_words = addText(TypeStep::Meta, Role::Muted);
    m_words->setObjectName(u"strengthWords"_s);
    column()->addWidget(m_second);
    m_problem = addText(TypeStep::Body, Role::Bad);
    m_problem->setObjectName(u"createProblem"_s);
    m_problem->hide();
    column()->addWidget(m_create, 0, Qt::AlignRight);
    m_restore->setObjectName(u"restoreBackup"_s);
    setPrimary(m_restore);
    m_restore->hide();
    column()->addWidget(m_restore, 0, Qt::AlignRight);
    column()->addSpacing(16);
}

// A new vault would be saved over it: it is put back, or moved away by the person.
void CreatePage::offerBackup()
{
    const QString backup = m_context.keeper.backup();
    if (backup.isEmpty()) {
        return;
    }
    setSentence(tr("vault.bin is missing, but its version before the last save is there: %1. Restore it and unlock it with your "
                   "passphrase; for a new vault, move it away first and start Patchbay again.").arg(backup));
    for (QWidget *field : std::initializer_list<QWidget *> { m_first, m_second, m_bar, m_words, m_create }) {
        field->hide();
    }
    m_restore->show();
}

void CreatePage::restore()
{
    setWhyNot(m_restore, tr("The backup is being restored"));
    m_context.keeper.restoreBackup([self = QPointer(this)](const Result<void> &restored) {
        if (self && !restored) {
            setWhyNot(self->m_restore, {});
            self->m_problem->setText(QString::fromStdString(restored.error().message + ' ' + restored.error().remedy).trimmed());
            self->m_problem->show();
        }
    });
}

void CreatePage::focusFirst()
{
    (m_restore->isHidden() ? static_cast<QWidget *>(m_first) : m_restore)->setFocus(Qt::OtherFocusReason);
}

QString CreatePage::whyNot() const
{
    if (m_busy) {
        return tr("The vault is being made");
    }
    if (m_first->text().size() < shortestPassphrase) {
        return tr("The passphrase needs at least 8 characters");
    }
    return m_first->text() == m_second->text() ? QString() : tr("The two passphrases differ");
}

void CreatePage::judge()
{
    const Strength strength = strengthOf(m_first->text()).strength;
    m_bar->setStrength(strength);
    m_words->setText(wordsOf(strength));
    setWhyNot(m_create, whyNot());
}

void CreatePage::create()
{
    if (const QString reason = whyNot(); !reason.isEmpty()) {
        m_problem->setText(reason + u'.');
        m_problem->show();
        return;
    }
    m_busy = true;
    m_problem->hide();
    m_second->wipe();
    m_context.keeper.create(m_first->take(), [self = QPointer(this)](Result<SecretBytes> code) {
        if (self) {
            self->take(std::move(code));
        }
    });
    judge();
    m_words->setText(tr("Making the key from your passphrase takes about a second, so that nobody can try many."));
}

void CreatePage::take(Result<SecretBytes> recoveryCode)
{
    m_busy = false;
    judge();
    if (!recoveryCode) {
        const Error &error = recoveryCode.error();
        m_problem->setText(QString::fromStdString(error.message + ' ' + error.remedy).trimmed());
        m_problem->show();
        return;
    }
    Q_EMIT created(std::make_shared<SecretBytes>(std::move(*recoveryCode)));
}

} // namespace patchbay
