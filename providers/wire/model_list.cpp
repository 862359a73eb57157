// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lists of models in OpenAI's shape, and conversations that OpenAI has compacted.
#include "providers/wire/body_reader.h"
#include "providers/wire/call_kind.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/json_writer.h"

namespace patchbay::wire {

Result<std::string> readModelList(const HttpResponse &response, const Target &target, const ChatCodec &codec)
{
    return codec.decodeModelList(response, target).transform([&](const std::vector<std::string> &ids) {
        JsonWriter writer;
        writer.beginObject();
        writer.member("object", "list");
        writer.beginArray("data");
        for (const std::string &id : ids) {
            writer.beginObject();
            writer.member("id", id);
            writer.member("object", "model");
            writer.member("owned_by", target.provider.id);
            writer.endObject();
        }
        writer.endArray();
        writer.endObject();
        return writer.take();
    });
}

Result<std::string> readCompaction(const HttpResponse &response, const Target &target)
{
    return readAnswerObject(response, target).and_then([&](const JsonView &json) -> Result<std::string> {
        if (!json["output"].isArray()) {
            return std::unexpected(malformedAnswer(target, "it holds no output", 0));
        }
        return std::string(json.raw());
    });
}

} // namespace patchbay::wire
