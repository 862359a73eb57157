// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/kind_transcript.h"

#include "providers/wire/json_view.h"
#include "providers/wire/subtitles.h"

namespace patchbay {

void addTranscript(const wire::KindRequest &request, const HttpResponse &response, KindAnswer &answer)
{
    const std::string type(headerValue(response.headers, "content-type"));
    if (!type.starts_with("application/json")) {
        answer.bytes = response.body;
        answer.mediaType = type;
        return;
    }
    // Not every provider writes subtitles; all of them tell the times.
    const std::string format = wire::JsonView(request.body)["response_format"].string();
    if (std::optional<std::string> text = wire::subtitles(format, wire::JsonView(std::string_view(answer.json)))) {
        answer.bytes = std::move(*text);
        answer.mediaType = "text/plain; charset=utf-8";
    }
}

} // namespace patchbay
