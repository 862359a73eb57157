// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeysContext: what every view of the Keys panel needs. All parts outlive the views.
#pragma once

namespace patchbay {

class CommandRegistry;
class SecretClipboard;
class Theme;
class VaultKeeper;
class VirtualKeyDesk;

struct KeysContext {
    const Theme &theme;
    CommandRegistry &commands;
    VaultKeeper &keeper;
    SecretClipboard &clipboard;
    VirtualKeyDesk *desk = nullptr; // without one there are no virtual keys to see
};

} // namespace patchbay
