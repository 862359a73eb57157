// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/body_delivery.h"

#include "providers/transport/header_text.h"

namespace patchbay::transport {

BodyDelivery::BodyDelivery(const ResponseLimits &limits, Receiver receiver)
    : m_limits(limits)
    , m_receiver(std::move(receiver))
    , m_inflated([this](std::string_view bytes) { return give(bytes); })
{
}

bool BodyDelivery::begin(std::vector<HttpHeader> &headers)
{
    const std::string coding(headerValue(headers, "content-encoding"));
    if (coding.empty() || equalsIgnoringCase(coding, "identity")) {
        return true;
    }
    const bool known = equalsIgnoringCase(coding, "gzip") || equalsIgnoringCase(coding, "x-gzip")
        || equalsIgnoringCase(coding, "deflate");
    if (!known) {
        m_problem = "it is compressed in a way that was not asked for";
        return false;
    }
    m_inflater = std::make_unique<Inflater>(m_limits.maximumInflateRatio);
    std::erase_if(headers, [](const HttpHeader &header) {
        return header.name == "content-encoding" || header.name == "content-length";
    });
    return true;
}

bool BodyDelivery::take(std::string_view bytes)
{
    if (!m_inflater) {
        return give(bytes);
    }
    switch (m_inflater->inflate(bytes, m_inflated)) {
    case Inflater::Status::Good: return true;
    case Inflater::Status::Corrupt: m_problem = "its compressed data is damaged"; return false;
    case Inflater::Status::TooLarge:
        m_problem = "it inflates to more than " + std::to_string(m_limits.maximumInflateRatio) + " times its size";
        return false;
    case Inflater::Status::Stopped: return false;
    }
    return false;
}

bool BodyDelivery::give(std::string_view bytes)
{
    m_given += bytes.size();
    if (m_given > m_limits.maximumBody) {
        m_problem = "it is larger than " + std::to_string(m_limits.maximumBody) + " bytes";
        return false;
    }
    return m_receiver(bytes);
}

} // namespace patchbay::transport
