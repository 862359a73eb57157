// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tells a webhook something, once.
#pragma once

#include "providers/transport/http_client.h"

#include <functional>
#include <string>

namespace patchbay {

// `json` to the address. `failed` is called on an I/O thread where it was not taken; neither the address nor what a library
// says of it is told: both may hold a secret. The client outlives the exchange.
void postWebhook(transport::HttpClient &client, const std::string &address, std::string json,
                 std::function<void(const std::string &why)> failed);

} // namespace patchbay
