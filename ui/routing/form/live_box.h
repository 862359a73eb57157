// SPDX-License-Identifier: GPL-3.0-or-later
//
// LiveBox: what a running gateway tells of the selected thing: a cooldown with its countdown and what can be done
// about it, else one line of traffic. Hidden while nothing is known.
#pragma once

#include "models/bay/live_desk.h"
#include "ui/widgets/theme.h"

#include <QWidget>

class QLabel;
class QMenu;
class QPushButton;

namespace patchbay {

class InlineMessage;

class LiveBox final : public QWidget {
    Q_OBJECT
public:
    LiveBox(const Theme &theme, bay::LiveDesk &desk, QWidget *parent = nullptr);

    // Of a node of this picture.
    void showNode(const bay::Picture &picture, const std::string &id);
    QPushButton *clearButton() const { return m_clear; }
    QPushButton *extendButton() const { return m_extend; }
    QString title() const;

private:
    const Theme &m_theme;
    bay::LiveDesk &m_desk;
    InlineMessage *m_message;
    QPushButton *m_clear = nullptr;
    QPushButton *m_extend = nullptr;
    QLabel *m_line;
    std::string m_node;
};

// "1 min", "10 min", "1 h": for so much longer nobody is sent to the deployment.
void addCooldownActions(QMenu &menu, bay::LiveDesk &desk, const std::string &node);

} // namespace patchbay
