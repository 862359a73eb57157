// SPDX-License-Identifier: GPL-3.0-or-later
//
// ChatCodec of Amazon Bedrock: Converse, and InvokeModel for models named "invoke/…".
//
// The address knows the region: of the model's name, of the call, of the account. Requests are to be
// signed (aws_signature.h); `auth` says for which service and region, unless a bearer key is used.
#pragma once

#include "providers/wire/codec.h"

namespace patchbay::wire {

class BedrockCodec final : public ChatCodec {
public:
    Result<HttpRequest> encode(const ChatRequest &request, const Target &target) const override;
    bool needsBytes(const ContentPart &part, const Target &target) const override;
    Result<ChatResponse> decode(const HttpResponse &response, const Target &target) const override;
    std::unique_ptr<StreamDecoder> decodeStream(const Target &target, StreamLimits limits) const override;
    Error decodeError(const HttpResponse &response, const Target &target) const override;
    HttpRequest encodeModelList(const Target &target) const override;
    Result<std::vector<std::string>> decodeModelList(const HttpResponse &response, const Target &target) const override;
};

} // namespace patchbay::wire
