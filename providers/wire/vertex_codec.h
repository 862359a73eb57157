// SPDX-License-Identifier: GPL-3.0-or-later
//
// ChatCodec of Google Vertex AI: Gemini, Claude and partner models behind one account, each in its maker's format.
#pragma once

#include "providers/wire/codec.h"

namespace patchbay::wire {

class VertexCodec final : public ChatCodec {
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
