// SPDX-License-Identifier: GPL-3.0-or-later
//
// ToolCard: a call that the model wants made: the tool's name and its arguments.
#pragma once

#include "models/compare/turn_live.h"

#include <QFrame>

class QLabel;

namespace patchbay {

class CollapsibleSection;
class Theme;

class ToolCard final : public QFrame {
    Q_OBJECT
public:
    explicit ToolCard(const Theme &theme, QWidget *parent = nullptr);

    // `result`: what the person answered for it, empty while that is open.
    void setCall(const ToolCallLive &call, const QString &result);
    QString callName() const;
    // One "name: value" line per argument; the text itself while it is not whole JSON.
    static QString argumentLines(const QString &arguments);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QLabel *m_icon;
    QLabel *m_name;
    QLabel *m_state;
    QLabel *m_arguments;
    CollapsibleSection *m_fold;
    QLabel *m_result;
};

} // namespace patchbay
