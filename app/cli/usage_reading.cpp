// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/usage_reading.h"

#include <boost/json.hpp>

#include <cmath>

namespace patchbay::cli {
namespace {

namespace json = boost::json;

// Looks fields up in the object and, by "a.b", in its details; the first that is there counts.
class UsageReader {
public:
    explicit UsageReader(const json::object &object)
        : m_object(object)
    {
    }

    std::optional<std::int64_t> count(std::initializer_list<std::string_view> paths) { return scaled(paths, 1); }
    std::optional<std::int64_t> milliseconds(std::initializer_list<std::string_view> paths)
    {
        return scaled(paths, 1000);
    }
    std::string text(std::initializer_list<std::string_view> paths) const
    {
        const json::value *value = find(paths);
        return value && value->is_string() ? std::string(value->get_string()) : std::string();
    }
    const json::value *find(std::initializer_list<std::string_view> paths) const
    {
        for (const std::string_view path : paths) {
            const json::value *value = at(path);
            if (value && !value->is_null()) {
                return value;
            }
        }
        return nullptr;
    }
    const std::string &problem() const { return m_problem; }

private:
    const json::value *at(std::string_view path) const
    {
        const json::object *object = &m_object;
        for (std::size_t dot = path.find('.'); dot != std::string_view::npos && object; dot = path.find('.')) {
            const json::value *details = object->if_contains(path.substr(0, dot));
            object = details ? details->if_object() : nullptr;
            path.remove_prefix(dot + 1);
        }
        return object ? object->if_contains(path) : nullptr;
    }

    std::optional<std::int64_t> scaled(std::initializer_list<std::string_view> paths, double factor)
    {
        const json::value *value = find(paths);
        if (!value) {
            return std::nullopt;
        }
        constexpr double most = 1e15;
        const double number = value->is_number() ? value->to_number<double>() : std::nan("");
        if (!(number >= 0 && number * factor <= most)) {
            m_problem = "\"" + std::string(*paths.begin()) + "\" is " + json::serialize(*value)
                + "; it must be a count of 0 or more.";
            return std::nullopt;
        }
        return std::llround(number * factor);
    }

    const json::object &m_object;
    std::string m_problem;
};

void readTokens(UsageReader &reader, Usage &usage)
{
    usage.promptTokens = reader.count({ "prompt_tokens", "input_tokens" });
    usage.completionTokens = reader.count({ "completion_tokens", "output_tokens" });
    usage.totalTokens = reader.count({ "total_tokens" });
    // Embeddings and reranks of some providers tell the total alone.
    if (!usage.promptTokens && !usage.completionTokens) {
        usage.promptTokens = usage.totalTokens;
    }
    usage.cachedTokens = reader.count({ "cached_tokens", "prompt_tokens_details.cached_tokens",
                                        "input_tokens_details.cached_tokens", "cache_read_input_tokens" });
    usage.cacheCreationTokens =
        reader.count({ "cache_creation_tokens", "cache_creation_input_tokens",
                       "prompt_tokens_details.cache_creation_tokens", "prompt_tokens_details.cache_write_tokens" });
    usage.cacheCreationHourTokens =
        reader.count({ "cache_creation_hour_tokens", "cache_creation.ephemeral_1h_input_tokens",
                       "prompt_tokens_details.cache_creation_token_details.ephemeral_1h_input_tokens",
                       "cache_creation_token_details.ephemeral_1h_input_tokens" });
    usage.audioInputTokens = reader.count(
        { "audio_input_tokens", "prompt_tokens_details.audio_tokens", "input_tokens_details.audio_tokens" });
    usage.imageInputTokens = reader.count(
        { "image_input_tokens", "prompt_tokens_details.image_tokens", "input_tokens_details.image_tokens" });
    usage.reasoningTokens = reader.count(
        { "reasoning_tokens", "completion_tokens_details.reasoning_tokens", "output_tokens_details.reasoning_tokens" });
    usage.audioOutputTokens = reader.count(
        { "audio_output_tokens", "completion_tokens_details.audio_tokens", "output_tokens_details.audio_tokens" });
    usage.imageOutputTokens = reader.count(
        { "image_output_tokens", "completion_tokens_details.image_tokens", "output_tokens_details.image_tokens" });
    usage.cachedAudioTokens = reader.count({ "cached_audio_tokens" });
    usage.cachedImageTokens = reader.count({ "cached_image_tokens" });
    usage.citationTokens = reader.count({ "citation_tokens" });
    usage.webSearches = reader.count({ "web_searches", "server_tool_use.web_search_requests",
                                       "prompt_tokens_details.web_search_requests", "num_search_queries" });
    usage.serviceTier = reader.text({ "service_tier" });
}

void readUnits(UsageReader &reader, UnitUsage &units)
{
    units.images = reader.count({ "images", "image_count" });
    units.inputImages = reader.count({ "input_images", "prompt_tokens_details.image_count" });
    units.inputMilliseconds =
        reader.milliseconds({ "seconds", "duration", "input_seconds", "prompt_tokens_details.audio_length_seconds" });
    units.outputMilliseconds = reader.milliseconds({ "output_seconds", "video_seconds" });
    units.inputCharacters = reader.count({ "characters", "input_characters", "prompt_tokens_details.character_count" });
    units.searchUnits = reader.count({ "search_units", "queries", "billed_units.search_units" });
    units.pages = reader.count({ "pages", "pages_processed" });
    units.imageSize = reader.text({ "image_size", "size" });
    units.imageQuality = reader.text({ "image_quality", "quality" });
    units.searchContext = reader.text({ "search_context_size" });
}

} // namespace

Result<Usage> readUsage(std::string_view text)
{
    boost::system::error_code failed;
    const json::value value = json::parse(text, failed);
    if (failed || !value.is_object()) {
        return failure(ErrorClass::BadRequest, "Standard input is not a JSON usage object.");
    }
    // A whole answer has its usage inside, and the tier beside it.
    const json::object &given = value.get_object();
    const json::value *inside = given.if_contains("usage");
    const bool answer = inside && inside->is_object();
    UsageReader reader(answer ? inside->get_object() : given);
    Usage usage;
    readTokens(reader, usage);
    if (const json::value *tier = given.if_contains("service_tier"); answer && tier && tier->is_string() && usage.serviceTier.empty()) {
        usage.serviceTier = tier->get_string();
    }
    readUnits(reader, usage.units);
    if (!reader.problem().empty()) {
        return failure(ErrorClass::BadRequest, "In the usage object " + reader.problem());
    }
    if (const json::value *cost = reader.find({ "cost" })) {
        usage.reportedCost = cost->is_string() ? std::string(cost->get_string()) : json::serialize(*cost);
    }
    return usage;
}

} // namespace patchbay::cli
