// SPDX-License-Identifier: GPL-3.0-or-later
//
// ErrorCard: why a pane failed: a title, a sentence, the attempts, what to do next, and the
// provider's own words one click away.
#pragma once

#include "models/compare/turn_live.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace patchbay {

class AttemptTable;
class Theme;

class ErrorCard final : public QWidget {
    Q_OBJECT
public:
    explicit ErrorCard(const Theme &theme, QWidget *parent = nullptr);

    // `retryDue`: milliseconds until a retry that is set, -1 without one.
    void setTurn(const TurnLive &turn, qint64 retryDue);
    QPushButton *retryNow() const { return m_now; }
    QPushButton *retryLater() const { return m_later; }

Q_SIGNALS:
    void retryNowRequested();
    void retryLaterRequested(qint64 milliseconds);
    void cancelRetryRequested();

private:
    void createButtons();
    void setProviderWords(const PaneError &error);

    const Theme &m_theme;
    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_sentence;
    QLabel *m_remedy;
    AttemptTable *m_attempts;
    QPushButton *m_later;
    QPushButton *m_now;
    QToolButton *m_fold;
    QLabel *m_foldDetail;
    QPlainTextEdit *m_words;
    qint64 m_wait = -1;
    bool m_waiting = false;
};

} // namespace patchbay
