// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/broken_stream.h"

namespace patchbay::gateway {

namespace {

constexpr const char *goOn = "Your answer was interrupted here. Go on exactly where it stops: repeat nothing, do not "
                             "begin again, and say nothing about the interruption.";

} // namespace

ChatRequest continuedRequest(const ChatRequest &request, const std::string &said)
{
    ChatRequest continued = request;
    continued.messages.push_back(textMessage(MessageRole::Assistant, said));
    continued.messages.push_back(textMessage(MessageRole::User, goOn));
    return continued;
}

} // namespace patchbay::gateway
