// SPDX-License-Identifier: GPL-3.0-or-later
//
// BayFonts: the fonts of the picture, made once: a font that is made anew has to be looked for anew, and a picture
// paints hundreds of texts.
#pragma once

#include "ui/widgets/theme.h"

#include <QFontMetricsF>

#include <array>

namespace patchbay {

class BayFonts {
public:
    explicit BayFonts(const Theme &theme)
        : m_fonts { Face(theme, TypeStep::Body), Face(theme, TypeStep::Strong), Face(theme, TypeStep::Meta), Face(theme, TypeStep::Micro) }
    {
    }

    struct Face {
        Face(const Theme &theme, TypeStep step)
            : font(theme.font(step))
            , metrics(font)
        {
        }
        QFont font;
        QFontMetricsF metrics;
    };
    const Face &body() const { return m_fonts[0]; }
    const Face &strong() const { return m_fonts[1]; }
    const Face &meta() const { return m_fonts[2]; }
    const Face &micro() const { return m_fonts[3]; }

private:
    std::array<Face, 4> m_fonts;
};

} // namespace patchbay
