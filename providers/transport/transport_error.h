// SPDX-License-Identifier: GPL-3.0-or-later
//
// The sentences of transport's errors: what happened, to which host, and what a person can do.
// None of them gets to see a header, a query or a body.
#pragma once

#include "providers/core/result.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

namespace patchbay::transport {

enum class Stage : std::uint8_t { Connect, Send, FirstByte, Idle };

Error unresolved(const std::string &peer);
Error forbiddenAddress(const std::string &peer);
Error privateAddress(const std::string &peer);
Error connectFailed(const std::string &peer, const std::error_code &reason);
Error tlsFailed(const std::string &peer, std::string_view reason);
Error tlsClosed(const std::string &peer);
Error trustStoreFailed(std::string_view reason);
Error proxyRefused(const std::string &proxy, int status);
Error proxyMalformed(const std::string &proxy, std::uint64_t offset);
Error closedEarly(const std::string &peer, std::uint64_t received);
Error connectionLost(const std::string &peer, std::uint64_t received, std::string_view reason);
Error malformedAnswer(const std::string &peer, std::uint64_t offset, std::string_view reason);
Error stageTimedOut(const std::string &peer, Stage stage, std::chrono::milliseconds limit);
Error totalTimedOut(const std::string &peer, std::chrono::milliseconds limit);
Error cancelled();

} // namespace patchbay::transport
