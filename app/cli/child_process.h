// SPDX-License-Identifier: GPL-3.0-or-later
//
// ChildProcess: a program of ours that a benchmark runs beside itself.
#pragma once

#include "providers/core/result.h"

#include <string>
#include <sys/types.h>
#include <vector>

namespace patchbay::cli {

class ChildProcess {
public:
    // Starts the program with its standard output readable here, and its standard input writable where that is wanted.
    static Result<ChildProcess> start(const std::string &program, const std::vector<std::string> &arguments,
                                      bool withInput = false);
    ChildProcess(ChildProcess &&other) noexcept;
    ChildProcess &operator=(ChildProcess &&) = delete;
    ChildProcess(const ChildProcess &) = delete;
    ~ChildProcess(); // ends it with SIGTERM

    pid_t id() const { return m_id; }
    // The next line of its output, without the line's end; empty at the end.
    std::string readLine();
    // A line to its standard input; false when it does not read any more.
    bool writeLine(const std::string &line);
    // Waits for its end and gives the exit code.
    int wait();

private:
    ChildProcess(pid_t id, int output, int input);

    pid_t m_id = -1;
    int m_output = -1;
    int m_input = -1;
    std::string m_buffer;
};

// The folder that this program runs from.
std::string programDirectory();

} // namespace patchbay::cli
