// SPDX-License-Identifier: GPL-3.0-or-later
//
// PatchbayStyle: makes Qt's standard controls look like design/01-15: flat, one line around a
// control, a ring for the focus, no gradient, no shadow, no movement. Sizes and colours come from
// the Theme; heights grow with the font. What a control means beyond its class (primary, link, key
// cap, underlined tabs, rail) is set through themed.h.
#pragma once

#include <QProxyStyle>

class QApplication;

namespace patchbay {

class Theme;

class PatchbayStyle final : public QProxyStyle {
    Q_OBJECT
public:
    // The theme outlives the style.
    explicit PatchbayStyle(const Theme &theme);

    // Style, palette and fonts of the whole program, now and whenever the theme changes.
    static void install(QApplication &application, const Theme &theme);

    void polish(QWidget *widget) override;
    void unpolish(QWidget *widget) override;
    using QProxyStyle::polish;
    using QProxyStyle::unpolish;

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                         const QWidget *widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &contents,
                           const QWidget *widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *result) const override;

private:
    const Theme &m_theme;
};

} // namespace patchbay
