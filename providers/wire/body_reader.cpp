// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/body_reader.h"

#include "providers/wire/answer_limits.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_response_reader.h"
#include "providers/wire/text_generation.h"

namespace patchbay::wire {
namespace {

// The codes of https://platform.minimax.io/docs/api-reference/errorcode as statuses.
Error minimaxError(const JsonView &verdict, std::int64_t code, const Target &target)
{
    const int status = code == 1002 || code == 1039 || code == 2045 ? 429
        : code == 1004 || code == 2049                              ? 401
        : code == 1008                                              ? 402
        : code == 1026 || code == 1027 || code == 2013              ? 400
                                                                    : 500;
    const bool sensitive = code == 1026 || code == 1027;
    JsonWriter writer;
    writer.beginObject();
    writer.member("status_code", std::int64_t { status });
    writer.member("code", sensitive ? std::string("content_filter") : std::to_string(code));
    writer.member("message", verdict["status_msg"].string());
    writer.endObject();
    const std::string body = writer.take();
    const std::expected<JsonView, JsonError> json = parseJson(body);
    return errorFromObject(json ? *json : verdict, target);
}

} // namespace

Result<JsonView> readAnswerObject(const HttpResponse &response, const Target &target)
{
    const std::expected<JsonView, JsonError> json = parseJson(response.body);
    if (!json) {
        const std::size_t first = response.body.find_first_not_of(" \t\r\n");
        const bool page = first != std::string::npos && response.body[first] == '<';
        const std::string_view what = page ? std::string_view("it is a web page instead of JSON") : json.error().what;
        Error error = malformedAnswer(target, first == std::string::npos ? "it is empty" : what, json.error().offset);
        if (page && !target.apiBase.empty()) {
            error.remedy = "This looks like a proxy or a wrong api_base.";
        }
        return std::unexpected(std::move(error));
    }
    if (!json->isObject()) {
        return std::unexpected(malformedAnswer(target, "it is no JSON object", 0));
    }
    if (holdsTooMuch(*json)) {
        return std::unexpected(malformedAnswer(target, "it consists of too many parts", 0));
    }
    const JsonView error = (*json)["error"];
    if (error.isObject() || (error.isString() && error.raw() != "\"\"")) {
        return std::unexpected(errorFromObject(*json, target));
    }
    // MiniMax says what is wrong in an answer that is none: 200, with a code that is not 0.
    const JsonView verdict = (*json)["base_resp"];
    if (const std::int64_t code = verdict["status_code"].integer().value_or(0); code != 0) {
        return std::unexpected(minimaxError(verdict, code, target));
    }
    if (isRefusal(*json)) {
        return std::unexpected(errorFromObject(*json, target));
    }
    return *json;
}

Result<ChatResponse> decodeOpenAiObject(const JsonView &json, const Target &target)
{
    ChatResponse response = readOpenAiResponse(json);
    if (response.choices.empty()) {
        return std::unexpected(malformedAnswer(target, "it holds no choices", 0));
    }
    if (response.created == 0) {
        response.created = target.now;
    }
    if (response.model.empty()) {
        response.model = target.model;
    }
    return response;
}

Result<std::vector<std::string>> readModelIds(const HttpResponse &response, const Target &target,
                                              std::string_view array, std::string_view member)
{
    const std::expected<JsonView, JsonError> json = parseJson(response.body);
    const JsonView list = !json ? JsonView() : json->isArray() ? *json : (*json)[array];
    if (!list.isArray()) {
        return std::unexpected(malformedAnswer(target, "it is no list of models", json ? 0 : json.error().offset));
    }
    std::vector<std::string> ids;
    for (const JsonView item : list.items()) {
        std::string id = item[member].string();
        if (id.empty()) {
            id = item["model_id"].string();
        }
        if (id.starts_with("models/")) {
            id.erase(0, 7);
        }
        if (!id.empty()) {
            ids.push_back(std::move(id));
        }
    }
    return ids;
}

} // namespace patchbay::wire
