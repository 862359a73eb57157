// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the tests of Bedrock share: targets, and frames of event streams.
#pragma once

#include "providers/wire/aws_event_stream.h"
#include "providers/wire/base64.h"
#include "providers/wire/bedrock_codec.h"
#include "tests/providers/wire/golden_replay.h"

namespace patchbay::wire::testing {

// The built-in row, with the region that the vectors were made for.
inline Target bedrock(const std::string &model)
{
    static const Catalog catalog = *Catalog::builtIn();
    Target target { *catalog.provider("bedrock"), model, nullptr, catalog.provider("bedrock")->apiBase, 1700000000 };
    target.settings = { { "region", "us-east-1" } };
    return target;
}

inline std::string frame(std::string_view type, std::string_view json)
{
    return writeAwsMessage(
        { { ":event-type", type }, { ":content-type", "application/json" }, { ":message-type", "event" } }, json);
}

// InvokeModel's envelope.
inline std::string chunk(const std::string &json)
{
    return frame("chunk", R"({"bytes":")" + encodeBase64(json) + "\"}");
}

} // namespace patchbay::wire::testing
