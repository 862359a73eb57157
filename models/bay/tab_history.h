// SPDX-License-Identifier: GPL-3.0-or-later
//
// The steps of a tab that can be undone, and how they are kept with a draft. Each is patches of the text, or nodes that
// were put elsewhere, with a sentence.
#pragma once

#include "models/bay/layout.h"
#include "models/config/text_editor.h"

#include <QJsonObject>
#include <QString>

#include <optional>
#include <vector>

namespace patchbay::bay {

struct TabStep {
    struct Places {
        Pins before {};
        Pins after {};
    };
    QString sentence {};
    document::Patches patches {};
    bool typed = false;
    std::optional<Places> places {}; // then there are no patches
};

struct TabHistory {
    std::vector<TabStep> steps {};
    std::size_t done = 0; // of them; the rest was undone
};

// The last of them, as many as a draft has room for; empty where there is none.
QJsonObject keptHistory(const TabHistory &history, const std::string &text);
// Nothing of it where it is not this text's.
TabHistory historyOf(const QJsonObject &kept, const std::string &text);

QJsonObject keptPins(const Pins &pins);
Pins pinsOf(const QJsonObject &kept);

} // namespace patchbay::bay
