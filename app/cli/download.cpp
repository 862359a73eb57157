// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/download.h"

#include "providers/transport/http_client.h"

#include <future>

namespace patchbay::cli {
namespace {

std::string headerOf(const HttpResponse &response, std::string_view name)
{
    for (const HttpHeader &header : response.headers) {
        if (header.name == name) {
            return header.value;
        }
    }
    return {};
}

Result<void> checkStatus(const HttpResponse &response)
{
    constexpr int ok = 200;
    if (response.status == ok) {
        return {};
    }
    Error error = makeError(ErrorClass::Api, "The address answered with status " + std::to_string(response.status) + ".");
    error.status = response.status;
    if (const std::string target = headerOf(response, "location"); !target.empty()) {
        error.remedy = "It points to " + target + "; give that address.";
    }
    return std::unexpected(std::move(error));
}

} // namespace

Result<std::string> download(const std::string &url)
{
    if (Result<transport::ParsedUrl> parsed = transport::parseUrl(url); !parsed) {
        return std::unexpected(parsed.error());
    }
    transport::IoRuntime runtime(1);
    transport::ClientOptions options;
    transport::proxyFromEnvironment(options);
    transport::HttpClient client(runtime, options);
    HttpResponse response;
    std::promise<Result<void>> ended;
    transport::ExchangeHandler handler;
    handler.onHead = [&response](int status, const std::vector<HttpHeader> &headers) {
        response.status = status;
        response.headers = headers;
    };
    handler.onData = [&response](std::string_view bytes) { response.body += bytes; };
    handler.onEnd = [&ended](Result<void> result, const transport::ExchangeTiming &) { ended.set_value(std::move(result)); };
    HttpRequest request;
    request.method = "GET";
    request.url = url;
    constexpr std::chrono::milliseconds patience { 120'000 };
    const auto exchange = client.send(std::move(request), {}, std::move(handler),
                                      { .connect = patience / 8, .firstByte = patience / 2, .idle = patience / 4, .total = patience });
    if (Result<void> result = ended.get_future().get(); !result) {
        return std::unexpected(result.error());
    }
    if (Result<void> status = checkStatus(response); !status) {
        return std::unexpected(status.error());
    }
    return std::move(response.body);
}

} // namespace patchbay::cli
