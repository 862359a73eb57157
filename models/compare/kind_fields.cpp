// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/kind_fields.h"

#include "providers/core/call_kind.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QJsonValue>

#include <optional>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("patchbay::KindField", text);
}

// An empty text is an empty object.
std::optional<QJsonObject> objectIn(const QString &json)
{
    if (json.trimmed().isEmpty()) {
        return QJsonObject();
    }
    const QJsonDocument document = QJsonDocument::fromJson(json.toUtf8());
    return document.isObject() ? std::optional(document.object()) : std::nullopt;
}

QJsonValue valueOf(const KindField &field, const QString &text)
{
    bool fits = false;
    if (field.type == KindField::Type::Whole) {
        const qint64 number = text.toLongLong(&fits);
        return fits ? QJsonValue(number) : QJsonValue(text);
    }
    if (field.type == KindField::Type::Real) {
        const double number = text.toDouble(&fits);
        return fits ? QJsonValue(number) : QJsonValue(text);
    }
    return text;
}

} // namespace

QList<KindField> kindFields(const QString &kind)
{
    using Type = KindField::Type;
    switch (callKindFromName(kind.toStdString()).value_or(CallKind::Chat)) {
    case CallKind::Embeddings:
        return { { u"dimensions"_s, words("Dimensions"), Type::Whole, {} } };
    case CallKind::Rerank:
        return { { u"top_n"_s, words("Best only"), Type::Whole, {} } };
    case CallKind::Images:
    case CallKind::ImageEdits:
        return { { u"size"_s, words("Size"), Type::Word, { u"1024x1024"_s, u"1536x1024"_s, u"1024x1536"_s } },
                 { u"quality"_s, words("Quality"), Type::Word, { u"low"_s, u"medium"_s, u"high"_s, u"hd"_s } },
                 { u"n"_s, words("How many"), Type::Whole, {} } };
    case CallKind::Speech:
        return { { u"voice"_s, words("Voice"), Type::Word, { u"alloy"_s, u"coral"_s, u"echo"_s, u"nova"_s, u"onyx"_s, u"sage"_s } },
                 { u"response_format"_s, words("Format"), Type::Word, { u"mp3"_s, u"wav"_s, u"opus"_s, u"flac"_s } },
                 { u"speed"_s, words("Speed"), Type::Real, {} } };
    case CallKind::Transcription:
        return { { u"language"_s, words("Language"), Type::Word, { u"en"_s, u"de"_s, u"es"_s, u"fr"_s, u"ja"_s, u"zh"_s } },
                 { u"response_format"_s, words("Format"), Type::Word, { u"json"_s, u"verbose_json"_s, u"srt"_s, u"vtt"_s, u"text"_s } } };
    case CallKind::Responses:
    case CallKind::Completions:
    case CallKind::Moderation:
    case CallKind::TokenCount:
    case CallKind::Compaction:
    case CallKind::Models:
    case CallKind::Chat: break;
    }
    return {};
}

QString kindFieldValue(const QString &json, const QString &name)
{
    const QJsonValue value = objectIn(json).value_or(QJsonObject()).value(name);
    return value.isDouble() ? QString::number(value.toDouble(), 'g', 12) : value.toString();
}

QString withKindField(const QString &json, const KindField &field, const QString &text)
{
    std::optional<QJsonObject> object = objectIn(json);
    if (!object || kindFieldValue(json, field.name) == text) {
        return json;
    }
    if (text.trimmed().isEmpty()) {
        object->remove(field.name);
    } else {
        object->insert(field.name, valueOf(field, text.trimmed()));
    }
    return object->isEmpty() ? QString() : QString::fromUtf8(QJsonDocument(*object).toJson(QJsonDocument::Compact));
}

} // namespace patchbay
