// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/bedrock_address.h"

#include "providers/wire/json_view.h"
#include "providers/wire/provider_settings.h"
#include "providers/wire/url.h"

namespace patchbay::wire {
namespace {

std::string replaced(std::string text, std::string_view what, std::string_view with)
{
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
    return text;
}

// One segment: an ARN's slashes are part of the name. InvokeModel's clients leave colons as they are.
std::string modelSegment(const BedrockModel &model)
{
    const std::string segment = replaced(encodedPath(model.id), "/", "%2F");
    const bool plain = model.route == BedrockModel::Route::Invoke && !model.id.contains('/');
    return plain ? segment : replaced(segment, ":", "%3A");
}

} // namespace

Result<BedrockAddress> bedrockAddress(const ChatRequest &request, const Target &target, const BedrockModel &model,
                                      std::string_view action)
{
    const std::string region = model.region.empty() ? settingOf(request, target, "region") : model.region;
    Target placed = target;
    placed.apiBase = replaced(target.apiBase, "{region}", region);
    if (!request.extra.empty()) {
        if (std::string own = JsonView(request.extra)["aws_bedrock_runtime_endpoint"].string(); !own.empty()) {
            placed.apiBase = std::move(own);
        }
    }
    if (Result<void> base = needApiBase(placed); !base) {
        return std::unexpected(std::move(base.error()));
    }
    BedrockAddress address;
    address.url = endpointUrl(placed.apiBase, "/model/" + modelSegment(model) + "/" + std::string(action));
    address.auth = target.provider.auth;
    if (address.auth.kind == AuthPlacement::Kind::AwsSignature) {
        address.auth.prefix = region;
    }
    return address;
}

} // namespace patchbay::wire
