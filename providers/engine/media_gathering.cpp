// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/media_gathering.h"

#include "providers/wire/base64.h"

#include <utility>

namespace patchbay {
namespace {

constexpr std::size_t maximumAddresses = 32;
constexpr std::size_t maximumBytes = 64 * 1024 * 1024; // of one request's attachments together

transport::MediaClass classOf(ContentPart::Kind kind)
{
    using Kind = ContentPart::Kind;
    return kind == Kind::Image ? transport::MediaClass::Image
        : kind == Kind::Audio  ? transport::MediaClass::Audio
        : kind == Kind::Video  ? transport::MediaClass::Video
                               : transport::MediaClass::Document;
}

Error tooMuch(std::string message)
{
    Error error = makeError(ErrorClass::BadRequest, std::move(message));
    error.param = "messages";
    error.permanent = true;
    return error;
}

} // namespace

std::vector<ContentPart *> partsToGather(ChatRequest &request, const wire::ChatCodec &codec, const wire::Target &target)
{
    std::vector<ContentPart *> parts;
    for (Message &message : request.messages) {
        for (ContentPart &part : message.content) {
            const bool web = part.media.url.starts_with("http://") || part.media.url.starts_with("https://");
            if (web && part.media.base64Data.empty() && codec.needsBytes(part, target)) {
                parts.push_back(&part);
            }
        }
    }
    return parts;
}

MediaGathering::MediaGathering(transport::MediaFetcher &fetcher, std::vector<ContentPart *> parts, Done done)
    : m_fetcher(fetcher)
    , m_parts(std::move(parts))
    , m_done(std::move(done))
{
}

void MediaGathering::begin()
{
    if (m_parts.size() > maximumAddresses) {
        finish(std::unexpected(tooMuch("The request names " + std::to_string(m_parts.size())
                                       + " attachments by address; " + std::to_string(maximumAddresses)
                                       + " are fetched at most.")));
        return;
    }
    next();
}

void MediaGathering::cancel()
{
    m_cancelled = true;
    std::shared_ptr<transport::Exchange> exchange;
    {
        const std::lock_guard lock(m_mutex);
        exchange = m_exchange;
    }
    if (exchange) {
        exchange->cancel();
    }
}

void MediaGathering::next()
{
    if (m_cancelled) {
        return finish(failure(ErrorClass::Cancelled, "Stopped before the attachments had come."));
    }
    if (m_at == m_parts.size()) {
        return finish({});
    }
    const ContentPart &part = *m_parts[m_at];
    auto exchange = m_fetcher.fetch(part.media.url, classOf(part.kind),
                                    [self = shared_from_this()](Result<transport::FetchedMedia> media) {
                                        self->take(std::move(media));
                                    });
    {
        const std::lock_guard lock(m_mutex);
        m_exchange = exchange;
    }
    if (m_cancelled) {
        exchange->cancel();
    }
}

void MediaGathering::take(Result<transport::FetchedMedia> media)
{
    if (!media) {
        Error error = std::move(media.error());
        error.param = "messages";
        return finish(std::unexpected(std::move(error)));
    }
    m_bytes += media->bytes.size();
    if (m_bytes > maximumBytes) {
        return finish(std::unexpected(tooMuch("The attachments behind the request's addresses are larger than "
                                              + std::to_string(maximumBytes / (1024 * 1024)) + " MiB together.")));
    }
    ContentPart &part = *m_parts[m_at++];
    part.media = { {}, std::move(media->mediaType), wire::encodeBase64(media->bytes) };
    next();
}

void MediaGathering::finish(Result<void> result)
{
    {
        const std::lock_guard lock(m_mutex);
        m_exchange.reset();
    }
    std::exchange(m_done, nullptr)(std::move(result));
}

} // namespace patchbay
