// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/guard_runner.h"

#include "providers/gateway/error_text.h"
#include "providers/guardrails/stream_texts.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <algorithm>

namespace patchbay::gateway {

using guardrails::Guardrail;
using guardrails::Mode;
using guardrails::Side;

namespace {

bool looks(const Guardrail &guardrail, Side side)
{
    return side == Side::Request ? guardrail.has(Mode::PreCall) || guardrail.has(Mode::DuringCall)
                                 : guardrail.has(Mode::PostCall);
}

// The words of a body, whether it is one JSON value or a stream of them.
class Words {
public:
    Words(const std::string &body, Side side)
        : m_body(body)
        , m_side(side)
        , m_whole(wire::parseJson(body).has_value())
    {
        if (m_whole) {
            m_places = guardrails::textsIn(body, side);
            for (const guardrails::JsonPlace &place : m_places) {
                m_texts.push_back(place.text);
            }
        } else {
            m_stream.emplace(body);
            m_texts = m_stream->texts();
        }
    }
    const std::vector<std::string> &texts() const { return m_texts; }
    std::vector<std::string> tools() const { return m_whole ? guardrails::toolsIn(m_body, m_side) : m_stream->tools(); }
    std::string with(const std::vector<std::string> &texts) const
    {
        return m_whole ? guardrails::withTexts(m_body, m_places, texts) : m_stream->with(texts);
    }

private:
    const std::string &m_body;
    const Side m_side;
    const bool m_whole;
    std::vector<guardrails::JsonPlace> m_places;
    std::optional<guardrails::StreamTexts> m_stream;
    std::vector<std::string> m_texts;
};

std::string checkBody(const Guardrail &guardrail, const std::vector<std::string> &texts, Side side,
                      const std::string &callId)
{
    wire::JsonWriter writer;
    writer.beginObject();
    writer.beginArray("texts");
    for (const std::string &text : texts) {
        writer.string(text);
    }
    writer.endArray();
    writer.member("input_type", side == Side::Request ? "request" : "response");
    writer.member("litellm_call_id", callId);
    writer.member("additional_provider_specific_params", guardrail.http->parameters);
    writer.endObject();
    return writer.take();
}

} // namespace

struct GuardRunner::Run {
    Side side = Side::Request;
    std::string body;
    bool changed = false;
    std::size_t next = 0;
    Done done;

    void end(std::optional<Error> error)
    {
        done({ std::move(error), changed ? std::optional(std::move(body)) : std::nullopt });
    }
    void take(std::string fresh)
    {
        changed = changed || fresh != body;
        body = std::move(fresh);
    }
};

Error guardrailError(const std::string &name, const std::string &reason)
{
    Error error = gatewayError(400, "Violated guardrail policy: " + name + ": " + reason + ".", "None");
    error.param = "None"; // both as LiteLLM has them
    return error;
}

GuardRunner::GuardRunner(guardrails::Guardrails guards, transport::HttpClient *client, std::string callId,
                         std::vector<std::string> policies)
    : m_guards(std::move(guards))
    , m_client(client)
    , m_callId(std::move(callId))
    , m_policies(std::move(policies))
{
}

bool GuardRunner::looksAt(Side side) const
{
    return std::ranges::any_of(m_guards, [side](const auto &guardrail) { return looks(*guardrail, side); });
}

std::unique_ptr<guardrails::StreamWindow> GuardRunner::window() const
{
    guardrails::Guardrails chosen;
    for (const auto &guardrail : m_guards) {
        if (!looks(*guardrail, Side::Answer) || (!guardrail->unsupported.empty() && guardrail->failOpen)) {
            continue;
        }
        if (!guardrails::StreamWindow::covers(*guardrail)) {
            return nullptr;
        }
        chosen.push_back(guardrail);
    }
    return chosen.empty() ? nullptr : std::make_unique<guardrails::StreamWindow>(std::move(chosen));
}

std::string GuardRunner::names() const
{
    std::string names;
    for (const auto &guardrail : m_guards) {
        names += (names.empty() ? "" : ",") + guardrail->name;
    }
    return names;
}

void GuardRunner::addHeaders(std::vector<HttpHeader> &headers) const
{
    headers.push_back({ "x-litellm-applied-guardrails", names() });
    std::string policies;
    for (const std::string &policy : m_policies) {
        policies += (policies.empty() ? "" : ",") + policy;
    }
    if (!policies.empty()) {
        headers.push_back({ "x-litellm-applied-policies", std::move(policies) });
    }
}

void GuardRunner::run(Side side, std::string body, Done done)
{
    auto run = std::make_shared<Run>();
    run->side = side;
    run->body = std::move(body);
    run->done = std::move(done);
    step(std::move(run));
}

void GuardRunner::step(std::shared_ptr<Run> run)
{
    while (run->next < m_guards.size()) {
        const Guardrail &guardrail = *m_guards[run->next++];
        if (!looks(guardrail, run->side)) {
            continue;
        }
        if (!guardrail.unsupported.empty()) {
            if (!guardrail.failOpen) {
                run->end(guardrailError(guardrail.name, "it cannot decide here: " + guardrail.unsupported));
                return;
            }
            continue;
        }
        if (guardrail.http) {
            ask(std::move(run), guardrail);
            return;
        }
        const Words words(run->body, run->side);
        std::vector<std::string> texts = words.texts();
        std::string reason = guardrails::inspectTexts(guardrail, texts);
        if (reason.empty()) {
            reason = guardrails::inspectTools(guardrail, words.tools());
        }
        if (reason.empty() && run->side == Side::Answer && !guardrail.schema.empty()) {
            std::string all;
            std::ranges::for_each(texts, [&](const std::string &text) { all += text; });
            reason = guardrails::inspectSchema(guardrail, all);
        }
        if (!reason.empty()) {
            run->end(guardrailError(guardrail.name, reason));
            return;
        }
        // What only watches does not change anything.
        const bool mayChange = run->side == Side::Answer || guardrail.has(Mode::PreCall);
        if (mayChange && texts != words.texts()) {
            run->take(words.with(texts));
        }
    }
    run->end(std::nullopt);
}

// LiteLLM's generic guardrail API: {"action": "NONE" | "BLOCKED" | "GUARDRAIL_INTERVENED", "texts", "blocked_reason"}.
void GuardRunner::ask(std::shared_ptr<Run> run, const Guardrail &guardrail)
{
    struct Reply {
        int status = 0;
        std::string body;
    };
    const auto reply = std::make_shared<Reply>();
    HttpRequest request;
    request.url = guardrail.http->url;
    request.headers = { { "content-type", "application/json" } };
    for (const auto &[name, value] : guardrail.http->headers) {
        request.headers.push_back({ name, value });
    }
    const Words words(run->body, run->side);
    request.body = checkBody(guardrail, words.texts(), run->side, m_callId);
    transport::ExchangeHandler handler;
    handler.onHead = [reply](int status, const std::vector<HttpHeader> &) { reply->status = status; };
    handler.onData = [reply](std::string_view bytes) {
        constexpr std::size_t largest = 32 * 1024 * 1024;
        reply->body.append(bytes.substr(0, largest - std::min(largest, reply->body.size())));
    };
    handler.onEnd = [self = shared_from_this(), run, reply, &guardrail](const Result<void> &result,
                                                                        const transport::ExchangeTiming &) {
        constexpr int ok = 200;
        const auto json = wire::parseJson(reply->body);
        const std::string action = result && json && reply->status == ok ? (*json)["action"].string() : std::string();
        if (action == "BLOCKED") {
            const std::string reason = (*json)["blocked_reason"].string();
            run->end(guardrailError(guardrail.name, reason.empty() ? "blocked" : reason));
            return;
        }
        if (action == "GUARDRAIL_INTERVENED") {
            const Words asked(run->body, run->side);
            std::vector<std::string> texts;
            for (const wire::JsonView text : (*json)["texts"].items()) {
                texts.push_back(text.string());
            }
            if (texts.size() == asked.texts().size()) {
                run->take(asked.with(texts));
                self->step(run);
                return;
            }
        }
        if (action != "NONE" && !guardrail.failOpen) {
            run->end(
                guardrailError(guardrail.name, "its service could not be asked, or gave no answer that can be read"));
            return;
        }
        self->step(run);
    };
    transport::Deadlines deadlines;
    deadlines.connect = std::chrono::seconds(5);
    deadlines.firstByte = deadlines.idle = deadlines.total = std::chrono::seconds(30);
    m_client->send(std::move(request), {}, std::move(handler), deadlines);
}

} // namespace patchbay::gateway
