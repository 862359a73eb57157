// SPDX-License-Identifier: GPL-3.0-or-later
//
// WindowEngines: the window's engines: one for answers of text, one for those with pictures and sound. They differ in
// how large an answer may be: text that no model writes would only eat memory, media are large by nature.
// Belongs to the GUI thread.
#pragma once

#include "providers/engine/engine.h"

namespace patchbay {

class WindowEngines {
public:
    // Two million tokens are more than any model answers. Other kinds have the limit of `parts`.
    static constexpr std::size_t largestChat = 8 * 1024 * 1024; // bytes

    explicit WindowEngines(const EngineParts &parts);

    Engine &chats() { return m_chats; }
    // The one for a chat that asks for pictures or sound, or whose model has a price for making them, is kinds().
    Engine &engineFor(const ChatRequest &request);
    Engine &kinds() { return m_kinds; }
    // For calls of either that start from now on.
    void setApiBase(const std::string &providerId, const std::string &apiBase);

private:
    const Catalog &m_catalog;
    Engine m_chats;
    Engine m_kinds;
};

} // namespace patchbay
