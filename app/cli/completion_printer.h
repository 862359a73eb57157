// SPDX-License-Identifier: GPL-3.0-or-later
//
// CompletionPrinter: writes the events of one completion as patchbay-cli prints them.
#pragma once

#include "providers/engine/engine.h"
#include "providers/wire/openai_format.h"

#include <condition_variable>
#include <iosfwd>
#include <mutex>

namespace patchbay::cli {

class CompletionPrinter {
public:
    CompletionPrinter(const std::string &model, bool streamed, bool raw, std::ostream &out);

    // On I/O threads.
    void take(const EngineEvent &event);
    // Waits for the last event; gives the error of a failed call.
    std::optional<Error> wait();

private:
    void printAnswer(const ChatResponse &response);
    void finish(std::optional<Error> error);

    wire::ChunkWriter m_chunks;
    bool m_streamed;
    bool m_raw;
    std::ostream &m_out;
    std::vector<WireRecord> m_wire;

    std::mutex m_mutex; // guards what follows
    std::condition_variable m_changed;
    bool m_done = false;
    std::optional<Error> m_error;
};

} // namespace patchbay::cli
