// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/spend_command.h"
#include "app/cli/spend_printing.h"
#include "models/format/format.h"
#include "models/spend/spend_budget.h"
#include "models/storage/data_directory.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <ostream>

using namespace Qt::StringLiterals;

namespace patchbay::cli {
namespace {

constexpr Option options[] = {
    { "--of", true, "everything, or provider=P, key=K, team=T, user=U, tag=G, model=M, group=G, project=J, …" },
    { "--limit", true, "in dollars" },
    { "--period", true, "day, week or month; month when left out" },
    { "--hard", false, "calls that would go beyond it are refused before they are sent" },
    { "--down-route", true, "calls of a gateway that would go beyond it go to this group of models" },
    { "--quiet", false, "the window shows no desktop notification at its steps" },
    { "--webhook", true, "an address that a running window or gateway tells of each step (50, 80, 100 percent)" },
    { "--back", true, "replay: so many periods before this one; 1 when left out" },
    { "--timezone", true, "of days, weeks and months; the system's when left out" },
    { "--json", false, "for machines" },
    { "--data", true, "the data directory" },
    { "--help", false, "this text" },
};

constexpr std::string_view synopsis
    = "spend budget [check | set NAME --of SCOPE --limit USD [--period P] [--hard | --down-route GROUP] [--quiet] [--webhook URL] | remove NAME | replay NAME [--back N]]\n\n"
      "Budgets over what the window, its gateways and this program send; a gateway's keys and teams have their own. `check` says\n"
      "how much of each is spent, and ends with 1 when one is; `replay` what it would have done in a past period.";

struct Desk {
    QString directory;
    QTimeZone zone;
    QList<SpendBudget> budgets;
    bool json = false;
};

Result<std::unique_ptr<SpendQuery>> openLedger(const Desk &desk)
{
    return SpendQuery::open(DataDirectory::ledgerFileIn(desk.directory));
}

QString moment(WallTime time, const QTimeZone &zone)
{
    const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch());
    return QDateTime::fromMSecsSinceEpoch(milliseconds.count(), zone).toString(u"yyyy-MM-dd HH:mm"_s);
}

int check(const Desk &desk, const Streams &streams)
{
    QList<BudgetState> states;
    const bool recorded = QFileInfo::exists(DataDirectory::ledgerFileIn(desk.directory));
    const Result<void> read = !recorded ? Result<void>() : openLedger(desk).and_then([&](const std::unique_ptr<SpendQuery> &query) {
        return readBudgets(*query, desk.budgets, SystemClock().now(), desk.zone).transform([&](QList<BudgetState> found) { states = std::move(found); });
    });
    if (!read) {
        return reportError(read.error(), streams.err);
    }
    QJsonArray list;
    for (const BudgetState &state : std::as_const(states)) {
        QJsonObject entry { { u"name"_s, state.budget.name }, { u"of"_s, budgetScope(state.budget) }, { u"period"_s, budgetPeriodName(state.budget.period) },
                            { u"limit_usd"_s, QString::fromStdString(toDecimalString(state.budget.limit)) },
                            { u"spent_usd"_s, QString::fromStdString(toDecimalString(state.spent)) }, { u"share"_s, state.share },
                            { u"step"_s, state.step }, { u"unpriced"_s, state.unpriced }, { u"hard"_s, state.budget.hard == BudgetHard::Stop } };
        if (state.budget.hard == BudgetHard::DownRoute) {
            entry.insert(u"down_route"_s, state.budget.group);
        }
        if (state.runsOut) {
            entry.insert(u"runs_out"_s, moment(*state.runsOut, desk.zone));
        }
        list.append(entry);
        if (!desk.json) {
            streams.out << state.budget.name.toStdString() << " (" << budgetScope(state.budget).toStdString() << ", a "
                        << budgetPeriodName(state.budget.period).toStdString() << (state.budget.hard == BudgetHard::None ? std::string() : ", " + budgetHardWords(state.budget).toStdString()) << "): "
                        << format::money(state.spent).toStdString() << " of " << format::money(state.budget.limit).toStdString() << ", "
                        << qRound(state.share * 100) << " %"
                        << (state.runsOut ? ", spent by " + moment(*state.runsOut, desk.zone).toStdString() + " at this pace" : std::string())
                        << (state.unpriced > 0 ? ", " + std::to_string(state.unpriced) + " attempts without a price" : std::string()) << '\n';
        }
    }
    if (desk.json) {
        streams.out << QJsonDocument(list).toJson(QJsonDocument::Compact).toStdString() << '\n';
    } else if (desk.budgets.isEmpty()) {
        streams.out << "There are no budgets.\n";
    }
    return std::ranges::any_of(states, [](const BudgetState &state) { return state.step == 100; }) ? Failed : Done;
}

int set(Desk desk, const Arguments &arguments, const QString &name, const Streams &streams)
{
    std::optional<SpendBudget> budget = budgetFromScope(QString::fromStdString(arguments.has("--of") ? arguments.value("--of") : "everything"));
    const std::optional<BudgetPeriod> period =
        budgetPeriodFromName(arguments.has("--period") ? QString::fromStdString(arguments.value("--period")) : u"month"_s);
    const std::optional<Money> limit = budgetLimitFrom(QString::fromStdString(arguments.value("--limit")));
    const QString webhook = QString::fromStdString(arguments.value("--webhook"));
    if (const std::optional<QString> wrong = wrongWebhook(webhook)) {
        streams.err << "--webhook: " << wrong->toStdString() << "\n\n" << usageText(synopsis, options);
        return WrongUsage;
    }
    if (!budget || !period || !limit) {
        streams.err << (!budget ? "--of names no scope of budgets: it is everything, or one of provider=, provider_key=, key=, team=, user=, customer=, tag=, model=, group= and project= with a value.\n\n" : !period ? "--period is day, week or month.\n\n" : "--limit wants dollars above 0.\n\n")
                    << usageText(synopsis, options);
        return WrongUsage;
    }
    budget->name = name;
    budget->limit = *limit;
    budget->notify = !arguments.has("--quiet");
    budget->webhook = webhook;
    budget->period = *period;
    budget->hard = arguments.has("--hard") ? BudgetHard::Stop : arguments.has("--down-route") ? BudgetHard::DownRoute : BudgetHard::None;
    budget->group = QString::fromStdString(arguments.value("--down-route")).trimmed();
    if (const std::optional<QString> wrong = wrongDownRoute(*budget); wrong || (arguments.has("--hard") && arguments.has("--down-route"))) {
        streams.err << (wrong ? "--down-route: " + wrong->toStdString() : std::string("--hard refuses and --down-route sends elsewhere: it is one of them."))
                    << "\n\n" << usageText(synopsis, options);
        return WrongUsage;
    }
    desk.budgets.removeIf([&](const SpendBudget &other) { return other.name == name; });
    desk.budgets.append(*budget);
    QDir().mkpath(desk.directory);
    const Result<void> saved = saveBudgets(desk.directory, desk.budgets);
    return saved ? Done : reportError(saved.error(), streams.err);
}

int removeBudget(Desk desk, const QString &name, const Streams &streams)
{
    if (desk.budgets.removeIf([&](const SpendBudget &budget) { return budget.name == name; }) == 0) {
        streams.err << "There is no budget " << name.toStdString() << ".\n";
        return Failed;
    }
    const Result<void> saved = saveBudgets(desk.directory, desk.budgets);
    return saved ? Done : reportError(saved.error(), streams.err);
}

int replay(const Desk &desk, const Arguments &arguments, const QString &name, const Streams &streams)
{
    const auto budget = std::ranges::find(desk.budgets, name, &SpendBudget::name);
    bool isNumber = true;
    const int back = arguments.has("--back") ? QString::fromStdString(arguments.value("--back")).toInt(&isNumber) : 1;
    if (budget == desk.budgets.end() || !isNumber || back < 0) {
        streams.err << (isNumber ? "There is no budget " + name.toStdString() : std::string("--back wants a number")) << ".\n";
        return Failed;
    }
    const BudgetSpan span = budgetSpan(budget->period, SystemClock().now(), desk.zone, back);
    const Result<BudgetReplay> found = openLedger(desk).and_then(
        [&](const std::unique_ptr<SpendQuery> &query) { return replayBudget(*query, *budget, span, desk.zone); });
    if (!found) {
        return reportError(found.error(), streams.err);
    }
    if (desk.json) {
        QJsonObject object { { u"name"_s, name }, { u"spent_usd"_s, QString::fromStdString(toDecimalString(found->spent)) },
                             { u"attempts_stopped"_s, found->attemptsBehind },
                             { u"usd_stopped"_s, QString::fromStdString(toDecimalString(found->moneyBehind)) } };
        for (std::size_t step = 0; step < std::size(budgetSteps); ++step) {
            object.insert(u"reached_%1"_s.arg(budgetSteps[step]), found->reached[step] ? QJsonValue(moment(*found->reached[step], desk.zone)) : QJsonValue());
        }
        streams.out << QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString() << '\n';
        return Done;
    }
    streams.out << moment(span.from, desk.zone).toStdString() << " to " << moment(span.to, desk.zone).toStdString() << ": "
                << format::money(found->spent).toStdString() << " of " << format::money(budget->limit).toStdString() << '\n';
    for (std::size_t step = 0; step < std::size(budgetSteps); ++step) {
        streams.out << "  " << budgetSteps[step] << " %: "
                    << (found->reached[step] ? moment(*found->reached[step], desk.zone) : u"not reached"_s).toStdString() << '\n';
    }
    streams.out << "  behind it: " << found->attemptsBehind << " attempts, " << format::money(found->moneyBehind).toStdString()
                << (budget->hard == BudgetHard::Stop        ? std::string(" would have been stopped\n")
                    : budget->hard == BudgetHard::DownRoute ? " would have gone to " + budget->group.toStdString() + "\n"
                                                            : std::string(" (a soft budget stops nothing)\n"));
    return Done;
}

} // namespace

int spendBudgetCommand(std::span<const std::string> words, const Streams &streams)
{
    const Result<Arguments> arguments = Arguments::parse(words, options);
    const auto wrong = [&](const std::string &why) {
        streams.err << why << "\n\n" << usageText(synopsis, options);
        return WrongUsage;
    };
    if (!arguments || arguments->has("--help")) {
        streams.out << (arguments ? usageText(synopsis, options) : std::string());
        return arguments ? int(Done) : int(wrong(arguments.error().message));
    }
    const Result<QTimeZone> zone = arguments->has("--timezone") ? zoneFrom(arguments->value("--timezone")) : QTimeZone::systemTimeZone();
    const QString given = QString::fromStdString(arguments->value("--data"));
    const QString directory = given.isEmpty() ? DataDirectory::defaultPath() : given;
    const Result<QList<SpendBudget>> budgets = loadBudgets(directory);
    if (!zone || !budgets) {
        return zone ? reportError(budgets.error(), streams.err) : wrong(zone.error().message);
    }
    const Desk desk { directory, *zone, *budgets, arguments->has("--json") };
    const std::vector<std::string> &named = arguments->positional();
    const std::string verb = named.empty() ? "check" : named.front();
    if (verb == "check" && named.size() <= 1) {
        return check(desk, streams);
    }
    if (named.size() != 2) {
        return wrong("spend budget " + verb + " wants the name of one budget.");
    }
    const QString name = QString::fromStdString(named[1]).trimmed();
    if (name.isEmpty()) {
        return wrong("A budget has a name that can be read."); // a file with one that has none could not be read any more
    }
    if (verb == "set") {
        return set(desk, *arguments, name, streams);
    }
    if (verb == "remove") {
        return removeBudget(desk, name, streams);
    }
    return verb == "replay" ? replay(desk, *arguments, name, streams) : wrong("No such verb: " + verb + ".");
}

} // namespace patchbay::cli
