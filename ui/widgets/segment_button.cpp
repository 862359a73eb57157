// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/segment_button.h"

#include "ui/widgets/paint.h"
#include "ui/widgets/style_parts.h"
#include "ui/widgets/themed.h"

#include <QPainter>

namespace patchbay {
namespace {

constexpr int sidePadding = 12;

QFont strong(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

SegmentButton::SegmentButton(const Theme &theme, const QString &text, QWidget *parent)
    : QRadioButton(text, parent)
    , m_theme(theme)
{
    setAttribute(Qt::WA_Hover);
    followTheme(this, theme);
}

QSize SegmentButton::sizeHint() const
{
    // As wide as in bold, so that choosing another segment moves nothing.
    const QFontMetrics metrics(strong(font()));
    return QSize(metrics.size(Qt::TextShowMnemonic, text()).width() + 2 * sidePadding,
                 style_parts::controlHeight(metrics, this) - 2);
}

void SegmentButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const bool hovered = underMouse() && isEnabled();
    if (isChecked()) {
        painter.fillRect(rect(), m_theme.color(Role::Selection));
    } else if (hovered) {
        painter.fillRect(rect(), m_theme.color(Role::Hover));
    }
    if (!m_first) {
        painter.fillRect(QRect(0, 0, 1, height()), m_theme.color(Role::Line));
    }
    painter.setFont(isChecked() ? strong(font()) : font());
    QColor ink = m_theme.color(isChecked() || hovered ? Role::Text : Role::Muted);
    if (!isEnabled()) {
        ink = paint::withAlpha(ink, 0.6);
    }
    painter.setPen(ink);
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextShowMnemonic, text());
    QStyleOptionButton option;
    initStyleOption(&option);
    if (style_parts::showsKeyboardFocus(option)) {
        paint::focusRing(painter, rect(), m_theme.color(Role::Focus), 3);
    }
}

} // namespace patchbay
