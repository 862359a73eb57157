// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/media_fetcher.h"

#include <atomic>
#include <mutex>

namespace patchbay::transport {
namespace {

constexpr int firstRedirect = 300;
constexpr int firstError = 400;

ClientOptions optionsOf(const MediaLimits &limits)
{
    ClientOptions options;
    options.limits.maximumBody = limits.maximumBytes;
    options.deadlines = { limits.total / 3, limits.total, limits.total / 2, limits.total };
    options.caFile = limits.caFile;
    options.addresses = AddressRule::PublicOnly;
    options.privateHosts = limits.privateHosts;
    options.idleConnectionsPerOrigin = 0;
    return options;
}

Error refused(std::string message)
{
    Error error = makeError(ErrorClass::BadRequest, std::move(message));
    error.permanent = true;
    error.remedy = "Send the bytes themselves, as a data URL.";
    return error;
}

// "https://host:port" of an address.
std::string originOf(const ParsedUrl &url)
{
    return toString(url.origin);
}

// Where a redirect leads; relative ones stay at the host.
Result<std::string> redirectTarget(const std::string &from, std::string_view location)
{
    const Result<ParsedUrl> here = parseUrl(from);
    if (!here || location.empty()) {
        return std::unexpected(refused("The address in the request redirects to nowhere."));
    }
    std::string next(location.substr(0, location.find('#')));
    if (next.starts_with("//")) {
        next = here->origin.scheme + ":" + next;
    } else if (next.starts_with('/')) {
        next = originOf(*here) + next;
    } else if (!next.contains("://")) {
        const std::string path = here->target.substr(0, here->target.find('?'));
        next = originOf(*here) + path.substr(0, path.rfind('/') + 1) + next;
    }
    const Result<ParsedUrl> there = parseUrl(next);
    if (!there) {
        return std::unexpected(refused("The address in the request redirects to something that is no address."));
    }
    if (here->origin.scheme == "https" && there->origin.scheme != "https") {
        return std::unexpected(refused("The address in the request redirects from https to http."));
    }
    return next;
}

// One address with its redirects.
class Fetch final : public Exchange, public std::enable_shared_from_this<Fetch> {
public:
    Fetch(HttpClient &client, const MediaLimits &limits, MediaClass wanted, MediaFetcher::Done done)
        : m_client(client)
        , m_limits(limits)
        , m_wanted(wanted)
        , m_done(std::move(done))
        , m_deadline(std::chrono::steady_clock::now() + limits.total)
    {
    }

    void start(const std::string &url)
    {
        m_url = url;
        m_head = {};
        m_body.clear();
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(m_deadline
                                                                                - std::chrono::steady_clock::now());
        if (left.count() <= 0) {
            return finish(failure(ErrorClass::Timeout, "What the address in the request holds did not come in time."));
        }
        HttpRequest request { "GET", url, { { "accept", "*/*" }, { "accept-encoding", "identity" } }, {}, {} };
        ExchangeHandler handler;
        const std::shared_ptr<Fetch> self = shared_from_this();
        handler.onHead = [self](int status, const std::vector<HttpHeader> &headers) {
            self->m_head.status = status;
            self->m_head.headers = headers;
        };
        handler.onData = [self](std::string_view bytes) { self->take(bytes); };
        handler.onEnd = [self](const Result<void> &result, const ExchangeTiming &) { self->end(result); };
        auto exchange = m_client.send(std::move(request), {}, std::move(handler), { left / 2, left, left, left });
        {
            const std::lock_guard lock(m_mutex);
            m_exchange = exchange;
        }
        if (m_cancelled) {
            exchange->cancel();
        }
    }

    void cancel() override
    {
        m_cancelled = true;
        std::shared_ptr<Exchange> exchange;
        {
            const std::lock_guard lock(m_mutex);
            exchange = m_exchange;
        }
        if (exchange) {
            exchange->cancel();
        }
    }

private:
    void take(std::string_view bytes)
    {
        if (m_head.status < firstRedirect) { // nobody wants the bodies of redirects and errors
            m_body += bytes;
        }
    }

    void end(const Result<void> &result)
    {
        if (m_cancelled) {
            return finish(failure(ErrorClass::Cancelled, "Stopped before the attachment had come."));
        }
        if (!result && (m_head.status < firstRedirect || m_head.status == 0)) {
            return finish(std::unexpected(result.error()));
        }
        if (m_head.status >= firstError) {
            return finish(std::unexpected(refused("The address in the request answers with status "
                                                  + std::to_string(m_head.status) + ".")));
        }
        if (m_head.status >= firstRedirect) {
            return redirect();
        }
        Result<std::string> type = checkMediaType(headerValue(m_head.headers, "content-type"), m_body, m_wanted);
        if (!type) {
            return finish(std::unexpected(std::move(type.error())));
        }
        finish(FetchedMedia { std::move(m_body), std::move(*type) });
    }

    void redirect()
    {
        if (++m_redirects > m_limits.maximumRedirects) {
            return finish(std::unexpected(refused("The address in the request redirects too often.")));
        }
        const Result<std::string> next = redirectTarget(m_url, headerValue(m_head.headers, "location"));
        next ? start(*next) : finish(std::unexpected(next.error()));
    }

    void finish(Result<FetchedMedia> media)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_exchange.reset();
        }
        std::exchange(m_done, nullptr)(std::move(media));
    }

    HttpClient &m_client;
    const MediaLimits m_limits;
    const MediaClass m_wanted;
    MediaFetcher::Done m_done;
    const std::chrono::steady_clock::time_point m_deadline;
    std::string m_url;
    HttpResponse m_head;
    std::string m_body;
    int m_redirects = 0;
    std::mutex m_mutex; // guards the handle, which cancel() reaches for
    std::shared_ptr<Exchange> m_exchange;
    std::atomic<bool> m_cancelled = false;
};

} // namespace

class MediaFetcher::State {
public:
    State(IoRuntime &runtime, MediaLimits given)
        : limits(std::move(given))
        , client(runtime, optionsOf(limits))
    {
    }
    const MediaLimits limits;
    HttpClient client;
};

MediaFetcher::MediaFetcher(IoRuntime &runtime, MediaLimits limits)
    : m_state(std::make_shared<State>(runtime, std::move(limits)))
{
}

MediaFetcher::~MediaFetcher() = default;

std::shared_ptr<Exchange> MediaFetcher::fetch(const std::string &url, MediaClass wanted, Done done)
{
    auto fetch = std::make_shared<Fetch>(m_state->client, m_state->limits, wanted, std::move(done));
    fetch->start(url);
    return fetch;
}

} // namespace patchbay::transport
