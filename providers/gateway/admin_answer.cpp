// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/admin_answer.h"

#include "providers/gateway/client_dialect.h"
#include "providers/gateway/error_text.h"

#include <charconv>
#include <format>

namespace patchbay::gateway {

namespace {

// A number of exactly so many digits.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count)
{
    int value = 0;
    if (at + count > text.size()) {
        return std::nullopt;
    }
    const char *end = text.data() + at + count;
    const auto [stopped, problem] = std::from_chars(text.data() + at, end, value);
    return problem == std::errc() && stopped == end && text[at] != '-' ? std::optional(value) : std::nullopt;
}

} // namespace

std::unexpected<Error> refuseAdmin(int status, std::string message, std::string param)
{
    Error error = gatewayError(status, std::move(message), status == 404 ? "not_found_error" : "bad_request_error");
    error.param = std::move(param);
    return std::unexpected(std::move(error));
}

Result<wire::JsonView> readAdminBody(const std::string &body)
{
    const auto json = wire::parseJson(body.empty() ? std::string_view("{}") : std::string_view(body));
    if (!json) {
        return refuseAdmin(400,
                           "The body is not JSON: " + std::string(json.error().what) + " at position "
                               + std::to_string(json.error().offset) + ".");
    }
    if (!json->isObject()) {
        return refuseAdmin(400, "The body is not a JSON object.");
    }
    return *json;
}

HttpResponse adminAnswer(Result<std::string> json)
{
    constexpr int ok = 200;
    if (json) {
        return { ok, { { "content-type", "application/json" } }, std::move(*json) };
    }
    return { clientStatus(json.error()), errorHeaders(json.error()), openAiError(json.error()) };
}

Result<WallTime> readAdminTime(const std::string &text, const std::string &param)
{
    using namespace std::chrono;
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 5, 2);
    const auto day = digits(text, 8, 2);
    const bool dashes = text.size() >= 10 && text[4] == '-' && text[7] == '-';
    if (year && month && day && dashes) {
        const year_month_day date { std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                    std::chrono::day(static_cast<unsigned>(*day)) };
        const auto hour = digits(text, 11, 2);
        const auto minute = digits(text, 14, 2);
        const auto second = digits(text, 17, 2);
        if (date.ok() && text.size() == 10) {
            return WallTime(sys_days(date));
        }
        if (date.ok() && hour && minute && second && *hour < 24 && *minute < 60 && *second < 61) {
            return WallTime(sys_days(date)) + hours(*hour) + minutes(*minute) + seconds(*second);
        }
    }
    return refuseAdmin(400, "\"" + param + "\" is a date such as 2026-11-22.", param);
}

std::string dayText(WallTime time)
{
    return std::format("{:%F}", std::chrono::floor<std::chrono::days>(time));
}

WallTime startOfDay(WallTime time)
{
    return WallTime(std::chrono::floor<std::chrono::days>(time));
}

} // namespace patchbay::gateway
