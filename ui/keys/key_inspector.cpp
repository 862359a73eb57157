// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/key_inspector.h"

#include "models/format/format.h"
#include "models/keeper/vault_keeper.h"
#include "ui/keys/key_fields.h"
#include "ui/keys/key_look.h"
#include "ui/keys/secret_clipboard.h"
#include "ui/keys/secret_field.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/themed.h"

#include <QDesktopServices>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr std::chrono::seconds revealedStay { 20 };
constexpr int notesHeight = 72;

QString day(const QDateTime &time)
{
    return QLocale::c().toString(time.toLocalTime().date(), u"d MMM yyyy"_s);
}

} // namespace

KeyInspector::KeyInspector(const KeysContext &context, QWidget *parent)
    : InspectorPage(context.theme, parent)
    , m_context(context)
{
    setObjectName(u"keyInspector"_s);
    m_shown.setSingleShot(true);
    m_shown.setInterval(revealedStay);
    connect(&m_shown, &QTimer::timeout, this, &KeyInspector::conceal);
    buildKey();
    buildButtons();
    buildFacts();
    buildEdits();
    column()->addStretch(1);
    connect(&context.keeper, &VaultKeeper::keysChanged, this, &KeyInspector::refresh);
    connect(&context.keeper, &VaultKeeper::testingChanged, this, &KeyInspector::refresh);
}

void KeyInspector::buildKey()
{
    auto *box = new QWidget(body());
    setBackground(box, theme(), Role::Sunken);
    m_masked = new QLabel(box);
    m_masked->setObjectName(u"maskedKey"_s);
    setTextStyle(m_masked, theme(), TypeStep::Code);
    m_masked->setWordWrap(true);
    m_eye = new QToolButton(box);
    m_eye->setObjectName(u"revealKey"_s);
    m_eye->setAutoRaise(true);
    m_eye->setAccessibleName(tr("Show the key"));
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(8, 2, 2, 2);
    row->addWidget(m_masked, 1);
    row->addWidget(m_eye);
    column()->addWidget(box);
    m_passphrase = new SecretField(theme(), tr("Passphrase, once more"), body());
    m_passphrase->setObjectName(u"revealPassphrase"_s);
    m_passphrase->setPlaceholderText(tr("Passphrase, once more"));
    column()->addWidget(m_passphrase);
    m_passphrase->hide();
    m_problem = addText(TypeStep::Meta, Role::Bad);
    m_problem->hide();
    connect(m_eye, &QToolButton::clicked, this, &KeyInspector::startReveal);
    connect(m_passphrase, &QLineEdit::returnPressed, this, &KeyInspector::reveal);
}

void KeyInspector::buildButtons()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    const auto add = [&](const QString &name, const QString &text, const QString &icon) {
        auto *button = new QPushButton(text, body());
        button->setObjectName(name);
        setThemedIcon(button, theme(), icon);
        row->addWidget(button);
        return button;
    };
    auto *copy = add(u"copyKey"_s, tr("Copy"), u"edit-copy"_s);
    auto *test = add(u"testKey"_s, tr("Test"), u"checkmark"_s);
    auto *rotate = add(u"rotateKeyButton"_s, tr("Rotate"), u"view-refresh"_s);
    row->addStretch(1);
    column()->addLayout(row);
    addText(TypeStep::Meta, Role::Muted)->setText(tr("A copy leaves the clipboard after %1 s.").arg(m_context.clipboard.seconds()));
    connect(copy, &QPushButton::clicked, this, [this] { Q_EMIT copyWanted(m_id); });
    connect(test, &QPushButton::clicked, this, [this] { Q_EMIT testWanted(m_id); });
    connect(rotate, &QPushButton::clicked, this, [this] { Q_EMIT rotateWanted(m_id); });
    QAction *page = menu()->addAction(tr("The provider's page of keys"));
    QAction *remove = menu()->addAction(tr("Remove"));
    setThemedIcon(page, theme(), u"internet-services"_s);
    setThemedIcon(remove, theme(), u"edit-delete"_s);
    connect(page, &QAction::triggered, this, [this] {
        if (const KeyFacts *key = m_context.keeper.key(m_id)) {
            QDesktopServices::openUrl(QUrl(key->keyPage));
        }
    });
    connect(remove, &QAction::triggered, this, [this] { Q_EMIT removeWanted(m_id); });
}

void KeyInspector::buildFacts()
{
    addHeading(tr("Details"));
    QFormLayout *details = addForm();
    m_provider = addFact(details, tr("Provider"));
    m_origin = addFact(details, tr("Bound to"));
    m_settings = addFact(details, tr("Account"));
    m_created = addFact(details, tr("Created"));
    m_rotated = addFact(details, tr("Rotated"));
    m_used = addFact(details, tr("Last used"));
    m_requests = addFact(details, tr("Requests"));
    m_spend = addFact(details, tr("Spend"));
    m_lastError = addFact(details, tr("Last error"));
    m_inText = addFact(details, tr("Used in text"));
    m_inText->setElideMode(Qt::ElideMiddle);
    buildRevoke();
    m_tested = addHeading(tr("Last test"));
    m_state = new StateLabel(theme(), body());
    column()->addWidget(m_state);
    m_result = addText(TypeStep::Body, Role::Muted);
}

// What was rotated out is the provider's to forget, and only the person can see to that.
void KeyInspector::buildRevoke()
{
    m_revoke = new QWidget(body());
    m_revoke->setObjectName(u"toRevoke"_s);
    auto *column = new QVBoxLayout(m_revoke);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(8);
    m_revokeText = new QLabel(m_revoke);
    m_revokeText->setWordWrap(true);
    setTextStyle(m_revokeText, theme(), TypeStep::Body, Role::Warn);
    auto *row = new QHBoxLayout;
    m_revokePage = new QPushButton(tr("Revoke it there"), m_revoke);
    m_revokePage->setObjectName(u"revokeThere"_s);
    setLink(m_revokePage);
    auto *done = new QPushButton(tr("It is revoked"), m_revoke);
    done->setObjectName(u"markRevoked"_s);
    row->addWidget(m_revokePage);
    row->addWidget(done);
    row->addStretch(1);
    column->addWidget(m_revokeText);
    column->addLayout(row);
    this->column()->addWidget(m_revoke);
    m_revoke->hide();
    connect(m_revokePage, &QPushButton::clicked, this, [this] {
        if (const KeyFacts *key = m_context.keeper.key(m_id)) {
            QDesktopServices::openUrl(QUrl(key->keyPage));
        }
    });
    connect(done, &QPushButton::clicked, this, [this] {
        m_context.keeper.revoked(m_id, [self = QPointer(this)](const Result<void> &noted) {
            if (self) {
                self->tell(noted);
            }
        });
    });
}

void KeyInspector::showRevoke(const KeyFacts &key, const QDateTime &now)
{
    m_revoke->setVisible(isToRevoke(key, now));
    m_revokePage->setVisible(!key.keyPage.isEmpty());
    m_revokeText->setText(tr("%1 is rotated out since %2 and still valid at %3.")
                              .arg(key.toRevoke.join(u", "_s), day(key.toRevokeSince), key.providerName));
}

void KeyInspector::buildEdits()
{
    addHeading(tr("Notes"));
    m_expires = new QLineEdit(body());
    m_tags = new QLineEdit(body());
    m_notes = new QPlainTextEdit(body());
    m_notes->setObjectName(u"keyNotes"_s);
    m_notes->setFixedHeight(notesHeight);
    m_notes->setTabChangesFocus(true);
    m_notes->setAccessibleName(tr("Notes"));
    m_notes->setPlaceholderText(tr("Whose it is, what it is for"));
    m_expires->setObjectName(u"keyExpires"_s);
    m_tags->setObjectName(u"keyTags"_s);
    m_expires->setPlaceholderText(tr("never, or 2027-01-31"));
    m_tags->setPlaceholderText(tr("separated by commas"));
    column()->addWidget(m_notes);
    QFormLayout *form = addForm();
    const auto add = [&](const QString &text, QLineEdit *field) {
        auto *label = new QLabel(text, body());
        setTextStyle(label, theme(), TypeStep::Body, Role::Muted);
        label->setBuddy(field);
        field->setAccessibleName(text);
        form->addRow(label, field);
        connect(field, &QLineEdit::editingFinished, this, &KeyInspector::keep);
    };
    add(tr("Tags"), m_tags);
    add(tr("Expires"), m_expires);
    // Written when the person has stopped typing.
    auto *delay = new QTimer(this);
    delay->setSingleShot(true);
    delay->setInterval(std::chrono::milliseconds(800));
    connect(m_notes, &QPlainTextEdit::textChanged, delay, [this, delay] {
        if (m_notes->hasFocus()) {
            delay->start();
        }
    });
    connect(delay, &QTimer::timeout, this, &KeyInspector::keep);
}

void KeyInspector::setKey(const QString &id)
{
    if (m_id != id) {
        keep();
        m_id = id;
        conceal();
        m_notes->clear();
        m_tags->clear();
        m_expires->clear();
    }
    refresh();
}

void KeyInspector::refresh()
{
    const KeyFacts *key = m_context.keeper.key(m_id);
    if (key == nullptr) {
        // Locked or removed: notes are sealed too.
        conceal();
        m_notes->clear();
        m_tags->clear();
        m_expires->clear();
        return;
    }
    const QDateTime now = m_context.keeper.now();
    setTitle(key->name);
    if (!m_shown.isActive()) {
        m_masked->setText(key->masked);
    }
    m_provider->setText(key->providerName);
    m_origin->setText(key->origin.isEmpty() ? tr("no host") : key->origin);
    m_settings->setText(key->settings.isEmpty() ? format::noValue() : key->settings.join(u", "_s));
    m_created->setText(day(key->created));
    m_rotated->setText(key->rotated.isValid() ? day(key->rotated) : tr("never"));
    m_used->setText(key->lastUsed.isValid() ? format::ago(key->lastUsed, now) : tr("not in 120 days"));
    const KeyUse &use = key->use;
    m_requests->setText(use.requests > 0 ? tr("%1 in 120 days").arg(format::count(use.requests)) : use.last || !key->lastUsed.isValid() ? tr("none in 120 days") : tr("not in the ledger yet"));
    m_spend->setText(use.requests == 0 || (use.unpriced > 0 && use.spend.nanoDollars == 0)
                         ? (use.requests == 0 ? format::noValue() : tr("no price"))
                         : use.unpriced > 0 ? tr("%1, %2 without a price").arg(format::money(use.spend)).arg(use.unpriced)
                                            : format::money(use.spend));
    m_lastError->setText(use.lastErrorAt
                             ? tr("%1, %2").arg(use.lastError, format::ago(toDateTime(*use.lastErrorAt), now))
                             : tr("none"));
    m_inText->setText(u"patchbay/vault:"_s + key->name);
    showRevoke(*key, now);
    m_tested->setText(key->tested.isValid() ? format::ago(key->tested, now) : QString());
    // What waits to be revoked is told above, and is no result of a test.
    KeyFacts current = *key;
    current.toRevokeSince = {};
    const QString state = m_context.keeper.isTesting(m_id) ? tr("testing…") : stateOf(current, now);
    m_state->setState(state, lookOfKeyState(state));
    m_result->setText(key->testResult == u"valid" || key->testResult == state ? QString() : key->testResult);
    m_result->setVisible(!m_result->text().isEmpty());
    if (!m_tags->hasFocus()) {
        m_tags->setText(key->tags.join(u", "_s));
    }
    if (!m_expires->hasFocus()) {
        m_expires->setText(key->expires.isValid() ? key->expires.date().toString(Qt::ISODate) : QString());
    }
    if (!m_notes->hasFocus() && m_notes->toPlainText() != key->notes) {
        m_notes->setPlainText(key->notes);
    }
}

void KeyInspector::keep()
{
    const KeyFacts *key = m_context.keeper.key(m_id);
    if (key == nullptr) {
        return;
    }
    KeyEdit edit;
    edit.id = m_id.toStdString();
    if (m_notes->toPlainText() != key->notes) {
        edit.notes = m_notes->toPlainText().toStdString();
    }
    if (m_tags->text() != key->tags.join(u", "_s)) {
        edit.tags = tagsFrom(m_tags->text());
    }
    const QString known = key->expires.isValid() ? key->expires.date().toString(Qt::ISODate) : QString();
    if (m_expires->text() != known) {
        const auto typed = dayFrom(m_expires->text());
        if (!typed) {
            tell(std::unexpected(typed.error()));
            return;
        }
        edit.expires = *typed;
    }
    if (edit.notes || edit.tags || edit.expires) {
        m_context.keeper.edit(std::move(edit), [self = QPointer(this)](const Result<void> &result) {
            if (self) {
                self->tell(result);
            }
        });
    }
}

void KeyInspector::tell(const Result<void> &result)
{
    m_problem->setVisible(!result);
    m_problem->setText(result ? QString() : QString::fromStdString(result.error().message));
}

void KeyInspector::startReveal()
{
    if (m_shown.isActive()) {
        conceal();
        return;
    }
    m_passphrase->setVisible(m_passphrase->isHidden());
    m_passphrase->setFocus(Qt::OtherFocusReason);
}

void KeyInspector::reveal()
{
    if (!m_passphrase->isFilled()) {
        return;
    }
    m_context.keeper.reveal(m_id, m_passphrase->take(), [self = QPointer(this), id = m_id](const Result<SecretBytes> &secret) {
        if (!self || self->m_id != id) {
            return;
        }
        self->tell(secret ? Result<void>() : std::unexpected(secret.error()));
        if (secret && self->m_context.keeper.isUnlocked()) {
            self->m_passphrase->hide();
            self->m_masked->setText(QString::fromUtf8(secret->bytes().data(), qsizetype(secret->bytes().size())));
            self->m_shown.start();
            setThemedIcon(self->m_eye, self->theme(), u"password-show-off"_s, Role::Muted);
        }
    });
}

void KeyInspector::conceal()
{
    m_shown.stop();
    m_passphrase->hide();
    m_problem->hide();
    setThemedIcon(m_eye, theme(), u"password-show-on"_s, Role::Muted);
    QString shown = m_masked->text();
    const KeyFacts *key = m_context.keeper.key(m_id);
    m_masked->setText(key != nullptr ? key->masked : QString());
    shown.fill(QChar(0));
}

void KeyInspector::hideEvent(QHideEvent *event)
{
    if (!event->spontaneous()) {
        conceal();
    }
    InspectorPage::hideEvent(event);
}

} // namespace patchbay
