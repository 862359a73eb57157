// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "app/cli/input_file.h"
#include "app/cli/route_live.h"
#include "app/cli/routing_files.h"
#include "providers/routing/affinity.h"
#include "providers/routing/explain.h"
#include "providers/tokens/token_counter.h"
#include "providers/wire/openai_format.h"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>
#include <ostream>

namespace patchbay::cli {
namespace {

constexpr Option options[] = {
    { "--config", true, "the configuration" },
    { "--model", true, "the group, alias or model that a client would ask for" },
    { "--request", true, "an OpenAI chat request; - is standard input" },
    { "--state", true, "what is cooling, used and spent" },
    { "--seed", true, "chooses among equals; 1" },
    { "--json", false, "for machines" },
    { "--help", false, "this text" },
};

// The body's facts; headers and keys have no place in a request file, so these names stand in it too.
void readCaller(routing::RequestFacts &facts, const boost::json::object &request)
{
    const std::pair<std::string_view, std::string *> texts[] = {
        { "key", &facts.key },       { "team", &facts.team },         { "session", &facts.session },
        { "region", &facts.region }, { "language", &facts.language }, { "user_agent", &facts.userAgent },
    };
    for (const auto &[name, target] : texts) {
        if (const boost::json::value *value = request.if_contains(name); value && value->is_string()) {
            *target = std::string(value->as_string());
        }
    }
    if (const boost::json::value *tags = request.if_contains("tags"); tags && tags->is_array()) {
        for (const boost::json::value &tag : tags->as_array()) {
            if (tag.is_string()) {
                facts.tags.emplace_back(tag.as_string());
            }
        }
    }
    if (const boost::json::value *tokens = request.if_contains("prompt_tokens"); tokens && tokens->is_int64()) {
        facts.promptTokens = tokens->as_int64();
    }
    if (const boost::json::value *tokens = request.if_contains("completion_tokens"); tokens && tokens->is_int64()) {
        facts.completionTokens = tokens->as_int64();
    }
    if (const boost::json::value *first = request.if_contains("priority"); first && first->is_int64()) {
        facts.priority = static_cast<int>(std::clamp<std::int64_t>(first->as_int64(), -1'000, 1'000));
    }
    if (const boost::json::value *left = request.if_contains("budget_left"); left && left->is_number()) {
        facts.budgetLeft = left->to_number<double>();
    }
    if (const boost::json::value *id = request.if_contains("previous_response_id"); id && id->is_string()) {
        if (const auto sealed = routing::unsealResponseId(std::string_view(id->as_string()))) {
            facts.responseDeployment = sealed->deployment;
        }
    }
}

struct AskedRoute {
    routing::RequestFacts facts;
    std::optional<routing::Complexity> complexity;
};

// Counts as the group's first model does, where its tokens are known exactly.
routing::TokenCount tokenCount(const routing::RoutingTable &table, const std::string &model)
{
    const std::optional<routing::Target> target = table.resolve(model);
    if (!target || table.groups()[target->group].members.empty()) {
        return {};
    }
    const std::string known = table.modelFor(table.groups()[target->group].members.front(), target->name);
    return [known](std::string_view text) -> std::optional<std::int64_t> {
        const tokens::TokenCount count = tokens::countTokens(known, text);
        return count.exact ? std::optional(count.tokens) : std::nullopt;
    };
}

Result<AskedRoute> readFacts(const std::string &file, const std::string &model, std::istream &in,
                             const routing::RoutingTable &table)
{
    AskedRoute asked;
    routing::RequestFacts &facts = asked.facts;
    facts.model = model;
    if (file.empty()) {
        return asked;
    }
    Result<std::string> text = readWhole(file, in);
    if (!text) {
        return std::unexpected(text.error());
    }
    boost::system::error_code problem;
    boost::json::value value = boost::json::parse(*text, problem);
    if (problem || !value.is_object()) {
        return failure(ErrorClass::BadRequest, "The request is not a JSON object.");
    }
    if (!value.as_object().contains("model")) {
        value.as_object()["model"] = model;
    }
    if (value.as_object().contains("messages")) {
        const Result<ChatRequest> request = wire::parseChatRequest(boost::json::serialize(value));
        if (!request) {
            return std::unexpected(request.error());
        }
        facts = routing::factsOf(*request, tokenCount(table, model.empty() ? request->model : model));
        asked.complexity = routing::scoreComplexity(*request);
    }
    facts.model = model.empty()
        ? std::string(value.as_object()["model"].is_string() ? value.as_object()["model"].as_string() : "")
        : model;
    readCaller(facts, value.as_object());
    return asked;
}

int explain(const Arguments &arguments, const Streams &streams, const Catalog &catalog)
{
    const auto table = loadTable(arguments.value("--config"), catalog, streams.err);
    if (!table) {
        return reportError(table.error(), streams.err);
    }
    const Result<AskedRoute> asked =
        readFacts(arguments.value("--request"), arguments.value("--model"), streams.in, **table);
    if (!asked) {
        return reportError(asked.error(), streams.err);
    }
    const SystemClock clock;
    const routing::Moment now { clock.steadyNow(), clock.now() };
    routing::Router router(*table);
    if (arguments.has("--state")) {
        const Result<std::string> text = readWhole(arguments.value("--state"), streams.in);
        Result<routing::RoutingState> state = text ? routing::readState(**table, *text, now.steady)
                                                   : Result<routing::RoutingState>(std::unexpected(text.error()));
        if (!state) {
            return reportError(state.error(), streams.err);
        }
        router.setState(std::move(*state));
        for (const std::string &sentence : routing::stateNotes(**table, *text)) {
            streams.err << "warning: " << sentence << '\n';
        }
    }
    std::uint64_t seed = 1;
    if (const std::string text = arguments.value("--seed"); !text.empty()) {
        const auto read = std::from_chars(text.data(), text.data() + text.size(), seed);
        if (read.ec != std::errc() || read.ptr != text.data() + text.size()) {
            return reportError(makeError(ErrorClass::BadRequest, "--seed takes a whole number."), streams.err);
        }
    }
    routing::Explanation explanation = routing::explainRoute(router, asked->facts, now, seed);
    explanation.complexity = asked->complexity;
    // A model that does not exist is a failure; a refusal is an answer.
    if (explanation.group.empty()) {
        if (arguments.has("--json")) {
            streams.out << routing::toJson(explanation) << '\n';
        }
        return reportError(*explanation.refusal, streams.err);
    }
    streams.out << (arguments.has("--json") ? routing::toJson(explanation) + "\n" : routing::toText(explanation));
    return Done;
}

} // namespace

int routeCommand(std::span<const std::string> words, const Streams &streams, const Catalog &catalog)
{
    if (!words.empty() && isLiveRouteVerb(words.front())) {
        return routeLiveCommand(words, streams);
    }
    const bool isExplain = !words.empty() && words.front() == "explain";
    const Result<Arguments> arguments = Arguments::parse(isExplain ? words.subspan(1) : words, options);
    const bool complete = arguments && isExplain && arguments->has("--config")
        && (arguments->has("--model") || arguments->has("--request"));
    if (!complete || arguments->has("--help") || !arguments->positional().empty()) {
        const bool asked = arguments && arguments->has("--help");
        (asked ? streams.out : streams.err)
            << (arguments ? "" : arguments.error().message + "\n")
            << usageText("route explain --config FILE --model GROUP [--request FILE] [--state FILE] [--json]\n\n"
                         "Which deployment would take a request, and why; no call is made.\n"
                         "`route state` and `route cool` ask the running gateway.",
                         options);
        return asked ? Done : WrongUsage;
    }
    return explain(*arguments, streams, catalog);
}

} // namespace patchbay::cli
