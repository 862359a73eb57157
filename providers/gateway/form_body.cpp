// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/form_body.h"

#include "providers/gateway/error_text.h"
#include "providers/transport/header_text.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <map>

namespace patchbay::gateway {

namespace {

constexpr std::size_t partsAtMost = 200;
constexpr std::size_t headAtMost = 8 * 1024;
constexpr std::size_t borderAtMost = 70;

std::unexpected<Error> refuse(std::string_view what)
{
    return std::unexpected(gatewayError(400, "The body is not the form that it says it is: " + std::string(what) + "."));
}

// The value of a parameter of "type; name=value; other=\"value\"".
std::string parameter(std::string_view header, std::string_view name)
{
    for (std::size_t at = header.find(';'); at != std::string_view::npos;) {
        std::string_view rest = header.substr(at + 1);
        rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
        const std::size_t equals = std::min(rest.find('='), rest.size());
        const bool found = transport::equalsIgnoringCase(rest.substr(0, equals), name);
        rest.remove_prefix(std::min(equals + 1, rest.size()));
        std::string value;
        if (rest.starts_with('"')) {
            std::size_t place = 1;
            for (; place < rest.size() && rest[place] != '"'; ++place) {
                place += rest[place] == '\\' && place + 1 < rest.size() ? 1 : 0;
                value += rest[place];
            }
            rest.remove_prefix(std::min(place + 1, rest.size()));
        } else {
            value = rest.substr(0, rest.find(';'));
        }
        if (found) {
            return value;
        }
        const std::size_t next = rest.find(';');
        at = next == std::string_view::npos ? next
                                            : static_cast<std::size_t>(rest.data() - header.data()) + next;
    }
    return {};
}

Result<FormPart> readPart(std::string_view part)
{
    const std::size_t end = part.find("\r\n\r\n");
    if (end == std::string_view::npos || end > headAtMost) {
        return refuse("a part has no end of its head");
    }
    FormPart read;
    read.content = part.substr(end + 4);
    bool named = false;
    for (std::string_view head = part.substr(0, end); !head.empty();) {
        const std::size_t size = std::min(head.find("\r\n"), head.size());
        const std::string_view line = head.substr(0, size);
        const std::size_t colon = std::min(line.find(':'), line.size());
        const std::string_view name = line.substr(0, colon);
        std::string_view value = line.substr(std::min(colon + 1, line.size()));
        value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
        if (transport::equalsIgnoringCase(name, "content-disposition")) {
            named = transport::equalsIgnoringCase(value.substr(0, 9), "form-data");
            read.name = parameter(value, "name");
            read.fileName = parameter(value, "filename");
            read.isFile = value.contains("filename");
        } else if (transport::equalsIgnoringCase(name, "content-type")) {
            read.mediaType = value;
        }
        head.remove_prefix(std::min(size + 2, head.size()));
    }
    if (!named || read.name.empty()) {
        return refuse("a part has no name");
    }
    read.isFile = read.isFile || !read.fileName.empty();
    return read;
}

std::string plainName(const std::string &name)
{
    return name.ends_with("[]") ? name.substr(0, name.size() - 2) : name;
}

Result<wire::KindRequest> requestOfForm(CallKind kind, const std::vector<FormPart> &parts)
{
    wire::KindRequest request;
    request.kind = kind;
    std::vector<std::string> order;
    std::map<std::string, std::vector<std::string_view>> fields;
    std::map<std::string, bool> lists;
    for (const FormPart &part : parts) {
        if (part.isFile) {
            request.uploads.push_back({ part.name, part.fileName, part.mediaType, std::string(part.content) });
            continue;
        }
        const std::string name = plainName(part.name);
        if (!fields.contains(name)) {
            order.push_back(name);
        }
        fields[name].push_back(part.content);
        lists[name] = lists[name] || name != part.name || fields[name].size() > 1;
    }
    wire::JsonWriter writer;
    writer.beginObject();
    for (const std::string &name : order) {
        if (!lists[name]) {
            writer.member(name, fields[name].front());
            continue;
        }
        writer.beginArray(name);
        for (const std::string_view value : fields[name]) {
            writer.string(value);
        }
        writer.endArray();
    }
    writer.endObject();
    request.body = { writer.take() };
    // What is not UTF-8 inside would be passed on as JSON that is none.
    if (!wire::parseJson(request.body.text)) {
        return refuse("a field is not UTF-8 text");
    }
    request.model = fields.contains("model") ? std::string(fields["model"].front()) : std::string();
    request.stream = fields.contains("stream") && fields["stream"].front() == "true";
    return request;
}

} // namespace

Result<std::vector<FormPart>> readForm(std::string_view contentType, std::string_view body)
{
    const std::string border = parameter(contentType, "boundary");
    if (border.empty() || border.size() > borderAtMost) {
        return refuse("the header names no boundary");
    }
    const std::string opening = "--" + border;
    const std::string between = "\r\n" + opening;
    std::size_t at = body.starts_with(opening) ? 0 : body.find(between);
    if (at == std::string_view::npos) {
        return refuse("the boundary does not occur");
    }
    at += body.starts_with(opening) ? opening.size() : between.size();
    std::vector<FormPart> parts;
    while (!body.substr(at).starts_with("--")) {
        const std::size_t line = body.find("\r\n", at);
        const std::size_t end = line == std::string_view::npos ? line : body.find(between, line);
        if (end == std::string_view::npos) {
            return refuse("it ends inside a part");
        }
        if (body.substr(at, line - at).find_first_not_of(" \t") != std::string_view::npos) {
            return refuse("a boundary is followed by something else");
        }
        const std::size_t start = line + 2;
        Result<FormPart> part = readPart(body.substr(std::min(start, end), end > start ? end - start : 0));
        if (!part) {
            return std::unexpected(part.error());
        }
        if (parts.size() == partsAtMost) {
            return refuse("it has too many parts");
        }
        parts.push_back(std::move(*part));
        at = end + between.size();
    }
    return parts;
}

Result<wire::KindRequest> readKindBody(CallKind kind, std::string_view contentType, std::string_view body)
{
    constexpr std::string_view form = "multipart/form-data";
    if (transport::equalsIgnoringCase(contentType.substr(0, form.size()), form)) {
        return readForm(contentType, body).and_then([kind](const std::vector<FormPart> &parts) {
            return requestOfForm(kind, parts);
        });
    }
    if (kind == CallKind::Transcription) {
        return std::unexpected(gatewayError(400, "A transcription's body is a multipart form with the field \"file\"."));
    }
    return wire::parseKindRequest(kind, body);
}

} // namespace patchbay::gateway
