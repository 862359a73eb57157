// SPDX-License-Identifier: GPL-3.0-or-later
//
// Answers to legacy text completions in OpenAI's shape: as they are where the provider has the shape,
// else made of a chat answer.
#include "providers/wire/body_reader.h"
#include "providers/wire/call_kind.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/finish_reason.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_response_reader.h"
#include "providers/wire/openai_response_writer.h"

namespace patchbay::wire {
namespace {

void writeChoice(JsonWriter &writer, const JsonView &choice, std::int64_t position)
{
    const std::string reason = choice["finish_reason"].string();
    writer.beginObject();
    writer.member("text", choice["text"].string());
    writer.member("index", choice["index"].integer().value_or(position));
    if (const JsonView logprobs = choice["logprobs"]) {
        writer.key("logprobs");
        writer.raw(logprobs.raw());
    } else {
        writer.nullMember("logprobs");
    }
    writer.textOrNull("finish_reason", normalisedFinish(reason, {}));
    writer.endObject();
}

std::string writeOwn(const JsonView &json, const Target &target)
{
    const std::string model = json["model"].string();
    JsonWriter writer;
    writer.beginObject();
    writer.member("id", json["id"].string());
    writer.member("object", "text_completion");
    writer.member("created", json["created"].integer().value_or(target.now));
    writer.member("model", model.empty() ? target.model : model);
    writer.memberUnlessEmpty("system_fingerprint", json["system_fingerprint"].string());
    writer.beginArray("choices");
    std::int64_t position = 0;
    for (const JsonView choice : json["choices"].items()) {
        writeChoice(writer, choice, position++);
    }
    writer.endArray();
    if (const JsonView usage = json["usage"]) {
        writeUsage(writer, readOpenAiUsage(usage));
    }
    writer.endObject();
    return writer.take();
}

} // namespace

std::string writeCompletionObject(const ChatResponse &answer)
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("id", answer.id);
    writer.member("object", "text_completion");
    writer.member("created", answer.created);
    writer.member("model", answer.model);
    writer.beginArray("choices");
    for (const Choice &choice : answer.choices) {
        writer.beginObject();
        writer.member("text", choice.content.value_or(""));
        writer.member("index", std::int64_t { choice.index });
        writer.nullMember("logprobs");
        writer.textOrNull("finish_reason", choice.finishReason);
        writer.endObject();
    }
    writer.endArray();
    if (answer.usage) {
        writeUsage(writer, *answer.usage);
    }
    writer.endObject();
    return writer.take();
}

Result<std::string> readCompletion(const HttpResponse &response, const Target &target, const ChatCodec &codec)
{
    const std::expected<JsonView, JsonError> parsed = parseJson(response.body);
    if (parsed && (*parsed)["choices"].at(0)["text"].isString()) {
        return writeOwn(*parsed, target);
    }
    return codec.decode(response, target).transform(writeCompletionObject);
}

} // namespace patchbay::wire
