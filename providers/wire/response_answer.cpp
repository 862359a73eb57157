// SPDX-License-Identifier: GPL-3.0-or-later
//
// Answers in the shape of OpenAI's Responses API: as they are where the provider has the shape, else
// made of a chat answer.
#include "providers/wire/body_reader.h"
#include "providers/wire/call_kind.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/response_writer.h"
#include "providers/wire/responses_reader.h"

namespace patchbay::wire {

Result<std::string> readResponse(const HttpResponse &response, const Target &target, const ChatCodec &codec)
{
    // A failed Response carries an error object and is an answer nevertheless.
    const std::expected<JsonView, JsonError> parsed = parseJson(response.body);
    if (parsed && isResponseObject(*parsed)) {
        return std::string(parsed->raw());
    }
    return codec.decode(response, target).transform([](const ChatResponse &answer) {
        return writeResponseOf(answer, { .id = answer.id, .model = {}, .previousId = {}, .created = 0 }, {});
    });
}

} // namespace patchbay::wire
