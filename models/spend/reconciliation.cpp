// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/reconciliation.h"

#include "models/ledger/attempt_table.h"
#include "models/spend/line_reasons.h"

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

using Place = std::pair<QDate, QString>; // day and plain model name

void addUnits(std::optional<qint64> &sum, const std::optional<qint64> &units)
{
    if (units) {
        sum = sum.value_or(0) + *units;
    }
}

KindPair &kind(ReconciledLine &line, BilledKind which)
{
    return line.kinds[static_cast<std::size_t>(which)];
}

std::map<Place, ReconciledLine> gathered(const Bill &bill, const QList<SpendRow> &ledger)
{
    std::map<Place, ReconciledLine> lines;
    for (const SpendRow &row : ledger) {
        const QDate day = QDate::fromString(row.values.at(0), Qt::ISODate);
        ReconciledLine &line = lines[{ day, plainModelName(row.values.at(1)) }];
        line.day = day;
        line.model = row.values.at(1);
        line.ledgerModels.append(line.model);
        line.ledgerRequests += row.attempts;
        line.mayBeUnbilled += row.failed + row.cacheHits;
        line.unpriced += row.unpriced;
        if (row.known) {
            line.ledger = line.ledger.value_or(Money {}) + *row.known;
        }
        const qint64 plain = std::max<qint64>(0, row.promptTokens - row.cachedTokens - row.cacheCreationTokens);
        for (const auto &[which, units] : { std::pair(BilledKind::Prompt, plain), { BilledKind::Cached, row.cachedTokens },
                                            { BilledKind::CacheCreation, row.cacheCreationTokens }, { BilledKind::Completion, row.completionTokens } }) {
            addUnits(kind(line, which).ledger, units);
        }
    }
    for (const BilledLine &billed : bill.lines) {
        ReconciledLine &line = lines[{ billed.day, plainModelName(billed.model) }];
        line.day = billed.day;
        line.isBilled = true;
        line.model = line.model.isEmpty() ? plainModelName(billed.model) : line.model;
        addUnits(kind(line, billed.kind).billed, billed.units);
        addUnits(line.billedRequests, billed.requests);
        if (billed.cost) {
            line.billed = line.billed.value_or(Money {}) + *billed.cost;
        }
    }
    const bool withoutAmounts = std::ranges::none_of(bill.lines, [](const BilledLine &line) { return line.cost.has_value(); });
    for (auto &[place, line] : lines) {
        line.withoutAmounts = withoutAmounts;
    }
    return lines;
}

// Two days that lack what the other has: their calls were cut at another midnight.
void explainByZone(ReconciledLine &line, ReconciledLine &next)
{
    const qint64 left = line.gap().nanoDollars;
    const qint64 right = next.gap().nanoDollars;
    constexpr qint64 nothing = 1'000'000; // a tenth of a cent
    if (std::abs(left) < nothing || (left > 0) == (right > 0) || std::abs(right) < nothing) {
        return;
    }
    // At most what both have; the rest needs a reason of its own.
    const qint64 moved = std::min(std::abs(left), std::abs(right));
    if (!closeTo(std::abs(left), std::abs(right))) {
        return;
    }
    line.parts = { { Difference::TimeZone, Money { left > 0 ? moved : -moved }, u"the day after has as much the other way: another midnight"_s } };
    next.parts = { { Difference::TimeZone, Money { right > 0 ? moved : -moved }, u"the day before has as much the other way: another midnight"_s } };
}

} // namespace

QString differenceWords(Difference difference)
{
    switch (difference) {
    case Difference::TimeZone: return u"time zone"_s;
    case Difference::CacheSemantics: return u"how cached input is counted"_s;
    case Difference::Price: return u"price"_s;
    case Difference::Batch: return u"batch price"_s;
    case Difference::NoPrice: return u"no price known"_s;
    case Difference::MissingCalls: return u"calls that the ledger does not have"_s;
    case Difference::NotBilled: return u"calls that were not billed"_s;
    case Difference::Unexplained: break;
    }
    return u"unexplained"_s;
}

Money ReconciledLine::gap() const
{
    return withoutAmounts ? Money {} : Money { billed.value_or(Money {}).nanoDollars - ledger.value_or(Money {}).nanoDollars };
}

Money ReconciledLine::unexplained() const
{
    qint64 rest = gap().nanoDollars;
    for (const Part &part : parts) {
        rest -= part.money.nanoDollars;
    }
    return Money { rest };
}

bool Reconciliation::agrees() const
{
    return std::ranges::none_of(lines, &ReconciledLine::differs);
}

bool Reconciliation::isExplained() const
{
    return std::ranges::all_of(lines, [](const ReconciledLine &line) { return line.unexplained().nanoDollars == 0 && line.counts.isEmpty(); });
}

Reconciliation reconcile(const Bill &bill, const QList<SpendRow> &ledger, const QString &provider, const QTimeZone &zone)
{
    Reconciliation found { .provider = provider, .zone = zone, .first = {}, .last = {}, .lines = {}, .ledger = {}, .billed = {},
                           .unexplained = {}, .explained = {}, .withoutAmounts = false };
    std::map<Place, ReconciledLine> lines = gathered(bill, ledger);
    for (auto &[place, line] : lines) {
        explainLine(line);
    }
    for (auto &[place, line] : lines) {
        if (const auto next = lines.find({ place.first.addDays(1), place.second }); next != lines.end()) {
            explainByZone(line, next->second);
        }
    }
    for (auto &[place, line] : lines) {
        found.withoutAmounts = line.withoutAmounts;
        found.first = found.first.isValid() ? std::min(found.first, line.day) : line.day;
        found.last = found.last.isValid() ? std::max(found.last, line.day) : line.day;
        found.ledger += line.ledger.value_or(Money {});
        found.billed += line.billed.value_or(Money {});
        found.unexplained += line.unexplained();
        for (const ReconciledLine::Part &part : line.parts) {
            found.explained[static_cast<int>(part.difference)] += part.money;
        }
        found.lines.append(line);
    }
    return found;
}

Result<Reconciliation> reconcileWith(SpendQuery &query, const Bill &bill, const QString &provider, const QTimeZone &zone,
                                     bool withSimulated)
{
    if (bill.lines.isEmpty()) {
        const QStringList &reasons = bill.reasons;
        std::string words = "Nothing in the file could be read as a bill.";
        if (bill.refused > 0) {
            words += " " + std::to_string(bill.refused) + " of " + std::to_string(bill.read) + " records were refused: "
                + reasons.first(std::min<qsizetype>(reasons.size(), 5)).join(u"; "_s).toStdString() + '.';
        }
        return failure(ErrorClass::BadRequest, words);
    }
    const auto [first, last] = std::ranges::minmax(bill.lines, {}, &BilledLine::day);
    const auto start = [&](QDate day) { return WallTime(std::chrono::milliseconds(day.startOfDay(zone).toMSecsSinceEpoch())); };
    SpendRequest request { .by = { SpendDimension::Day, SpendDimension::Model }, .from = start(first.day), .to = start(last.day.addDays(1)),
                           .zone = zone, .withSimulated = withSimulated };
    request.where = { { SpendDimension::Provider, { provider } } };
    return query.read(request).transform([&](const QList<SpendRow> &rows) { return reconcile(bill, rows, provider, zone); });
}

Result<void> keepReconciliation(const QString &file, const Reconciliation &reconciliation, const QString &source, WallTime now)
{
    return AttemptTable::openDatabase(file).and_then([&](const std::unique_ptr<storage::Database> &database) -> Result<void> {
        storage::Transaction transaction(*database);
        storage::Statement insert = database->prepare(
            u"INSERT OR REPLACE INTO ledger_reconciled (provider, model, from_time, to_time, amount, billed, unexplained, "
            "explained, source, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s);
        const auto nano = [](const std::optional<Money> &money) { return money ? std::optional<qint64>(money->nanoDollars) : std::nullopt; };
        const auto start = [&](QDate day) { return day.startOfDay(reconciliation.zone).toMSecsSinceEpoch() * 1'000; };
        Result<void> done = transaction.begun();
        for (const ReconciledLine &line : reconciliation.lines) {
            QStringList words;
            for (const ReconciledLine::Part &part : line.parts) {
                words.append(differenceWords(part.difference) + u": "_s + part.words);
            }
            words.append(line.counts);
            insert.bindText(reconciliation.provider).bindText(line.model).bindInteger(start(line.day)).bindInteger(start(line.day.addDays(1)));
            insert.bindInteger(nano(line.ledger)).bindInteger(nano(line.billed)).bindInteger(line.unexplained().nanoDollars);
            insert.bindText(words.join(u"; "_s)).bindText(source).bindInteger(qint64(now.time_since_epoch().count()));
            done = done.and_then([&] { return insert.run(); });
        }
        return done.and_then([&] { return transaction.commit(); });
    });
}

Result<QList<KeptReconciliation>> keptReconciliations(const QString &file)
{
    return AttemptTable::openReadOnly(file).and_then([](const std::unique_ptr<storage::Database> &database) {
        constexpr qint64 most = 50;
        QList<KeptReconciliation> found;
        storage::Statement select = database->prepare(
            u"SELECT provider, source, at, min(from_time), max(to_time), count(*), coalesce(sum(amount), 0), coalesce(sum(billed), 0), "
            "sum(unexplained) FROM ledger_reconciled GROUP BY provider, source, at ORDER BY at DESC LIMIT ?"_s);
        const auto time = [&](int column) { return WallTime(Microseconds(select.integer(column))); };
        return select.bindInteger(most).each([&] {
            found.append({ .provider = select.text(0), .source = select.text(1), .at = time(2), .from = time(3), .to = time(4),
                           .lines = select.integer(5), .ledger = Money { select.integer(6) }, .billed = Money { select.integer(7) },
                           .unexplained = Money { select.integer(8) } });
        }).transform([&] { return found; });
    });
}

} // namespace patchbay
