// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shared/sandbox_bases.h"

namespace patchbay {

ApiBases sandboxBases(const sandbox::Sandbox &sandbox)
{
    ApiBases bases;
    for (const ApiFamily family :
         { ApiFamily::OpenAiChat, ApiFamily::AnthropicMessages, ApiFamily::Gemini, ApiFamily::OllamaChat }) {
        bases["sandbox:" + std::string(familyName(family))] = sandbox.apiBase(familyName(family));
    }
    return bases;
}

} // namespace patchbay
