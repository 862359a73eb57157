// SPDX-License-Identifier: GPL-3.0-or-later
//
// /model/new, /model/update, /model/{id}/update and /model/delete: what the bodies mean. The file's part is
// the editor's.
#include "providers/gateway/admin_answer.h"
#include "providers/gateway/model_pages.h"

#include "providers/core/ids.h"
#include "providers/gateway/error_text.h"
#include "providers/gateway/route.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <random>

namespace patchbay::gateway {

using wire::JsonView;
using wire::JsonWriter;

namespace {

// The members of `json` in the order that people write them, with an id.
JsonText entryWithId(const JsonView &json, const std::string &id)
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("model_name", json["model_name"].string());
    writer.key("litellm_params");
    writer.raw(json["litellm_params"].raw());
    writer.beginObject("model_info");
    writer.member("id", id);
    for (const wire::JsonMember &member : json["model_info"].members()) {
        if (!member.is("id") && !member.is("db_model") && member.value) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    writer.endObject();
    writer.endObject();
    return { writer.take() };
}

// Like LiteLLM's: a random one, so that it stays when the parameters change.
std::string freshId()
{
    std::random_device random;
    std::string id;
    constexpr std::string_view digits = "0123456789abcdef";
    for (int group = 0; group < 4; ++group) {
        for (std::uint32_t bits = random(), digit = 0; digit < 8; ++digit, bits >>= 4) {
            id += digits[bits & 15];
        }
    }
    return id.substr(0, 8) + '-' + id.substr(8, 4) + '-' + id.substr(12, 4) + '-' + id.substr(16, 4) + '-'
        + id.substr(20);
}

std::string done(const std::string &id, const JsonView &json)
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("model_id", id);
    writer.memberUnlessEmpty("model_name", json["model_name"].string());
    writer.beginObject("model_info");
    writer.member("id", id);
    writer.member("db_model", false);
    writer.endObject();
    writer.endObject();
    return writer.take();
}

// What no provider answers would fail at its first call.
Result<void> checkProvider(const JsonView &parameters, const Catalog &catalog)
{
    const std::string model = parameters["model"].string();
    const std::string provider = parameters["custom_llm_provider"].string();
    if (model.empty() || model.contains('*') || parameters["mock_response"]) {
        return {};
    }
    const bool prefixed = provider.empty() || model.starts_with(provider + "/");
    const Result<ResolvedModel> known = catalog.resolve(prefixed ? model : provider + "/" + model);
    if (known) {
        return {};
    }
    return refuseAdmin(400, known.error().message + (known.error().remedy.empty() ? "" : " " + known.error().remedy),
                       "litellm_params.model");
}

Result<std::string> create(const JsonView &json, const GatewaySnapshot &snapshot, const Catalog &catalog,
                           ModelEditor &editor)
{
    if (json["model_name"].string().empty() || !json["litellm_params"]["model"].isString()) {
        return refuseAdmin(400, "\"model_name\" and \"litellm_params\" with a \"model\" are needed.", "model_name");
    }
    if (const Result<void> known = checkProvider(json["litellm_params"], catalog); !known) {
        return std::unexpected(known.error());
    }
    const std::string given = json["model_info"]["id"].string();
    if (!given.empty() && snapshot.configuration.deployment(given)) {
        return refuseAdmin(400, "There is a deployment with this id already.", "model_info.id");
    }
    const std::string id = given.empty() ? freshId() : given;
    return editor.add(entryWithId(json, id)).transform([&] { return done(id, json); });
}

struct Served {
    const GatewaySnapshot &snapshot;
    const Catalog &catalog;
    ModelEditor &editor;
};

Result<std::string> update(const JsonView &json, const std::string &id, const Served &served)
{
    const auto &[snapshot, catalog, editor] = served;
    if (id.empty() || !snapshot.configuration.deployment(id)) {
        return refuseAdmin(id.empty() ? 400 : 404, "\"model_info.id\" names no deployment.", "model_info.id");
    }
    if (const Result<void> known = checkProvider(json["litellm_params"], catalog); !known) {
        return std::unexpected(known.error());
    }
    return editor.update(id, json.text()).transform([&] { return done(id, json); });
}

Result<std::string> remove(const std::string &id, const GatewaySnapshot &snapshot, ModelEditor &editor)
{
    if (id.empty() || !snapshot.configuration.deployment(id)) {
        return refuseAdmin(id.empty() ? 400 : 404, "\"id\" names no deployment.", "id");
    }
    return editor.remove(id).transform([&] {
        JsonWriter writer;
        writer.beginObject();
        writer.member("message", "Model: " + id + " deleted successfully");
        writer.endObject();
        return writer.take();
    });
}

Result<std::string> change(const AdminRequest &request, const GatewaySnapshot &snapshot, const Catalog &catalog,
                           ModelEditor *editor)
{
    constexpr std::string_view head = "/model/";
    constexpr std::string_view tail = "/update";
    const std::string &path = request.path;
    const bool byPath = path.starts_with(head) && path.ends_with(tail) && path.size() > head.size() + tail.size();
    if (!byPath && path != "/model/new" && path != "/model/update" && path != "/model/delete") {
        return refuseAdmin(404, "There is no such call.");
    }
    if (request.method != (byPath ? "PATCH" : "POST")) {
        return refuseAdmin(405, std::string("This call wants ") + (byPath ? "PATCH." : "POST."));
    }
    if (!editor) {
        return refuseAdmin(400,
                           "The configuration of this gateway cannot be changed here: no writable file is served.");
    }
    const Result<JsonView> json = readAdminBody(request.body);
    if (!json) {
        return std::unexpected(json.error());
    }
    if (byPath) {
        const auto id = percentDecoded(path.substr(head.size(), path.size() - head.size() - tail.size()));
        return update(*json, id.value_or(""), { snapshot, catalog, *editor });
    }
    return path == "/model/new"   ? create(*json, snapshot, catalog, *editor)
        : path == "/model/delete" ? remove((*json)["id"].string(), snapshot, *editor)
                                  : update(*json, (*json)["model_info"]["id"].string(), { snapshot, catalog, *editor });
}

} // namespace

HttpResponse modelChangePage(const AdminRequest &request, const GatewaySnapshot &snapshot, const Catalog &catalog,
                             ModelEditor *editor)
{
    return adminAnswer(change(request, snapshot, catalog, editor));
}

} // namespace patchbay::gateway
