// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the configuration's own commands ask the running gateway.
#include "providers/gateway/client_dialect.h"
#include "providers/gateway/error_text.h"
#include "providers/gateway/gateway_pages.h"
#include "providers/wire/json_writer.h"

#include <filesystem>

namespace patchbay::gateway {

// Which file is served, where, and that it is to be read again.
HttpResponse configPage(const AdminRequest &call, const GatewaySnapshot &snapshot, const std::string &address,
                        const std::function<Result<std::string>()> &reloader)
{
    wire::JsonWriter writer;
    writer.beginObject();
    const std::vector<std::string> &files = snapshot.configuration.files;
    std::error_code problem;
    writer.member("file", files.empty() ? std::string() : std::filesystem::absolute(files.front(), problem).string());
    writer.memberUnlessEmpty("address", address);
    if (call.method == "POST" && call.path == "/patchbay/config/reload" && reloader) {
        const Result<std::string> warnings = reloader();
        if (!warnings) {
            return { clientStatus(warnings.error()), {}, openAiDialect().error(warnings.error()) };
        }
        writer.member("status", "reloaded");
        writer.member("warnings", *warnings);
    } else if (call.method != "GET" || call.path != "/patchbay/config") {
        const Error error = gatewayError(404, "There is nothing at " + call.path + ".");
        return { clientStatus(error), {}, openAiDialect().error(error) };
    }
    writer.endObject();
    constexpr int ok = 200;
    return { ok, { { "content-type", "application/json" } }, writer.take() };
}

} // namespace patchbay::gateway
