// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/call_notes.h"

#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

namespace patchbay::gateway {

namespace {

constexpr std::size_t longest = 8'192;
constexpr std::size_t longestName = 256;
constexpr std::size_t longestAddress = 64;

bool isObject(std::string_view text)
{
    return wire::parseJson(text) && wire::JsonView(text).isObject();
}

} // namespace

std::string noteOfAddress(std::string address)
{
    const bool own = address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127.");
    if (own || address.size() > longestAddress) {
        return {};
    }
    return address;
}

void takeNotes(CallNotes &notes, const routing::RequestFacts &facts, const std::vector<HttpHeader> &headers,
               const guardrails::Redaction &redaction)
{
    if (facts.session.size() <= longestName) {
        notes.session = facts.session;
    }
    const std::string_view header = headerValue(headers, "x-litellm-spend-logs-metadata");
    if (facts.metadata.empty() && header.empty()) {
        return;
    }
    const bool kept = !facts.metadata.empty() && facts.metadata.size() <= longest;
    const std::string_view told =
        !header.empty() ? header : kept ? wire::JsonView(facts.metadata)["spend_logs_metadata"].raw() : std::string_view();
    const bool spend = told.size() <= longest && isObject(told);
    if (!kept && !spend) {
        return;
    }
    wire::JsonWriter writer;
    writer.beginObject();
    if (kept) {
        writer.key("requester_metadata");
        writer.raw(facts.metadata);
    }
    if (spend) {
        writer.key("spend_logs_metadata");
        writer.raw(told);
    }
    writer.endObject();
    notes.metadata = guardrails::redactedJson(writer.take(), redaction);
}

} // namespace patchbay::gateway
