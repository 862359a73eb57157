// SPDX-License-Identifier: GPL-3.0-or-later
//
// AnswerParts: what a person reads in a stored answer or error (TurnRecord's JSON in OpenAI form).
// Anything may be missing or malformed; what cannot be read stays empty.
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace patchbay {

struct AnswerToolCall {
    QString name;
    QString arguments;
    bool operator==(const AnswerToolCall &) const = default;
};

struct AnswerParts {
    QString text;
    QString reasoning;
    QList<AnswerToolCall> toolCalls;
    QString finishReason;
    std::optional<qint64> promptTokens;
    std::optional<qint64> completionTokens;
    std::optional<qint64> cachedTokens;
    std::optional<qint64> reasoningTokens;
    bool operator==(const AnswerParts &) const = default;
};

AnswerParts readAnswer(const QByteArray &responseJson);

struct ErrorParts {
    QString kind; // "RateLimitError"
    QString message;
    bool operator==(const ErrorParts &) const = default;
};

// Understands {"error": {…}} and the inner object alone; other text is the message itself.
ErrorParts readError(const QByteArray &errorJson);

} // namespace patchbay
