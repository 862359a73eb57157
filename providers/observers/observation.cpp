// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/observers/observation.h"

#include "providers/core/call_report.h"
#include "providers/observers/observation_parts.h"
#include "providers/observers/otlp_attributes.h"
#include "providers/wire/json_writer.h"

#include <format>

namespace patchbay::observers {

using wire::JsonWriter;

namespace {

double seconds(WallTime time)
{
    constexpr double perMicrosecond = 1e-6;
    return static_cast<double>(time.time_since_epoch().count()) * perMicrosecond;
}

std::uint64_t hashOf(std::string_view text, std::uint64_t seed)
{
    // FNV-1a: ids need to be the same each time, not secret.
    constexpr std::uint64_t prime = 1'099'511'628'211U;
    std::uint64_t hash = 14'695'981'039'346'656'037U ^ seed;
    for (const char letter : text) {
        hash = (hash ^ static_cast<unsigned char>(letter)) * prime;
    }
    return hash == 0 ? 1 : hash;
}

void writeSpan(JsonWriter &writer, const Observation &observation)
{
    const AttemptDraft &draft = observation.draft;
    const AttemptOutcome &outcome = observation.outcome;
    const auto nanoseconds = [](WallTime time) { return std::to_string(time.time_since_epoch().count()) + "000"; };
    constexpr std::int64_t clientKind = 3;
    writer.beginObject();
    writer.member("traceId", traceIdOf(callOf(draft)));
    writer.member("spanId", spanIdOf(draft.attemptId));
    writer.member("name", operationOf(draft.endpoint) + " " + draft.model);
    writer.member("kind", clientKind);
    writer.member("startTimeUnixNano", nanoseconds(draft.start));
    writer.member("endTimeUnixNano", nanoseconds(std::max(outcome.end, draft.start)));
    {
        Attributes attributes(writer);
        attributes.text("gen_ai.operation.name", operationOf(draft.endpoint));
        attributes.text("gen_ai.provider.name", systemOf(draft.provider));
        attributes.text("gen_ai.system", systemOf(draft.provider)); // its name before
        attributes.text("gen_ai.request.model", draft.group);
        attributes.text("gen_ai.response.model", draft.model);
        attributes.integer("gen_ai.usage.input_tokens", outcome.usage.promptTokens);
        attributes.integer("gen_ai.usage.output_tokens", outcome.usage.completionTokens);
        attributes.integer("gen_ai.usage.cache_read.input_tokens", outcome.usage.cachedTokens);
        if (!outcome.finishReason.empty()) {
            attributes.list("gen_ai.response.finish_reasons", { outcome.finishReason });
        }
        attributes.text("error.type", outcome.errorClass);
        if (outcome.httpStatus > 0) {
            attributes.integer("http.response.status_code", outcome.httpStatus);
        }
        if (outcome.timeToFirstToken) {
            constexpr double perMicrosecond = 1e-6;
            attributes.number("gen_ai.response.time_to_first_chunk",
                              static_cast<double>(outcome.timeToFirstToken->count()) * perMicrosecond);
        }
        if (outcome.amount.money) {
            attributes.number("patchbay.cost.usd", dollars(*outcome.amount.money));
        }
        attributes.text("patchbay.call.id", callOf(draft));
        attributes.integer("patchbay.attempt", draft.number);
        attributes.text("patchbay.deployment", draft.deployment);
        attributes.text("patchbay.key.id", observation.keyToken);
        attributes.text("patchbay.key.alias", observation.keyAlias);
        attributes.text("patchbay.team", draft.team);
        attributes.text("patchbay.user", draft.user);
        attributes.text("patchbay.customer", draft.customer);
        attributes.text("patchbay.project", draft.project);
        attributes.boolean("patchbay.refused", observation.refused);
        attributes.list("patchbay.tags", draft.tags);
        attributes.boolean("patchbay.stream", draft.stream);
        attributes.boolean("patchbay.cache_hit", outcome.cacheHit);
    }
    writer.beginObject("status");
    constexpr std::int64_t fine = 1;
    constexpr std::int64_t wrong = 2;
    writer.member("code", observation.failed() ? wrong : fine);
    writer.memberUnlessEmpty("message", outcome.errorMessage);
    writer.endObject();
    writer.endObject();
}

void writeNoticeSpan(JsonWriter &writer, const BudgetNotice &notice)
{
    const std::string subject = notice.group + " " + notice.id + " " + isoTime(notice.at);
    const std::string time = std::to_string(notice.at.time_since_epoch().count()) + "000";
    constexpr std::int64_t internalKind = 1;
    writer.beginObject();
    writer.member("traceId", traceIdOf(subject));
    writer.member("spanId", spanIdOf(subject));
    writer.member("name", "soft_budget_crossed");
    writer.member("kind", internalKind);
    writer.member("startTimeUnixNano", time);
    writer.member("endTimeUnixNano", time);
    {
        Attributes attributes(writer);
        attributes.text("patchbay.budget.group", notice.group);
        attributes.text("patchbay.budget.id", notice.id);
        attributes.number("patchbay.budget.spent.usd", dollars(notice.spent));
        attributes.number("patchbay.budget.soft.usd", dollars(notice.soft));
    }
    writer.endObject();
}

} // namespace

std::string traceIdOf(std::string_view text)
{
    return std::format("{:016x}{:016x}", hashOf(text, 0), hashOf(text, 0x9e3779b97f4a7c15U));
}

std::string spanIdOf(std::string_view text)
{
    return std::format("{:016x}", hashOf(text, 0x5bd1e995U));
}

std::string toPayload(const Observation &observation)
{
    const AttemptDraft &draft = observation.draft;
    const AttemptOutcome &outcome = observation.outcome;
    const std::int64_t prompt = outcome.usage.promptTokens.value_or(0);
    const std::int64_t completion = outcome.usage.completionTokens.value_or(0);
    if (observation.notice) {
        return noticeText(*observation.notice);
    }
    JsonWriter writer;
    writer.beginObject();
    writer.member("id", draft.attemptId);
    writer.member("litellm_call_id", callOf(draft));
    writer.member("trace_id", traceIdOf(callOf(draft)));
    writer.member("call_type", callTypeOf(draft.endpoint));
    writer.member("stream", draft.stream);
    writer.member("status", observation.failed() ? "failure" : "success");
    writer.member("model", draft.model);
    writer.member("model_group", draft.group);
    writer.member("model_id", draft.deployment);
    writer.member("custom_llm_provider", draft.provider);
    writer.key("response_cost");
    outcome.amount.money ? writer.number(dollars(*outcome.amount.money)) : writer.null();
    writer.member("prompt_tokens", prompt);
    writer.member("completion_tokens", completion);
    writer.member("total_tokens", outcome.usage.totalTokens.value_or(prompt + completion));
    writer.key("startTime");
    writer.number(seconds(draft.start));
    writer.key("endTime");
    writer.number(seconds(outcome.end));
    writer.key("completionStartTime");
    outcome.timeToFirstToken ? writer.number(seconds(draft.start + *outcome.timeToFirstToken)) : writer.null();
    writer.member("cache_hit", outcome.cacheHit);
    writer.member("end_user", draft.customer);
    texts(writer, "request_tags", draft.tags);
    writer.beginObject("metadata");
    writer.member("user_api_key_hash", observation.keyToken);
    writer.textOrNull("user_api_key_alias", observation.keyAlias);
    writer.member("user_api_key_team_id", draft.team);
    writer.member("user_api_key_user_id", draft.user);
    writer.member("user_api_key_project_id", draft.project);
    writer.member("refused", observation.refused);
    writer.member("attempt", std::int64_t { draft.number });
    writer.endObject();
    if (observation.failed()) {
        writer.beginObject("error_information");
        writer.member("error_class", outcome.errorClass);
        writer.member("error_code", std::to_string(failureStatus(outcome)));
        writer.member("error_message", outcome.errorMessage);
        writer.member("llm_provider", draft.provider);
        writer.endObject();
    }
    writer.endObject();
    return writer.take();
}

std::string toTraces(std::span<const Observation> batch, const std::string &service)
{
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("resourceSpans");
    writer.beginObject();
    writer.beginObject("resource");
    Attributes(writer).text("service.name", service);
    writer.endObject();
    writer.beginArray("scopeSpans");
    writer.beginObject();
    writer.beginObject("scope");
    writer.member("name", "patchbay.gateway");
    writer.endObject();
    writer.beginArray("spans");
    for (const Observation &observation : batch) {
        observation.notice ? writeNoticeSpan(writer, *observation.notice) : writeSpan(writer, observation);
    }
    writer.endArray();
    writer.endObject();
    writer.endArray();
    writer.endObject();
    writer.endArray();
    writer.endObject();
    return writer.take();
}

} // namespace patchbay::observers
