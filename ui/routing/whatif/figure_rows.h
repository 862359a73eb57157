// SPDX-License-Identifier: GPL-3.0-or-later
//
// What came of a simulation as rows of a FigureTable: saved, edited, and the change where it is decisive.
#pragma once

#include "models/bay/what_if.h"
#include "ui/routing/whatif/figure_table.h"

namespace patchbay {

// Success, p50, p95, cost, extra attempts.
QList<FigureTable::Row> figureRows(const bay::WhatIfResult &result);

} // namespace patchbay
