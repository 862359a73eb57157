// SPDX-License-Identifier: GPL-3.0-or-later
//
// NoticeBar: a quiet line over the status line: "Run deleted", with "Undo". Nothing moves when it comes or goes; what is
// too long for a line grows upwards. Goes away by itself unless the pointer or the focus is on it; a newer notice
// takes its place.
#pragma once

#include "ui/shell/chrome_widget.h"
#include "ui/shell/panel.h"

#include <chrono>

class QLabel;
class QPushButton;
class QTimer;
class QToolButton;

namespace patchbay {

class NoticeBar final : public ChromeWidget {
    Q_OBJECT
public:
    // Lies over `place`, a descendant of the same parent.
    NoticeBar(const Theme &theme, QWidget &place, QWidget *parent);

    void show(const Notice &notice);

protected:
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void settle();
    void offerTaken();

    QWidget &m_place;
    QLabel *m_text = nullptr;
    QPushButton *m_offer = nullptr;
    QToolButton *m_close = nullptr;
    QTimer *m_timer = nullptr;
    std::chrono::milliseconds m_stay { 8000 };
    std::function<void()> m_action;
};

} // namespace patchbay
