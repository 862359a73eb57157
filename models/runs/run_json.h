// SPDX-License-Identifier: GPL-3.0-or-later
//
// RunRecord as JSON and back. The same text is what the stores keep and what an export carries;
// it round-trips equal. Attachments stand there by name, media type and SHA-256; their bytes only
// when asked for (an export), else whoever keeps them puts them back.
#pragma once

#include "models/runs/run_record.h"

#include <QJsonObject>

#include <optional>

namespace patchbay {

enum class AttachmentData { LeftOut, Included };

QJsonObject runToJson(const RunRecord &run, AttachmentData attachments);
// Unknown fields are skipped and missing ones keep their defaults: older and newer texts can be read.
RunRecord runFromJson(const QJsonObject &json);

// One line, UTF-8; nothing when the text is not a JSON object.
QByteArray toJsonText(const QJsonObject &json);
std::optional<QJsonObject> objectFromJsonText(const QByteArray &text);

} // namespace patchbay
