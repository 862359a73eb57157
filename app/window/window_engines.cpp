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

bool makesMedia(const ResolvedModel &resolved)
{
    return resolved.model != nullptr
        && std::ranges::any_of(resolved.model->rates, [](const PriceRate &rate) {
               return rate.kind == RateKind::ImageOutput || rate.kind == RateKind::AudioOutput;
           });
}

} // namespace

WindowEngines::WindowEngines(const EngineParts &parts)
    : m_catalog(parts.catalog)
    , m_chats(forChats(parts))
    , m_kinds(parts)
{
}

Engine &WindowEngines::engineFor(const ChatRequest &request)
{
    const std::string &asked = request.modalities.text;
    if (asked.contains("\"image\"") || asked.contains("\"audio\"")) {
        return m_kinds;
    }
    const Result<ResolvedModel> resolved = m_catalog.resolve(request.model);
    return resolved && makesMedia(*resolved) ? m_kinds : m_chats;
}

void WindowEngines::setApiBase(const std::string &providerId, const std::string &apiBase)
{
    m_chats.setApiBase(providerId, apiBase);
    m_kinds.setApiBase(providerId, apiBase);
}

} // namespace patchbay
