// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/transport_error.h"

#include <array>
#include <cstdio>

namespace patchbay::transport {

namespace {

Error explained(ErrorClass kind, std::string message, std::string_view remedy)
{
    Error error = makeError(kind, std::move(message));
    error.remedy = remedy;
    return error;
}

Error permanent(Error error)
{
    error.permanent = true;
    return error;
}

std::string inSeconds(std::chrono::milliseconds time)
{
    std::array<char, 32> text;
    const auto count = time.count();
    if (count % 1000 == 0) {
        return std::to_string(count / 1000) + " s";
    }
    const int size = std::snprintf(text.data(), text.size(), "%.3g s", static_cast<double>(count) / 1000.0);
    return std::string(text.data(), static_cast<std::size_t>(size));
}

Error timedOut(const std::string &message, std::string_view remedy)
{
    return explained(ErrorClass::Timeout, message, remedy);
}

} // namespace

Error unresolved(const std::string &peer)
{
    return explained(ErrorClass::ApiConnection, "The name of " + peer + " cannot be resolved.",
                     "Check the spelling of the address and that this machine is online.");
}

Error forbiddenAddress(const std::string &peer)
{
    return permanent(explained(ErrorClass::ApiConnection,
                               peer + " is a link-local or metadata address; requests are never sent there.",
                               "Use the provider's own address."));
}

Error privateAddress(const std::string &peer)
{
    return permanent(explained(ErrorClass::BadRequest,
                               peer + " is not on the public Internet; addresses in requests are not fetched there.",
                               "Send the bytes themselves, as a data URL."));
}

Error connectFailed(const std::string &peer, const std::error_code &reason)
{
    if (reason == std::errc::connection_refused) {
        return explained(ErrorClass::ApiConnection, peer + " refused the connection: nothing listens there.",
                         "Start the server, or correct the host and port of the address.");
    }
    if (reason == std::errc::network_unreachable || reason == std::errc::host_unreachable) {
        return explained(ErrorClass::ApiConnection, peer + " cannot be reached: there is no way to that network.",
                         "Check this machine's network, VPN and firewall.");
    }
    return explained(ErrorClass::ApiConnection, "No connection to " + peer + ": " + reason.message() + ".",
                     "Check the address and this machine's network, then try again.");
}

Error tlsFailed(const std::string &peer, std::string_view reason)
{
    return permanent(explained(
        ErrorClass::ApiConnection, "No secure connection to " + peer + ": " + std::string(reason) + ".",
        "Check the address and the system's clock; behind a proxy that inspects TLS, add its "
        "certificate authority to the system's trust store."));
}

Error tlsClosed(const std::string &peer)
{
    return explained(ErrorClass::ApiConnection, "No secure connection to " + peer + ": it closed the connection.",
                     "Check that the address speaks TLS, then try again.");
}

Error trustStoreFailed(std::string_view reason)
{
    return permanent(
        explained(ErrorClass::ApiConnection, "The trusted certificates cannot be read: " + std::string(reason) + ".",
                  "Install the system's ca-certificates, or correct the path of the certificate file."));
}

Error proxyRefused(const std::string &proxy, int status)
{
    constexpr int authenticationRequired = 407;
    Error error = explained(ErrorClass::ApiConnection,
                     "The proxy " + proxy + " refused the connection with status " + std::to_string(status) + ".",
                     status == authenticationRequired
                         ? "Put the proxy's user name and password into HTTPS_PROXY (http://user:password@host:port)."
                         : "Ask the proxy's administrator to allow the host, or add the host to NO_PROXY.");
    error.permanent = status >= 400 && status < 500;
    return error;
}

Error proxyMalformed(const std::string &proxy, std::uint64_t offset)
{
    Error error = explained(ErrorClass::ApiResponseValidation, "The proxy " + proxy + " does not answer in HTTP.",
                            "Check the proxy's address: it must be an HTTP proxy.");
    error.offset = offset;
    return error;
}

Error closedEarly(const std::string &peer, std::uint64_t received)
{
    const std::string after = received == 0 ? " without an answer." : " after " + std::to_string(received) + " bytes.";
    return explained(ErrorClass::ApiConnection, peer + " closed the connection" + after,
                     "Try again; when it happens again, look at the provider's status page.");
}

Error connectionLost(const std::string &peer, std::uint64_t received, std::string_view reason)
{
    return explained(ErrorClass::ApiConnection,
                     "The connection to " + peer + " was lost after " + std::to_string(received)
                         + " bytes: " + std::string(reason) + ".",
                     "Try again; when it happens again, look at the network and the provider's status page.");
}

Error malformedAnswer(const std::string &peer, std::uint64_t offset, std::string_view reason)
{
    Error error = explained(ErrorClass::ApiResponseValidation,
                            "The answer of " + peer + " is not usable: " + std::string(reason) + " (at byte "
                                + std::to_string(offset) + ").",
                            "Check that the address is that of the provider's API.");
    error.offset = offset;
    return error;
}

Error stageTimedOut(const std::string &peer, Stage stage, std::chrono::milliseconds limit)
{
    switch (stage) {
    case Stage::Connect:
        return timedOut("No connection to " + peer + " within " + inSeconds(limit) + " (connect deadline).",
                        "Check the address, the network and the firewall.");
    case Stage::Send:
        return timedOut(peer + " took no more of the request for " + inSeconds(limit) + " (idle deadline).",
                        "Try again, or with a smaller request.");
    case Stage::FirstByte:
        return timedOut(peer + " sent nothing within " + inSeconds(limit) + " (first-byte deadline).",
                        "Try again, or raise the deadline for slow models.");
    case Stage::Idle: break;
    }
    return timedOut(peer + " stopped sending for " + inSeconds(limit) + " (idle deadline).",
                    "Try again, or raise the deadline for slow models.");
}

Error totalTimedOut(const std::string &peer, std::chrono::milliseconds limit)
{
    return timedOut("The call to " + peer + " took longer than " + inSeconds(limit) + " (total deadline).",
                    "Ask for a shorter answer, or raise the deadline.");
}

Error cancelled()
{
    return makeError(ErrorClass::Cancelled, "The call was cancelled.");
}

} // namespace patchbay::transport
