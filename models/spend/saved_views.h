// SPDX-License-Identifier: GPL-3.0-or-later
//
// Views of the dashboard under a name, as they are kept: a few bytes of JSON. Pure.
#pragma once

#include "models/spend/spend_course.h"

#include <QByteArray>

namespace patchbay {

enum class SpendStyle { Bars, Areas, Lines };

// How a view is drawn.
struct SpendShape {
    SpendSubject subject = SpendSubject::Cost;
    SpendStyle style = SpendStyle::Bars; // of costs
    SpendDimension across = SpendDimension::Team; // of a pivot
    bool operator==(const SpendShape &) const = default;
};

struct SavedView {
    QString name;
    SpendView view;
    SpendShape shape {};
    bool operator==(const SavedView &) const = default;
};

QByteArray savedViewsText(const QList<SavedView> &views);
// What cannot be read is left out.
QList<SavedView> savedViewsFrom(const QByteArray &text);
// In the place of the one of that name, else at the end.
void putView(QList<SavedView> &views, const SavedView &view);

} // namespace patchbay
