// SPDX-License-Identifier: GPL-3.0-or-later
//
// ErrorCard: why a pane failed: a title, a sentence, the attempts, what to do next, and the
// provider's own words one click away.
#pragma once

#include "models/compare/turn_live.h"

#include <QWidget>

class QPlainTextEdit;
class QPushButton;

namespace patchbay {

class CollapsibleSection;
class InlineMessage;
class Theme;

class ErrorCard final : public QWidget {
    Q_OBJECT
public:
    explicit ErrorCard(const Theme &theme, QWidget *parent = nullptr);

    // `retryDue`: milliseconds until a retry that is set, -1 without one.
    void setTurn(const TurnLive &turn, qint64 retryDue);
    InlineMessage *message() const { return m_message; }
    QPushButton *retryNow() const { return m_now; }
    QPushButton *retryLater() const { return m_later; }
    CollapsibleSection *providerWords() const { return m_words; }
    // "429 after 214 ms"
    static QString outcomeText(const AttemptLive &attempt);
    // "waited 1.1 s", "gave up"
    static QString nextText(const AttemptLive &attempt, bool last);

Q_SIGNALS:
    void retryNowRequested();
    void retryLaterRequested(qint64 milliseconds);
    void cancelRetryRequested();

private:
    void createWords();
    void setProviderWords(const PaneError &error);

    const Theme &m_theme;
    InlineMessage *m_message;
    QPushButton *m_later;
    QPushButton *m_now;
    CollapsibleSection *m_words;
    QPlainTextEdit *m_wordsText;
    qint64 m_wait = -1;
    bool m_waiting = false;
};

} // namespace patchbay
