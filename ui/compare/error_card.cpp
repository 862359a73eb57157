// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/error_card.h"

#include "models/format/format.h"
#include "ui/compare/attempt_table.h"
#include "ui/compare/fold_button.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int wordsHeight = 120;

} // namespace

ErrorCard::ErrorCard(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_icon(new QLabel(this))
    , m_title(new QLabel(this))
    , m_sentence(new QLabel(this))
    , m_remedy(new QLabel(this))
    , m_attempts(new AttemptTable(theme, this))
    , m_later(new QPushButton(this))
    , m_now(new QPushButton(tr("Retry now"), this))
    , m_fold(new FoldButton(theme, this))
    , m_foldDetail(new QLabel(this))
    , m_words(new QPlainTextEdit(this))
{
    setTextStyle(m_title, theme, TypeStep::Strong);
    setTextStyle(m_sentence, theme, TypeStep::Body);
    setTextStyle(m_remedy, theme, TypeStep::Body, Role::Muted);
    setTextStyle(m_foldDetail, theme, TypeStep::Meta, Role::Muted);
    for (QLabel *label : { m_title, m_sentence, m_remedy }) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    const auto drawIcon = [this] { m_icon->setPixmap(m_theme.icon(u"data-error"_s, Role::Bad).pixmap(14, 14)); };
    drawIcon();
    connect(&theme, &Theme::changed, this, drawIcon);
    m_words->setReadOnly(true);
    m_words->setFont(theme.font(TypeStep::Code));
    m_words->setFixedHeight(wordsHeight);
    m_words->hide();
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_icon, 0, Qt::AlignTop);
    head->addWidget(m_title, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(head);
    layout->addWidget(m_sentence);
    layout->addWidget(m_remedy);
    layout->addWidget(m_attempts);
    createButtons();
}

void ErrorCard::createButtons()
{
    setThemedIcon(m_later, m_theme, u"chronometer"_s);
    setThemedIcon(m_now, m_theme, u"view-refresh"_s);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_later);
    buttons->addWidget(m_now);
    buttons->addStretch(1);
    auto *fold = new QHBoxLayout;
    fold->addWidget(m_fold, 1);
    fold->addWidget(m_foldDetail);
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->addLayout(buttons);
    column->addLayout(fold);
    column->addWidget(m_words);
    connect(m_now, &QPushButton::clicked, this, &ErrorCard::retryNowRequested);
    connect(m_later, &QPushButton::clicked, this, [this] {
        if (m_waiting) {
            Q_EMIT cancelRetryRequested();
        } else {
            Q_EMIT retryLaterRequested(m_wait);
        }
    });
    connect(m_fold, &QAbstractButton::toggled, m_words, &QWidget::setVisible);
}

void ErrorCard::setProviderWords(const PaneError &error)
{
    const bool any = !error.providerBody.isEmpty();
    m_fold->setVisible(any);
    m_foldDetail->setVisible(any);
    m_words->setVisible(any && m_fold->isChecked());
    m_fold->setText(tr("%1's own words").arg(error.provider));
    const QString size = format::bytes(error.providerBody.toUtf8().size());
    m_foldDetail->setText(error.status > 0 ? tr("HTTP %1, %2").arg(error.status).arg(size) : size);
    if (m_words->toPlainText() != error.providerBody) {
        m_words->setPlainText(error.providerBody);
    }
    m_words->setAccessibleName(m_fold->text());
}

void ErrorCard::setTurn(const TurnLive &turn, qint64 retryDue)
{
    const PaneError &error = turn.error;
    m_title->setText(error.title);
    const QString wait = error.retryAfterMilliseconds > 0
        ? tr(" %1 asks to wait %2.").arg(error.provider,
                                         format::countdown(std::chrono::milliseconds(error.retryAfterMilliseconds)))
        : QString();
    m_sentence->setText(error.sentence + wait);
    m_remedy->setText(error.remedy);
    m_remedy->setVisible(!error.remedy.isEmpty());
    m_attempts->setAttempts(turn.attempts, true);
    m_attempts->setVisible(!turn.attempts.isEmpty());
    m_wait = error.retryAfterMilliseconds;
    m_waiting = retryDue >= 0;
    m_later->setVisible(m_wait > 0 || m_waiting);
    m_later->setText(m_waiting ? tr("Retrying in %1, cancel").arg(format::countdown(std::chrono::milliseconds(retryDue)))
                               : tr("Retry in %1").arg(format::countdown(std::chrono::milliseconds(m_wait))));
    setProviderWords(error);
}

} // namespace patchbay
