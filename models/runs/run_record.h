// SPDX-License-Identifier: GPL-3.0-or-later
//
// RunRecord: a comparison as it was run, and the draft of one that was not: what the history keeps
// and what a crash must not lose. Plain values; RunStore and SessionStore write them to SQLite.
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>

namespace patchbay {

struct Variable {
    QString name;
    QString value;
    bool operator==(const Variable &) const = default;
};

struct Attachment {
    QString name;
    QString mediaType;
    QByteArray data;
    bool operator==(const Attachment &) const = default;
};

// Parameters of one pane; unset optionals are not sent.
struct PaneParameters {
    std::optional<double> temperature;
    std::optional<double> topP;
    std::optional<qint64> maxTokens;
    std::optional<qint64> seed;
    QString reasoningEffort;
    QStringList stop;
    int timeoutSeconds = 60;
    QString extraJson; // object of further request fields, as typed
    bool operator==(const PaneParameters &) const = default;
};

// A line of "why this cost".
struct CostLine {
    QString kind; // "input", "cache_read", …
    qint64 units = 0;
    QString ratePerUnit; // dollars, decimal
    qint64 nanoDollars = 0;
    bool operator==(const CostLine &) const = default;
};

// One question and its answer in one pane.
struct TurnRecord {
    QString kind; // of call, as providers/core names it; empty: chat
    QString userText; // variables filled in
    QByteArray requestJson; // canonical request in OpenAI form
    QByteArray responseJson; // folded answer in OpenAI form, also a partial one
    QList<Attachment> media; // pictures and sound of the answer; the JSON has none of their bytes
    QByteArray errorJson; // empty on success
    QString state; // done, failed, stopped
    qint64 firstTokenMicroseconds = -1;
    qint64 totalMicroseconds = -1;
    int attempts = 0;
    qint64 costNanoDollars = -1; // -1: no price
    QString costBasis; // reported, computed, estimated, unknown
    QString priceTable; // that the amount was computed from: source and date
    QList<CostLine> costLines; // the parts of the amount, as they were priced then
    bool usageEstimated = false;
    bool operator==(const TurnRecord &) const = default;
};

struct PaneRecord {
    QString model; // provider/name
    QString systemText; // empty: the run's
    PaneParameters parameters;
    QList<TurnRecord> turns;
    QString followUpText; // typed below the last answer and not sent; the history has none
    bool operator==(const PaneRecord &) const = default;
};

struct RunRecord {
    QString id; // empty for a draft that never ran
    QString title;
    QDateTime created;
    QString systemText;
    QString userText; // with {{variables}}
    QString toolsJson;
    QString responseFormatJson;
    QList<Variable> variables;
    QList<Attachment> attachments;
    bool syncParameters = true;
    QList<PaneRecord> panes;
    bool operator==(const RunRecord &) const = default;
};

} // namespace patchbay
