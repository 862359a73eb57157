// SPDX-License-Identifier: GPL-3.0-or-later
//
// TurnLive: one question and its answer in one pane while it happens: everything that a pane shows.
// Plain values without engine types, so that views need no engine header. Times are microseconds
// since the call began; -1 is "not known".
#pragma once

#include "models/runs/run_record.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace patchbay {

enum class PaneState { Ready, Waiting, Streaming, Done, Failed, Stopped };

// "ready", "waiting", "streaming", "done", "failed", "stopped".
QString paneStateWord(PaneState state);

struct ToolCallLive {
    QString id;
    QString name;
    QString arguments; // JSON as the model wrote it, perhaps not complete yet
    bool operator==(const ToolCallLive &) const = default;
};

struct AttemptLive {
    int number = 1;
    int status = 0; // HTTP status, 0: no answer came
    QString errorClass; // empty while it runs and when it succeeded
    qint64 startedMicroseconds = 0;
    qint64 endedMicroseconds = -1;
    qint64 waitMilliseconds = -1; // until the next attempt; -1: none followed
    bool operator==(const AttemptLive &) const = default;
};

struct PaneError {
    QString errorClass; // "RateLimitError"
    QString title; // "Rate limited by Groq"
    QString sentence; // what happened, to which attempt
    QString remedy; // what to do; may be empty
    QString provider; // for people
    QString providerBody;
    int status = 0;
    qint64 retryAfterMilliseconds = -1;
    bool operator==(const PaneError &) const = default;
};

struct TurnMetrics {
    qint64 connectedMicroseconds = -1;
    qint64 firstTokenMicroseconds = -1;
    qint64 totalMicroseconds = -1;
    qint64 reasoningMicroseconds = -1; // from the first reasoning to the first text
    std::optional<qint64> inputTokens;
    std::optional<qint64> outputTokens;
    std::optional<qint64> reasoningTokens;
    std::optional<qint64> cachedTokens;
    bool usageEstimated = false;
    int attempts = 0;
    QString finishReason;
    qint64 costNanoDollars = -1; // -1: no price
    QString costBasis; // reported, computed, estimated, unknown
    QString priceTable;
    QList<CostLine> costLines;

    // Completion tokens over the time after the first one; -1 when that cannot be said.
    double tokensPerSecond() const;
    bool operator==(const TurnMetrics &) const = default;
};

// Raw wire of one attempt as text; credentials are absent by construction.
struct WireText {
    int attempt = 1;
    QString request;
    QString response;
    bool operator==(const WireText &) const = default;
};

struct TurnLive {
    QString kind; // of call, as providers/core names it; empty: chat
    QString userText; // variables filled in
    QString model; // that was asked; the pane may have another by now
    PaneState state = PaneState::Ready;
    QString text;
    QString reasoning;
    QList<Attachment> media; // pictures and sound that were answered
    QList<ToolCallLive> toolCalls;
    QList<AttemptLive> attempts;
    PaneError error; // when failed
    TurnMetrics metrics;
    QByteArray requestJson;
    QByteArray responseJson;
    QList<WireText> wire;

    bool isRunning() const { return state == PaneState::Waiting || state == PaneState::Streaming; }
    bool isFinished() const { return !isRunning() && state != PaneState::Ready; }
    bool operator==(const TurnLive &) const = default;
};

} // namespace patchbay
