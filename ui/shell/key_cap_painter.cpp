// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/key_cap_painter.h"

#include "ui/widgets/paint.h"

namespace patchbay {
namespace {

constexpr int capGap = 4;

// One cap for each chord of "Ctrl+K, Ctrl+S".
QStringList capTexts(const QKeySequence &shortcut)
{
    QStringList texts;
    for (int chord = 0; chord < shortcut.count(); ++chord) {
        texts.append(shortcutText(QKeySequence(shortcut[static_cast<uint>(chord)])));
    }
    return texts;
}

} // namespace

QString shortcutText(const QKeySequence &shortcut)
{
    QString text = shortcut.toString(QKeySequence::NativeText);
    return text.replace(QKeySequence(Qt::Key_Return).toString(QKeySequence::NativeText),
                        QKeySequence(Qt::Key_Enter).toString(QKeySequence::NativeText));
}

int keyCapsWidth(const Theme &theme, const QKeySequence &shortcut)
{
    int width = 0;
    for (const QString &text : capTexts(shortcut)) {
        width += paint::keyCapSize(theme, text).width() + (width > 0 ? capGap : 0);
    }
    return width;
}

void paintKeyCaps(QPainter *painter, const Theme &theme, const QRect &area, const QKeySequence &shortcut)
{
    int left = area.right() + 1 - keyCapsWidth(theme, shortcut);
    for (const QString &text : capTexts(shortcut)) {
        const QSize size = paint::keyCapSize(theme, text);
        const QRect cap(QPoint(left, area.top() + (area.height() - size.height()) / 2), size);
        paint::keyCap(*painter, cap, theme, text,
                      { .outline = theme.color(Role::Line), .ink = theme.color(Role::Muted) });
        left += size.width() + capGap;
    }
}

} // namespace patchbay
