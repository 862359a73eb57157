// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/pane_name.h"

#include "models/compare/comparison.h"

using namespace Qt::StringLiterals;

namespace patchbay {

QString paneName(const Comparison &comparison, int index)
{
    const QString model = comparison.pane(index).model;
    if (model.trimmed().isEmpty()) {
        return {};
    }
    int earlier = 0;
    int all = 0;
    for (int other = 0; other < comparison.paneCount(); ++other) {
        if (comparison.pane(other).model == model) {
            ++all;
            earlier += other < index ? 1 : 0;
        }
    }
    const QString name = comparison.models().facts(model).name;
    return all > 1 ? u"%1 (%2)"_s.arg(name).arg(earlier + 1) : name;
}

} // namespace patchbay
