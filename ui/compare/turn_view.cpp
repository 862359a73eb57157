// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/turn_view.h"

#include "models/compare/estimate.h"
#include "models/format/format.h"
#include "ui/compare/error_card.h"
#include "ui/compare/media_card.h"
#include "ui/compare/tool_card.h"
#include "ui/widgets/collapsible_section.h"
#include "ui/widgets/markdown_view.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace patchbay {

TurnView::TurnView(const Theme &theme, bool first, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_layout(new QVBoxLayout(this))
    , m_reasoningFold(new CollapsibleSection(theme, {}, this))
    , m_reasoning(new QLabel(this))
    , m_toolLayout(new QVBoxLayout)
    , m_mediaLayout(new QVBoxLayout)
    , m_answer(new MarkdownView(theme, this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(8);
    if (!first) {
        m_question = new QLabel(this);
        setTextStyle(m_question, theme, TypeStep::Body, Role::Muted);
        m_question->setWordWrap(true);
        m_question->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_layout->addWidget(m_question);
    }
    setTextStyle(m_reasoning, theme, TypeStep::Body, Role::Muted);
    m_reasoning->setWordWrap(true);
    m_reasoning->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_reasoningFold->setContent(m_reasoning);
    m_reasoningFold->hide();
    m_answer->hide();
    m_toolLayout->setSpacing(8);
    m_layout->addWidget(m_reasoningFold);
    m_layout->addLayout(m_toolLayout);
    m_mediaLayout->setSpacing(12);
    m_layout->addLayout(m_mediaLayout);
    m_layout->addWidget(m_answer);
    connect(m_answer, &MarkdownView::linkActivated, this, &TurnView::linkActivated);
}

void TurnView::setTurn(const TurnLive &turn, qint64 retryDue, const QString &nextUserText)
{
    if (m_question != nullptr) {
        m_question->setText(tr("You: %1").arg(turn.userText));
    }
    setReasoning(turn);
    setToolCalls(turn, nextUserText);
    setMedia(turn);
    setAnswer(turn);
    setError(turn, retryDue);
}

void TurnView::setReasoning(const TurnLive &turn)
{
    m_reasoningFold->setVisible(!turn.reasoning.isEmpty());
    if (turn.reasoning.isEmpty()) {
        return;
    }
    const bool thinking = turn.state == PaneState::Streaming && turn.text.isEmpty();
    const qint64 time = turn.metrics.reasoningMicroseconds;
    m_reasoningFold->setTitle(thinking ? tr("Thinking")
                                  : time >= 0
                                  ? tr("Thought for %1").arg(format::duration(std::chrono::microseconds(time)))
                                  : tr("Thought"));
    const std::optional<qint64> tokens = turn.metrics.reasoningTokens;
    m_reasoningFold->setTrailing(tokens ? format::counted(*tokens, tr("token"))
                                        : tr("≈ %1").arg(format::counted(estimateTokens(turn.reasoning), tr("token"))));
    // A folded text is not laid out while it grows.
    if (m_reasoningFold->isExpanded() || !thinking) {
        m_reasoning->setText(turn.reasoning);
    }
}

void TurnView::setToolCalls(const TurnLive &turn, const QString &nextUserText)
{
    while (m_tools.size() > turn.toolCalls.size()) {
        m_tools.takeLast()->deleteLater();
    }
    while (m_tools.size() < turn.toolCalls.size()) {
        m_tools.append(new ToolCard(m_theme, this));
        m_toolLayout->addWidget(m_tools.last());
    }
    for (qsizetype index = 0; index < m_tools.size(); ++index) {
        m_tools[index]->setCall(turn.toolCalls[index], nextUserText);
    }
}

void TurnView::setMedia(const TurnLive &turn)
{
    const bool same = m_media.size() == turn.media.size()
        && std::ranges::equal(m_media, turn.media, [](const MediaCard *card, const Attachment &medium) {
               // The bytes are shared, not copied: the same address is the same picture.
               return card->medium().data.constData() == medium.data.constData();
           });
    if (same) {
        return;
    }
    qDeleteAll(m_media);
    m_media.clear();
    for (const Attachment &medium : turn.media) {
        auto *card = new MediaCard(m_theme, medium, this);
        connect(card, &MediaCard::notice, this, &TurnView::notice);
        m_mediaLayout->addWidget(card);
        m_media.append(card);
    }
}

void TurnView::setAnswer(const TurnLive &turn)
{
    const bool grows = turn.text.size() >= m_shown.size() && turn.text.startsWith(m_shown);
    if (!grows) {
        m_answer->setMarkdown(turn.text);
    } else if (turn.text.size() > m_shown.size()) {
        m_answer->append(turn.text.mid(m_shown.size()));
    }
    m_shown = turn.text;
    m_answer->setCursorVisible(turn.state == PaneState::Streaming);
    m_answer->setVisible(!turn.text.isEmpty());
}

void TurnView::setError(const TurnLive &turn, qint64 retryDue)
{
    if (turn.state != PaneState::Failed) {
        if (m_error != nullptr) {
            m_error->deleteLater();
            m_error = nullptr;
        }
        return;
    }
    if (m_error == nullptr) {
        m_error = new ErrorCard(m_theme, this);
        m_layout->addWidget(m_error);
        connect(m_error, &ErrorCard::retryNowRequested, this, &TurnView::retryNowRequested);
        connect(m_error, &ErrorCard::retryLaterRequested, this, &TurnView::retryLaterRequested);
        connect(m_error, &ErrorCard::cancelRetryRequested, this, &TurnView::cancelRetryRequested);
    }
    m_error->setTurn(turn, retryDue);
}

QString TurnView::selectedText() const
{
    return m_answer->selectedText();
}

} // namespace patchbay
