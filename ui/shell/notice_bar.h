// SPDX-License-Identifier: GPL-3.0-or-later
//
// NoticeBar: a quiet line below the panel: "Run deleted", with "Undo". Goes away by itself unless
// the pointer or the focus is on it; a newer notice takes its place.
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
    explicit NoticeBar(const Theme &theme, QWidget *parent = nullptr);

    void show(const Notice &notice);
    // How long a line stays; for tests.
    void setStay(std::chrono::milliseconds stay) { m_stay = stay; }

protected:
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void offerTaken();

    QLabel *m_text = nullptr;
    QPushButton *m_offer = nullptr;
    QToolButton *m_close = nullptr;
    QTimer *m_timer = nullptr;
    std::chrono::milliseconds m_stay { 8000 };
    std::function<void()> m_action;
};

} // namespace patchbay
