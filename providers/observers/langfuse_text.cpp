// SPDX-License-Identifier: GPL-3.0-or-later
//
// Observations in the form of Langfuse's ingestion.
#include "providers/observers/observation_parts.h"
#include "providers/wire/json_view.h"

namespace patchbay::observers {

using wire::JsonWriter;

namespace {

void writeNoticeEvent(JsonWriter &writer, const BudgetNotice &notice)
{
    const std::string subject = notice.group + " " + notice.id + " " + isoTime(notice.at);
    writer.beginObject();
    writer.member("id", spanIdOf(subject));
    writer.member("type", "event-create");
    writer.member("timestamp", isoTime(notice.at));
    writer.beginObject("body");
    writer.member("id", spanIdOf(subject));
    writer.member("traceId", traceIdOf(subject));
    writer.member("name", "soft_budget_crossed");
    writer.member("startTime", isoTime(notice.at));
    writer.member("level", "WARNING");
    writer.key("metadata");
    writer.raw(noticeText(notice));
    writer.endObject();
    writer.endObject();
}

// What a client says of its trace in its metadata, under LiteLLM's names: trace_id, trace_name, generation_name, …
class Said {
public:
    explicit Said(const AttemptDraft &draft)
        : m_metadata(draft.notes.metadata.empty() ? wire::JsonView()
                                                  : wire::JsonView(std::string_view(draft.notes.metadata))["requester_metadata"])
        , m_session(draft.notes.session)
        , m_call(callOf(draft))
    {
    }
    std::string text(const char *name, const std::string &otherwise = {}) const
    {
        const std::string said = m_metadata[name].string();
        return said.empty() ? otherwise : said;
    }
    // A trace that is there already: only the generation is added to it.
    bool joins() const { return !text("existing_trace_id").empty(); }
    std::string trace() const { return text("existing_trace_id", text("trace_id", m_call)); }
    std::string session() const { return text("session_id", m_session); }
    const wire::JsonView &metadata() const { return m_metadata; }

private:
    const wire::JsonView m_metadata;
    const std::string &m_session;
    const std::string &m_call;
};

void writeTrace(JsonWriter &writer, const Observation &observation)
{
    const AttemptDraft &draft = observation.draft;
    const Said said(draft);
    if (said.joins()) {
        return;
    }
    writer.beginObject();
    writer.member("id", draft.attemptId + "-trace");
    writer.member("type", "trace-create");
    writer.member("timestamp", isoTime(draft.start));
    writer.beginObject("body");
    writer.member("id", said.trace());
    writer.member("timestamp", isoTime(draft.start));
    writer.member("name", said.text("trace_name", "patchbay-" + operationOf(draft.endpoint)));
    writer.memberUnlessEmpty("userId", said.text("trace_user_id", draft.customer.empty() ? draft.user : draft.customer));
    writer.memberUnlessEmpty("sessionId", said.session());
    writer.memberUnlessEmpty("version", said.text("trace_version", said.text("version")));
    writer.memberUnlessEmpty("release", said.text("trace_release"));
    if (const wire::JsonView more = said.metadata()["trace_metadata"]; more.isObject()) {
        writer.key("metadata");
        writer.raw(more.raw());
    }
    texts(writer, "tags", draft.tags);
    writer.endObject();
    writer.endObject();
}

void writeGeneration(JsonWriter &writer, const Observation &observation)
{
    const AttemptDraft &draft = observation.draft;
    const AttemptOutcome &outcome = observation.outcome;
    const std::int64_t input = outcome.usage.promptTokens.value_or(0);
    const std::int64_t output = outcome.usage.completionTokens.value_or(0);
    writer.beginObject();
    writer.member("id", draft.attemptId);
    writer.member("type", "generation-create");
    writer.member("timestamp", isoTime(outcome.end));
    writer.beginObject("body");
    writer.member("id", draft.attemptId);
    const Said said(draft);
    writer.member("traceId", said.trace());
    writer.member("name", said.text("generation_name", operationOf(draft.endpoint)));
    writer.memberUnlessEmpty("parentObservationId", said.text("parent_observation_id"));
    writer.memberUnlessEmpty("version", said.text("version"));
    writer.member("model", draft.model);
    writer.member("startTime", isoTime(draft.start));
    writer.member("endTime", isoTime(outcome.end));
    if (outcome.timeToFirstToken) {
        writer.member("completionStartTime", isoTime(draft.start + *outcome.timeToFirstToken));
    }
    writer.beginObject("usage");
    writer.member("input", input);
    writer.member("output", output);
    writer.member("total", outcome.usage.totalTokens.value_or(input + output));
    writer.member("unit", "TOKENS");
    if (outcome.amount.money) {
        writer.key("totalCost");
        writer.number(dollars(*outcome.amount.money));
    }
    writer.endObject();
    writer.member("level", observation.failed() ? "ERROR" : "DEFAULT");
    writer.memberUnlessEmpty("statusMessage", outcome.errorMessage);
    writer.beginObject("metadata");
    writer.member("provider", draft.provider);
    writer.member("model_group", draft.group);
    writer.member("deployment", draft.deployment);
    writer.member("attempt", std::int64_t { draft.number });
    writer.member("cache_hit", outcome.cacheHit);
    writer.memberUnlessEmpty("key_id", observation.keyToken);
    writer.memberUnlessEmpty("key_alias", observation.keyAlias);
    writer.memberUnlessEmpty("team_id", draft.team);
    writer.memberUnlessEmpty("project_id", draft.project);
    writer.member("refused", observation.refused);
    if (said.metadata().isObject()) {
        writer.key("requester_metadata");
        writer.raw(said.metadata().raw());
    }
    writer.endObject();
    writer.endObject();
    writer.endObject();
}

} // namespace

std::string toLangfuse(std::span<const Observation> batch)
{
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("batch");
    for (const Observation &observation : batch) {
        if (observation.notice) {
            writeNoticeEvent(writer, *observation.notice);
            continue;
        }
        writeTrace(writer, observation);
        writeGeneration(writer, observation);
    }
    writer.endArray();
    writer.endObject();
    return writer.take();
}

} // namespace patchbay::observers
