// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/responses_page.h"

#include "providers/gateway/error_text.h"
#include "providers/routing/affinity.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

namespace patchbay::gateway {

namespace {

using wire::JsonView;

HttpResponse page(int status, std::string body)
{
    return { status, { { "content-type", "application/json" } }, std::move(body) };
}

HttpResponse notFound(const std::string &id)
{
    Error error = gatewayError(404, "Response with id '" + id + "' not found.");
    error.param = "response_id";
    return page(404, openAiError(error));
}

std::string deletedText(const std::string &id)
{
    return R"({"id":)" + wire::jsonLiteral(id) + R"(,"object":"response.deleted","deleted":true})";
}

std::string listText(std::string_view items)
{
    return R"({"object":"list","data":)" + std::string(items) + R"(,"has_more":false})";
}

bool ended(const StoredResponse &stored)
{
    const JsonView status = JsonView(std::string_view(stored.response))["status"];
    return !status.is("queued") && !status.is("in_progress");
}

} // namespace

std::variant<HttpResponse, PassThroughTarget> answerResponseCall(const ResponseCall &call, ResponseStore &store,
                                                                 const GatewaySnapshot &snapshot)
{
    const std::optional<StoredResponse> stored = store.find(call.id, call.owner);
    const auto sealed = routing::unsealResponseId(call.id);
    if (stored && (ended(*stored) || (sealed && sealed->provider == "patchbay"))) {
        switch (call.action) {
        case ResponseAction::Get: return page(200, stored->response);
        case ResponseAction::InputItems: return page(200, listText(stored->input));
        case ResponseAction::Delete: store.remove(call.id, call.owner); return page(200, deletedText(call.id));
        case ResponseAction::Cancel:
            return page(400,
                        openAiError(gatewayError(400, "Only responses that run in the background can be cancelled.")));
        }
    }
    if (!sealed || sealed->provider == "patchbay") {
        return notFound(call.id);
    }
    for (std::size_t place = 0; place < snapshot.access.size(); ++place) {
        const routing::DeploymentDetails &details = snapshot.table->details(static_cast<routing::Index>(place));
        if (details.id != sealed->deployment) {
            continue;
        }
        PassThroughTarget target;
        target.model = details.model;
        target.access = &snapshot.access[place];
        target.deployment = details.id;
        target.path = "/v1/responses/" + sealed->responseId
            + (call.action == ResponseAction::Cancel           ? "/cancel"
                   : call.action == ResponseAction::InputItems ? "/input_items"
                                                               : "");
        target.sealed = call.id;
        return target;
    }
    return notFound(call.id);
}

} // namespace patchbay::gateway
