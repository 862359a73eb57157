// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/responses_stream_text.h"

#include "providers/gateway/error_text.h"

namespace patchbay::gateway {

namespace {

std::string framed(const wire::ResponseEventWriter::Events &events)
{
    std::string text;
    for (const wire::ResponseEvent &event : events) {
        text += "event: ";
        text += event.type;
        text += "\ndata: " + event.json + "\n\n";
    }
    return text;
}

} // namespace

ResponsesStreamText::ResponsesStreamText(JsonText request, wire::ResponseHead head, ResponsesDialect::Keep keep)
    : m_id(head.id)
    , m_keep(std::move(keep))
    , m_writer(std::move(head), std::move(request))
{
}

std::string ResponsesStreamText::write(const StreamEvent &event)
{
    wire::ResponseEventWriter::Events events;
    m_writer.write(event, events);
    return framed(events);
}

std::string ResponsesStreamText::finish()
{
    wire::ResponseEventWriter::Events events;
    m_keep(m_id, m_writer.finish(events));
    return framed(events);
}

std::string ResponsesStreamText::fail(const Error &error)
{
    Error told = error;
    told.message = clientMessage(error);
    wire::ResponseEventWriter::Events events;
    m_writer.fail(told, events);
    return framed(events);
}

} // namespace patchbay::gateway
