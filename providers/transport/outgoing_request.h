// SPDX-License-Identifier: GPL-3.0-or-later
//
// OutgoingRequest: a request that was checked and can be written, once or again. The secret enters
// the head only when the head is made for the socket, and is wiped with it.
#pragma once

#include "providers/core/header_set.h"
#include "providers/core/http.h"
#include "providers/core/result.h"
#include "providers/core/secret.h"
#include "providers/transport/http_client.h"
#include "providers/transport/proxy.h"

#include <string>

namespace patchbay::transport {

// Text that is wiped when it goes. Its capacity is fixed, so that growing leaves no copy behind.
class WipedText {
public:
    explicit WipedText(std::size_t capacity) { m_text.reserve(capacity); }
    WipedText(WipedText &&other) noexcept = delete;
    ~WipedText() { wipe(); }
    void append(std::string_view bytes);
    std::string_view view() const { return m_text; }
    std::size_t spare() const { return m_text.capacity() - m_text.size(); }
    void wipe();

private:
    std::string m_text;
};

class OutgoingRequest {
public:
    OutgoingRequest() = default;
    OutgoingRequest(OutgoingRequest &&) = default;
    OutgoingRequest &operator=(OutgoingRequest &&) = default;
    ~OutgoingRequest(); // wipes a body that holds the secret
    // Checks everything that will be sent. BadRequest, or Authentication for an unusable secret.
    static Result<OutgoingRequest> check(HttpRequest request, SecretBytes secret, const ClientOptions &options);

    const ParsedUrl &url() const { return m_url; }
    const std::optional<ProxyAddress> &proxy() const { return m_proxy; }
    // "host:port" for messages: of the origin.
    const std::string &peer() const { return m_peer; }
    std::string_view body() const { return m_request.body; }
    bool isHead() const { return m_request.method == "HEAD"; }
    // True when the caller chose the content codings itself and so decodes them itself.
    bool choosesCodings() const { return m_choosesCodings; }
    // Origin, proxy and a number that differs between secrets; connections with one key may be shared.
    std::string poolKey(std::size_t salt) const;

    // The head, with the secret in it; `spare` more bytes fit behind it.
    std::unique_ptr<WipedText> makeHead(std::size_t spare) const;
    // Nothing is sent again: neither the secret nor the body, which may be long, is needed any more.
    void forgetContents();

private:
    void addSecretToBody();
    void appendTarget(WipedText &head) const;
    // Views into the secret; empty where it goes elsewhere.
    std::vector<HeaderView> secretHeaders() const;
    void appendHeaders(WipedText &head) const;
    std::size_t headSizeAtMost() const;
    bool has(std::string_view name) const;

    HttpRequest m_request;
    SecretBytes m_secret;
    ParsedUrl m_url;
    std::optional<ProxyAddress> m_proxy;
    std::string m_peer;
    std::string m_userAgent;
    bool m_choosesCodings = false;
};

} // namespace patchbay::transport
