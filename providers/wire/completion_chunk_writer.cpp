// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/completion_chunk_writer.h"

#include "providers/wire/json_writer.h"
#include "providers/wire/openai_response_writer.h"

#include <utility>

namespace patchbay::wire {
namespace {

void begin(JsonWriter &writer, std::string_view id, std::int64_t created, std::string_view model)
{
    writer.beginObject();
    writer.member("id", id);
    writer.member("object", "text_completion");
    writer.member("created", created);
    writer.member("model", model);
}

} // namespace

CompletionChunkWriter::CompletionChunkWriter(std::string model)
    : m_model(std::move(model))
{
}

std::string CompletionChunkWriter::write(const StreamEvent &event)
{
    if (const auto *started = std::get_if<StreamStarted>(&event)) {
        m_id = started->id;
        m_created = started->created;
        m_model = m_model.empty() ? started->model : m_model;
    } else if (const auto *text = std::get_if<TextDelta>(&event)) {
        return chunk(text->choice, text->text, {});
    } else if (const auto *finished = std::get_if<ChoiceFinished>(&event)) {
        return chunk(finished->choice, {}, finished->reason);
    } else if (const auto *report = std::get_if<UsageReport>(&event)) {
        m_usage = report->usage;
    }
    return {};
}

std::string CompletionChunkWriter::usage() const
{
    if (!m_usage) {
        return {};
    }
    JsonWriter writer;
    begin(writer, m_id, m_created, m_model);
    writer.beginArray("choices");
    writer.endArray();
    writeUsage(writer, *m_usage);
    writer.endObject();
    return writer.take();
}

std::string CompletionChunkWriter::chunk(int choice, std::string_view text, std::string_view reason) const
{
    JsonWriter writer;
    begin(writer, m_id, m_created, m_model);
    writer.beginArray("choices");
    writer.beginObject();
    writer.member("text", text);
    writer.member("index", std::int64_t { choice });
    writer.nullMember("logprobs");
    writer.textOrNull("finish_reason", reason);
    writer.endObject();
    writer.endArray();
    writer.endObject();
    return writer.take();
}

} // namespace patchbay::wire
