// SPDX-License-Identifier: GPL-3.0-or-later
//
// StrengthBar: how strong a passphrase is, as four steps; the words beside it say the same.
#pragma once

#include "ui/keys/passphrase_strength.h"
#include "ui/widgets/theme.h"

#include <QWidget>

namespace patchbay {

class StrengthBar final : public QWidget {
    Q_OBJECT
public:
    explicit StrengthBar(const Theme &theme, QWidget *parent = nullptr);

    void setStrength(Strength strength);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Strength m_strength = Strength::Empty;
};

} // namespace patchbay
