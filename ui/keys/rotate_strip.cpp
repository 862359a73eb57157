// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/rotate_strip.h"

#include "models/keeper/vault_keeper.h"
#include "models/vault/key_parts.h"
#include "ui/keys/rotation_watch.h"
#include "ui/keys/secret_field.h"
#include "ui/widgets/pasted_key.h"
#include "ui/widgets/themed.h"

#include <QComboBox>
#include <QDesktopServices>
#include <QHBoxLayout>
#include <QHideEvent>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>
#include <QUrl>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int usualGraceHours = 24;
constexpr int longestGraceHours = 24 * 90;
constexpr qint64 quietFor = 60; // seconds without a request, before it is said that nobody uses the old key
// Beside the first; AWS has three, a set of headers may have some.
constexpr int mostFurtherParts = 4;

// "header:x-team" as people know it.
QString partInWords(const QString &part)
{
    const std::string name = part.toStdString();
    const std::string_view header = vault::headerOfPart(name);
    return header.empty() ? part : RotateStrip::tr("header %1").arg(QString::fromUtf8(header.data(), static_cast<qsizetype>(header.size())));
}

} // namespace

RotateStrip::RotateStrip(const KeysContext &context, QWidget *parent)
    : KeyStrip(context.theme, {}, parent)
    , m_context(context)
    , m_key(new SecretField(context.theme, tr("New key"), this))
    , m_grace(new QSpinBox(this))
    , m_share(new QComboBox(this))
    , m_watch(new RotationWatch(context, this))
    , m_rotate(new QPushButton(tr("Test and rotate"), this))
    , m_shift(new QPushButton(tr("Give it all calls"), this))
    , m_retire(new QPushButton(tr("Retire the old key"), this))
    , m_done(new QPushButton(tr("Later"), this))
    , m_revoked(new QPushButton(tr("It is revoked"), this))
    , m_page(new QPushButton(tr("The provider's page of keys"), this))
{
    setObjectName(u"rotateStrip"_s);
    m_key->setObjectName(u"rotatedKey"_s);
    m_grace->setRange(0, longestGraceHours);
    m_grace->setValue(usualGraceHours);
    m_grace->setSuffix(tr(" hours"));
    m_grace->setSpecialValueText(tr("not at all"));
    m_share->setObjectName(u"rotationShare"_s);
    for (const auto &[text, percent] : { std::pair(tr("all calls at once"), 100), std::pair(tr("half of the calls"), 50),
                                         std::pair(tr("one call in ten"), 10) }) {
        m_share->addItem(text, percent);
    }
    addField(tr("New key, made at the provider"), m_key, 0, 0);
    addField(tr("Keep the old one in the vault for"), m_grace, 0, 1);
    addField(tr("The new one gets"), m_share, 1, 1);
    addField(tr("Requests by the ledger"), m_watch, 2, 0, true);
    for (int index = 0; index < mostFurtherParts; ++index) {
        auto *field = new SecretField(theme(), tr("New part"), this);
        field->setObjectName(u"rotatedPart%1"_s.arg(index));
        // The first beside the share of calls, the others below.
        addField(tr("New part"), field, index == 0 ? 1 : 3 + (index - 1) / 2, index == 0 ? 0 : (index - 1) % 2);
        connect(field, &QLineEdit::textChanged, this, &RotateStrip::refresh);
        m_more.append(field);
    }
    buildButtons();
    connect(m_key, &QLineEdit::textChanged, this, &RotateStrip::refresh);
    connect(m_key, &QLineEdit::returnPressed, this, &RotateStrip::rotate);
    connect(m_grace, &QSpinBox::valueChanged, this, &RotateStrip::refresh);
    connect(m_watch, &RotationWatch::changed, this, &RotateStrip::judge);
}

void RotateStrip::buildButtons()
{
    m_rotate->setObjectName(u"rotateKey"_s);
    m_shift->setObjectName(u"shiftCalls"_s);
    m_retire->setObjectName(u"retireKey"_s);
    m_done->setObjectName(u"rotationDone"_s);
    m_page->setObjectName(u"revokePage"_s);
    setLink(m_page);
    m_revoked->setObjectName(u"oldKeyRevoked"_s);
    for (QPushButton *primary : { m_rotate, m_retire, m_revoked }) {
        setPrimary(primary);
    }
    for (QPushButton *button : { m_page, m_shift, m_retire, m_rotate, m_done, m_revoked }) {
        buttons()->addWidget(button);
    }
    connect(m_page, &QPushButton::clicked, this, [this] {
        if (const KeyFacts *key = m_context.keeper.key(m_id)) {
            QDesktopServices::openUrl(QUrl(key->keyPage));
        }
    });
    connect(m_revoked, &QPushButton::clicked, this, [this] {
        m_context.keeper.revoked(m_id, [self = QPointer(this)](const Result<void> &noted) {
            if (self && !noted) {
                self->showProblem(QString::fromStdString(noted.error().message));
            } else if (self) {
                Q_EMIT self->closed();
            }
        });
    });
    connect(m_rotate, &QPushButton::clicked, this, &RotateStrip::rotate);
    connect(m_shift, &QPushButton::clicked, this, &RotateStrip::shift);
    connect(m_retire, &QPushButton::clicked, this, &RotateStrip::retire);
    connect(m_done, &QPushButton::clicked, this, &RotateStrip::closed);
}

void RotateStrip::start(const QString &id)
{
    const KeyFacts *key = m_context.keeper.key(id);
    if (key == nullptr) {
        return;
    }
    ++m_number;
    m_busy = false;
    m_id = id;
    m_fresh.clear();
    m_key->wipe();
    m_key->setPlaceholderText(tr("in place of %1").arg(key->masked));
    setFieldLabel(m_key, key->parts.size() > 1 ? tr("New %1, made at the provider").arg(partInWords(key->parts.first()))
                                               : tr("New key, made at the provider"));
    m_share->setCurrentIndex(0);
    showStep(isRotating(*key, m_context.keeper.now()) ? Step::Watch : Step::NewKey);
}

void RotateStrip::showStep(Step step)
{
    const KeyFacts *key = m_context.keeper.key(m_id);
    if (key == nullptr) {
        return;
    }
    m_step = step;
    const bool isNew = step == Step::NewKey;
    setTitle(isNew                    ? tr("Rotate %1 · 1 of 3, the new key").arg(key->name)
                 : step == Step::Watch ? tr("Rotate %1 · 2 of 3, watch the old key").arg(key->name)
                                       : tr("Rotate %1 · 3 of 3, revoke the old key").arg(key->name));
    for (QWidget *field : std::initializer_list<QWidget *> { m_key, m_grace, m_share }) {
        setFieldShown(field, isNew);
    }
    for (qsizetype index = 0; index < m_more.size(); ++index) {
        const bool used = isNew && index + 1 < key->parts.size();
        setFieldShown(m_more.at(index), used);
        if (used) {
            setFieldLabel(m_more.at(index), tr("New %1; left empty, it stays").arg(partInWords(key->parts.at(index + 1))));
        }
    }
    setFieldShown(m_watch, step == Step::Watch);
    m_rotate->setVisible(isNew);
    m_retire->setVisible(step == Step::Watch);
    m_done->setVisible(step == Step::Revoke);
    m_revoked->setVisible(step == Step::Revoke && isToRevoke(*key, m_context.keeper.now()));
    m_page->setVisible(step != Step::Watch && !key->keyPage.isEmpty());
    m_page->setText(isNew ? tr("The provider's page of keys") : tr("Revoke it at %1").arg(key->providerName));
    if (isNew) {
        showState({}, tr("The new key is tested before anything changes. Then calls begin to use it, and you see what the old one "
                         "is still used for."));
        m_key->setFocus(Qt::OtherFocusReason);
    } else if (step == Step::Watch) {
        m_watch->setKey(m_id);
    } else {
        showState(tr("retired"), tr("%1 is out of the vault. At %2 it works until you revoke it there; the key's page reminds you.")
                                     .arg(m_retired.isEmpty() ? tr("The old key") : m_retired, key->providerName));
    }
    judge();
    refresh();
}

// What the requests say about the old key.
void RotateStrip::judge()
{
    const KeyFacts *key = m_context.keeper.key(m_id);
    m_shift->setVisible(m_step == Step::Watch && key != nullptr && key->share < 100);
    if (m_step != Step::Watch || key == nullptr) {
        return;
    }
    setWhyNot(m_retire, key->share < 100 ? tr("Give the new key all calls first") : QString());
    const qint64 left = m_watch->oldInLastMinute();
    const qint64 sinceRotation = key->rotated.isValid() ? key->rotated.secsTo(m_context.keeper.now()) : quietFor;
    if (key->share < 100) {
        showState(tr("shifting"), tr("The new key gets %1 % of the calls.").arg(key->share));
    } else if (left > 0) {
        showState(tr("still used"), tr("Calls that began before, and gateways that have not read the vault again, use the old key."));
    } else if (left < 0) {
        showState(tr("asking"), tr("The ledger is being asked who still uses the old key."));
    } else if (sinceRotation < quietFor) {
        showState(tr("watching"), tr("No request with the old key so far. The rotation is %1 s old: calls that began before it may still be under way.")
                                      .arg(std::max<qint64>(0, sinceRotation)));
    } else {
        showState(tr("idle"), tr("Nobody has used the old key for a minute. It can go."));
    }
}

void RotateStrip::shift()
{
    m_context.keeper.shift(m_id, 100, [self = QPointer(this)](const Result<void> &shifted) {
        if (self && !shifted) {
            self->showProblem(QString::fromStdString(shifted.error().message));
        } else if (self) {
            self->judge();
            self->m_watch->ask();
        }
    });
}

void RotateStrip::retire()
{
    const KeyFacts *key = m_context.keeper.key(m_id);
    m_retired = key != nullptr ? key->previousMasked : QString();
    m_context.keeper.retire(m_id, [self = QPointer(this)](const Result<void> &retired) {
        if (self && !retired) {
            self->showProblem(QString::fromStdString(retired.error().message));
        } else if (self) {
            self->showStep(Step::Revoke);
        }
    });
}

void RotateStrip::refresh()
{
    m_share->setEnabled(m_grace->value() > 0);
    m_share->setToolTip(m_share->isEnabled() ? QString() : tr("Without the old key the new one gets all calls"));
    const bool isTyped = m_key->isFilled() || std::ranges::any_of(m_more, &SecretField::isFilled);
    setWhyNot(m_rotate, m_busy ? tr("The new key is being tested")
                  : isTyped || !m_fresh.empty() ? QString()
                                                : tr("Paste the new key first"));
}

void RotateStrip::takeTyped(const KeyFacts &key)
{
    if (m_key->isFilled()) {
        QString typed = m_key->text();
        m_key->wipe();
        SecretBytes secret = takeSecret(pastedKey(typed).toString());
        typed.fill(QChar(0));
        m_key->setPlaceholderText(QString::fromStdString(maskedForm(secret)));
        m_fresh.insert_or_assign(key.parts.first().toStdString(), std::move(secret));
    }
    for (qsizetype index = 0; index < m_more.size() && index + 1 < key.parts.size(); ++index) {
        if (m_more.at(index)->isFilled()) {
            m_fresh.insert_or_assign(key.parts.at(index + 1).toStdString(), m_more.at(index)->take());
        }
    }
}

void RotateStrip::rotate()
{
    if (m_busy) {
        return;
    }
    const KeyFacts *key = m_context.keeper.key(m_id);
    if (key == nullptr || key->parts.isEmpty()) {
        return;
    }
    takeTyped(*key);
    if (m_fresh.empty()) {
        return;
    }
    m_busy = true;
    refresh();
    showState(tr("running"), tr("Asking %1 with the new key…").arg(key->providerName));
    m_context.keeper.tryRotated(m_id, vault::cloneOf(m_fresh), [self = QPointer(this), number = m_number](const auto &models) {
        if (!self || self->m_number != number) {
            return;
        }
        // Only a key that works takes the place of one that did.
        if (!models) {
            self->finish(std::unexpected(models.error()));
            return;
        }
        const std::chrono::hours grace(self->m_grace->value());
        const int share = grace.count() > 0 ? self->m_share->currentData().toInt() : 100;
        const KeyFacts *before = self->m_context.keeper.key(self->m_id);
        self->m_retired = before != nullptr ? before->masked : QString();
        self->m_context.keeper.rotate(self->m_id, std::exchange(self->m_fresh, {}), grace, share, u"valid"_s, [self](const Result<void> &rotated) {
            if (self) {
                self->finish(rotated);
            }
        });
    });
}

void RotateStrip::finish(const Result<void> &rotated)
{
    m_busy = false;
    refresh();
    if (!rotated) {
        showProblem(tr("Nothing was changed: %1").arg(QString::fromStdString(rotated.error().message + ' ' + rotated.error().remedy).trimmed()));
        return;
    }
    const KeyFacts *key = m_context.keeper.key(m_id);
    Q_EMIT said(tr("%1 has its new key.").arg(key != nullptr ? key->name : QString()));
    showStep(key != nullptr && isRotating(*key, m_context.keeper.now()) ? Step::Watch : Step::Revoke);
}

void RotateStrip::hideEvent(QHideEvent *event)
{
    if (!event->spontaneous()) {
        ++m_number;
        m_fresh.clear();
    }
    KeyStrip::hideEvent(event);
}

} // namespace patchbay
