// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/completion_printer.h"

#include "app/cli/command.h"

#include <boost/json.hpp>

#include <ostream>

namespace patchbay::cli {
namespace {

namespace json = boost::json;

json::object writeHeaders(const std::vector<HttpHeader> &headers)
{
    json::object object;
    for (const HttpHeader &header : headers) {
        object[header.name] = header.value;
    }
    return object;
}

// A body as JSON where it is JSON, else as text.
json::value writeBody(const std::string &body)
{
    boost::system::error_code problem;
    json::value parsed = json::parse(body, problem);
    return problem ? json::value(body) : parsed;
}

json::object writeWire(const WireRecord &record)
{
    json::object headers = writeHeaders(record.request.headers);
    if (record.request.auth.kind == AuthPlacement::Kind::Header) {
        headers[record.request.auth.name] = record.request.auth.prefix + "<redacted>";
    }
    return { { "attempt", record.number },
             { "request", json::object { { "method", record.request.method },
                                         { "url", record.request.url },
                                         { "headers", std::move(headers) },
                                         { "body", writeBody(record.request.body) } } },
             { "response", json::object { { "status", record.response.status },
                                          { "headers", writeHeaders(record.response.headers) },
                                          { "body", writeBody(record.response.body) } } } };
}

json::array writeWires(const std::vector<WireRecord> &records)
{
    json::array wires;
    for (const WireRecord &record : records) {
        wires.push_back(writeWire(record));
    }
    return wires;
}

} // namespace

CompletionPrinter::CompletionPrinter(const std::string &model, bool streamed, bool raw, std::ostream &out)
    : m_chunks(model)
    , m_streamed(streamed)
    , m_raw(raw)
    , m_out(out)
{
}

void CompletionPrinter::take(const EngineEvent &event)
{
    if (const auto *stream = std::get_if<StreamEvent>(&event); stream && m_streamed) {
        for (const std::string &chunk : m_chunks.write(*stream)) {
            m_out << chunk << '\n';
        }
        m_out.flush();
    } else if (const auto *record = std::get_if<WireRecord>(&event)) {
        m_wire.push_back(*record);
    } else if (const auto *done = std::get_if<CallSucceeded>(&event)) {
        if (!m_streamed || m_raw) {
            // What the provider did not tell stays absent; the ledger has the estimate, and says that it is one.
            ChatResponse told = done->response;
            if (done->usageEstimated) {
                told.usage.reset();
            }
            printAnswer(told);
        }
        finish(std::nullopt);
    } else if (const auto *failed = std::get_if<CallFailed>(&event)) {
        // The wire is wanted most when the call failed.
        if (m_raw && !m_wire.empty()) {
            m_out << json::serialize(json::object { { "raw", writeWires(m_wire) } }) << std::endl;
        }
        finish(failed->error);
    }
}

std::optional<Error> CompletionPrinter::wait()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_done; });
    return m_error;
}

void CompletionPrinter::printAnswer(const ChatResponse &response)
{
    const std::string text = wire::writeChatResponse(response);
    if (!m_raw) {
        m_out << text << std::endl;
        return;
    }
    json::object answer = m_streamed ? json::object() : json::parse(text).as_object();
    answer["raw"] = writeWires(m_wire);
    m_out << json::serialize(answer) << std::endl;
}

void CompletionPrinter::finish(std::optional<Error> error)
{
    const std::lock_guard lock(m_mutex);
    m_error = std::move(error);
    m_done = true;
    m_changed.notify_all();
}

int reportError(const Error &error, std::ostream &err)
{
    err << wire::writeError(error) << std::endl;
    return Failed;
}

} // namespace patchbay::cli
