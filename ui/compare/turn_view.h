// SPDX-License-Identifier: GPL-3.0-or-later
//
// TurnView: one question and its answer inside a pane: what was asked (from the second turn on), the
// folded reasoning, tool calls, the answer as Markdown, or why it failed. Text is only ever appended
// while it streams.
#pragma once

#include "models/compare/turn_live.h"

#include <QList>
#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace patchbay {

class ErrorCard;
class MediaCard;
class CollapsibleSection;
class MarkdownView;
class Theme;
class ToolCard;

class TurnView final : public QWidget {
    Q_OBJECT
public:
    TurnView(const Theme &theme, bool first, QWidget *parent = nullptr);

    // `nextUserText`: what the person said after this answer: the result of its tool calls.
    void setTurn(const TurnLive &turn, qint64 retryDue, const QString &nextUserText);
    QString selectedText() const;
    MarkdownView *answer() const { return m_answer; }
    ErrorCard *errorCard() const { return m_error; }
    CollapsibleSection *reasoningSection() const { return m_reasoningFold; }
    int toolCardCount() const { return static_cast<int>(m_tools.size()); }
    const QList<MediaCard *> &mediaCards() const { return m_media; }

Q_SIGNALS:
    void retryNowRequested();
    void retryLaterRequested(qint64 milliseconds);
    void cancelRetryRequested();
    void linkActivated(const QUrl &address);
    void notice(const QString &sentence);

private:
    void setReasoning(const TurnLive &turn);
    void setToolCalls(const TurnLive &turn, const QString &nextUserText);
    void setMedia(const TurnLive &turn);
    void setAnswer(const TurnLive &turn);
    void setError(const TurnLive &turn, qint64 retryDue);

    const Theme &m_theme;
    QVBoxLayout *m_layout;
    QLabel *m_question = nullptr;
    CollapsibleSection *m_reasoningFold;
    QLabel *m_reasoning;
    QVBoxLayout *m_toolLayout;
    QList<ToolCard *> m_tools;
    QVBoxLayout *m_mediaLayout;
    QList<MediaCard *> m_media;
    MarkdownView *m_answer;
    ErrorCard *m_error = nullptr;
    QString m_shown; // the answer's text in m_answer
};

} // namespace patchbay
