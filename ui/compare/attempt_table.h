// SPDX-License-Identifier: GPL-3.0-or-later
//
// AttemptTable: one line per attempt of a call: number, what was answered after how long, what came
// next ("waited 1.1 s", "gave up").
#pragma once

#include "models/compare/turn_live.h"

#include <QWidget>

namespace patchbay {

class Theme;

class AttemptTable final : public QWidget {
    Q_OBJECT
public:
    explicit AttemptTable(const Theme &theme, QWidget *parent = nullptr);

    // `failed`: the last attempt was the end.
    void setAttempts(const QList<AttemptLive> &attempts, bool failed);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    static QString outcomeText(const AttemptLive &attempt);
    static QString nextText(const AttemptLive &attempt, bool last);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int rowHeight() const;

    const Theme &m_theme;
    QList<AttemptLive> m_attempts;
    bool m_failed = false;
};

} // namespace patchbay
