// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/response_parser.h"

#include "providers/transport/header_text.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <limits>
#include <optional>

namespace patchbay::transport {

namespace http = boost::beast::http;
using ErrorCode = boost::system::error_code;
using BeastText = boost::core::string_view;

class ResponseParser::Message final : public http::basic_parser<false> {
public:
    Message(std::size_t maximumHead, bool bodiless, const BodySink &sink)
        : m_sink(sink)
    {
        header_limit(static_cast<std::uint32_t>(maximumHead));
        body_limit(boost::none); // counted after inflating, see BodyDelivery
        skip(bodiless);
    }

    int code = 0;
    std::vector<HttpHeader> headers;
    std::size_t headBytes = 0;
    std::string_view input; // what put() is looking at

private:
    void on_request_impl(http::verb, BeastText, BeastText, int, ErrorCode &) override { }
    void on_response_impl(int status, BeastText, int version, ErrorCode &error) override
    {
        code = status;
        m_http10 = version < 11;
        constexpr int lowest = 100;
        if (status < lowest) {
            error = http::error::bad_status;
        }
    }
    void on_field_impl(http::field name, BeastText nameText, BeastText value, ErrorCode &error) override
    {
        if (is_header_done()) {
            return; // trailers are parsed and dropped
        }
        if (name == http::field::transfer_encoding && (m_http10 || !equalsIgnoringCase(value, "chunked"))) {
            error = http::error::bad_transfer_encoding;
            return;
        }
        if (name == http::field::content_length && !headerValue(headers, "content-length").empty()) {
            error = http::error::multiple_content_length;
            return;
        }
        // A folded value was put together elsewhere than in the input.
        const bool inside = value.empty()
            || (value.data() >= input.data() && value.data() + value.size() <= input.data() + input.size());
        if (!inside || value.find('\0') != BeastText::npos) {
            error = http::error::bad_value;
            return;
        }
        headers.push_back({ lowerCase(nameText), std::string(value) });
    }
    void on_header_impl(ErrorCode &) override { }
    void on_body_init_impl(const boost::optional<std::uint64_t> &, ErrorCode &) override { }
    std::size_t on_body_impl(BeastText bytes, ErrorCode &error) override { return deliver(bytes, error); }
    void on_chunk_header_impl(std::uint64_t, BeastText, ErrorCode &) override { }
    std::size_t on_chunk_body_impl(std::uint64_t, BeastText bytes, ErrorCode &error) override
    {
        return deliver(bytes, error);
    }
    void on_finish_impl(ErrorCode &) override { }

    std::size_t deliver(BeastText bytes, ErrorCode &error)
    {
        if (!m_sink(bytes)) {
            error = http::error::end_of_stream; // stands for "stopped"
        }
        return bytes.size();
    }

    const BodySink &m_sink;
    bool m_http10 = false;
};

struct ResponseParser::State {
    std::size_t maximumHead;
    BodySink sink;
    std::optional<Message> message;
    bool headReported = false;
};

ResponseParser::ResponseParser(std::size_t maximumHead, BodySink sink)
    : m_state(std::make_unique<State>(maximumHead, std::move(sink)))
{
    next(false);
}

ResponseParser::~ResponseParser() = default;

ResponseParser::Status ResponseParser::parse(std::string_view bytes, std::size_t &consumed)
{
    Message &message = *m_state->message;
    consumed = 0;
    ErrorCode error;
    // Whoever speaks something else may wait for us to speak on: do not wait for a whole line.
    constexpr std::string_view beginning = "HTTP/1.";
    if (!message.got_some() && !beginning.starts_with(bytes.substr(0, beginning.size()))) {
        m_malformation = "bad version";
        return Status::Malformed;
    }
    while (!message.is_done() && consumed < bytes.size() && !error) {
        message.input = bytes.substr(consumed);
        const std::size_t taken = message.put(boost::asio::buffer(message.input.data(), message.input.size()), error);
        consumed += taken;
        const std::size_t waiting = bytes.size() - consumed;
        if (m_state->headReported) {
            if (error == http::error::need_more && waiting > m_state->maximumHead) {
                error = http::error::bad_chunk_extension; // a chunk header or trailer without end
            }
            continue;
        }
        message.headBytes += taken;
        // Beast counts only what it has not consumed yet, which fields sent one by one evade.
        const bool tooLarge = message.headBytes > m_state->maximumHead
            || (!message.is_header_done() && message.headBytes + waiting > m_state->maximumHead);
        if (tooLarge) {
            return Status::HeadTooLarge;
        }
        if (!error && message.is_header_done()) {
            m_state->headReported = true;
            return Status::HeadDone;
        }
    }
    if (error) {
        return failed(&error);
    }
    return message.is_done() ? Status::Done : Status::NeedMore;
}

ResponseParser::Status ResponseParser::failed(const void *errorCode)
{
    const ErrorCode &error = *static_cast<const ErrorCode *>(errorCode);
    if (error == http::error::need_more) {
        return Status::NeedMore;
    }
    if (error == http::error::end_of_stream) {
        return Status::Stopped;
    }
    if (error == http::error::header_limit) {
        return Status::HeadTooLarge;
    }
    m_malformation = error.message();
    return Status::Malformed;
}

ResponseParser::Status ResponseParser::end()
{
    Message &message = *m_state->message;
    if (message.is_done()) {
        return Status::Done;
    }
    if (!m_state->headReported || !message.need_eof()) {
        return Status::NeedMore;
    }
    ErrorCode error;
    message.put_eof(error);
    return error ? Status::NeedMore : Status::Done;
}

bool ResponseParser::isDone() const
{
    return m_state->message->is_done();
}

void ResponseParser::next(bool bodiless)
{
    m_state->headReported = false;
    m_state->message.emplace(m_state->maximumHead, bodiless, m_state->sink);
}

int ResponseParser::status() const
{
    return m_state->message->code;
}

std::vector<HttpHeader> &ResponseParser::headers()
{
    return m_state->message->headers;
}

bool ResponseParser::keepAlive() const
{
    return m_state->message->keep_alive();
}

} // namespace patchbay::transport
