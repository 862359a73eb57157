// SPDX-License-Identifier: GPL-3.0-or-later
//
// Replays recorded answers and vectors of the shared data: reading them, feeding streams cut in pieces,
// comparing what comes out with the raw body.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/wire/codec.h"
#include "providers/wire/json_view.h"
#include "providers/wire/openai_format.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

namespace patchbay::wire::testing {

// Lines of a file below PATCHBAY_SHARED_DATA; empty where the data is not there.
inline std::vector<QByteArray> sharedLines(const QString &path)
{
    QFile file(QStringLiteral(PATCHBAY_SHARED_DATA "/") + path);
    std::vector<QByteArray> lines;
    if (file.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (!line.isEmpty()) {
                lines.push_back(line);
            }
        }
    }
    return lines;
}

// One recording; views into the line, which has to live as long.
struct Recording {
    explicit Recording(const QByteArray &line)
        : json(*parseJson(std::string_view(line.constData(), static_cast<std::size_t>(line.size()))))
        , id(json["id"].string())
        , kind(json["kind"].string())
        , op(json["op"].string())
        , url(json["request"]["url"].string())
    {
        const JsonView answer = json["response"];
        response.status = static_cast<int>(answer["status"].integer().value_or(200));
        for (const JsonMember &header : answer["headers"].members()) {
            response.headers.push_back({ header.key(), header.value.string() });
        }
        const JsonView body = answer["body"];
        response.body = body.isString() ? body.string() : std::string(body.raw());
        if (const JsonView binary = answer["body_b64"]) {
            response.body = QByteArray::fromBase64(QByteArray::fromStdString(binary.string())).toStdString();
        }
    }

    // The recording's body as Qt reads it, for expectations that do not come from our own reader.
    const QJsonObject body() const
    {
        return QJsonDocument::fromJson(QByteArray::fromStdString(response.body)).object();
    }

    JsonView json;
    std::string id;
    std::string kind;
    std::string op;
    std::string url;
    HttpResponse response;
};

struct Folded {
    ChatResponse response;
    std::optional<Error> error; // the provider's own, inside the stream
    std::optional<Error> malformed; // of the bytes
    bool operator==(const Folded &) const = default;
};

// Feeds a stream in pieces of the given size and folds it.
inline Folded fold(const ChatCodec &codec, const Target &target, std::string_view bytes, std::size_t piece)
{
    const std::unique_ptr<StreamDecoder> decoder = codec.decodeStream(target);
    std::vector<StreamEvent> events;
    Result<void> result;
    for (std::size_t at = 0; result && at < bytes.size(); at += piece) {
        // A copy of its own, so that a view that outlives its piece is seen by the sanitizer.
        const std::string part(bytes.substr(at, piece));
        result = decoder->feed(part, events);
    }
    if (result) {
        result = decoder->finish(events);
    }
    Folder folder;
    for (const StreamEvent &event : events) {
        folder.add(event);
    }
    Folded folded { folder.response(), folder.error(), {} };
    if (!result) {
        folded.malformed = result.error();
    }
    return folded;
}

// The same in two pieces, cut at one place.
inline Folded foldCutAt(const ChatCodec &codec, const Target &target, std::string_view bytes, std::size_t cut)
{
    const std::unique_ptr<StreamDecoder> decoder = codec.decodeStream(target);
    std::vector<StreamEvent> events;
    Result<void> result = decoder->feed(bytes.substr(0, cut), events);
    if (result) {
        result = decoder->feed(bytes.substr(cut), events);
    }
    if (result) {
        result = decoder->finish(events);
    }
    Folder folder;
    for (const StreamEvent &event : events) {
        folder.add(event);
    }
    Folded folded { folder.response(), folder.error(), {} };
    if (!result) {
        folded.malformed = result.error();
    }
    return folded;
}

// Whole, byte by byte, in odd pieces, and cut at every place (of long ones, at every n-th): always the same.
inline Folded foldAnyWay(const ChatCodec &codec, const Target &target, const std::string &bytes)
{
    const Folded whole = fold(codec, target, bytes, bytes.size() + 1);
    for (const std::size_t piece : { 1, 2, 3, 7, 61, 1009 }) {
        if (!(fold(codec, target, bytes, piece) == whole)) {
            qWarning("pieces of %zu give another answer", piece);
            return {};
        }
    }
    const std::size_t step = bytes.size() / 400 + 1;
    for (std::size_t cut = 0; cut <= bytes.size(); cut += step) {
        if (!(foldCutAt(codec, target, bytes, cut) == whole)) {
            qWarning("a cut at %zu gives another answer", cut);
            return {};
        }
    }
    return whole;
}

inline QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

inline QJsonValue parsed(const std::string &json)
{
    return QJsonDocument::fromJson("[" + QByteArray::fromStdString(json) + "]").array().at(0);
}

} // namespace patchbay::wire::testing
