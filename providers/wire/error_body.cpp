// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/error_body.h"

#include "providers/core/utf8.h"

#include <algorithm>

namespace patchbay::wire {
namespace {

constexpr std::size_t longestText = 500;

std::string textOf(const JsonView &json)
{
    return json.isString() ? json.string() : std::string(json ? json.raw() : std::string_view());
}

std::string trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) {
        return {};
    }
    return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

bool containsIgnoringCase(std::string_view text, std::string_view lowerCase)
{
    const auto found = std::ranges::search(text, lowerCase, [](char left, char right) {
        return (left >= 'A' && left <= 'Z' ? static_cast<char>(left - 'A' + 'a') : left) == right;
    });
    return !found.empty();
}

std::string pageTitle(std::string_view html)
{
    for (const std::string_view tag : { std::string_view("title"), std::string_view("h1") }) {
        const std::size_t open = html.find("<" + std::string(tag) + ">");
        const std::size_t close = html.find("</" + std::string(tag) + ">");
        if (open != std::string_view::npos && close != std::string_view::npos && open < close) {
            const std::size_t start = open + tag.size() + 2;
            return trimmed(utf8Prefix(html.substr(start, close - start), longestText));
        }
    }
    return {};
}

// FastAPI's list of what does not fit, and lists of errors elsewhere.
std::string joinedMessages(const JsonView &list)
{
    std::string joined;
    for (const JsonView item : list.items()) {
        std::string text = item["msg"] ? item["msg"].string() : item["message"].string();
        if (text.empty()) {
            text = textOf(item);
        }
        joined += (joined.empty() ? "" : "; ") + text;
    }
    return joined;
}

// The innermost sentence that tells what went wrong.
std::string messageOf(const JsonView &error)
{
    if (error.isString()) {
        return error.string();
    }
    for (const std::string_view name : { "message", "detail", "error", "error_message", "msg", "title",
                                         "err_msg" }) {
        const JsonView value = error[name];
        if (value.isString() && !value.string().empty()) {
            return value.string();
        }
        if (value.isArray()) {
            return joinedMessages(value);
        }
        if (value.isObject()) { // Mistral wraps validation errors: {"message": {"detail": [...]}}
            return messageOf(value);
        }
    }
    return joinedMessages(error["errors"]);
}

// OpenRouter hides the upstream's words under "Provider returned error".
void addUpstreamWords(const JsonView &error, ErrorBody &body)
{
    const JsonView raw = error["metadata"]["raw"];
    if (raw.isString() && !raw.string().empty()) {
        body.message += ": " + std::string(utf8Prefix(raw.string(), longestText));
    }
}

} // namespace

ErrorBody readErrorObject(const JsonView &json)
{
    const JsonView outer = json.isArray() ? json.at(0) : json;
    const bool nested = outer["error"].isObject();
    const JsonView error = nested ? outer["error"] : outer;
    ErrorBody body;
    body.form = ErrorBody::Form::Json;
    body.error = error;
    body.message = messageOf(error);
    const JsonView status = error["status"]; // Gemini's RESOURCE_EXHAUSTED
    body.type = error["type"] ? textOf(error["type"]) : status.isString() ? status.string() : std::string();
    body.param = textOf(error["param"]);
    body.code = textOf(error["code"] ? error["code"] : error["err_code"]); // the latter is Deepgram's
    if (body.code.empty()) {
        body.code = textOf(error["errors"].at(0)["code"]); // Cloudflare, watsonx
    }
    if (body.message.empty() && outer["error"].isString()) {
        body.message = outer["error"].string();
    }
    addUpstreamWords(error, body);
    return body;
}

ErrorBody readErrorBody(std::string_view text)
{
    if (const std::expected<JsonView, JsonError> json = parseJson(text)) {
        return readErrorObject(*json);
    }
    ErrorBody body;
    const std::string plain = trimmed(utf8Prefix(text, 16 * 1024));
    if (plain.empty()) {
        return body;
    }
    if (plain.starts_with('<') || containsIgnoringCase(plain, "<html")) {
        body.form = ErrorBody::Form::Html;
        body.message = pageTitle(plain);
        return body;
    }
    // An error can come as a server-sent event although no stream was asked for.
    const std::size_t data = plain.find("data:");
    if (data != std::string::npos) {
        const std::size_t end = text.find('\n', text.find("data:"));
        const std::size_t start = text.find("data:") + 5;
        if (const auto json = parseJson(text.substr(start, end == std::string_view::npos ? end : end - start))) {
            return readErrorObject(*json);
        }
    }
    body.form = ErrorBody::Form::Text;
    body.message = utf8Prefix(plain, longestText);
    return body;
}

} // namespace patchbay::wire
