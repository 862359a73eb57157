// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpanLine: one line of text whose parts differ in weight and role ("Queue 2 running · $0.19 of
// $0.50"). Elides at its end; its accessible name is the whole text.
#pragma once

#include "ui/widgets/theme.h"

#include <QWidget>

namespace patchbay {

struct Span {
    QString text {};
    TypeStep step = TypeStep::Body;
    Role role = Role::Text;
    bool keyCap = false; // drawn as a key: step and role are the cap's own
    bool operator==(const Span &) const = default;
};

class SpanLine final : public QWidget {
    Q_OBJECT
public:
    explicit SpanLine(const Theme &theme, QWidget *parent = nullptr);

    void setSpans(const QList<Span> &spans);
    QString text() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QList<Span> m_spans;
};

} // namespace patchbay
