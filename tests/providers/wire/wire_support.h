// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the tests of the wire room share: recorded vectors, targets, streams cut into pieces.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/wire/codec.h"
#include "providers/wire/openai_format.h"

#include <QByteArray>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <random>

namespace patchbay::test {

inline QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Our own shapes, under tests/fixtures.
inline QByteArray fixture(const QString &name)
{
    return readFile(QStringLiteral(PATCHBAY_SOURCE_DIR "/tests/fixtures/") + name);
}

// One JSON object a line; empty where the shared data is not there.
inline QList<QJsonObject> sharedLines(const QString &name)
{
    QList<QJsonObject> rows;
    for (const QByteArray &line : readFile(QStringLiteral(PATCHBAY_SHARED_DATA "/") + name).split('\n')) {
        if (!line.isEmpty()) {
            rows.append(QJsonDocument::fromJson(line).object());
        }
    }
    return rows;
}

inline QJsonObject toJson(const std::string &text)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
}

inline std::string compact(const QJsonValue &value)
{
    if (value.isString()) {
        return value.toString().toStdString();
    }
    return QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact).toStdString();
}

// The whole catalogue, kept for the test's life.
inline const Catalog &catalog()
{
    static const Catalog built = Catalog::builtIn().value();
    return built;
}

inline wire::Target targetOf(const ResolvedModel &model)
{
    return { *model.provider, model.name, model.model, model.provider->apiBase, 1'700'000'000 };
}

struct StreamOutcome {
    wire::Folder folder;
    Result<void> result;
    std::vector<StreamEvent> events;
};

inline StreamOutcome decodeStream(const wire::ChatCodec &codec, const wire::Target &target,
                                  const std::vector<std::string_view> &pieces)
{
    StreamOutcome outcome;
    const std::unique_ptr<wire::StreamDecoder> decoder = codec.decodeStream(target);
    for (const std::string_view piece : pieces) {
        // A copy of exactly that size, so that a sanitizer sees a decoder that keeps a view.
        const std::string copy(piece);
        outcome.result = decoder->feed(copy, outcome.events);
        if (!outcome.result) {
            break;
        }
    }
    if (outcome.result) {
        outcome.result = decoder->finish(outcome.events);
    }
    for (const StreamEvent &event : outcome.events) {
        outcome.folder.add(event);
    }
    return outcome;
}

inline std::vector<std::string_view> randomPieces(std::string_view text, std::mt19937 &random)
{
    std::vector<std::string_view> pieces;
    while (!text.empty()) {
        const std::size_t length = std::min<std::size_t>(1 + random() % 700, text.size());
        pieces.push_back(text.substr(0, length));
        text.remove_prefix(length);
    }
    return pieces;
}

} // namespace patchbay::test
