// SPDX-License-Identifier: GPL-3.0-or-later
//
// Starters: configurations to begin with, written as a person would write them.
#pragma once

#include <QList>
#include <QString>

namespace patchbay::bay {

struct Starter {
    QString title;
    QString detail; // one line
    std::string text;
};

QList<Starter> starters();

} // namespace patchbay::bay
