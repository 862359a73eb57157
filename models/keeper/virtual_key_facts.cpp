// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keeper/virtual_key_facts.h"

#include "models/format/format.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <QTimeZone>

#include <algorithm>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr double nanoPerDollar = 1e9;
constexpr int soonDays = 14;
constexpr double warnShare = 0.8;

QString text(const wire::JsonView &value)
{
    return QString::fromStdString(value.string());
}

QStringList texts(const wire::JsonView &list)
{
    QStringList found;
    for (const wire::JsonView item : list.items()) {
        found.append(text(item));
    }
    return found;
}

std::optional<Money> money(const wire::JsonView &value)
{
    const std::optional<double> dollars = value.number();
    return dollars ? std::optional(Money { std::llround(*dollars * nanoPerDollar) }) : std::nullopt;
}

VirtualKeyFacts factsFrom(const wire::JsonView &json)
{
    VirtualKeyFacts key;
    key.token = text(json["token"]);
    key.masked = text(json["key_name"]);
    key.alias = text(json["key_alias"]);
    key.user = text(json["user_id"]);
    key.team = text(json["team_id"]);
    key.models = texts(json["models"]);
    key.tags = texts(json["tags"]);
    key.spend = money(json["spend"]).value_or(Money {});
    key.budget = money(json["max_budget"]);
    key.budgetDuration = text(json["budget_duration"]);
    key.budgetReset = QDateTime::fromString(text(json["budget_reset_at"]), Qt::ISODateWithMs);
    key.expires = QDateTime::fromString(text(json["expires"]), Qt::ISODateWithMs);
    key.created = QDateTime::fromString(text(json["created_at"]), Qt::ISODateWithMs);
    key.requestsPerMinute = json["rpm_limit"].integer();
    key.tokensPerMinute = json["tpm_limit"].integer();
    key.parallel = json["max_parallel_requests"].integer();
    key.blocked = json["blocked"].boolean().value_or(false);
    return key;
}

void writeText(wire::JsonWriter &writer, std::string_view name, const std::optional<QString> &value)
{
    if (value && value->isEmpty()) {
        writer.nullMember(name);
    } else if (value) {
        writer.member(name, value->toStdString());
    }
}

void writeList(wire::JsonWriter &writer, std::string_view name, const std::optional<QStringList> &list)
{
    if (!list) {
        return;
    }
    writer.beginArray(name);
    for (const QString &item : *list) {
        writer.string(item.toStdString());
    }
    writer.endArray();
}

} // namespace

Result<QList<VirtualKeyFacts>> virtualKeysFrom(std::string_view answer)
{
    const auto json = wire::parseJson(answer);
    if (!json || !(*json)["keys"].isArray()) {
        return failure(ErrorClass::ApiResponseValidation, "The gateway's list of keys could not be read.");
    }
    QList<VirtualKeyFacts> keys;
    for (const wire::JsonView item : (*json)["keys"].items()) {
        keys.append(factsFrom(item));
    }
    return keys;
}

QString stateOf(const VirtualKeyFacts &key, const QDateTime &now)
{
    if (key.blocked) {
        return u"blocked"_s;
    }
    if (key.expires.isValid() && key.expires <= now) {
        return u"expired"_s;
    }
    if (key.budget && key.spend >= *key.budget) {
        return u"budget used"_s;
    }
    if (key.budget) {
        const double share = static_cast<double>(key.spend.nanoDollars) / static_cast<double>(key.budget->nanoDollars);
        if (share >= warnShare) {
            return u"%1 of budget"_s.arg(format::percent(share));
        }
    }
    if (key.expires.isValid() && now.daysTo(key.expires) <= soonDays) {
        const qint64 days = now.daysTo(key.expires);
        return days < 1 ? u"expires today"_s : u"expires in %1"_s.arg(format::counted(days, u"day"_s));
    }
    return u"active"_s;
}

QString periodOf(const QString &duration)
{
    const QHash<QString, QString> known { { u"1h"_s, u"an hour"_s }, { u"1d"_s, u"a day"_s }, { u"24h"_s, u"a day"_s },
                                          { u"7d"_s, u"a week"_s },  { u"30d"_s, u"a month"_s }, { u"1mo"_s, u"a month"_s } };
    return duration.isEmpty() ? QString() : known.value(duration, u"in %1"_s.arg(duration));
}

QString nameOf(const VirtualKeyFacts &key)
{
    return key.alias.isEmpty() ? key.masked : key.alias;
}

QDateTime expiryFrom(const QString &text)
{
    if (!text.contains(u'T') && !text.contains(u' ')) {
        const QDate day = QDate::fromString(text, Qt::ISODate);
        return day.isValid() ? day.startOfDay(QTimeZone::UTC) : QDateTime();
    }
    return QDateTime::fromString(text, Qt::ISODate);
}

VirtualKeyDraft withDuration(VirtualKeyDraft draft, const VirtualKeyFacts *known, const QDateTime &now)
{
    if (!draft.expires) {
        return draft;
    }
    const QString text = *std::exchange(draft.expires, std::nullopt);
    const QDateTime wanted = expiryFrom(text);
    const bool isSo = known && (text.isEmpty() ? !known->expires.isValid()
                                               : known->expires.isValid() && known->expires.toSecsSinceEpoch() == wanted.toSecsSinceEpoch());
    if (!isSo && wanted.isValid()) {
        draft.duration = u"%1s"_s.arg(std::max<qint64>(1, now.secsTo(wanted)));
    } else if (!isSo && text.isEmpty() && known) {
        draft.duration = QString();
    }
    return draft;
}

Result<std::string> bodyOf(const VirtualKeyDraft &draft, const QString &token)
{
    wire::JsonWriter writer;
    writer.beginObject();
    writer.memberUnlessEmpty("key", token.toStdString());
    writeText(writer, "key_alias", draft.alias);
    writeList(writer, "models", draft.models);
    writeText(writer, "budget_duration", draft.budgetDuration);
    writeText(writer, "duration", draft.duration);
    writeText(writer, "user_id", draft.user);
    writeText(writer, "team_id", draft.team);
    writeList(writer, "tags", draft.tags);
    if (draft.blocked) {
        writer.member("blocked", *draft.blocked);
    }
    const std::tuple<const char *, const std::optional<QString> &, const char *> numbers[] = {
        { "max_budget", draft.budget, "A budget is a number of dollars such as 2.50." },
        { "rpm_limit", draft.requestsPerMinute, "Requests a minute are a number." },
        { "tpm_limit", draft.tokensPerMinute, "Tokens a minute are a number." },
        { "max_parallel_requests", draft.parallel, "Requests at the same time are a number." },
    };
    for (const auto &[name, value, problem] : numbers) {
        if (!value) {
            continue;
        }
        bool right = false;
        const double number = value->toDouble(&right);
        if (value->isEmpty()) {
            writer.nullMember(name);
        } else if (!right || number < 0) {
            return failure(ErrorClass::BadRequest, problem);
        } else {
            writer.key(name);
            writer.raw(QString::number(number, 'g', 15).toStdString());
        }
    }
    writer.endObject();
    return writer.take();
}

} // namespace patchbay
