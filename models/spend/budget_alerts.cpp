// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/budget_alerts.h"

#include "models/format/format.h"
#include "models/spend/spend_view.h"
#include "models/storage/storage_error.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

qint64 microseconds(WallTime time)
{
    return qint64(time.time_since_epoch().count());
}

QString whatOf(const SpendBudget &budget)
{
    return budgetScope(budget) + u' ' + QString::number(budget.limit.nanoDollars) + u' ' + budgetPeriodName(budget.period);
}

QString toldIn(const QString &directory)
{
    return directory + u"/budget-steps.json"_s;
}

QString isoMoment(WallTime time)
{
    return localTime(time, QTimeZone(QTimeZone::UTC)).toString(Qt::ISODate);
}

} // namespace

BudgetAlerts::BudgetAlerts(const QByteArray &remembered)
{
    const QJsonObject root = QJsonDocument::fromJson(remembered).object();
    for (auto entry = root.begin(); entry != root.end(); ++entry) {
        const QJsonObject told = entry->toObject();
        m_told.insert(entry.key(), { told.value(u"from"_s).toInteger(), told.value(u"step"_s).toInt(), told.value(u"what"_s).toString() });
    }
}

QList<BudgetState> BudgetAlerts::look(const QList<BudgetState> &states)
{
    QList<BudgetState> reached;
    QHash<QString, Told> kept; // those of budgets that are gone go with them
    for (const BudgetState &state : states) {
        const qint64 from = microseconds(state.span.from);
        const QString what = whatOf(state.budget);
        Told told = m_told.value(state.budget.name);
        if (told.from != from || told.what != what) {
            told = { .from = from, .step = 0, .what = what };
        }
        if (state.step > told.step) {
            told.step = state.step;
            reached.append(state);
        }
        kept.insert(state.budget.name, told);
    }
    m_told = std::move(kept);
    return reached;
}

QByteArray BudgetAlerts::remembered() const
{
    QJsonObject root;
    for (auto told = m_told.cbegin(); told != m_told.cend(); ++told) {
        root.insert(told.key(), QJsonObject { { u"from"_s, told->from }, { u"step"_s, told->step }, { u"what"_s, told->what } });
    }
    return QJsonDocument(root).toJson(QJsonDocument::Compact);
}

QByteArray loadToldSteps(const QString &directory)
{
    QFile file(toldIn(directory));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Result<void> saveToldSteps(const QString &directory, const QByteArray &remembered)
{
    QSaveFile file(toldIn(directory));
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) || file.write(remembered) != remembered.size()
        || !file.commit()) {
        return std::unexpected(storage::toError({ .code = "io_error", .message = u"%1 could not be written: %2."_s.arg(file.fileName(), file.errorString()) }));
    }
    return {};
}

QString alertTitle(const BudgetState &state)
{
    return state.step >= 100 ? u"The budget %1 is spent"_s.arg(state.budget.name)
                             : u"The budget %1 has reached %2 %"_s.arg(state.budget.name).arg(state.step);
}

QString alertText(const BudgetState &state, const QTimeZone &zone)
{
    QString text = u"%1 of %2 this %3"_s.arg(format::money(state.spent), format::moneyLimit(state.budget.limit), budgetPeriodName(state.budget.period));
    if (state.step >= 100) {
        text += state.budget.hard == BudgetHard::Stop ? u"; further calls are refused until it begins anew"_s
            : state.budget.hard == BudgetHard::DownRoute ? u"; further calls go to %1 until it begins anew"_s.arg(state.budget.group)
                                                         : u"; calls go on"_s;
    } else if (state.runsOut) {
        text += u", all of it by %1 at this pace"_s.arg(QLocale::c().toString(localTime(*state.runsOut, zone), u"d MMM HH:mm"_s));
    }
    return text + u'.';
}

QByteArray alertBody(const BudgetState &state, WallTime now)
{
    QJsonObject body { { u"event"_s, u"budget.step"_s },
                       { u"budget"_s, state.budget.name },
                       { u"of"_s, budgetScope(state.budget) },
                       { u"period"_s, budgetPeriodName(state.budget.period) },
                       { u"period_start"_s, isoMoment(state.span.from) },
                       { u"period_end"_s, isoMoment(state.span.to) },
                       { u"step"_s, state.step },
                       { u"spent_usd"_s, QString::fromStdString(toDecimalString(state.spent)) },
                       { u"limit_usd"_s, QString::fromStdString(toDecimalString(state.budget.limit)) },
                       { u"unpriced_attempts"_s, state.unpriced },
                       { u"hard"_s, state.budget.hard == BudgetHard::Stop },
                       { u"down_route"_s, state.budget.hard == BudgetHard::DownRoute ? QJsonValue(state.budget.group) : QJsonValue() },
                       { u"time"_s, isoMoment(now) },
                       // What chat tools show of a message.
                       { u"text"_s, alertTitle(state) + u": "_s + alertText(state, QTimeZone::utc()) } };
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

} // namespace patchbay
