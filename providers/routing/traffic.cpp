// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/traffic.h"

#include "providers/core/random.h"
#include "providers/routing/noise.h"

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace patchbay::routing {
namespace {

namespace json = boost::json;
constexpr std::int64_t mostRequests = 20'000'000;

double number(const json::object &object, std::string_view key, double otherwise)
{
    const json::value *value = object.if_contains(key);
    return value && value->is_number() ? value->to_number<double>() : otherwise;
}

std::string text(const json::object &object, std::string_view key)
{
    const json::value *value = object.if_contains(key);
    return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

bool truth(const json::object &object, std::string_view key, bool otherwise)
{
    const json::value *value = object.if_contains(key);
    return value && value->is_bool() ? value->as_bool() : otherwise;
}

template <typename Value> std::uint32_t indexOf(std::vector<Value> &list, Value value)
{
    const auto found = std::ranges::find(list, value);
    if (found != list.end()) {
        return static_cast<std::uint32_t>(found - list.begin());
    }
    list.push_back(std::move(value));
    return static_cast<std::uint32_t>(list.size() - 1);
}

struct TokenSizes {
    double mean = 500;
    double sigma = 0.6; // of the logarithm

    std::int32_t draw(Random &random) const
    {
        constexpr double most = 2e6;
        if (sigma <= 0) {
            return static_cast<std::int32_t>(std::clamp(mean, 0.0, most));
        }
        const double first = random.nextUnit();
        const double value = logNormal(mean, sigma, normal(first, random.nextUnit()));
        return static_cast<std::int32_t>(std::clamp(value, 1.0, most));
    }
};

TokenSizes readSizes(const json::object &object, std::string_view key, double mean)
{
    TokenSizes sizes { .mean = mean };
    if (const json::value *value = object.if_contains(key)) {
        if (const json::object *given = value->if_object()) {
            sizes.mean = number(*given, "mean", mean);
            sizes.sigma = number(*given, "sigma", sizes.sigma);
        } else if (value->is_number()) {
            sizes = { .mean = value->to_number<double>(), .sigma = 0 };
        }
    }
    sizes.mean = std::max(0.0, sizes.mean);
    return sizes;
}

// How much of the mean rate there is at a time; the mean of it is 1.
double shape(std::string_view arrival, double seconds)
{
    if (arrival == "burst") {
        constexpr double minute = 60;
        constexpr double burst = 6;
        return std::fmod(seconds, minute) < burst ? 10.0 * 10 / 19 : 10.0 / 19;
    }
    if (arrival == "day") {
        constexpr double day = 86'400;
        return 1 + 0.8 * std::sin(2 * std::numbers::pi * (seconds / day - 0.25));
    }
    return 1;
}

struct Shares {
    std::vector<double> upTo; // cumulative
    std::uint16_t draw(double unit) const
    {
        const auto found = std::ranges::upper_bound(upTo, unit * upTo.back());
        return static_cast<std::uint16_t>(
            std::min<std::ptrdiff_t>(found - upTo.begin(), static_cast<std::ptrdiff_t>(upTo.size()) - 1));
    }
};

Result<Shares> readModels(const json::object &object, Traffic &traffic)
{
    Shares shares;
    double sum = 0;
    const json::value *model = object.if_contains("model");
    if (model && model->is_string()) {
        traffic.models.emplace_back(model->as_string());
        shares.upTo.push_back(1);
    } else if (model && model->is_object()) {
        for (const auto &[name, share] : model->as_object()) {
            sum += share.is_number() ? std::max(0.0, share.to_number<double>()) : 0;
            traffic.models.emplace_back(name);
            shares.upTo.push_back(sum);
        }
    }
    if (traffic.models.empty() || shares.upTo.back() <= 0 || traffic.models.size() > 60'000) {
        return failure(ErrorClass::BadRequest, "The traffic needs \"model\": a group, or a map of groups to shares.");
    }
    return shares;
}

Result<Traffic> generate(const json::object &object, std::uint64_t seed)
{
    Traffic traffic;
    const Result<Shares> shares = readModels(object, traffic);
    if (!shares) {
        return std::unexpected(shares.error());
    }
    const double count = number(object, "requests", 0);
    const double rate = number(object, "rate", 10);
    const std::string arrival = text(object, "arrival").empty() ? "poisson" : text(object, "arrival");
    constexpr std::string_view arrivals[] = { "poisson", "uniform", "burst", "day" };
    if (!(count >= 1) || count > mostRequests || !(rate > 0) || !std::ranges::contains(arrivals, arrival)) {
        return failure(ErrorClass::BadRequest,
                       "The traffic needs \"requests\" (1 to 20 million), a \"rate\" above 0 and an \"arrival\" of "
                       "poisson, uniform, burst or day.");
    }
    const TokenSizes prompts = readSizes(object, "prompt_tokens", 500);
    const TokenSizes completions = readSizes(object, "completion_tokens", 200);
    const bool stream = truth(object, "stream", true);
    const auto keys = static_cast<std::uint32_t>(std::clamp(number(object, "keys", 0), 0.0, 1e6));
    for (std::uint32_t key = 0; key < keys; ++key) {
        traffic.keys.push_back("key-" + std::to_string(key));
    }
    SeededRandom random(seed ^ 0x7261666669635f31);
    double at = 0;
    traffic.requests.resize(static_cast<std::size_t>(count));
    for (SimulatedRequest &request : traffic.requests) {
        const double gap = arrival == "uniform" ? 1 : -std::log(1 - random.nextUnit());
        at += gap / (rate * shape(arrival, at));
        request.at = Microseconds(static_cast<std::int64_t>(at * 1e6));
        request.model = shares->draw(random.nextUnit());
        request.promptTokens = prompts.draw(random);
        request.completionTokens = completions.draw(random);
        request.stream = stream;
        request.key = keys ? 1 + static_cast<std::uint32_t>(random.nextUnit() * keys) : 0;
    }
    return traffic;
}

Result<Traffic> readRecorded(const json::array &rows)
{
    Traffic traffic;
    traffic.requests.reserve(rows.size());
    for (const json::value &row : rows) {
        const json::object *object = row.if_object();
        const std::string model = object ? text(*object, "model") : std::string();
        if (model.empty()) {
            return failure(ErrorClass::BadRequest, "Each recorded request is an object with a \"model\".");
        }
        constexpr double most = 2e6;
        constexpr double longest = 1e9;
        SimulatedRequest request;
        request.at = Microseconds(static_cast<std::int64_t>(std::clamp(number(*object, "at", 0), 0.0, longest) * 1e6));
        request.model = static_cast<std::uint16_t>(indexOf(traffic.models, model));
        request.promptTokens = static_cast<std::int32_t>(std::clamp(number(*object, "prompt_tokens", 500), 0.0, most));
        request.completionTokens =
            static_cast<std::int32_t>(std::clamp(number(*object, "completion_tokens", 200), 0.0, most));
        request.stream = truth(*object, "stream", true);
        if (object->if_contains("priority")) {
            request.priority = static_cast<std::int16_t>(std::clamp(number(*object, "priority", 0), -1'000.0, 1'000.0));
        }
        request.key = indexOf(traffic.keys, text(*object, "key"));
        request.session = indexOf(traffic.sessions, text(*object, "session"));
        std::vector<std::string> tags;
        const json::value *given = object->if_contains("tags");
        for (const json::value &tag : given && given->is_array() ? given->as_array() : json::array()) {
            if (tag.is_string()) {
                tags.emplace_back(tag.as_string());
            }
        }
        request.tags = indexOf(traffic.tagSets, std::move(tags));
        traffic.requests.push_back(request);
    }
    if (traffic.requests.empty()) {
        return failure(ErrorClass::BadRequest, "There is no request in the traffic.");
    }
    std::ranges::stable_sort(traffic.requests, {}, &SimulatedRequest::at);
    return traffic;
}

} // namespace

Result<Traffic> readTraffic(std::string_view source, std::uint64_t seed)
{
    boost::system::error_code problem;
    const json::value value = json::parse(source, problem);
    if (problem) {
        return failure(ErrorClass::BadRequest, "The traffic is not JSON.");
    }
    if (const json::array *rows = value.if_array()) {
        return readRecorded(*rows);
    }
    const json::object *object = value.if_object();
    const json::value *requests = object ? object->if_contains("requests") : nullptr;
    if (requests && requests->is_array()) {
        return readRecorded(requests->as_array());
    }
    return object ? generate(*object, seed) : failure(ErrorClass::BadRequest, "The traffic is not a JSON object.");
}

} // namespace patchbay::routing
