// SPDX-License-Identifier: GPL-3.0-or-later
//
// ChatCodec of Replicate's predictions.
//
// A prediction is created, waited for a while, and asked for until it is done; a streamed one has an address of
// its own. Models are "owner/name", "owner/name:VERSION" or "deployments/owner/name".
#pragma once

#include "providers/wire/codec.h"

namespace patchbay::wire {

class ReplicateCodec final : public ChatCodec {
public:
    Result<HttpRequest> encode(const ChatRequest &request, const Target &target) const override;
    Result<ChatResponse> decode(const HttpResponse &response, const Target &target) const override;
    std::unique_ptr<StreamDecoder> decodeStream(const Target &target, StreamLimits limits) const override;
    Error decodeError(const HttpResponse &response, const Target &target) const override;
    Result<std::optional<FollowUp>> followUp(const HttpResponse &response, const Target &target,
                                             bool stream) const override;
    HttpRequest encodeModelList(const Target &target) const override;
    Result<std::vector<std::string>> decodeModelList(const HttpResponse &response, const Target &target) const override;
};

// A prediction of the target's model with the given input, waited for.
HttpRequest replicateRequest(const Target &target, std::string_view input);

} // namespace patchbay::wire
