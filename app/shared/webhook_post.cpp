// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shared/webhook_post.h"

#include <memory>

namespace patchbay {

void postWebhook(transport::HttpClient &client, const std::string &address, std::string json,
                 std::function<void(const std::string &why)> failed)
{
    if (!transport::parseUrl(address)) {
        failed("its address cannot be used");
        return;
    }
    HttpRequest request;
    request.url = address;
    request.headers = { { "content-type", "application/json" } };
    request.body = std::move(json);
    transport::ExchangeHandler handler;
    auto status = std::make_shared<int>(0);
    handler.onHead = [status](int code, const std::vector<HttpHeader> &) { *status = code; };
    handler.onData = [](std::string_view) { };
    handler.onEnd = [status, failed = std::move(failed)](const Result<void> &result, const transport::ExchangeTiming &) {
        constexpr int firstFailure = 300;
        if (!result || *status >= firstFailure) {
            failed(result ? "it answered " + std::to_string(*status) : std::string("no answer came"));
        }
    };
    client.send(std::move(request), {}, std::move(handler));
}

} // namespace patchbay
