// SPDX-License-Identifier: GPL-3.0-or-later
//
// MediaGathering: before a call is planned, brings what stands behind the addresses in its messages, where the
// provider takes only bytes. Runs on I/O threads; cancel() comes from anywhere.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/transport/media_fetcher.h"
#include "providers/wire/codec.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

namespace patchbay {

// The parts of a request whose bytes the codec needs and that have only an address. Pointers into the request.
std::vector<ContentPart *> partsToGather(ChatRequest &request, const wire::ChatCodec &codec, const wire::Target &target);

class MediaGathering : public std::enable_shared_from_this<MediaGathering> {
public:
    using Done = std::function<void(Result<void> gathered)>;

    // The parts belong to a request that outlives the gathering.
    MediaGathering(transport::MediaFetcher &fetcher, std::vector<ContentPart *> parts, Done done);

    void begin();
    // Done with Cancelled follows. More than once.
    void cancel();

private:
    void next();
    void take(Result<transport::FetchedMedia> media);
    void finish(Result<void> result);

    transport::MediaFetcher &m_fetcher;
    const std::vector<ContentPart *> m_parts;
    Done m_done;
    std::size_t m_at = 0;
    std::size_t m_bytes = 0;
    std::mutex m_mutex; // guards the handle
    std::shared_ptr<transport::Exchange> m_exchange;
    std::atomic<bool> m_cancelled = false;
};

} // namespace patchbay
