// SPDX-License-Identifier: GPL-3.0-or-later
//
// A raw HTTP client of the sandbox: sees what arrives, whole or not.
#pragma once

#include "providers/sandbox/sandbox.h"
#include "tests/support/raw_socket.h"

#include <QByteArray>
#include <QList>

#include <string>

namespace patchbay::sandbox {

struct Reply {
    int status = 0;
    QByteArray head;
    QByteArray body; // chunks put together
    int chunks = 0; // writes of the server
    bool complete = false;
};

inline Reply readReply(const QByteArray &bytes)
{
    Reply reply;
    const qsizetype split = bytes.indexOf("\r\n\r\n");
    if (split < 0) {
        return reply;
    }
    reply.head = bytes.left(split).toLower();
    reply.status = bytes.mid(9, 3).toInt();
    QByteArray rest = bytes.mid(split + 4);
    if (!reply.head.contains("transfer-encoding: chunked")) {
        const qsizetype field = reply.head.indexOf("content-length: ");
        reply.body = rest;
        reply.complete = field < 0 || rest.size() == reply.head.mid(field + 16).split('\r').first().toLongLong();
        return reply;
    }
    while (!rest.isEmpty()) {
        const qsizetype line = rest.indexOf("\r\n");
        const qsizetype size = rest.left(line).toLongLong(nullptr, 16);
        if (line < 0 || rest.size() < line + 2 + size) {
            return reply;
        }
        if (size == 0) {
            reply.complete = true;
            return reply;
        }
        reply.body += rest.mid(line + 2, size);
        rest = rest.mid(line + 2 + size + 2);
        ++reply.chunks;
    }
    return reply;
}

inline std::string requestText(const std::string &method, const std::string &path, const std::string &body,
                               const std::string &headers = {})
{
    return method + " " + path
        + " HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nanthropic-version: 2023-06-01\r\n" + headers
        + "content-length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

inline Reply ask(const Sandbox &sandbox, const std::string &method, const std::string &path,
                 const std::string &body = {}, const std::string &headers = {})
{
    const testing::RawSocket socket = testing::RawSocket::connectTo(sandbox.port());
    socket.send(requestText(method, path, body, headers));
    return readReply(QByteArray::fromStdString(socket.receiveAll()));
}

} // namespace patchbay::sandbox
