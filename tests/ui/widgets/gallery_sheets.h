// SPDX-License-Identifier: GPL-3.0-or-later
//
// The sheets of the gallery: each makes a widget that shows a family of controls in their states.
#pragma once

#include <QString>
#include <QWidget>

#include <functional>
#include <memory>
#include <vector>

namespace patchbay {

class Theme;

struct GallerySheet {
    QString name;
    std::function<std::unique_ptr<QWidget>(const Theme &)> make;
};

std::unique_ptr<QWidget> makeControlSheet(const Theme &theme);
std::unique_ptr<QWidget> makeViewSheet(const Theme &theme);
std::unique_ptr<QWidget> makeMarkdownSheet(const Theme &theme);
std::unique_ptr<QWidget> makeKitSheet(const Theme &theme);
std::unique_ptr<QWidget> makeDiffSheet(const Theme &theme);

std::vector<GallerySheet> gallerySheets();

} // namespace patchbay
