// SPDX-License-Identifier: GPL-3.0-or-later
//
// One of the gateway's admin calls from the command line: a running gateway is asked over the socket in its data
// directory; without one, the directory is opened for the one call.
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "models/storage/data_directory.h"
#include "providers/core/http.h"
#include "providers/gateway/key_admin.h"

#include <functional>
#include <optional>
#include <string>

namespace patchbay::cli {

// Answers a request where no gateway runs.
using AnswerHere = std::function<Result<HttpResponse>(const gateway::AdminRequest &request, const DataDirectory &directory,
                                                      gateway::KeyBook &book, const Clock &clock)>;

// An empty directory is the usual one. An answer of the gateway that refuses is an answer.
Result<HttpResponse> adminCall(const std::string &dataDirectory, const gateway::AdminRequest &request,
                               const AnswerHere &answerHere);

// Help where it is asked for, else what is wrong with the words, and how they go; the exit code. Nothing where neither is.
std::optional<int> answerUsage(const Result<Arguments> &arguments, const std::string &problem, const std::string &usage,
                               const Streams &streams);

bool isRefusal(const HttpResponse &answer);
// The answer as it is, on the stream where it belongs; the exit code.
int printAnswer(const Result<HttpResponse> &answer, const Streams &streams);

// A part of an address: everything but letters and digits as %XX.
std::string escapedInAddress(std::string_view text);

} // namespace patchbay::cli
