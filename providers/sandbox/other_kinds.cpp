// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/other_kinds.h"

#include "providers/sandbox/answer.h"
#include "providers/sandbox/dialects.h"
#include "providers/sandbox/json_reading.h"
#include "providers/sandbox/json_writing.h"
#include "providers/sandbox/openai_shapes.h"
#include "providers/sandbox/tokens.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace patchbay::sandbox {
namespace {

namespace json = boost::json;

constexpr std::int64_t usualDimensions = 64;
constexpr std::int64_t mostDimensions = 4096;

std::uint64_t hashOf(std::string_view text)
{
    std::uint64_t hash = 14695981039346656037ULL; // FNV-1a
    for (const char c : text) {
        const bool upper = c >= 'A' && c <= 'Z';
        hash = (hash ^ static_cast<unsigned char>(upper ? c - 'A' + 'a' : c)) * 1099511628211ULL;
    }
    return hash;
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

// Words count where they hash to: texts that share words lie close together.
std::vector<float> vectorOf(std::string_view text, std::int64_t dimensions)
{
    std::vector<float> vector(static_cast<std::size_t>(dimensions), 0.0F);
    vector[0] = 0.01F; // of an empty text, too, there is a direction
    for (std::size_t start = 0; start < text.size();) {
        std::size_t end = start;
        while (end < text.size() && isLetter(text[end])) {
            ++end;
        }
        if (end > start) {
            const std::uint64_t hash = hashOf(text.substr(start, end - start));
            vector[hash % vector.size()] += (hash >> 40 & 1) != 0 ? 1.0F : -1.0F;
        }
        start = end + 1;
    }
    float length = 0;
    for (const float value : vector) {
        length += value * value;
    }
    for (float &value : vector) {
        value /= std::sqrt(length);
    }
    return vector;
}

std::string base64(std::string_view bytes)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::string_view group = bytes.substr(at, 3);
        unsigned value = 0;
        for (std::size_t position = 0; position < 3; ++position) {
            value = value << 8 | (position < group.size() ? static_cast<unsigned char>(group[position]) : 0U);
        }
        for (std::size_t digit = 0; digit < 4; ++digit) {
            out += digit <= group.size() ? digits[value >> (18 - 6 * digit) & 63] : '=';
        }
    }
    return out;
}

std::string vectorJson(const std::vector<float> &vector, bool packed)
{
    if (packed) {
        std::string bytes;
        for (const float value : vector) {
            const auto bits = std::bit_cast<std::uint32_t>(value);
            for (int byte = 0; byte < 4; ++byte) {
                bytes += static_cast<char>(bits >> (8 * byte) & 0xFF);
            }
        }
        return jsonString(base64(bytes));
    }
    std::string out = "[";
    for (const float value : vector) {
        out += out.size() > 1 ? "," : "";
        out += json::serialize(json::value(static_cast<double>(value)));
    }
    return out + "]";
}

HttpResponse answerJson(std::string body)
{
    return { 200, { { "content-type", "application/json" } }, std::move(body) };
}

HttpResponse missing(std::string_view field)
{
    const WireFailure failure { .status = 400,
                                .message = "Missing required parameter: '" + std::string(field) + "'.",
                                .param = std::string(field),
                                .code = "missing_required_parameter" };
    return errorResponse(*dialectFor("openai"), failure);
}

std::string usageJson(std::int64_t tokens)
{
    return "{\"prompt_tokens\":" + std::to_string(tokens) + ",\"total_tokens\":" + std::to_string(tokens) + "}";
}

HttpResponse embed(const json::object &request)
{
    const json::value *input = member(request, "input");
    if (!input) {
        return missing("input");
    }
    const std::int64_t dimensions =
        std::clamp<std::int64_t>(integerMember(request, "dimensions").value_or(usualDimensions), 1, mostDimensions);
    const bool packed = stringMember(request, "encoding_format") == "base64";
    std::string data;
    std::int64_t tokens = 0;
    int index = 0;
    for (const std::string &text : stringOrList(*input)) {
        tokens += countTokens(text);
        data += data.empty() ? "" : ",";
        data += "{\"object\":\"embedding\",\"index\":" + std::to_string(index++)
            + ",\"embedding\":" + vectorJson(vectorOf(text, dimensions), packed) + "}";
    }
    return answerJson("{\"object\":\"list\",\"data\":[" + data + "],\"model\":" + jsonString(stringMember(request, "model"))
                      + ",\"usage\":" + usageJson(tokens) + "}");
}

HttpResponse draw(std::string_view prompt, std::int64_t count)
{
    constexpr unsigned side = 64;
    std::string data;
    for (std::int64_t number = 0; number < std::clamp<std::int64_t>(count, 1, 10); ++number) {
        data += data.empty() ? "" : ",";
        data += "{\"b64_json\":\"" + base64(drawnPicture(hashOf(prompt) + static_cast<std::uint64_t>(number), side)) + "\"}";
    }
    return answerJson("{\"created\":1767225600,\"data\":[" + data + "]}");
}

HttpResponse rank(const json::object &request)
{
    const json::value *documents = member(request, "documents");
    if (!documents || stringMember(request, "query").empty()) {
        return missing(documents ? "query" : "documents");
    }
    const std::vector<float> wanted = vectorOf(stringMember(request, "query"), 1024);
    std::vector<std::pair<double, std::size_t>> scores;
    std::int64_t tokens = 0;
    for (const std::string &text : stringOrList(*documents)) {
        const std::vector<float> vector = vectorOf(text, 1024);
        double score = 0;
        for (std::size_t at = 0; at < vector.size(); ++at) {
            score += static_cast<double>(vector[at] * wanted[at]);
        }
        tokens += countTokens(text);
        scores.emplace_back(-std::max(score, 0.0), scores.size());
    }
    std::ranges::sort(scores);
    const auto most = static_cast<std::size_t>(std::max<std::int64_t>(integerMember(request, "top_n").value_or(1 << 30), 0));
    std::string results;
    for (std::size_t at = 0; at < std::min(most, scores.size()); ++at) {
        results += results.empty() ? "" : ",";
        results += "{\"index\":" + std::to_string(scores[at].second)
            + ",\"relevance_score\":" + json::serialize(json::value(-scores[at].first)) + "}";
    }
    return answerJson("{\"id\":\"rank-sandbox\",\"results\":[" + results + "],\"meta\":{\"tokens\":{\"input_tokens\":"
                      + std::to_string(tokens) + "}}}");
}

HttpResponse moderate(const json::object &request)
{
    const json::value *input = member(request, "input");
    if (!input) {
        return missing("input");
    }
    std::string results;
    for (const std::string &text : stringOrList(*input)) {
        const bool violent = text.contains("kill") || text.contains("attack");
        results += results.empty() ? "" : ",";
        results += std::string("{\"flagged\":") + (violent ? "true" : "false") + ",\"categories\":{\"violence\":"
            + (violent ? "true" : "false") + ",\"hate\":false},\"category_scores\":{\"violence\":"
            + (violent ? "0.93" : "0.0004") + ",\"hate\":0.0001}}";
    }
    return answerJson("{\"id\":\"modr-sandbox\",\"model\":" + jsonString(stringMember(request, "model"))
                      + ",\"results\":[" + results + "]}");
}

// What the simulated model would say in a chat.
Answer said(const json::object &request, const std::string &text)
{
    ChatRequest chat;
    chat.model = stringMember(request, "model");
    chat.messages.push_back(textMessage(MessageRole::User, text));
    const std::optional<std::int64_t> limit = integerMember(request, "max_output_tokens");
    chat.maxTokens = limit ? limit : integerMember(request, "max_tokens");
    AnswerOptions options;
    options.reasoningAllowed = false;
    return answerFor(chat, options);
}

std::string joinedTexts(const json::value &input)
{
    if (const json::string *text = input.if_string()) {
        return std::string(*text);
    }
    std::string joined;
    if (const json::array *items = input.if_array()) {
        for (const json::value &item : *items) {
            const json::object *object = item.if_object();
            const json::value *content = object ? member(*object, "content") : nullptr;
            const std::string_view part = object ? stringMember(*object, "text") : std::string_view();
            joined += (joined.empty() ? "" : "\n") + (content ? joinedTexts(*content) : std::string(part));
        }
    }
    return joined;
}

std::string event(const std::string &type, const std::string &members)
{
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members + "}\n\n";
}

HttpResponse streamedResponse(const std::string &shell, const std::string &item, const std::string &done, std::string_view text)
{
    std::string out = event("response.created", "\"response\":" + shell);
    out += event("response.output_item.added", "\"output_index\":0,\"item\":" + item);
    for (const std::string_view token : splitTokens(text)) {
        out += event("response.output_text.delta",
                     "\"item_id\":\"msg_sandbox\",\"output_index\":0,\"content_index\":0,\"delta\":" + jsonString(token));
    }
    out += event("response.completed", "\"response\":" + done);
    return { 200, { { "content-type", "text/event-stream" } }, std::move(out) };
}

HttpResponse respond(const json::object &request)
{
    const json::value *input = member(request, "input");
    if (!input) {
        return missing("input");
    }
    const Answer answer = said(request, joinedTexts(*input));
    const bool cut = answer.finish == Answer::Finish::Length;
    const auto response = [&](const std::string &status, const std::string &output, const std::string &usage) {
        return "{\"id\":\"resp_sandbox\",\"object\":\"response\",\"created_at\":1767225600,\"status\":\"" + status
            + "\",\"error\":null,\"incomplete_details\":"
            + (status == "incomplete" ? "{\"reason\":\"max_output_tokens\"}" : "null")
            + ",\"model\":" + jsonString(stringMember(request, "model")) + ",\"output\":[" + output + "],\"usage\":" + usage + "}";
    };
    const auto item = [&](const std::string &status, const std::string &content) {
        return "{\"id\":\"msg_sandbox\",\"type\":\"message\",\"status\":\"" + status
            + "\",\"role\":\"assistant\",\"content\":[" + content + "]}";
    };
    const std::int64_t total = answer.tokens.prompt + answer.tokens.completion;
    const std::string usage = "{\"input_tokens\":" + std::to_string(answer.tokens.prompt)
        + ",\"input_tokens_details\":{\"cached_tokens\":0},\"output_tokens\":" + std::to_string(answer.tokens.completion)
        + ",\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":" + std::to_string(total) + "}";
    const std::string whole = item("completed", "{\"type\":\"output_text\",\"text\":" + jsonString(answer.text)
                                                     + ",\"annotations\":[]}");
    const std::string done = response(cut ? "incomplete" : "completed", whole, usage);
    return boolMember(request, "stream").value_or(false)
        ? streamedResponse(response("in_progress", "", "null"), item("in_progress", ""), done, answer.text)
        : answerJson(done);
}

HttpResponse complete(const json::object &request)
{
    const json::value *prompt = member(request, "prompt");
    if (!prompt) {
        return missing("prompt");
    }
    const Answer answer = said(request, joinedTexts(*prompt));
    const std::string reason = answer.finish == Answer::Finish::Length ? "\"length\"" : "\"stop\"";
    const std::string head = "{\"id\":\"cmpl-sandbox\",\"object\":\"text_completion\",\"created\":1767225600,\"model\":"
        + jsonString(stringMember(request, "model"));
    const auto choice = [](std::string_view text, const std::string &finish) {
        return ",\"choices\":[{\"text\":" + jsonString(text) + ",\"index\":0,\"logprobs\":null,\"finish_reason\":" + finish + "}]";
    };
    const std::string usage = ",\"usage\":{\"prompt_tokens\":" + std::to_string(answer.tokens.prompt)
        + ",\"completion_tokens\":" + std::to_string(answer.tokens.completion)
        + ",\"total_tokens\":" + std::to_string(answer.tokens.prompt + answer.tokens.completion) + "}}";
    if (!boolMember(request, "stream").value_or(false)) {
        return answerJson(head + choice(answer.text, reason) + usage);
    }
    std::string out;
    for (const std::string_view token : splitTokens(answer.text)) {
        out += "data: " + head + choice(token, "null") + "}\n\n";
    }
    out += "data: " + head + choice("", reason) + usage + "\n\ndata: [DONE]\n\n";
    return { 200, { { "content-type", "text/event-stream" } }, std::move(out) };
}

// The value of a form's field, by its name; forms of our clients are plain enough for a search.
std::string formField(std::string_view body, std::string_view name)
{
    const std::size_t at = body.find("name=\"" + std::string(name) + "\"");
    const std::size_t start = at == std::string_view::npos ? at : body.find("\r\n\r\n", at);
    if (start == std::string_view::npos) {
        return {};
    }
    const std::string_view rest = body.substr(start + 4);
    return std::string(rest.substr(0, rest.find("\r\n--")));
}

HttpResponse transcribe(std::string_view body)
{
    const std::string sound = formField(body, "file");
    if (sound.empty()) {
        return missing("file");
    }
    const std::string text = "A simulated transcript of " + std::to_string(sound.size()) + " bytes of sound.";
    const std::string format = formField(body, "response_format");
    if (format == "text") {
        return { 200, { { "content-type", "text/plain; charset=utf-8" } }, text + "\n" };
    }
    if (format == "srt" || format == "vtt") {
        const std::string head = format == "vtt" ? "WEBVTT\n\n00:00:00.000 --> 00:00:02.500\n" : "1\n00:00:00,000 --> 00:00:02,500\n";
        return { 200, { { "content-type", "text/plain; charset=utf-8" } }, head + text + "\n\n" };
    }
    const std::string plain = "\"text\":" + jsonString(text);
    if (format != "verbose_json") {
        return answerJson("{" + plain + "}");
    }
    return answerJson("{\"task\":\"transcribe\",\"language\":\"english\",\"duration\":2.5," + plain
                      + ",\"segments\":[{\"id\":0,\"start\":0.0,\"end\":2.5," + plain + "}]}");
}

HttpResponse answerObject(std::string_view path, const json::object &request)
{
    if (path == "/v1/embeddings") {
        return embed(request);
    }
    if (path == "/v1/images/generations") {
        const std::string_view prompt = stringMember(request, "prompt");
        return prompt.empty() ? missing("prompt") : draw(prompt, integerMember(request, "n").value_or(1));
    }
    if (path == "/v1/audio/speech") {
        const std::string_view text = stringMember(request, "input");
        return text.empty() ? missing("input") : HttpResponse { 200, { { "content-type", "audio/wav" } }, playedTones(text) };
    }
    if (path == "/v1/rerank") {
        return rank(request);
    }
    if (path == "/v1/moderations") {
        return moderate(request);
    }
    return path == "/v1/responses" ? respond(request) : complete(request);
}

bool isObjectPath(std::string_view path)
{
    constexpr std::string_view paths[] = { "/v1/embeddings",  "/v1/images/generations", "/v1/audio/speech", "/v1/rerank",
                                           "/v1/moderations", "/v1/responses",          "/v1/completions" };
    return std::ranges::find(paths, path) != std::end(paths);
}

} // namespace

std::optional<HttpResponse> answerOtherKind(const KindQuestion &question)
{
    if (question.path == "/v1/audio/transcriptions") {
        return transcribe(question.body);
    }
    if (question.path == "/v1/images/edits") {
        const std::string prompt = formField(question.body, "prompt");
        return prompt.empty() ? missing("prompt") : draw(prompt, 1);
    }
    if (!isObjectPath(question.path)) {
        return std::nullopt;
    }
    const std::optional<json::value> parsed = readJson(question.body);
    const json::object *request = parsed ? parsed->if_object() : nullptr;
    if (!request || stringMember(*request, "model").empty()) {
        return missing("model");
    }
    return answerObject(question.path, *request);
}

} // namespace patchbay::sandbox
