// SPDX-License-Identifier: GPL-3.0-or-later
//
// MediaFetcher: brings the picture, sound or document behind an address that stands in a request.
//
// Whoever wrote the address may be hostile, and so may be what answers: connections go to public addresses only
// (checked after the name is resolved, at each redirect anew), without credentials, cookies or a proxy; size,
// time and the number of redirects are bounded; what comes must be what was asked for, by its type and by its
// first bytes.
#pragma once

#include "providers/transport/http_client.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace patchbay::transport {

struct MediaLimits {
    std::size_t maximumBytes = 50 * 1024 * 1024; // of one address
    std::chrono::milliseconds total { 30'000 };  // redirects included
    int maximumRedirects = 3;
    std::vector<std::string> privateHosts; // "host:port" that may be fetched from although it is not public
    std::string caFile;                    // instead of the system store; tests use it
};

enum class MediaClass : std::uint8_t { Image, Audio, Video, Document };

struct FetchedMedia {
    std::string bytes;
    std::string mediaType; // without parameters
};

// The type that the first bytes show; empty for what is not known.
std::string_view typeOfBytes(std::string_view bytes);

// The type to go on with, from the one that was told and the bytes; BadRequest where they are not of the class.
Result<std::string> checkMediaType(std::string_view told, std::string_view bytes, MediaClass wanted);

class MediaFetcher {
public:
    using Done = std::function<void(Result<FetchedMedia> media)>;

    MediaFetcher(IoRuntime &runtime, MediaLimits limits);
    ~MediaFetcher(); // cancels what is under way
    MediaFetcher(const MediaFetcher &) = delete;
    MediaFetcher &operator=(const MediaFetcher &) = delete;

    // `done` is called once, on an I/O thread.
    std::shared_ptr<Exchange> fetch(const std::string &url, MediaClass wanted, Done done);

private:
    class State;
    std::shared_ptr<State> m_state;
};

} // namespace patchbay::transport
