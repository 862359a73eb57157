// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/connection_test.h"

#include "providers/gateway/admin_answer.h"
#include "providers/gateway/error_text.h"
#include "providers/gateway/health_checker.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

namespace patchbay::gateway {

namespace {

using wire::JsonView;
using wire::JsonWriter;

// The parameters as the only entry of a configuration, with the credentials of the one in force.
Result<std::shared_ptr<GatewaySnapshot>> configured(const JsonView &parameters, const GatewaySnapshot &snapshot,
                                                    const Catalog &catalog)
{
    JsonWriter writer;
    writer.beginObject();
    if (const config::YamlNode *credentials = snapshot.configuration.root.find("credential_list")) {
        writer.key("credential_list");
        writer.raw(config::toJson(*credentials));
    }
    writer.beginArray("model_list");
    writer.beginObject();
    writer.member("model_name", "test");
    writer.key("litellm_params");
    writer.raw(parameters.raw());
    writer.endObject();
    writer.endArray();
    writer.endObject();
    // Names of variables stay names: the engine asks its own sources for them.
    return GatewaySnapshot::make(config::parseConfig(writer.take(), "the call"), catalog,
                                 [](const std::string &) { return std::string(); }, [](std::string_view) { return true; });
}

std::string outcome(const Error *error, const std::string &model)
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("status", error ? "error" : "success");
    writer.beginObject("result");
    writer.member("model", model);
    if (error) {
        writer.member("error", error->message);
        writer.member("error_class", className(error->kind));
    }
    writer.endObject();
    writer.endObject();
    return writer.take();
}

Result<CompletionCall> callFor(const JsonView &json, const GatewaySnapshot &snapshot, const Catalog &catalog)
{
    const std::string mode = json["mode"].string();
    if (!mode.empty() && mode != "chat" && mode != "completion" && mode != "responses") {
        return refuseAdmin(400, "Only models that chat are tried here.", "mode");
    }
    if (const std::string id = json["model_info"]["id"].string(); !id.empty() && !json["litellm_params"]["model"]) {
        const routing::Index index = snapshot.table->deploymentById(id);
        return index == routing::none ? refuseAdmin(404, "There is no such deployment.", "model_info.id")
                                      : Result<CompletionCall>(healthCall(snapshot, index));
    }
    if (!json["litellm_params"]["model"].isString()) {
        return refuseAdmin(400, "\"litellm_params\" with a \"model\" are needed.", "litellm_params");
    }
    const auto made = configured(json["litellm_params"], snapshot, catalog);
    if (!made || (*made)->access.empty()) {
        return made ? refuseAdmin(400, "The parameters make no deployment.", "litellm_params") : std::unexpected(made.error());
    }
    return healthCall(**made, 0);
}

} // namespace

void testConnection(const CallServices &services, const AdminRequest &request, const GatewaySnapshot &snapshot,
                    std::shared_ptr<ClientExchange> exchange)
{
    if (request.method != "POST") {
        exchange->respond(adminAnswer(refuseAdmin(405, "This call wants POST.")));
        return;
    }
    const Result<JsonView> json = readAdminBody(request.body);
    Result<CompletionCall> call = json ? callFor(*json, snapshot, services.catalog) : std::unexpected(json.error());
    if (!call) {
        exchange->respond(adminAnswer(std::unexpected(call.error())));
        return;
    }
    const std::string model = call->request.model;
    constexpr std::chrono::seconds patience { 30 };
    call->deadlines.total = patience;
    call->labels.group = {};
    call->labels.deployment = {};
    const std::shared_ptr<Completion> completion =
        services.engine.start(std::move(*call), [exchange, model](const EngineEvent &event) {
            if (std::holds_alternative<CallSucceeded>(event)) {
                exchange->respond(adminAnswer(outcome(nullptr, model)));
            } else if (const auto *failed = std::get_if<CallFailed>(&event)) {
                exchange->respond(adminAnswer(outcome(&failed->error, model)));
            }
        });
    exchange->onPeerGone([completion] { completion->cancel(); });
}

} // namespace patchbay::gateway
