// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a recorded body says, worked out apart from our readers (with Qt's JSON), by the rules of
// "What a normalised answer says" in docs/command-line.md.
#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace patchbay::test {

struct ExpectedCall {
    QString name;
    QString arguments;
};

struct ExpectedAnswer {
    QString text;
    QString reasoning;
    QList<ExpectedCall> calls;
    QString finish; // the provider's word
    bool legacy = false;
    bool hasUsage = false;
    QJsonValue prompt = QJsonValue::Undefined;
    QJsonValue completion = QJsonValue::Undefined;
    QJsonValue total = QJsonValue::Undefined;
    QJsonValue cached = QJsonValue::Undefined;
    QJsonValue reasoningTokens = QJsonValue::Undefined;
    bool error = false; // an error event ends the stream
    bool streamedCalls = false; // arguments come value by value: not rebuilt here
};

inline ExpectedAnswer expectedOpenAi(const QList<QJsonObject> &bodies);
inline ExpectedAnswer expectedAnthropic(const QList<QJsonObject> &bodies);
inline ExpectedAnswer expectedGemini(const QList<QJsonObject> &bodies);

// The data lines of an event stream.
inline QList<QJsonObject> eventBodies(const QString &stream);

// The provider's word in OpenAI's.
inline QString normalisedWord(const ExpectedAnswer &answer);

} // namespace patchbay::test
