// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chip.h"

#include "ui/widgets/paint.h"
#include "ui/widgets/style_parts.h"
#include "ui/widgets/themed.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <utility>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr int padding = 8;
constexpr int gap = 6;
constexpr int glyphSize = 14;
constexpr int crossWidth = 14;

struct ToneLook {
    Role fill;
    Role ink;
    bool outlined;
};

ToneLook lookOf(Chip::Tone tone)
{
    switch (tone) {
    case Chip::Tone::Selected: return { Role::Selection, Role::Text, false };
    case Chip::Tone::Outlined: return { Role::Raised, Role::Text, true };
    case Chip::Tone::Good: return { Role::GoodFill, Role::Good, false };
    case Chip::Tone::Warn: return { Role::WarnFill, Role::Warn, false };
    case Chip::Tone::Bad: return { Role::BadFill, Role::Bad, false };
    case Chip::Tone::Info: break;
    }
    return { Role::InfoFill, Role::Info, false };
}

} // namespace

Chip::Chip(const Theme &theme, const QString &label, const QString &value, QWidget *parent)
    : QPushButton(parent)
    , m_theme(theme)
    , m_label(label)
    , m_value(value)
{
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
    followTheme(this, theme);
    describe();
}

void Chip::setValue(const QString &value)
{
    m_value = value;
    describe();
}

void Chip::setTrailing(const QString &trailing)
{
    m_trailing = trailing;
    describe();
}

void Chip::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void Chip::setIconName(const QString &name)
{
    m_iconName = name;
    describe();
}

void Chip::setRemovable(bool removable)
{
    m_removable = removable;
    describe();
}

void Chip::setMaximumTextWidth(int pixels)
{
    m_maximumTextWidth = pixels;
    describe();
}

void Chip::describe()
{
    QStringList words;
    for (const QString &part : { m_label, m_value, m_trailing }) {
        if (!part.isEmpty()) {
            words.append(part.simplified());
        }
    }
    setAccessibleName(words.join(u' '));
    setAccessibleDescription(m_removable ? tr("Delete removes it") : QString());
    // A tip that the owner has set stays.
    const QString whole = shownValue(sizeHint().width()) == m_value ? QString() : m_value;
    if (toolTip() == std::exchange(m_wholeTip, whole)) {
        setToolTip(whole);
    }
    updateGeometry();
    update();
}

int Chip::fixedWidth() const
{
    const QFontMetrics metrics(m_theme.font(TypeStep::Meta));
    int width = 2 * padding;
    width += m_iconName.isEmpty() ? 0 : glyphSize + gap;
    width += m_label.isEmpty() ? 0 : metrics.horizontalAdvance(m_label) + (m_value.isEmpty() ? 0 : gap);
    width += m_trailing.isEmpty() ? 0 : metrics.horizontalAdvance(m_trailing) + gap;
    width += m_removable ? crossWidth + gap - 4 : 0;
    return width;
}

QString Chip::shownValue(int width) const
{
    const QFontMetrics metrics(m_theme.font(TypeStep::Meta));
    QString line = m_value;
    line.replace(u'\n', u' ');
    return metrics.elidedText(line, Qt::ElideRight, width - fixedWidth());
}

QSize Chip::sizeHint() const
{
    const QFontMetrics metrics(m_theme.font(TypeStep::Meta));
    // One pixel more than the text, as elidedText() rounds.
    const int text = m_value.isEmpty() ? 0 : metrics.horizontalAdvance(m_value) + 1;
    return QSize(fixedWidth() + std::min(text, m_maximumTextWidth), std::max(22, metrics.height() + 6));
}

QSize Chip::minimumSizeHint() const
{
    const int text = QFontMetrics(m_theme.font(TypeStep::Meta)).averageCharWidth() * 6;
    const QSize wanted = sizeHint();
    return QSize(std::min(wanted.width(), fixedWidth() + text), wanted.height());
}

QRect Chip::crossRect() const
{
    return m_removable ? QRect(width() - crossWidth - 4, 0, crossWidth + 4, height()) : QRect();
}

void Chip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const ToneLook look = lookOf(m_tone);
    QColor fill = m_theme.color(look.fill);
    if (underMouse() && isEnabled()) {
        fill = paint::mix(fill, m_theme.color(Role::Text), 0.05);
    }
    paint::box(painter, rect(), { fill, look.outlined ? m_theme.color(Role::Line) : QColor(), paint::chipRadius });
    const QFont font = m_theme.font(TypeStep::Meta);
    const QFontMetrics metrics(font);
    painter.setFont(font);
    int x = padding;
    if (!m_iconName.isEmpty()) {
        const QRect place(x, (height() - glyphSize) / 2, glyphSize, glyphSize);
        m_theme.icon(m_iconName, Role::Muted).paint(&painter, place);
        x += glyphSize + gap;
    }
    const auto write = [&](const QString &text, Role ink) {
        if (!text.isEmpty()) {
            painter.setPen(m_theme.color(ink));
            painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignVCenter | Qt::AlignLeft, text);
            x += metrics.horizontalAdvance(text) + gap;
        }
    };
    write(m_label, Role::Muted);
    write(shownValue(width()), look.ink);
    write(m_trailing, Role::Muted);
    if (m_removable) {
        const bool hot = crossRect().contains(mapFromGlobal(QCursor::pos())) && underMouse();
        paint::cross(painter, crossRect(), m_theme.color(hot ? Role::Text : Role::Muted), 7);
    }
    if (hasFocus()) {
        QStyleOptionButton option;
        initStyleOption(&option);
        if (style_parts::showsKeyboardFocus(option)) {
            paint::focusRing(painter, rect(), m_theme.color(Role::Focus), paint::chipRadius);
        }
    }
}

void Chip::mousePressEvent(QMouseEvent *event)
{
    m_crossPressed = event->button() == Qt::LeftButton && crossRect().contains(event->position().toPoint());
    if (!m_crossPressed) {
        QPushButton::mousePressEvent(event);
    }
}

void Chip::mouseReleaseEvent(QMouseEvent *event)
{
    if (std::exchange(m_crossPressed, false)) {
        if (crossRect().contains(event->position().toPoint())) {
            Q_EMIT removeRequested();
        }
        return;
    }
    QPushButton::mouseReleaseEvent(event);
}

void Chip::keyPressEvent(QKeyEvent *event)
{
    if (m_removable && (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)) {
        Q_EMIT removeRequested();
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QPushButton::keyPressEvent(event);
}

} // namespace patchbay
