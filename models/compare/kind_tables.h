// SPDX-License-Identifier: GPL-3.0-or-later
//
// Answers that are numbers about texts, as Markdown tables. Pure; takes request and answer as they were
// sent and came; what is missing in them is left out.
#pragma once

#include <QJsonObject>
#include <QString>

namespace patchbay {

// Cosine similarity of each text with each other one; of one text, its vector's first numbers.
QString similarityTable(const QJsonObject &request, const QJsonObject &answer);
// The documents from the best on, with their scores.
QString rankingTable(const QJsonObject &request, const QJsonObject &answer);
// What was flagged, and the highest scores of each text.
QString moderationTable(const QJsonObject &request, const QJsonObject &answer);

} // namespace patchbay
