// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/lock_page.h"

#include "models/format/format.h"
#include "models/keeper/vault_keeper.h"
#include "ui/keys/secret_field.h"
#include "ui/shell/chrome_widget.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

LockPage::LockPage(const KeysContext &context, QWidget *parent)
    : CentredPage(context.theme, u"object-locked"_s, tr("The vault is locked"), parent)
    , m_context(context)
    , m_field(new SecretField(context.theme, tr("Passphrase"), body()))
    , m_unlock(new QPushButton(tr("Unlock"), body()))
    , m_keychain(new QPushButton(tr("Use the desktop's keychain"), body()))
    , m_other(new QPushButton(body()))
{
    m_field->setObjectName(u"vaultPassphrase"_s);
    m_unlock->setObjectName(u"unlockVault"_s);
    setPrimary(m_unlock);
    setKeyCap(m_unlock, tr("Enter"));
    m_keychain->setObjectName(u"unlockWithKeychain"_s);
    setLink(m_keychain);
    setLink(m_other);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_field, 1);
    row->addWidget(m_unlock);
    column()->addLayout(row);
    m_problem = addText(TypeStep::Body, Role::Bad);
    m_problem->setObjectName(u"unlockProblem"_s);
    column()->addWidget(m_keychain, 0, Qt::AlignHCenter);
    column()->addWidget(m_other, 0, Qt::AlignHCenter);
    column()->addSpacing(8);
    auto *line = new ChromeWidget(context.theme, Role::Surface, Qt::TopEdge, body());
    line->setFixedHeight(1);
    column()->addWidget(line);
    column()->addSpacing(8);
    addNote(u"view-split-left-right"_s, tr("Compare works with local models, pasted keys and keys of the environment as before."));
    addNote(u"object-locked"_s, tr("Models whose key is in the vault have no key until then."));
    useRecoveryCode(false);
    say({});
    connect(m_unlock, &QPushButton::clicked, this, &LockPage::unlock);
    connect(m_field, &QLineEdit::returnPressed, this, &LockPage::unlock);
    connect(m_keychain, &QPushButton::clicked, this, &LockPage::unlockWithKeychain);
    connect(m_other, &QPushButton::clicked, this, [this] {
        useRecoveryCode(!m_recovery);
        focusFirst();
    });
    connect(&context.keeper, &VaultKeeper::stateChanged, this, &LockPage::describe);
    m_clock.setInterval(std::chrono::seconds(1)); // "12 s ago" goes on while somebody looks
    connect(&m_clock, &QTimer::timeout, this, &LockPage::describe);
    describe();
}

void LockPage::describe()
{
    const VaultKeeper &keeper = m_context.keeper;
    QStringList sentences;
    if (keeper.lockedAt().isValid()) {
        const QString when = format::ago(keeper.lockedAt(), keeper.now());
        sentences.append(keeper.lockReason().isEmpty() ? tr("Locked %1.").arg(when)
                                                       : tr("Locked %1 %2.").arg(when, keeper.lockReason()));
    }
    if (keeper.sealedCount() >= 0) {
        const int count = keeper.sealedCount();
        sentences.append(count == 1 ? tr("1 key is sealed.") : tr("%1 keys are sealed.").arg(count));
    }
    m_keychain->setVisible(keeper.opensWithKeychain());
    setSentence(sentences.isEmpty() ? tr("Your provider keys are sealed in it.") : sentences.join(u' '));
}

void LockPage::showEvent(QShowEvent *event)
{
    describe();
    m_clock.start();
    CentredPage::showEvent(event);
}

void LockPage::hideEvent(QHideEvent *event)
{
    m_clock.stop();
    CentredPage::hideEvent(event);
}

void LockPage::focusFirst()
{
    m_field->setFocus(Qt::OtherFocusReason);
}

void LockPage::useRecoveryCode(bool use)
{
    m_recovery = use;
    m_field->wipe();
    m_field->setPlaceholderText(use ? tr("Recovery code") : tr("Passphrase"));
    m_field->setAccessibleName(m_field->placeholderText());
    m_other->setText(use ? tr("Use the passphrase") : tr("Use the recovery code"));
}

void LockPage::say(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

void LockPage::unlock()
{
    if (m_busy) {
        return;
    }
    if (!m_field->isFilled()) {
        say(m_recovery ? tr("Type the recovery code first.") : tr("Type the passphrase first."));
        return;
    }
    m_busy = true;
    m_byCode = m_recovery;
    say({});
    setWhyNot(m_unlock, tr("The passphrase is being tried"));
    m_context.keeper.unlock(m_field->take(), [self = QPointer(this)](const Result<void> &unlocked) {
        if (self) {
            self->take(unlocked);
        }
    });
}

void LockPage::unlockWithKeychain()
{
    if (m_busy) {
        return;
    }
    m_busy = true;
    m_byCode = false;
    say({});
    setWhyNot(m_unlock, tr("The desktop's keychain is being asked"));
    setWhyNot(m_keychain, tr("The desktop's keychain is being asked"));
    m_context.keeper.unlockFromKeychain([self = QPointer(this)](const Result<void> &unlocked) {
        if (self) {
            self->take(unlocked);
        }
    });
}

void LockPage::take(const Result<void> &unlocked)
{
    m_busy = false;
    setWhyNot(m_unlock, {});
    setWhyNot(m_keychain, {});
    if (!unlocked) {
        const Error &error = unlocked.error();
        say(QString::fromStdString(error.message + (error.remedy.empty() ? "" : " " + error.remedy)));
        focusFirst();
    } else {
        const bool byCode = m_byCode;
        useRecoveryCode(false);
        if (byCode) {
            Q_EMIT openedWithRecoveryCode();
        }
    }
}

} // namespace patchbay
