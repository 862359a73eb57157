// SPDX-License-Identifier: GPL-3.0-or-later
//
// The patch bay as a file: SVG or PNG, with the headings of its columns, in the window's colours or on a light
// ground.
#pragma once

#include "models/bay/layout.h"
#include "providers/core/result.h"
#include "ui/routing/canvas/bay_scene.h"

namespace patchbay {

enum class PictureFormat { Svg, Png };

struct PictureToExport {
    const bay::Picture &picture;
    const bay::Layout &layout;
    BayScene::SlotOf slotOf {}; // which colour a model has
    QString title {}; // of an SVG, for readers of screens
};

// The file's bytes. A PNG has two pixels for one, fewer where it would be larger than programs read.
Result<QByteArray> exportedPicture(const PictureToExport &source, const Theme &theme, PictureFormat format);

// What a file dialog offers, and what a chosen filter and name mean.
struct PictureChoice {
    PictureFormat format = PictureFormat::Svg;
    bool light = false;
};
QStringList pictureFilters();
PictureChoice pictureChoice(const QString &filter, const QString &file);

} // namespace patchbay
