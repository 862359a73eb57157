// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendReport: what the dashboard shows, as one page of A4 for people who get paper or a mail: the numbers, the chart,
// the ranked table, what stood out, and what the figures leave open. Always in the light theme.
#pragma once

#include "models/spend/spend_outlook.h"
#include "ui/spend/spend_context.h"

#include <QByteArray>

namespace patchbay {

// As PDF. GUI thread only: the parts of the panel draw themselves.
QByteArray spendReport(const SpendContext &context, const SpendPicture &picture,
                       const std::optional<SpendOutlook> &outlook);

} // namespace patchbay
