// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/outgoing_request.h"

#include "providers/core/header_set.h"
#include "providers/transport/header_text.h"

#include <cstring>
#include <functional>

namespace patchbay::transport {

namespace {

bool isTokenLetter(char letter)
{
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9')
        || others.contains(letter);
}

bool isToken(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, isTokenLetter);
}

// No control character may enter a head: with a line break a value could add headers of its own.
bool isFieldValue(std::string_view text)
{
    return std::ranges::none_of(text, [](char letter) {
        const auto code = static_cast<unsigned char>(letter);
        return (code < 0x20 && letter != '\t') || code == 0x7f;
    });
}

bool isUnreserved(char letter)
{
    constexpr std::string_view others = "-._~";
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9')
        || others.contains(letter);
}

void appendEncoded(WipedText &head, std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char letter : text) {
        if (isUnreserved(letter)) {
            head.append({ &letter, 1 });
        } else {
            const auto code = static_cast<unsigned char>(letter);
            const char triple[] { '%', digits[code >> 4], digits[code & 15] };
            head.append({ triple, sizeof triple });
        }
    }
}

Result<void> checkHeaders(const HttpRequest &request)
{
    if (!isToken(request.method)) {
        return failure(ErrorClass::BadRequest, "The request's method is not an HTTP method.");
    }
    for (const HttpHeader &header : request.headers) {
        if (!isToken(header.name)) {
            return failure(ErrorClass::BadRequest, "A header's name has a character that names cannot have.");
        }
        if (!isFieldValue(header.value)) {
            return failure(ErrorClass::BadRequest,
                           "The header " + header.name + " has a line break or another control character.");
        }
        if (equalsIgnoringCase(header.name, "content-length") || equalsIgnoringCase(header.name, "transfer-encoding")) {
            return failure(ErrorClass::BadRequest, "The header " + header.name + " is set by the transport itself.");
        }
    }
    return {};
}

std::string_view viewOf(const SecretBytes &secret)
{
    return { secret.bytes().data(), secret.bytes().size() };
}

// A set's headers are lines of their own; what is in them is checked as any other header is.
Result<void> checkHeaderSet(std::string_view set)
{
    for (const HeaderView &header : headersIn(set)) {
        if (!isHeaderName(header.name) || !isFieldValue(header.value)) {
            Error error = makeError(ErrorClass::Authentication,
                                    "A secret header has a name or a character that headers cannot have, so it was not sent.");
            error.remedy = "Enter the key's headers again, each as its name and its value.";
            return std::unexpected(std::move(error));
        }
    }
    return {};
}

Result<void> checkSecret(const AuthPlacement &auth, std::span<const char> secret)
{
    if (auth.kind == AuthPlacement::Kind::None) {
        return {};
    }
    if (isHeaderSet(auth)) {
        return checkHeaderSet({ secret.data(), secret.size() });
    }
    if (!isToken(auth.name) || !isFieldValue(auth.prefix)) {
        return failure(ErrorClass::BadRequest, "The place of the credential is not a header or parameter name.");
    }
    if (!isFieldValue({ secret.data(), secret.size() })) {
        Error error = makeError(ErrorClass::Authentication,
                                "The key has a line break or another control character, so it was not sent.");
        error.remedy = "Paste the key again, without line breaks.";
        return std::unexpected(std::move(error));
    }
    return {};
}

std::string hostField(const Origin &origin)
{
    const bool usual = origin.port == (origin.scheme == "https" ? 443 : 80);
    return usual ? origin.host : origin.host + ":" + std::to_string(origin.port);
}

} // namespace

void WipedText::append(std::string_view bytes)
{
    m_text.append(bytes);
}

void WipedText::wipe()
{
    explicit_bzero(m_text.data(), m_text.size());
    m_text.clear();
}

Result<OutgoingRequest> OutgoingRequest::check(HttpRequest request, SecretBytes secret, const ClientOptions &options)
{
    Result<ParsedUrl> url = parseUrl(request.url);
    if (!url) {
        return std::unexpected(std::move(url.error()));
    }
    if (const Result<void> good = checkHeaders(request); !good) {
        return std::unexpected(good.error());
    }
    if (const Result<void> good = checkSecret(request.auth, secret.bytes()); !good) {
        return std::unexpected(good.error());
    }
    Result<std::optional<ProxyAddress>> proxy = proxyFor(options, url->origin);
    if (!proxy) {
        return std::unexpected(std::move(proxy.error()));
    }
    OutgoingRequest result;
    result.m_request = std::move(request);
    result.m_secret = std::move(secret);
    result.m_peer = url->origin.host + ":" + std::to_string(url->origin.port);
    result.m_url = std::move(*url);
    result.m_proxy = std::move(*proxy);
    result.m_userAgent = options.userAgent;
    result.m_choosesCodings = result.has("accept-encoding");
    if (result.m_secret.empty()) {
        result.m_request.auth.kind = AuthPlacement::Kind::None;
    }
    if (result.m_request.auth.kind == AuthPlacement::Kind::Body) {
        result.addSecretToBody();
    }
    return result;
}

std::string OutgoingRequest::poolKey(std::size_t salt) const
{
    std::string key = toString(m_url.origin);
    if (m_proxy) {
        key.append("|").append(m_proxy->host).append(":").append(std::to_string(m_proxy->port));
    }
    if (!m_secret.empty()) {
        const std::span<const char> bytes = m_secret.bytes();
        const std::size_t mark = std::hash<std::string_view>()({ bytes.data(), bytes.size() }) ^ salt;
        key.append("|").append(std::to_string(std::hash<std::size_t>()(mark * 0x9e3779b97f4a7c15ULL)));
    }
    return key;
}

OutgoingRequest::~OutgoingRequest()
{
    if (m_request.auth.kind == AuthPlacement::Kind::Body) {
        explicit_bzero(m_request.body.data(), m_request.body.size());
    }
}

void OutgoingRequest::forgetContents()
{
    m_secret = SecretBytes();
    if (m_request.auth.kind == AuthPlacement::Kind::Body) {
        explicit_bzero(m_request.body.data(), m_request.body.size());
    }
    std::string().swap(m_request.body); // assigning an empty text would keep the room
}

// In one allocation of the final size, so that no copy stays behind.
void OutgoingRequest::addSecretToBody()
{
    const std::span<const char> bytes = m_secret.bytes();
    std::string whole;
    whole.reserve(m_request.body.size() + bytes.size() + 1);
    whole.append(m_request.body).append(bytes.data(), bytes.size());
    m_request.body = std::move(whole);
}

std::unique_ptr<WipedText> OutgoingRequest::makeHead(std::size_t spare) const
{
    auto head = std::make_unique<WipedText>(headSizeAtMost() + spare);
    head->append(m_request.method);
    head->append(" ");
    appendTarget(*head);
    head->append(" HTTP/1.1\r\n");
    appendHeaders(*head);
    head->append("\r\n");
    return head;
}

void OutgoingRequest::appendTarget(WipedText &head) const
{
    if (m_proxy && m_url.origin.scheme == "http") {
        // To a plain proxy the target is the whole address.
        head.append("http://");
        head.append(hostField(m_url.origin));
    }
    head.append(m_url.target);
    if (m_request.auth.kind == AuthPlacement::Kind::Query) {
        head.append(m_url.target.contains('?') ? "&" : "?");
        appendEncoded(head, m_request.auth.name);
        head.append("=");
        head.append(m_request.auth.prefix);
        const std::span<const char> bytes = m_secret.bytes();
        appendEncoded(head, { bytes.data(), bytes.size() });
    }
}

std::vector<HeaderView> OutgoingRequest::secretHeaders() const
{
    if (m_request.auth.kind != AuthPlacement::Kind::Header) {
        return {};
    }
    return isHeaderSet(m_request.auth) ? headersIn(viewOf(m_secret))
                                       : std::vector<HeaderView> { { m_request.auth.name, viewOf(m_secret) } };
}

void OutgoingRequest::appendHeaders(WipedText &head) const
{
    const auto line = [&head](std::string_view name, std::string_view value) {
        head.append(name);
        head.append(": ");
        head.append(value);
        head.append("\r\n");
    };
    if (!has("host")) {
        line("host", hostField(m_url.origin));
    }
    const std::vector<HeaderView> secret = secretHeaders();
    for (const HttpHeader &header : m_request.headers) {
        // The secret one counts, not one of the same name.
        if (std::ranges::none_of(secret, [&](const HeaderView &own) { return equalsIgnoringCase(own.name, header.name); })) {
            line(header.name, header.value);
        }
    }
    for (const HeaderView &header : secret) {
        head.append(header.name);
        head.append(": ");
        if (!isHeaderSet(m_request.auth)) {
            head.append(m_request.auth.prefix);
        }
        head.append(header.value);
        head.append("\r\n");
    }
    const bool named = std::ranges::any_of(secret, [](const HeaderView &own) { return equalsIgnoringCase(own.name, "user-agent"); });
    if (!has("user-agent") && !named) {
        line("user-agent", m_userAgent);
    }
    if (!m_choosesCodings) {
        line("accept-encoding", "gzip");
    }
    if (m_proxy && m_url.origin.scheme == "http" && !m_proxy->authorization.empty()) {
        line("proxy-authorization", m_proxy->authorization);
    }
    if (!m_request.body.empty() || m_request.method == "POST" || m_request.method == "PUT"
        || m_request.method == "PATCH") {
        line("content-length", std::to_string(m_request.body.size()));
    }
}

std::size_t OutgoingRequest::headSizeAtMost() const
{
    constexpr std::size_t lineFraming = 4;
    constexpr std::size_t ownLines = 256;
    std::size_t size =
        ownLines + m_request.method.size() + 2 * m_url.origin.host.size() + m_url.target.size() + m_userAgent.size();
    for (const HttpHeader &header : m_request.headers) {
        size += header.name.size() + header.value.size() + lineFraming;
    }
    if (m_proxy) {
        size += m_proxy->authorization.size();
    }
    // Percent-encoding may triple, which is more than the line ends of a header set need.
    return size + m_request.auth.prefix.size() + 3 * (m_request.auth.name.size() + m_secret.bytes().size());
}

bool OutgoingRequest::has(std::string_view name) const
{
    return std::ranges::any_of(m_request.headers,
                               [name](const HttpHeader &header) { return equalsIgnoringCase(header.name, name); });
}

} // namespace patchbay::transport
