// SPDX-License-Identifier: GPL-3.0-or-later
//
// VirtualKeyFacts: a virtual key of the gateway as its admin calls tell of it; never the key itself. Pure.
#pragma once

#include "providers/core/money.h"
#include "providers/core/result.h"

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace patchbay {

struct VirtualKeyFacts {
    QString token {}; // a digest: names the key in calls
    QString masked {}; // "sk-...e19c"
    QString alias {};
    QString user {};
    QString team {};
    QStringList models {}; // empty: all
    QStringList tags {};
    Money spend {};
    std::optional<Money> budget {};
    QString budgetDuration {}; // "30d"; empty: once
    QDateTime budgetReset {};
    QDateTime expires {};
    QDateTime created {};
    std::optional<qint64> requestsPerMinute {};
    std::optional<qint64> tokensPerMinute {};
    std::optional<qint64> parallel {};
    bool blocked = false;
    bool operator==(const VirtualKeyFacts &) const = default;
};

// The answer of GET /key/list?return_full_object=true.
Result<QList<VirtualKeyFacts>> virtualKeysFrom(std::string_view answer);
// "active", "96 % of budget", "budget used", "blocked", "expires in 7 days", "expired"
QString stateOf(const VirtualKeyFacts &key, const QDateTime &now);
// "a day", "a week", "a month" for "1d", "7d", "30d"; "in 12h" else; empty for no duration.
QString periodOf(const QString &duration);
// What is shown of a key without an alias: its masked form.
QString nameOf(const VirtualKeyFacts &key);

// What a person may set; the fields that are set are sent.
struct VirtualKeyDraft {
    std::optional<QString> alias {};
    std::optional<QStringList> models {};
    std::optional<QString> budget {}; // dollars; empty: none
    std::optional<QString> budgetDuration {}; // empty: once
    std::optional<QString> duration {}; // until it expires; empty: never
    std::optional<QString> requestsPerMinute {}; // empty: no limit
    std::optional<QString> tokensPerMinute {};
    std::optional<QString> user {};
    std::optional<QString> team {};
    std::optional<QStringList> tags {};
    std::optional<QString> parallel {}; // requests at the same time; empty: no limit
    std::optional<QString> expires {}; // ISO 8601, instead of a duration; empty: never
    std::optional<bool> blocked {};
};
// The draft with its day of expiry as the duration that the gateway takes, counted from `now`. Nothing is sent where the
// key that is there expires then already; a day that is over lets it expire at once.
VirtualKeyDraft withDuration(VirtualKeyDraft draft, const VirtualKeyFacts *known, const QDateTime &now);
// A day is its beginning in UTC. Invalid for what is neither a day nor a time.
QDateTime expiryFrom(const QString &text);
// The body of /key/generate, or with a token of /key/update. BadRequest for what is no number.
Result<std::string> bodyOf(const VirtualKeyDraft &draft, const QString &token = {});

} // namespace patchbay
