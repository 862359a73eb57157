// SPDX-License-Identifier: GPL-3.0-or-later
//
// The bodies of expected_answer.h, for the one test program that needs them.
#pragma once

#include "expected_answer.h"

#include <QMap>

namespace patchbay::test {

inline void addToText(ExpectedAnswer &answer, const QJsonValue &content)
{
    if (content.isString()) {
        answer.text += content.toString();
    }
    for (const QJsonValue part : content.toArray()) {
        for (const QJsonValue thought : part[u"thinking"].toArray()) {
            answer.reasoning += thought[u"text"].toString();
        }
        answer.text += part[u"text"].toString();
    }
}

inline QString reasoningOf(const QJsonValue &message)
{
    for (const QStringView name : { u"reasoning_content", u"reasoning" }) {
        if (const QString text = message[name].toString(); !text.isEmpty()) {
            return text;
        }
    }
    QString text;
    for (const QJsonValue detail : message[u"reasoning_details"].toArray()) {
        text += detail[u"text"].toString() + detail[u"summary"].toString();
    }
    return text;
}

inline void takeThinkTag(ExpectedAnswer &answer)
{
    const QString trimmed = answer.text.trimmed();
    if (!trimmed.startsWith(u"<think>")) {
        return;
    }
    const qsizetype start = answer.text.indexOf(u"<think>") + 7;
    const qsizetype end = answer.text.indexOf(u"</think>");
    answer.reasoning += answer.text.mid(start, end < 0 ? -1 : end - start);
    answer.text = end < 0 ? QString() : answer.text.mid(end + 8);
}

inline ExpectedAnswer expectedOpenAi(const QList<QJsonObject> &bodies)
{
    ExpectedAnswer answer;
    QMap<int, ExpectedCall> calls;
    QJsonObject usage;
    for (const QJsonObject &body : bodies) {
        answer.error = answer.error || body[u"error"].isObject();
        const QJsonObject reported =
            body[u"usage"].isObject() ? body[u"usage"].toObject() : body[u"x_groq"][u"usage"].toObject();
        usage = reported.isEmpty() ? usage : reported;
        for (const QJsonValue choice : body[u"choices"].toArray()) {
            if (choice[u"index"].toInt() != 0) {
                continue;
            }
            const QJsonValue message = choice[u"message"].isObject() ? choice[u"message"] : choice[u"delta"];
            addToText(answer, message[u"content"]);
            answer.reasoning += reasoningOf(message);
            int position = 0;
            for (const QJsonValue call : message[u"tool_calls"].toArray()) {
                const bool custom = call[u"type"] == QStringLiteral("custom");
                ExpectedCall &expected = calls[call[u"index"].toInt(position++)];
                const QJsonValue function = custom ? call[u"custom"] : call[u"function"];
                expected.name = expected.name.isEmpty() ? function[u"name"].toString() : expected.name;
                expected.arguments += function[custom ? u"input" : u"arguments"].toString();
            }
            const QJsonValue legacy = message[u"function_call"];
            if (!legacy[u"name"].toString().isEmpty() || !legacy[u"arguments"].toString().isEmpty()) {
                answer.legacy = true;
                calls[0].name += legacy[u"name"].toString();
                calls[0].arguments += legacy[u"arguments"].toString();
            }
            if (const QString finish = choice[u"finish_reason"].toString(); !finish.isEmpty()) {
                answer.finish = finish;
            }
        }
    }
    takeThinkTag(answer);
    answer.calls = calls.values();
    answer.hasUsage = !usage.isEmpty();
    answer.prompt = usage[u"prompt_tokens"];
    answer.completion = usage[u"completion_tokens"];
    answer.total = usage[u"total_tokens"];
    answer.cached = usage[u"prompt_tokens_details"][u"cached_tokens"];
    answer.reasoningTokens = usage[u"completion_tokens_details"][u"reasoning_tokens"];
    return answer;
}

inline void addAnthropicUsage(ExpectedAnswer &answer, const QJsonObject &usage)
{
    answer.hasUsage = !usage.isEmpty();
    const qint64 prompt = usage[u"input_tokens"].toInteger() + usage[u"cache_read_input_tokens"].toInteger()
        + usage[u"cache_creation_input_tokens"].toInteger();
    answer.prompt = prompt;
    answer.completion = usage[u"output_tokens"];
    answer.total = prompt + usage[u"output_tokens"].toInteger();
    answer.cached = usage[u"cache_read_input_tokens"];
    answer.reasoningTokens = usage[u"output_tokens_details"][u"thinking_tokens"];
}

inline void merge(QJsonObject &into, const QJsonObject &from)
{
    for (auto entry = from.begin(); entry != from.end(); ++entry) {
        if (!entry->isNull()) {
            into[entry.key()] = *entry;
        }
    }
}

inline void addAnthropicBlock(ExpectedAnswer &answer, const QJsonValue &block)
{
    const QString type = block[u"type"].toString();
    if (type == u"text") {
        answer.text += block[u"text"].toString();
    } else if (type == u"thinking") {
        answer.reasoning += block[u"thinking"].toString();
    } else if (type == u"tool_use") {
        const QJsonObject input = block[u"input"].toObject();
        const QByteArray json = input.isEmpty() ? QByteArray() : QJsonDocument(input).toJson(QJsonDocument::Compact);
        answer.calls.append({ block[u"name"].toString(), QString::fromUtf8(json) });
    }
}

inline ExpectedAnswer expectedAnthropic(const QList<QJsonObject> &bodies)
{
    ExpectedAnswer answer;
    QJsonObject usage;
    QMap<int, qsizetype> callOfBlock;
    for (const QJsonObject &body : bodies) {
        const QString type = body[u"type"].toString();
        answer.error = answer.error || type == u"error";
        merge(usage, type == u"message_start" ? body[u"message"][u"usage"].toObject() : body[u"usage"].toObject());
        for (const QJsonValue block : body[u"content"].toArray()) {
            addAnthropicBlock(answer, block);
        }
        if (type == u"message_start") {
            callOfBlock.clear();
        } else if (type == u"content_block_start") {
            addAnthropicBlock(answer, body[u"content_block"]);
            if (body[u"content_block"][u"type"] == QStringLiteral("tool_use")) {
                callOfBlock[body[u"index"].toInt()] = answer.calls.size() - 1;
            }
        } else if (type == u"content_block_delta") {
            const QJsonValue delta = body[u"delta"];
            answer.text += delta[u"text"].toString();
            answer.reasoning += delta[u"thinking"].toString();
            if (const auto call = callOfBlock.constFind(body[u"index"].toInt()); call != callOfBlock.cend()) {
                answer.calls[*call].arguments += delta[u"partial_json"].toString();
            }
        }
        for (const QJsonValue &reason : { body[u"stop_reason"], body[u"delta"][u"stop_reason"] }) {
            answer.finish = reason.isString() ? reason.toString() : answer.finish;
        }
    }
    addAnthropicUsage(answer, usage);
    return answer;
}

inline ExpectedAnswer expectedGemini(const QList<QJsonObject> &bodies)
{
    ExpectedAnswer answer;
    QJsonObject last;
    for (const QJsonObject &body : bodies) {
        last = body[u"usageMetadata"].isObject() ? body[u"usageMetadata"].toObject() : last;
        if (body[u"promptFeedback"][u"blockReason"].isString() && body[u"candidates"].toArray().isEmpty()) {
            answer.finish = QStringLiteral("SAFETY");
        }
        const QJsonValue candidate = body[u"candidates"][0];
        for (const QJsonValue part : candidate[u"content"][u"parts"].toArray()) {
            const QJsonValue call = part[u"functionCall"];
            if (call.isObject()) {
                answer.streamedCalls =
                    answer.streamedCalls || !call[u"name"].isString() || call[u"willContinue"].toBool();
                const QJsonDocument arguments(call[u"args"].toObject());
                answer.calls.append(
                    { call[u"name"].toString(), QString::fromUtf8(arguments.toJson(QJsonDocument::Compact)) });
            } else if (part[u"thought"].toBool()) {
                answer.reasoning += part[u"text"].toString();
            } else {
                answer.text += part[u"text"].toString();
            }
        }
        if (candidate[u"finishReason"].isString()) {
            answer.finish = candidate[u"finishReason"].toString();
        }
    }
    const QJsonObject usage = last;
    answer.hasUsage = usage.contains(u"totalTokenCount");
    answer.prompt = usage[u"promptTokenCount"];
    answer.reasoningTokens = usage[u"thoughtsTokenCount"];
    if (usage.contains(u"candidatesTokenCount") || usage.contains(u"thoughtsTokenCount")) {
        answer.completion = usage[u"candidatesTokenCount"].toInteger() + usage[u"thoughtsTokenCount"].toInteger();
    }
    answer.total = usage[u"totalTokenCount"];
    answer.cached = usage[u"cachedContentTokenCount"];
    return answer;
}

inline QList<QJsonObject> eventBodies(const QString &stream)
{
    QList<QJsonObject> bodies;
    for (const QString &line : stream.split(u'\n')) {
        if (line.startsWith(u"data:") && !line.contains(u"[DONE]")) {
            bodies.append(QJsonDocument::fromJson(line.mid(5).trimmed().toUtf8()).object());
        }
    }
    return bodies;
}

inline QString normalisedWord(const ExpectedAnswer &answer)
{
    static const QStringList stops { QStringLiteral("stop"),          QStringLiteral("end_turn"),
                                     QStringLiteral("stop_sequence"), QStringLiteral("pause_turn"),
                                     QStringLiteral("STOP"),          QStringLiteral("UNEXPECTED_TOOL_CALL") };
    static const QStringList lengths { QStringLiteral("length"), QStringLiteral("max_tokens"),
                                       QStringLiteral("MAX_TOKENS"), QStringLiteral("model_length") };
    const bool calling = stops.contains(answer.finish) || answer.finish.isEmpty() || answer.finish.startsWith(u"tool_")
        || answer.finish == u"function_call";
    if (!answer.calls.isEmpty() && calling) {
        return answer.legacy ? QStringLiteral("function_call") : QStringLiteral("tool_calls");
    }
    if (answer.finish.isEmpty()) {
        return {};
    }
    return stops.contains(answer.finish)  ? QStringLiteral("stop")
        : lengths.contains(answer.finish) ? QStringLiteral("length")
                                          : QStringLiteral("content_filter");
}

} // namespace patchbay::test
