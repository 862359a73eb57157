// SPDX-License-Identifier: GPL-3.0-or-later
//
// Addresses of Bedrock's endpoints, and how requests to them are signed.
#pragma once

#include "providers/wire/bedrock_model.h"
#include "providers/wire/codec.h"

#include <string>
#include <string_view>

namespace patchbay::wire {

struct BedrockAddress {
    std::string url;
    AuthPlacement auth; // for the region that the address names
};

// `action` is "converse", "invoke"… The region is the model name's, the call's or the account's.
Result<BedrockAddress> bedrockAddress(const ChatRequest &request, const Target &target, const BedrockModel &model,
                                      std::string_view action);

} // namespace patchbay::wire
