// SPDX-License-Identifier: GPL-3.0-or-later
//
// BodyDelivery: from the answer's body as sent to what the caller gets: inflated where it was
// compressed, never more than the limits allow.
#pragma once

#include "providers/transport/http_client.h"
#include "providers/transport/inflater.h"

namespace patchbay::transport {

class BodyDelivery {
public:
    // onData is called with what arrives; its return value says whether to go on.
    using Receiver = std::function<bool(std::string_view)>;
    BodyDelivery(const ResponseLimits &limits, Receiver receiver);

    // Looks at content-encoding. What it will undo itself it removes from the headers. False for a
    // coding that is not understood.
    bool begin(std::vector<HttpHeader> &headers);
    // False when the body may not go on; problem() is empty when the receiver said so.
    bool take(std::string_view bytes);
    // False when compressed data ended early.
    bool isComplete() const { return !m_inflater || m_inflater->isComplete(); }
    const std::string &problem() const { return m_problem; }

private:
    bool give(std::string_view bytes);

    const ResponseLimits m_limits;
    const Receiver m_receiver;
    const Receiver m_inflated; // give(), for the inflater
    std::unique_ptr<Inflater> m_inflater;
    std::size_t m_given = 0;
    std::string m_problem;
};

} // namespace patchbay::transport
