// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/state_label.h"

#include "ui/widgets/paint.h"
#include "ui/widgets/themed.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr int dotSize = 8;
constexpr int dotGap = 6;

struct StateRow {
    QStringView word;
    StateLook look;
};

constexpr StateRow states[] = {
    { u"running", { Role::Info } }, { u"streaming", { Role::Info } }, { u"waiting", { Role::Info, true } },
    { u"done", { Role::Good } }, { u"pass", { Role::Good } }, { u"valid", { Role::Good } },
    { u"cooling", { Role::Warn } }, { u"expiring", { Role::Warn } }, { u"cut", { Role::Warn } },
    { u"stopped", { Role::Warn } }, { u"retrying", { Role::Warn } },
    { u"failed", { Role::Bad } }, { u"refused", { Role::Bad } }, { u"expired", { Role::Bad } },
    { u"queued", { Role::Muted, true } }, { u"ready", { Role::Muted, true } }, { u"off", { Role::Muted, true } },
    { u"idle", { Role::Muted } }, { u"blocked", { Role::Muted } },
};

} // namespace

StateLabel::StateLabel(const Theme &theme, QWidget *parent)
    : QLabel(parent)
    , m_theme(theme)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    followTheme(this, theme);
}

StateLook StateLabel::lookOf(QStringView words)
{
    qsizetype end = 0;
    while (end < words.size() && words[end].isLetter()) {
        ++end;
    }
    const QStringView first = words.first(end);
    for (const StateRow &row : states) {
        if (first.compare(row.word, Qt::CaseInsensitive) == 0) {
            return row.look;
        }
    }
    return {};
}

void StateLabel::setState(const QString &words)
{
    setState(words, lookOf(words));
}

void StateLabel::setState(const QString &words, StateLook look)
{
    m_look = look;
    setText(words);
    updateGeometry();
    update();
}

QSize StateLabel::sizeHint() const
{
    if (text().isEmpty()) {
        return QSize(0, 0);
    }
    const QFontMetrics metrics(m_theme.font(TypeStep::Meta));
    return QSize(dotSize + dotGap + metrics.horizontalAdvance(text()) + 1, metrics.height() + 2);
}

void StateLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintState(painter, rect(), m_theme, text(), m_look);
}

void StateLabel::paintState(QPainter &painter, const QRect &rect, const Theme &theme, const QString &words,
                            StateLook look)
{
    if (words.isEmpty()) {
        return;
    }
    const QColor color = theme.color(look.role);
    const QRectF dot(rect.left(), rect.top() + (rect.height() - dotSize) / 2, dotSize, dotSize);
    if (look.hollow) {
        paint::box(painter, dot, { {}, color, dotSize / 2.0, 1.25 });
    } else {
        paint::box(painter, dot, { color, {}, dotSize / 2.0 });
    }
    const QFont font = theme.font(TypeStep::Meta);
    const QRect text = rect.adjusted(dotSize + dotGap, 0, 0, 0);
    painter.setFont(font);
    painter.setPen(color);
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetrics(font).elidedText(words, Qt::ElideRight, text.width()));
}

} // namespace patchbay
