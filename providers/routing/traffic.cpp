// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/traffic.h"

#include "providers/core/random.h"
#include "providers/routing/json_fields.h"
#include "providers/routing/noise.h"
#include "providers/routing/traffic_parts.h"

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace patchbay::routing {
namespace {

namespace json = boost::json;
constexpr std::int64_t mostRequests = 20'000'000;
constexpr double usualRate = 10; // requests a second

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
            sizes.mean = numberField(*given, "mean", mean);
            sizes.sigma = numberField(*given, "sigma", sizes.sigma);
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

constexpr FieldRule fileFields[] = {
    { "requests" },
    { "rate", FieldKind::Number, 1e-6 },
    { "arrival", FieldKind::Text },
    { "model", FieldKind::Shares },
    { "prompt_tokens" },
    { "completion_tokens" },
    { "stream", FieldKind::Truth },
    { "keys", FieldKind::Number, 0, 1e6 },
    { "team", FieldKind::Text },
    { "user", FieldKind::Text },
    { "region", FieldKind::Text },
    { "language", FieldKind::Text },
    { "tools", FieldKind::Share },
    { "images", FieldKind::Share },
    { "json_schema", FieldKind::Share },
    { "complexity", FieldKind::Number, 0, 1 },
    { "budget_left", FieldKind::Number, 0, 1 },
    { "faults" },
    { "behaviour" },
    { "behavior" },
    { "providers" },
    { "note", FieldKind::Text },
};

constexpr FieldRule sizeFields[] = { { "mean", FieldKind::Number, 0, 2e6 }, { "sigma", FieldKind::Number, 0, 5 } };

Result<void> checkSizes(const json::object &object, std::string_view key, FieldNotes &notes)
{
    const json::value *value = object.if_contains(key);
    if (!value || (value->is_number() && value->to_number<double>() >= 0)) {
        return {};
    }
    return value->is_object()
        ? checkFields(value->as_object(), key, sizeFields, notes)
        : failure(ErrorClass::BadRequest, std::string(key) + " is a number from 0 on, or {\"mean\", \"sigma\"}.");
}

// true, or the share of the requests that have it.
double shareOf(const json::object &object, std::string_view key)
{
    return truthField(object, key, false) ? 1 : std::clamp(numberField(object, key), 0.0, 1.0);
}

// Whatever holds for all requests of a generated traffic.
SimulatedRequest commonFacts(const json::object &object, Traffic &traffic)
{
    noteFacts(traffic, object);
    traffic.callers.push_back(readCaller(object));
    SimulatedRequest request;
    request.stream = truthField(object, "stream", true);
    request.complexity = static_cast<float>(numberField(object, "complexity", -1));
    request.budgetLeft = static_cast<float>(numberField(object, "budget_left", -1));
    request.caller = 1;
    const auto keys = static_cast<std::uint32_t>(numberField(object, "keys"));
    for (std::uint32_t key = 0; key < keys; ++key) {
        traffic.keys.push_back("key-" + std::to_string(key));
        traffic.told.emplace("key");
    }
    return request;
}

Result<void> checkGenerated(const json::object &object, FieldNotes &notes)
{
    for (const std::string_view key : { "prompt_tokens", "completion_tokens" }) {
        if (const Result<void> checked = checkSizes(object, key, notes); !checked) {
            return checked;
        }
    }
    const double count = numberField(object, "requests");
    const double rate = numberField(object, "rate", usualRate);
    const std::string_view arrival = textField(object, "arrival");
    constexpr std::string_view arrivals[] = { "", "poisson", "uniform", "burst", "day" };
    if (!(count >= 1) || count > mostRequests || !(rate > 0) || !std::ranges::contains(arrivals, arrival)) {
        return failure(ErrorClass::BadRequest,
                       "The traffic needs \"requests\" (1 to 20 million), a \"rate\" above 0 and an \"arrival\" of "
                       "poisson, uniform, burst or day.");
    }
    constexpr double longest = 1e9; // seconds
    if (count / rate > longest / 100) {
        return failure(ErrorClass::BadRequest, "At this rate the traffic takes more than three months.");
    }
    return {};
}

Result<Traffic> generate(const json::object &object, std::uint64_t seed, FieldNotes &notes)
{
    Traffic traffic;
    const Result<Shares> shares = readModels(object, traffic);
    if (!shares) {
        return std::unexpected(shares.error());
    }
    if (const Result<void> checked = checkGenerated(object, notes); !checked) {
        return std::unexpected(checked.error());
    }
    const double rate = numberField(object, "rate", usualRate);
    const std::string arrival(textField(object, "arrival"));
    const TokenSizes prompts = readSizes(object, "prompt_tokens", 500);
    const TokenSizes completions = readSizes(object, "completion_tokens", 200);
    const SimulatedRequest common = commonFacts(object, traffic);
    const auto keys = static_cast<std::uint32_t>(traffic.keys.size() - 1);
    const double tools = shareOf(object, "tools");
    const double images = shareOf(object, "images");
    const double schemas = shareOf(object, "json_schema");
    SeededRandom random(seed ^ 0x7261666669635f31);
    const auto happens = [&random](double share) { return share >= 1 || (share > 0 && random.nextUnit() < share); };
    double at = 0;
    traffic.requests.resize(static_cast<std::size_t>(numberField(object, "requests")), common);
    for (SimulatedRequest &request : traffic.requests) {
        const double gap = arrival == "uniform" ? 1 : -std::log(1 - random.nextUnit());
        at += gap / (rate * shape(arrival, at));
        request.at = Microseconds(static_cast<std::int64_t>(at * 1e6));
        request.model = shares->draw(random.nextUnit());
        request.promptTokens = prompts.draw(random);
        request.completionTokens = completions.draw(random);
        request.key = keys ? 1 + static_cast<std::uint32_t>(random.nextUnit() * keys) : 0;
        request.tools = happens(tools);
        request.images = happens(images);
        request.jsonSchema = happens(schemas);
    }
    return traffic;
}

} // namespace

std::span<const FieldRule> trafficFields()
{
    return fileFields;
}

namespace {

Result<Traffic> readValue(const json::value &value, std::uint64_t seed, FieldNotes &notes)
{
    if (const json::array *rows = value.if_array()) {
        return readRecorded(*rows, notes);
    }
    const json::object *object = value.if_object();
    if (!object) {
        return failure(ErrorClass::BadRequest, "The traffic is not a JSON object.");
    }
    if (const Result<void> checked = checkFields(*object, "The file", trafficFields(), notes); !checked) {
        return std::unexpected(checked.error());
    }
    const json::value *requests = object->if_contains("requests");
    return requests && requests->is_array() ? readRecorded(requests->as_array(), notes)
                                            : generate(*object, seed, notes);
}

} // namespace

Result<Traffic> readTraffic(std::string_view source, std::uint64_t seed)
{
    boost::system::error_code problem;
    const json::value value = json::parse(source, problem);
    if (problem) {
        return failure(ErrorClass::BadRequest, "The traffic is not JSON.");
    }
    FieldNotes notes;
    Result<Traffic> traffic = readValue(value, seed, notes);
    if (traffic) {
        traffic->notes = notes.take();
    }
    return traffic;
}

} // namespace patchbay::routing
