// SPDX-License-Identifier: GPL-3.0-or-later
//
// Puts a configuration into force: keeps it in the history, writes its file atomically, has the gateway that
// serves this file read it again. Where the gateway refuses it, the file is put back. Blocks; for a worker thread.
#pragma once

#include "providers/core/result.h"

#include <QString>

#include <functional>
#include <optional>

namespace patchbay::bay {

// Asks the gateway of this computer. Nothing: none runs.
struct GatewayAnswer {
    int status = 0;
    std::string body {};
};
struct GatewayCall {
    std::string method {};
    std::string path {};
    std::string body {}; // JSON; empty: none
};
using AskGateway = std::function<std::optional<Result<GatewayAnswer>>(const GatewayCall &call)>;

struct Application {
    std::string text {};
    std::string file {}; // absolute
    std::string note {};
    std::string author {}; // empty: who runs the process
    QString historyDirectory {};
    // What the file held when it was last read: where it holds something else nothing is written.
    std::optional<std::string> expected {};
};

struct Outcome {
    bool done = false; // the file holds the text; a gateway that serves it took it
    bool written = false;
    std::string sentence {}; // "Reloaded: the gateway serves version 7."
    qint64 version = 0; // in the history
};

Outcome applyConfiguration(const Application &application, const AskGateway &ask);
// The file that the running gateway serves; empty when none runs or it does not say.
std::string servedFile(const AskGateway &ask);
// By name, or the same file under two names; an empty one is nobody's.
bool isSameFile(const std::string &left, const std::string &right);

} // namespace patchbay::bay
