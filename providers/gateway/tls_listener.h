// SPDX-License-Identifier: GPL-3.0-or-later
//
// TlsListener: an HttpListener that speaks TLS 1.2 and 1.3. TLS ends here: what comes out of it goes through a pair
// of sockets to connections that know nothing of it. That costs a copy each way, and keeps the path of those
// who put a proxy before the gateway as short as it is.
#pragma once

#include "providers/gateway/http_listener.h"

namespace patchbay::gateway {

struct TlsAddress {
    std::string address;
    std::uint16_t port = 0; // 0 takes a free one
    std::string certificateFile; // PEM, the chain behind the certificate
    std::string keyFile; // PEM
};

class TlsListener : public HttpListener {
public:
    static Result<std::unique_ptr<TlsListener>> onAddress(transport::IoRuntime &runtime, const TlsAddress &address,
                                                          const ListenerOptions &options, RequestHandler &handler);
    // For handshakes from now on; a certificate that cannot be used changes nothing. From any thread.
    virtual Result<void> useCertificate(const std::string &certificateFile, const std::string &keyFile) = 0;
};

} // namespace patchbay::gateway
