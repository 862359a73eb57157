// SPDX-License-Identifier: GPL-3.0-or-later
//
// A chat's stream as the chunks of a legacy text completion.
#pragma once

#include "providers/core/chat_response.h"

#include <optional>
#include <string>

namespace patchbay::wire {

class CompletionChunkWriter {
public:
    // The chunks carry this name, or where it is empty the stream's own.
    explicit CompletionChunkWriter(std::string model);
    // One chunk, as JSON; empty for an event that has none: a completion holds texts only.
    std::string write(const StreamEvent &event);
    // The last chunk, without choices; empty where no usage was told.
    std::string usage() const;

private:
    std::string chunk(int choice, std::string_view text, std::string_view reason) const;

    std::string m_model;
    std::string m_id;
    std::int64_t m_created = 0;
    std::optional<Usage> m_usage;
};

} // namespace patchbay::wire
