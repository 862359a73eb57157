// SPDX-License-Identifier: GPL-3.0-or-later
//
// The simulated OpenAI endpoints besides chat: embeddings, pictures, sound, ranking, moderation, Responses and
// text completions. Pure: the same request has the same answer.
#pragma once

#include "providers/core/http.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::sandbox {

struct KindQuestion {
    std::string_view path; // behind the family's prefix, without the query
    std::string_view body;
};

// Nothing where the path is none of these endpoints.
std::optional<HttpResponse> answerOtherKind(const KindQuestion &question);

// Pictures and sounds made of a seed: a PNG of soft squares, a WAV of a few tones.
std::string drawnPicture(std::uint64_t seed, unsigned side);
std::string playedTones(std::string_view text);

} // namespace patchbay::sandbox
