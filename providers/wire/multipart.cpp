// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/multipart.h"

#include <algorithm>
#include <format>

namespace patchbay::wire {
namespace {

// As browsers write names: what would end the quotes or the line is percent-encoded.
std::string quotedName(std::string_view name)
{
    std::string quoted = "\"";
    for (const char c : name) {
        switch (c) {
        case '"': quoted += "%22"; break;
        case '\r': quoted += "%0D"; break;
        case '\n': quoted += "%0A"; break;
        default: quoted += c;
        }
    }
    return quoted + '"';
}

bool isPlainType(std::string_view type)
{
    return !type.empty() && std::ranges::all_of(type, [](char c) { return c > ' ' && c < 127; });
}

} // namespace

void MultipartForm::add(std::string_view name, std::string_view value)
{
    m_parts.push_back({ "Content-Disposition: form-data; name=" + quotedName(name) + "\r\n", std::string(value) });
}

void MultipartForm::addFile(const Upload &upload)
{
    std::string head = "Content-Disposition: form-data; name=" + quotedName(upload.field)
        + "; filename=" + quotedName(upload.name) + "\r\nContent-Type: ";
    head += isPlainType(upload.mediaType) ? upload.mediaType : "application/octet-stream";
    m_parts.push_back({ head + "\r\n", upload.bytes });
}

bool MultipartForm::occurs(const std::string &border) const
{
    return std::ranges::any_of(m_parts, [&](const Part &part) { return part.body.contains(border); });
}

std::string MultipartForm::take()
{
    std::size_t hash = 0;
    for (const Part &part : m_parts) {
        hash = hash * 31 + std::hash<std::string> {}(part.body);
    }
    do {
        m_border = std::format("patchbay-{:016x}", hash++);
    } while (occurs(m_border));
    std::string body;
    for (const Part &part : m_parts) {
        body += "--" + m_border + "\r\n" + part.head + "\r\n" + part.body + "\r\n";
    }
    return body + "--" + m_border + "--\r\n";
}

} // namespace patchbay::wire
