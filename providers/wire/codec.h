// SPDX-License-Identifier: GPL-3.0-or-later
//
// ChatCodec: one API family's wire format, pure in both directions.
//
// A codec turns a canonical request into an HTTP request, and the provider's bytes into canonical
// values. It knows no socket, clock or global; what it needs of the world comes in the Target.
// Codecs are stateless and may be used from any thread; a StreamDecoder belongs to one stream.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/core/chat_request.h"
#include "providers/core/chat_response.h"
#include "providers/core/http.h"
#include "providers/core/result.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace patchbay::wire {

// Whom a request is for. References outlive the codec call that takes them.
struct Target {
    const ProviderEntry &provider;
    std::string model;                 // without prefix
    const ModelEntry *entry = nullptr; // what the catalogue knows, may be null
    std::string apiBase;               // already resolved: call, variable or catalogue
    std::int64_t now = 0;              // seconds since 1970, for answers that carry no time
    // The account's region, project…: values of the provider's settings as environment or configuration
    // have them; what is missing falls back to the row's own.
    std::vector<std::pair<std::string, std::string>> settings = {};
};

// Bounds on what a stream may make us keep. A picture comes as one line of base 64, as large as a frame of Bedrock's.
struct StreamLimits {
    std::size_t maximumLine = 24 * 1024 * 1024;
    std::size_t maximumEvent = 24 * 1024 * 1024;
};

// Takes the bytes of a streamed answer in pieces of any size and yields events. After an error
// (which also says at which offset) nothing more may be fed.
class StreamDecoder {
public:
    virtual ~StreamDecoder() = default;
    // Appends to events. An error event sent by the provider is StreamFailed, not a failed Result;
    // a failed Result means bytes that are not the format.
    virtual Result<void> feed(std::string_view bytes, std::vector<StreamEvent> &events) = 0;
    // The connection ended: hands over what is held back, the usage last, and fails when that was too early.
    virtual Result<void> finish(std::vector<StreamEvent> &events) = 0;
};

// A request that an answer makes necessary: the work goes on elsewhere and is asked for.
struct FollowUp {
    HttpRequest request;
    std::chrono::milliseconds delay { 0 }; // before it is sent
    std::optional<HttpRequest> abandon; // tells the provider that nobody waits any more
};

class ChatCodec {
public:
    virtual ~ChatCodec() = default;
    // UnsupportedParams when the target cannot do what is asked and dropParams is false.
    virtual Result<HttpRequest> encode(const ChatRequest &request, const Target &target) const = 0;
    // True where the target takes a part only as bytes, so that an address has to be fetched before encode().
    virtual bool needsBytes(const ContentPart &, const Target &) const { return false; }
    // Of an answer with a status below 400.
    virtual Result<ChatResponse> decode(const HttpResponse &response, const Target &target) const = 0;
    virtual std::unique_ptr<StreamDecoder> decodeStream(const Target &target, StreamLimits limits = {}) const = 0;
    // Of an answer with a status of 400 or more; understands any body, HTML and nothing included.
    virtual Error decodeError(const HttpResponse &response, const Target &target) const = 0;
    // What is to be asked next where an answer below 400 is only a beginning (a prediction under way); mostly
    // nothing. An address that is none of the provider's is an error.
    virtual Result<std::optional<FollowUp>> followUp(const HttpResponse &, const Target &, bool /*stream*/) const
    {
        return std::optional<FollowUp>();
    }
    // The request that lists the provider's models, and its answer's ids.
    virtual HttpRequest encodeModelList(const Target &target) const = 0;
    virtual Result<std::vector<std::string>> decodeModelList(const HttpResponse &response, const Target &target) const = 0;
};

// The codec of a family; lives as long as the program.
const ChatCodec &codecFor(ApiFamily family);

} // namespace patchbay::wire
