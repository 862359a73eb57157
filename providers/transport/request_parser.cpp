// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/request_parser.h"

#include "providers/transport/header_text.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <optional>

namespace patchbay::transport {

namespace http = boost::beast::http;
using ErrorCode = boost::system::error_code;
using BeastText = boost::core::string_view;

class RequestParser::Message final : public http::basic_parser<true> {
public:
    explicit Message(const RequestLimits &limits)
    {
        header_limit(static_cast<std::uint32_t>(limits.maximumHead));
        body_limit(limits.maximumBody);
    }

    ServerRequest request;
    bool http10 = false;
    bool expectsContinue = false;
    std::size_t headBytes = 0;

private:
    void on_request_impl(http::verb, BeastText method, BeastText target, int version, ErrorCode &) override
    {
        request.method.assign(method.data(), method.size());
        request.target.assign(target.data(), target.size());
        http10 = version < 11;
    }
    void on_response_impl(int, BeastText, int, ErrorCode &) override { }
    void on_field_impl(http::field name, BeastText nameText, BeastText value, ErrorCode &error) override
    {
        if (is_header_done()) {
            return; // trailers are parsed and dropped
        }
        if (name == http::field::transfer_encoding && (http10 || !equalsIgnoringCase(value, "chunked"))) {
            error = http::error::bad_transfer_encoding;
            return;
        }
        if (name == http::field::content_length && !headerValue(request.headers, "content-length").empty()) {
            error = http::error::bad_content_length;
            return;
        }
        if (name == http::field::expect && equalsIgnoringCase(value, "100-continue")) {
            expectsContinue = !http10;
        }
        request.headers.push_back({ lowerCase(nameText), std::string(value) });
    }
    void on_header_impl(ErrorCode &) override { }
    void on_body_init_impl(const boost::optional<std::uint64_t> &length, ErrorCode &) override
    {
        // The announced length is only believed up to here; more memory comes with more bytes.
        constexpr std::uint64_t reservedAtMost = 1024 * 1024;
        request.body.reserve(std::min(length.value_or(0), reservedAtMost));
    }
    std::size_t on_body_impl(BeastText bytes, ErrorCode &) override
    {
        request.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }
    void on_chunk_header_impl(std::uint64_t, BeastText, ErrorCode &) override { }
    std::size_t on_chunk_body_impl(std::uint64_t, BeastText bytes, ErrorCode &) override
    {
        request.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }
    void on_finish_impl(ErrorCode &) override { }
};

struct RequestParser::State {
    RequestLimits limits;
    std::optional<Message> message;
    bool headReported = false;
};

RequestParser::RequestParser(RequestLimits limits)
    : m_state(std::make_unique<State>(limits))
{
    next();
}

RequestParser::~RequestParser() = default;

RequestParser::Status RequestParser::parse(std::string_view bytes, std::size_t &consumed)
{
    Message &message = *m_state->message;
    consumed = 0;
    ErrorCode error;
    while (!message.is_done() && consumed < bytes.size()) {
        const std::string_view rest = bytes.substr(consumed);
        const std::size_t taken = message.put(boost::asio::buffer(rest.data(), rest.size()), error);
        consumed += taken;
        if (!m_state->headReported) {
            message.headBytes += taken;
            // Beast counts only what it has not consumed yet, which fields sent one by one evade.
            if (message.headBytes + (bytes.size() - consumed) > m_state->limits.maximumHead
                && !message.is_header_done()) {
                return Status::HeadTooLarge;
            }
        } else if (error == http::error::need_more && bytes.size() - consumed > m_state->limits.maximumHead) {
            return Status::Malformed; // a chunk header or trailer without end
        }
        if (error) {
            break;
        }
        if (!m_state->headReported && message.is_header_done()) {
            m_state->headReported = true;
            return Status::HeadDone;
        }
    }
    if (!error || error == http::error::need_more) {
        return message.is_done() ? Status::Done : Status::NeedMore;
    }
    if (error == http::error::header_limit) {
        return Status::HeadTooLarge;
    }
    return error == http::error::body_limit ? Status::BodyTooLarge : Status::Malformed;
}

const ServerRequest &RequestParser::request() const
{
    return m_state->message->request;
}

bool RequestParser::keepAlive() const
{
    return m_state->message->keep_alive();
}

bool RequestParser::isHttp10() const
{
    return m_state->message->http10;
}

bool RequestParser::expectsContinue() const
{
    return m_state->message->expectsContinue;
}

void RequestParser::next()
{
    m_state->headReported = false;
    m_state->message.emplace(m_state->limits);
}

} // namespace patchbay::transport
