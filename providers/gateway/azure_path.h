// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace patchbay::gateway {

// Responses and models are the gateway's own also under /openai/v1, and under /openai where the query says that Azure's
// client asks: its path without /openai or /openai/v1. Everything else there is the provider's.
std::string_view withoutAzure(std::string_view path, std::string_view query);

} // namespace patchbay::gateway
