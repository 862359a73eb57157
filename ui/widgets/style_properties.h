// SPDX-License-Identifier: GPL-3.0-or-later
//
// Names of the dynamic properties that PatchbayStyle reads. Set them through themed.h.
#pragma once

namespace patchbay::style_property {

inline constexpr char primary[] = "primary";
inline constexpr char link[] = "link";
inline constexpr char keyCap[] = "keyCap";
inline constexpr char underlined[] = "underlined";
inline constexpr char rail[] = "rail";
inline constexpr char compact[] = "compactControls";
inline constexpr char iconName[] = "themedIconName";
inline constexpr char iconRole[] = "themedIconRole";
inline constexpr char rowLines[] = "rowLines";

} // namespace patchbay::style_property
