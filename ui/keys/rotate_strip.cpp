// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/rotate_strip.h"

#include "models/keeper/vault_keeper.h"
#include "ui/keys/secret_field.h"
#include "ui/widgets/pasted_key.h"
#include "ui/widgets/themed.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int usualGraceHours = 24;
constexpr int longestGraceHours = 24 * 90;

} // namespace

RotateStrip::RotateStrip(const KeysContext &context, QWidget *parent)
    : KeyStrip(context.theme, {}, parent)
    , m_context(context)
    , m_key(new SecretField(context.theme, tr("New key"), this))
    , m_grace(new QSpinBox(this))
    , m_rotate(new QPushButton(tr("Test and rotate"), this))
    , m_page(new QPushButton(tr("The provider's page of keys"), this))
{
    setObjectName(u"rotateStrip"_s);
    m_key->setObjectName(u"rotatedKey"_s);
    m_rotate->setObjectName(u"rotateKey"_s);
    m_grace->setRange(0, longestGraceHours);
    m_grace->setValue(usualGraceHours);
    m_grace->setSuffix(tr(" hours"));
    m_grace->setSpecialValueText(tr("not at all"));
    addField(tr("New key, made at the provider"), m_key, 0, 0);
    addField(tr("Keep the old one in the vault for"), m_grace, 0, 1);
    setPrimary(m_rotate);
    setLink(m_page);
    buttons()->addWidget(m_page);
    buttons()->addWidget(m_rotate);
    connect(m_page, &QPushButton::clicked, this, [this] {
        if (const KeyFacts *key = m_context.keeper.key(m_id)) {
            QDesktopServices::openUrl(QUrl(key->keyPage));
        }
    });
    connect(m_key, &QLineEdit::textChanged, this, &RotateStrip::refresh);
    connect(m_key, &QLineEdit::returnPressed, this, &RotateStrip::rotate);
    connect(m_rotate, &QPushButton::clicked, this, &RotateStrip::rotate);
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
    m_secret = {};
    m_key->wipe();
    m_key->setPlaceholderText(tr("in place of %1").arg(key->masked));
    setTitle(tr("Rotate %1").arg(key->name));
    m_page->setVisible(!key->keyPage.isEmpty());
    showState({}, tr("Calls begin to use the new key at once. Revoke the old one at the provider when nobody needs it."));
    refresh();
    m_key->setFocus(Qt::OtherFocusReason);
}

void RotateStrip::refresh()
{
    setWhyNot(m_rotate, m_busy ? tr("The new key is being tested")
                  : m_key->isFilled() || !m_secret.empty() ? QString()
                                                           : tr("Paste the new key first"));
}

void RotateStrip::rotate()
{
    if (m_busy) {
        return;
    }
    if (m_key->isFilled()) {
        QString typed = m_key->text();
        m_key->wipe();
        m_secret = takeSecret(pastedKey(typed).toString());
        typed.fill(QChar(0));
        m_key->setPlaceholderText(QString::fromStdString(maskedForm(m_secret)));
    }
    const KeyFacts *key = m_context.keeper.key(m_id);
    if (m_secret.empty() || key == nullptr) {
        return;
    }
    KeyDraft draft;
    draft.provider = key->provider.toStdString();
    draft.origin = key->origin.toStdString();
    draft.parts.emplace("key", m_secret.clone());
    m_busy = true;
    refresh();
    showState(tr("running"), tr("Asking %1 with the new key…").arg(key->providerName));
    m_context.keeper.tryKey(draft, [self = QPointer(this), number = m_number](const auto &models) {
        if (!self || self->m_number != number) {
            return;
        }
        // Only a key that works takes the place of one that did.
        if (!models) {
            self->finish(std::unexpected(models.error()));
            return;
        }
        const std::chrono::hours grace(self->m_grace->value());
        self->m_context.keeper.rotate(self->m_id, std::move(self->m_secret), grace, [self](const Result<void> &rotated) {
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
        showProblem(tr("Nothing was changed: %1").arg(QString::fromStdString(rotated.error().message)));
        return;
    }
    const KeyFacts *key = m_context.keeper.key(m_id);
    Q_EMIT said(tr("%1 has its new key.").arg(key != nullptr ? key->name : QString()));
    Q_EMIT closed();
}

void RotateStrip::hideEvent(QHideEvent *event)
{
    if (!event->spontaneous()) {
        ++m_number;
        m_secret = {};
    }
    KeyStrip::hideEvent(event);
}

} // namespace patchbay
