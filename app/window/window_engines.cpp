// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/window_engines.h"

#include <algorithm>

namespace patchbay {

namespace {

EngineParts forChats(EngineParts parts)
{
    std::size_t &limit = parts.client.limits.maximumBody;
    limit = std::min(limit, WindowEngines::largestChat);
    return parts;
}

} // namespace

WindowEngines::WindowEngines(const EngineParts &parts)
    : m_chats(forChats(parts))
    , m_kinds(parts)
{
}

void WindowEngines::setApiBase(const std::string &providerId, const std::string &apiBase)
{
    m_chats.setApiBase(providerId, apiBase);
    m_kinds.setApiBase(providerId, apiBase);
}

} // namespace patchbay
