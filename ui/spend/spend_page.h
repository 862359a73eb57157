// SPDX-License-Identifier: GPL-3.0-or-later
//
// The pages of the Spend panel, in the order of their buttons.
#pragma once

namespace patchbay {

enum class SpendPage { Dashboard, Waste, Budgets, Reconcile, Prices, Import };
inline constexpr SpendPage spendPages[] = { SpendPage::Dashboard, SpendPage::Waste, SpendPage::Budgets, SpendPage::Reconcile, SpendPage::Prices,
                                           SpendPage::Import };

} // namespace patchbay
