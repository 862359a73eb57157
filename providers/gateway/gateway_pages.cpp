// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/gateway_pages.h"

#include "providers/engine/usage_estimate.h"
#include "providers/gateway/error_text.h"
#include "providers/wire/json_writer.h"

namespace patchbay::gateway {

namespace {

HttpResponse jsonAnswer(std::string body)
{
    constexpr int ok = 200;
    return { ok, { { "content-type", "application/json" } }, std::move(body) };
}

} // namespace

// Our own estimate: no provider is asked.
HttpResponse tokenCountPage(const ClientRequest &request, const Route &route)
{
    const Result<ChatRequest> read = route.dialect->read(request.body, route.model, false);
    if (!read) {
        return { clientStatus(read.error()), errorHeaders(read.error()), route.dialect->error(read.error()) };
    }
    wire::JsonWriter writer;
    writer.beginObject();
    writer.member(route.dialect == &geminiDialect() ? "totalTokens" : "input_tokens", estimatePromptTokens(*read));
    writer.endObject();
    return jsonAnswer(writer.take());
}

// What routing knows, without calling anybody: a deployment is unhealthy while it is kept out.
// ?model= (a group, or a deployment's model) and ?model_id= choose. A key sees what it may use.
HttpResponse healthPage(GatewaySnapshot &snapshot, const HealthQuestion &question)
{
    const std::string model = queryValue(question.query, "model");
    const std::string id = queryValue(question.query, "model_id");
    std::vector<std::string> healthy;
    std::vector<std::string> unhealthy;
    {
        const std::scoped_lock lock(snapshot.routerMutex);
        const SteadyTime now = question.clock.steadyNow();
        const auto &states = snapshot.router.state().deployments;
        for (routing::Index index = 0; index < states.size(); ++index) {
            const bool out = states[index].unhealthy || states[index].unavailableUntil > now;
            const routing::DeploymentDetails &details = snapshot.table->details(index);
            const config::Deployment *deployment = snapshot.configuration.deployment(details.id);
            const bool named = model.empty() || details.model == model || (deployment && deployment->group == model);
            const bool ownGroup = deployment && question.keys.mayUse(question.caller, deployment->group);
            if (!named || !ownGroup || (!id.empty() && details.id != id)) {
                continue;
            }
            wire::JsonWriter writer;
            writer.beginObject();
            writer.member("model", details.model);
            writer.member("model_id", details.id);
            writer.endObject();
            (out ? unhealthy : healthy).push_back(writer.take());
        }
    }
    wire::JsonWriter writer;
    writer.beginObject();
    for (const auto &[name, list] :
         { std::pair("healthy_endpoints", &healthy), std::pair("unhealthy_endpoints", &unhealthy) }) {
        writer.beginArray(name);
        for (const std::string &entry : *list) {
            writer.raw(entry);
        }
        writer.endArray();
    }
    writer.member("healthy_count", static_cast<std::int64_t>(healthy.size()));
    writer.member("unhealthy_count", static_cast<std::int64_t>(unhealthy.size()));
    writer.endObject();
    return jsonAnswer(writer.take());
}

} // namespace patchbay::gateway
