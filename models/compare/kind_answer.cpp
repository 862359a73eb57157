// SPDX-License-Identifier: GPL-3.0-or-later
//
// Answers of other kinds, as a person reads them.
#include "models/compare/kind_tables.h"
#include "models/compare/kind_turn.h"
#include "models/compare/turn_events.h"
#include "models/format/format.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

// What the first bytes say; providers do not always tell.
QString mediaTypeOf(const QByteArray &data, const QString &told)
{
    struct Magic {
        qsizetype at;
        QByteArrayView bytes;
        QLatin1StringView type;
    };
    static constexpr Magic magics[] = {
        { 0, "\x89PNG", "image/png"_L1 },  { 0, "\xff\xd8\xff", "image/jpeg"_L1 }, { 8, "WEBP", "image/webp"_L1 },
        { 0, "GIF8", "image/gif"_L1 },     { 0, "ID3", "audio/mpeg"_L1 },          { 0, "OggS", "audio/ogg"_L1 },
        { 0, "fLaC", "audio/flac"_L1 },    { 8, "WAVE", "audio/wav"_L1 },
    };
    for (const Magic &magic : magics) {
        if (QByteArrayView(data).sliced(std::min(magic.at, data.size())).startsWith(magic.bytes)) {
            return magic.type;
        }
    }
    return told.section(u';', 0, 0).trimmed();
}

Attachment medium(const QString &stem, const QByteArray &data, const QString &told)
{
    const QString type = mediaTypeOf(data, told);
    QString suffix = type.section(u'/', 1);
    suffix = suffix == u"mpeg" ? u"mp3"_s : suffix == u"jpeg" ? u"jpg"_s : suffix.isEmpty() ? u"bin"_s : suffix;
    return { u"%1.%2"_s.arg(stem, suffix), type, data };
}

// Moves the pictures out of the answer's JSON, which is kept as text.
void takePictures(TurnLive &turn)
{
    QJsonObject answer = QJsonDocument::fromJson(turn.responseJson).object();
    QJsonArray pictures = answer[u"data"].toArray();
    for (qsizetype index = 0; index < pictures.size(); ++index) {
        QJsonObject picture = pictures[index].toObject();
        const QByteArray bytes = QByteArray::fromBase64(picture[u"b64_json"].toString().toLatin1());
        if (bytes.isEmpty()) {
            continue;
        }
        turn.media.append(medium(u"picture-%1"_s.arg(index + 1), bytes, u"image/png"_s));
        picture.insert(u"b64_json"_s, QString());
        pictures.replace(index, picture);
    }
    answer.insert(u"data"_s, pictures);
    turn.responseJson = QJsonDocument(answer).toJson(QJsonDocument::Compact);
}

void takeBytes(TurnLive &turn, CallKind kind, const KindAnswer &answer)
{
    if (kind == CallKind::Images || kind == CallKind::ImageEdits) {
        takePictures(turn);
    } else if (kind == CallKind::Speech && !answer.bytes.empty()) {
        turn.media.append(
            medium(u"speech"_s, QByteArray::fromStdString(answer.bytes), QString::fromStdString(answer.mediaType)));
    } else if (kind == CallKind::Transcription && !answer.bytes.empty()) {
        // Subtitles and plain text are answered without JSON around them.
        const QJsonObject plain { { u"text"_s, QString::fromStdString(answer.bytes) } };
        turn.responseJson = QJsonDocument(plain).toJson(QJsonDocument::Compact);
    }
}

QString picturesText(const TurnLive &turn, const QJsonObject &answer)
{
    QStringList texts;
    int number = 0;
    for (const QJsonValue &picture : answer[u"data"].toArray()) {
        ++number;
        if (const QString address = picture[u"url"].toString(); !address.isEmpty()) {
            texts.append(u"[Picture %1](%2), kept by the provider for a while"_s.arg(number).arg(address));
        }
        if (const QString prompt = picture[u"revised_prompt"].toString(); !prompt.isEmpty()) {
            texts.append(u"Drawn from: %1"_s.arg(prompt));
        }
    }
    return texts.isEmpty() && turn.media.isEmpty() ? u"No picture came."_s : texts.join(u"\n\n"_s);
}

QString responseText(const QJsonObject &answer)
{
    QStringList texts;
    for (const QJsonValue &item : answer[u"output"].toArray()) {
        for (const QJsonValue &part : item[u"content"].toArray()) {
            texts.append(part[u"text"].toString(part[u"refusal"].toString()));
        }
    }
    return texts.join(u"\n\n"_s);
}

} // namespace

void readKindAnswer(TurnLive &turn)
{
    const std::optional<CallKind> kind = callKindFromName(turn.kind.toStdString());
    const QJsonObject answer = QJsonDocument::fromJson(turn.responseJson).object();
    const QJsonObject request = QJsonDocument::fromJson(turn.requestJson).object();
    switch (kind.value_or(CallKind::Chat)) {
    case CallKind::Embeddings: turn.text = similarityTable(request, answer); break;
    case CallKind::Rerank: turn.text = rankingTable(request, answer); break;
    case CallKind::Moderation: turn.text = moderationTable(request, answer); break;
    case CallKind::Images:
    case CallKind::ImageEdits: turn.text = picturesText(turn, answer); break;
    case CallKind::Speech: turn.text = turn.media.isEmpty() ? u"No sound came."_s : QString(); break;
    case CallKind::Transcription: turn.text = answer[u"text"].toString(); break;
    case CallKind::Completions: turn.text = answer[u"choices"][0][u"text"].toString(); break;
    case CallKind::Responses: turn.text = responseText(answer); break;
    case CallKind::TokenCount:
    case CallKind::Compaction:
    case CallKind::Models:
    case CallKind::Chat: break;
    }
}

void applyKindAnswer(TurnLive &turn, const Result<KindAnswer> &answer, Microseconds total, const QString &providerName)
{
    turn.metrics.totalMicroseconds = total.count();
    if (!answer) {
        const bool stopped = answer.error().kind == ErrorClass::Cancelled;
        turn.state = stopped ? PaneState::Stopped : PaneState::Failed;
        turn.metrics.costBasis = u"unknown"_s;
        if (!stopped) {
            turn.error = describeError(answer.error(), answer.error().status > 0 ? 1 : 0, providerName);
        }
        return;
    }
    const std::optional<CallKind> kind = callKindFromName(turn.kind.toStdString());
    turn.state = PaneState::Done;
    turn.responseJson = QByteArray::fromStdString(answer->json);
    takeBytes(turn, kind.value_or(CallKind::Chat), *answer);
    readKindAnswer(turn);
    takeUsage(turn.metrics, answer->usage);
    takeCost(turn.metrics, answer->cost);
    turn.metrics.attempts = answer->attempts;
    turn.wire.append(wireText({ answer->attempts, answer->wireRequest, answer->wireResponse }));
}

} // namespace patchbay
