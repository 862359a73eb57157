// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keeper/key_facts.h"

#include "models/format/format.h"
#include "models/vault/key_parts.h"

#include <QTimeZone>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int soonDays = 14;
constexpr int unusedDays = 90;
constexpr int oldDays = 365;
constexpr int httpsPort = 443;
constexpr int httpPort = 80;

QDateTime orNone(const std::optional<WallTime> &time)
{
    return time ? toDateTime(*time) : QDateTime();
}

} // namespace

QDateTime toDateTime(WallTime time)
{
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
    return QDateTime::fromMSecsSinceEpoch(milliseconds, QTimeZone::UTC);
}

KeyFacts factsOf(const vault::VaultRecord &record, const Catalog &catalog)
{
    KeyFacts facts;
    facts.id = QString::fromStdString(record.id);
    facts.name = QString::fromStdString(record.name);
    facts.provider = QString::fromStdString(record.provider);
    const ProviderEntry *entry = catalog.provider(record.provider);
    facts.providerName = entry != nullptr ? QString::fromStdString(entry->name) : facts.provider;
    facts.keyPage = entry != nullptr ? QString::fromStdString(entry->keyPage) : QString();
    facts.origin = QString::fromStdString(record.origin);
    facts.notes = QString::fromStdString(record.notes);
    for (const std::string &tag : record.tags) {
        facts.tags.append(QString::fromStdString(tag));
    }
    for (const auto &[part, secret] : record.parts) {
        if (vault::isSettingPart(entry, part)) {
            const std::span<const char> value = secret.bytes();
            facts.settings.append(u"%1 %2"_s.arg(QString::fromStdString(part),
                                                 QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()))));
            continue;
        }
        // The key comes before what goes beside it.
        facts.parts.insert(part == vault::onlyPart ? 0 : facts.parts.size(), QString::fromStdString(part));
        if (const std::string_view header = vault::headerOfPart(part); !header.empty()) {
            facts.headers.append(QString::fromUtf8(header.data(), static_cast<qsizetype>(header.size())));
        }
        facts.masked = QString::fromStdString(maskedForm(secret));
    }
    if (facts.parts.size() > 1) {
        const bool onlyHeaders = facts.headers.size() == facts.parts.size();
        facts.masked = format::counted(facts.parts.size(), onlyHeaders ? u"header"_s : u"part"_s);
    }
    facts.created = toDateTime(record.created);
    facts.rotated = orNone(record.rotated);
    facts.expires = orNone(record.expires);
    facts.tested = orNone(record.tested);
    for (const auto &[part, secret] : record.previous) {
        facts.previousMasked = QString::fromStdString(maskedForm(secret));
    }
    facts.share = record.share;
    facts.previousUntil = record.previous.empty() ? QDateTime() : orNone(record.previousUntil);
    facts.testResult = QString::fromStdString(record.testResult);
    for (const vault::ToRevoke &old : record.toRevoke) {
        facts.toRevoke.append(QString::fromStdString(old.masked));
        const QDateTime since = toDateTime(old.since);
        facts.toRevokeSince = facts.toRevokeSince.isValid() ? std::min(facts.toRevokeSince, since) : since;
    }
    return facts;
}

QString hostOf(const QString &origin)
{
    const QUrl url(origin);
    const int usual = url.scheme() == u"http" ? httpPort : httpsPort;
    return url.port(usual) == usual ? url.host() : u"%1:%2"_s.arg(url.host()).arg(url.port());
}

bool isToRevoke(const KeyFacts &key, const QDateTime &now)
{
    return key.toRevokeSince.isValid() && key.toRevokeSince <= now;
}

bool isRotating(const KeyFacts &key, const QDateTime &now)
{
    return key.previousUntil.isValid() && key.previousUntil > now;
}

QString stateOf(const KeyFacts &key, const QDateTime &now)
{
    if (key.expires.isValid() && key.expires <= now) {
        return u"expired"_s;
    }
    if (!key.testResult.isEmpty() && key.testResult != u"valid") {
        return key.testResult.startsWith(u"not known") ? u"not reached"_s : key.testResult;
    }
    if (key.expires.isValid() && now.daysTo(key.expires) <= soonDays) {
        const qint64 days = now.daysTo(key.expires);
        return days < 1 ? u"expires today"_s : u"expires in %1"_s.arg(format::counted(days, u"day"_s));
    }
    if (isRotating(key, now)) {
        const qint64 hours = std::max<qint64>(1, now.secsTo(key.previousUntil) / 3600);
        return key.share < 100 ? u"rotating, %1 % of calls"_s.arg(key.share)
                               : u"rotated, the old one is kept %1 h"_s.arg(hours);
    }
    if (isToRevoke(key, now)) {
        return u"revoke the old key"_s;
    }
    const QDateTime since = key.rotated.isValid() ? key.rotated : key.created;
    const QDateTime used = key.lastUsed.isValid() ? std::max(key.lastUsed, key.created) : key.created;
    if (used.daysTo(now) >= unusedDays) {
        return u"unused for %1 days"_s.arg(used.daysTo(now));
    }
    if (since.daysTo(now) >= oldDays) {
        return u"old: rotate it"_s;
    }
    return key.testResult.isEmpty() ? u"not tested"_s : u"valid"_s;
}

QString ageOf(const KeyFacts &key, const QDateTime &now)
{
    const QDateTime since = key.rotated.isValid() ? key.rotated : key.created;
    const qint64 days = since.daysTo(now);
    return days < 1 ? u"today"_s : u"%1 d"_s.arg(days);
}

bool saysNothing(std::string_view verdict)
{
    return verdict.empty() || verdict.starts_with("not known");
}

std::string keptVerdict(const std::string &before, const std::string &verdict)
{
    return saysNothing(verdict) && !saysNothing(before) ? before : verdict;
}

std::string verdictOf(const Result<std::vector<std::string>> &models)
{
    if (models) {
        return "valid";
    }
    const Error &error = models.error();
    switch (error.kind) {
    case ErrorClass::Authentication: return "not accepted";
    case ErrorClass::PermissionDenied: return "forbidden";
    case ErrorClass::RateLimit: return error.quotaExhausted ? "no quota" : "rate limited";
    default: return "not known: " + error.message;
    }
}

} // namespace patchbay
