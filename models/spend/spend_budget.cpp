// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/spend_budget.h"

#include "models/spend/budget_guard.h"
#include "models/storage/data_directory.h"
#include "models/storage/storage_error.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QUrl>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr SpendDimension scopes[] = { SpendDimension::Provider, SpendDimension::ProviderKey, SpendDimension::Key, SpendDimension::Team,
                                      SpendDimension::User,     SpendDimension::Customer,    SpendDimension::Tag, SpendDimension::Model,
                                      SpendDimension::Group,    SpendDimension::Project };
constexpr QLatin1StringView periodNames[] = { "day"_L1, "week"_L1, "month"_L1 };
constexpr QLatin1StringView hardNames[] = { "none"_L1, "stop"_L1, "down-route"_L1 };

QString fileIn(const QString &directory)
{
    return directory + u"/budgets.json"_s;
}

WallTime startOf(QDate date, const QTimeZone &zone)
{
    return WallTime(std::chrono::milliseconds(date.startOfDay(zone).toMSecsSinceEpoch()));
}

Error badFile(const QString &file, const QString &why)
{
    return storage::toError({ .code = "bad_file", .message = u"%1: %2"_s.arg(file, why), .remedy = u"Correct the file, or remove it to have no budgets."_s,
                              .kind = ErrorClass::BadRequest });
}

std::expected<SpendBudget, QString> budgetFrom(const QJsonObject &object)
{
    std::optional<SpendBudget> budget = budgetFromScope(object.value(u"of"_s).toString());
    if (!budget) {
        return std::unexpected(u"\"of\" is none of everything, team=…, model=… and so on"_s);
    }
    budget->name = object.value(u"name"_s).toString();
    const std::optional<Money> limit = budgetLimitFrom(object.value(u"limit_usd"_s).toString());
    const std::optional<BudgetPeriod> period = budgetPeriodFromName(object.value(u"period"_s).toString());
    if (budget->name.isEmpty() || !limit || !period) {
        return std::unexpected(budget->name.isEmpty() ? u"a budget has no name"_s : !limit ? u"\"limit_usd\" is no amount above 0"_s : u"\"period\" is none of day, week, month"_s);
    }
    budget->limit = *limit;
    budget->period = *period;
    const auto hard = std::ranges::find(hardNames, object.value(u"hard"_s).toString(u"none"_s));
    if (hard == std::end(hardNames)) {
        return std::unexpected(u"\"hard\" is none of none, stop, down-route"_s); // rather than letting calls through
    }
    budget->hard = static_cast<BudgetHard>(hard - std::begin(hardNames));
    budget->group = object.value(u"group"_s).toString();
    if (const std::optional<QString> wrong = wrongDownRoute(*budget)) {
        return std::unexpected(*wrong);
    }
    budget->notify = object.value(u"notify"_s).toBool(true);
    budget->webhook = object.value(u"webhook"_s).toString();
    return *budget;
}

int stepOf(double share)
{
    int reached = 0;
    for (const int step : budgetSteps) {
        reached = share * 100 >= step ? step : reached;
    }
    return reached;
}

// When the rest is gone if it goes on as it went; only where that is within the period.
std::optional<WallTime> runsOut(const BudgetState &state, WallTime now)
{
    const auto passed = now - state.span.from;
    if (state.spent.nanoDollars <= 0 || passed.count() <= 0) {
        return std::nullopt;
    }
    const double whole = double(passed.count()) * double(state.budget.limit.nanoDollars) / double(state.spent.nanoDollars);
    if (whole >= double((state.span.to - state.span.from).count())) {
        return std::nullopt;
    }
    return state.span.from + Microseconds(qint64(whole));
}

} // namespace

BudgetSpan budgetSpan(BudgetPeriod period, WallTime now, const QTimeZone &zone, int back)
{
    const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch());
    const QDate today = QDateTime::fromMSecsSinceEpoch(milliseconds.count(), zone).date();
    switch (period) {
    case BudgetPeriod::Day: return { startOf(today.addDays(-back), zone), startOf(today.addDays(1 - back), zone) };
    case BudgetPeriod::Week: {
        const QDate monday = today.addDays(1 - today.dayOfWeek() - 7 * back);
        return { startOf(monday, zone), startOf(monday.addDays(7), zone) };
    }
    case BudgetPeriod::Month: break;
    }
    const QDate first = QDate(today.year(), today.month(), 1).addMonths(-back);
    return { startOf(first, zone), startOf(first.addMonths(1), zone) };
}

SpendRequest budgetRequest(const SpendBudget &budget, const BudgetSpan &span, const QTimeZone &zone, bool withSimulated)
{
    SpendRequest request { .from = span.from, .to = span.to, .zone = zone, .withSimulated = withSimulated };
    if (budget.of) {
        request.where = { { *budget.of, { budget.value } } };
    }
    return request;
}

void setPace(BudgetState &state, WallTime now)
{
    state.runsOut = runsOut(state, now);
}

void setShare(BudgetState &state)
{
    state.share = double(state.spent.nanoDollars) / double(state.budget.limit.nanoDollars);
    state.step = stepOf(state.share);
}

Result<QList<BudgetState>> readBudgets(SpendQuery &query, const QList<SpendBudget> &budgets, WallTime now, const QTimeZone &zone,
                                      bool withSimulated)
{
    QList<BudgetState> states;
    for (const SpendBudget &budget : budgets) {
        BudgetState state { .budget = budget, .span = budgetSpan(budget.period, now, zone), .spent = {} };
        const Result<QList<SpendRow>> rows = query.read(budgetRequest(budget, state.span, zone, withSimulated));
        if (!rows) {
            return std::unexpected(rows.error());
        }
        for (const SpendRow &row : *rows) {
            state.spent = row.known.value_or(Money {});
            state.unpriced = row.unpriced;
        }
        setShare(state);
        setPace(state, now);
        states.append(state);
    }
    return states;
}

Result<void> startGuard(BudgetGuard &guard, const QString &directory, WallTime now, const QTimeZone &zone)
{
    return loadBudgets(directory).and_then([&](const QList<SpendBudget> &budgets) -> Result<void> {
        if (budgets.isEmpty()) {
            guard.refresh({});
            return {};
        }
        return SpendQuery::open(DataDirectory::ledgerFileIn(directory)).and_then([&](const std::unique_ptr<SpendQuery> &query) {
            return readBudgets(*query, budgets, now, zone).transform([&](const QList<BudgetState> &states) { guard.refresh(states); });
        });
    });
}

Result<BudgetReplay> replayBudget(SpendQuery &query, const SpendBudget &budget, const BudgetSpan &span, const QTimeZone &zone,
                                  bool withSimulated)
{
    BudgetReplay replay { .span = span, .spent = {}, .reached = {}, .moneyBehind = {} };
    constexpr int pageSize = 1'000;
    SpendQuery::Place behind;
    struct Spent {
        WallTime start;
        Money money;
    };
    std::vector<Spent> spent; // a busy month has millions of rows
    // Newest first, as the ledger gives them: all of the period, then backwards through them.
    for (;;) {
        const Result<QList<AttemptRow>> page = query.attempts(budgetRequest(budget, span, zone, withSimulated), behind, pageSize);
        if (!page) {
            return std::unexpected(page.error());
        }
        for (const AttemptRow &row : *page) {
            if (row.outcome.amount.money && row.outcome.amount.money->nanoDollars > 0) {
                spent.push_back({ row.draft.start, *row.outcome.amount.money });
            }
        }
        if (page->size() < pageSize) {
            break;
        }
        behind = { page->last().draft.start.time_since_epoch().count(), page->last().sequence };
    }
    for (auto row = spent.crbegin(); row != spent.crend(); ++row) {
        if (replay.spent >= budget.limit) {
            ++replay.attemptsBehind;
            replay.moneyBehind += row->money;
        }
        replay.spent += row->money;
        for (std::size_t step = 0; step < std::size(budgetSteps); ++step) {
            const bool reached = double(replay.spent.nanoDollars) * 100 >= double(budget.limit.nanoDollars) * budgetSteps[step];
            if (reached && !replay.reached[step]) {
                replay.reached[step] = row->start;
            }
        }
    }
    return replay;
}

Result<QList<SpendBudget>> loadBudgets(const QString &directory)
{
    QList<SpendBudget> budgets;
    QFile file(fileIn(directory));
    if (!file.exists()) {
        return budgets;
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return std::unexpected(badFile(file.fileName(), file.errorString()));
    }
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &problem);
    if (!document.object().value(u"budgets"_s).isArray()) {
        return std::unexpected(badFile(file.fileName(), document.isNull() ? problem.errorString() : u"it has no list of budgets"_s));
    }
    for (const QJsonValue &entry : document.object().value(u"budgets"_s).toArray()) {
        const std::expected<SpendBudget, QString> budget = budgetFrom(entry.toObject());
        if (!budget) {
            return std::unexpected(badFile(file.fileName(), budget.error()));
        }
        budgets.append(*budget);
    }
    return budgets;
}

Result<void> saveBudgets(const QString &directory, const QList<SpendBudget> &budgets)
{
    QJsonArray list;
    for (const SpendBudget &budget : budgets) {
        QJsonObject entry { { u"name"_s, budget.name },
                            { u"of"_s, budgetScope(budget) },
                            { u"limit_usd"_s, QString::fromStdString(toDecimalString(budget.limit)) },
                            { u"period"_s, budgetPeriodName(budget.period) },
                            { u"hard"_s, hardNames[static_cast<std::size_t>(budget.hard)] } };
        if (budget.hard == BudgetHard::DownRoute) {
            entry.insert(u"group"_s, budget.group);
        }
        if (!budget.notify) {
            entry.insert(u"notify"_s, false);
        }
        if (!budget.webhook.isEmpty()) {
            entry.insert(u"webhook"_s, budget.webhook);
        }
        list.append(entry);
    }
    QSaveFile file(fileIn(directory));
    const QByteArray bytes = QJsonDocument(QJsonObject { { u"budgets"_s, list } }).toJson();
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) || file.write(bytes) != bytes.size()
        || !file.commit()) {
        return std::unexpected(storage::toError({ .code = "io_error", .message = u"%1 could not be written: %2"_s.arg(file.fileName(), file.errorString()) }));
    }
    return {};
}

QList<SpendDimension> budgetDimensions()
{
    return QList<SpendDimension>(std::begin(scopes), std::end(scopes));
}

std::optional<Money> budgetLimitFrom(const QString &written)
{
    const std::optional<Rate> rate = Rate::parse(written.trimmed().toStdString());
    if (!rate || rate->isZero()) {
        return std::nullopt;
    }
    ExactSum sum;
    sum.add(*rate, 1);
    const Money limit = sum.rounded();
    return limit.nanoDollars > 0 ? std::optional(limit) : std::nullopt;
}

std::optional<QString> wrongWebhook(const QString &address)
{
    if (address.isEmpty()) {
        return std::nullopt;
    }
    const QUrl url(address, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"https" && url.scheme() != u"http") || !url.userInfo().isEmpty()) {
        return u"An address begins with https:// and has a host."_s;
    }
    const bool here = url.host() == u"localhost" || url.host() == u"127.0.0.1" || url.host() == u"::1";
    return url.scheme() == u"http" && !here ? std::optional(u"An address outside this computer wants https."_s) : std::nullopt;
}

QString budgetHardWords(const SpendBudget &budget)
{
    switch (budget.hard) {
    case BudgetHard::Stop: return u"refuses calls when it is spent"_s;
    case BudgetHard::DownRoute: return u"sends calls to %1 when it is spent"_s.arg(budget.group);
    case BudgetHard::None: break;
    }
    return u"warns only"_s;
}

std::optional<QString> wrongDownRoute(const SpendBudget &budget)
{
    if (budget.hard != BudgetHard::DownRoute) {
        return std::nullopt;
    }
    if (budget.group.trimmed().isEmpty()) {
        return u"Which group of models do calls go to?"_s;
    }
    // Which key a call takes is known only when it is sent.
    return budget.of == SpendDimension::ProviderKey ? std::optional(u"A budget of a provider key can refuse calls, but not send them elsewhere."_s) : std::nullopt;
}

std::optional<SpendBudget> budgetFromScope(const QString &scope)
{
    SpendBudget budget { .name = scope, .limit = {} };
    if (scope == u"everything") {
        return budget;
    }
    const qsizetype equals = scope.indexOf(u'=');
    const std::optional<SpendDimension> dimension = spendDimensionFromName(scope.left(std::max<qsizetype>(equals, 0)));
    if (!dimension || !std::ranges::contains(scopes, *dimension) || equals + 1 >= scope.size()) {
        return std::nullopt;
    }
    budget.of = dimension;
    budget.value = scope.mid(equals + 1);
    return budget;
}

QString budgetScope(const SpendBudget &budget)
{
    return budget.of ? spendDimensionName(*budget.of) + u'=' + budget.value : u"everything"_s;
}

std::optional<BudgetPeriod> budgetPeriodFromName(QStringView name)
{
    const auto found = std::ranges::find_if(periodNames, [&](QLatin1StringView known) { return name == known; });
    return found == std::end(periodNames) ? std::nullopt : std::optional(static_cast<BudgetPeriod>(found - std::begin(periodNames)));
}

QString budgetPeriodName(BudgetPeriod period)
{
    return periodNames[static_cast<std::size_t>(period)];
}

} // namespace patchbay
