// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/reconcile_words.h"

#include "models/format/format.h"
#include "models/spend/spend_view.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ReconcilePage", text);
}

std::vector<const ReconciledLine *> shownLines(const Reconciliation &found, bool onlyDifferent)
{
    std::vector<const ReconciledLine *> lines;
    for (const ReconciledLine &line : found.lines) {
        if (!onlyDifferent || line.differs()) {
            lines.push_back(&line);
        }
    }
    return lines;
}

std::optional<qint64> sum(const ReconciledLine &line, std::optional<qint64> KindPair::*side)
{
    std::optional<qint64> all;
    for (const KindPair &pair : line.kinds) {
        if (pair.*side) {
            all = all.value_or(0) + *(pair.*side);
        }
    }
    return all;
}

PlainCell tokens(const std::optional<qint64> &count)
{
    return { .text = count ? format::count(*count) : format::noValue(), .order = double(count.value_or(-1)) };
}

PlainCell amount(const std::optional<Money> &money, int decimals)
{
    return { .text = money ? format::moneyFixed(*money, decimals) : format::noValue(), .order = money ? double(money->nanoDollars) : -1 };
}

QString days(QDate first, QDate last)
{
    const QString to = QLocale::c().toString(last, u"d MMM yyyy"_s);
    return first == last ? to : QLocale::c().toString(first, first.year() == last.year() ? u"d MMM"_s : u"d MMM yyyy"_s) + u" to "_s + to;
}

} // namespace

QString signedMoney(Money money, int decimals)
{
    const Money size { std::abs(money.nanoDollars) };
    const QString text = decimals < 0 ? format::money(size) : format::moneyFixed(size, decimals);
    return money.nanoDollars > 0 ? u"+ "_s + text : money.nanoDollars < 0 ? u"− "_s + text : text;
}

QString reconcileTitle(const Reconciliation &found)
{
    if (found.withoutAmounts) {
        const qint64 different = std::ranges::count_if(found.lines, &ReconciledLine::differs);
        return different == 0 ? tr("Tokens and calls agree with the ledger") : tr("Tokens or calls differ in %1").arg(format::counted(different, tr("line")));
    }
    return found.billed == found.ledger ? tr("Bill and ledger agree: %1").arg(format::money(found.billed))
                          : tr("%1 billed, %2 in the ledger").arg(format::money(found.billed), format::money(found.ledger));
}

QString reconcileDetail(const Reconciliation &found)
{
    QStringList reasons;
    for (auto part = found.explained.cbegin(); part != found.explained.cend(); ++part) {
        if (part->nanoDollars != 0) {
            reasons.append(differenceWords(static_cast<Difference>(part.key())) + u' ' + signedMoney(*part));
        }
    }
    QStringList words { tr("%1, %2, days of %3.").arg(found.provider, days(found.first, found.last), QString::fromUtf8(found.zone.id())) };
    if (!reasons.isEmpty()) {
        words.append(tr("Explained: %1.").arg(reasons.join(u", "_s)));
    }
    if (found.withoutAmounts) {
        return (words << tr("The bill tells no amounts: its tokens and calls were compared.")).join(u' ');
    }
    const qint64 otherCounts = std::ranges::count_if(found.lines, [](const ReconciledLine &line) { return !line.counts.isEmpty(); });
    if (otherCounts > 0) {
        words.append(tr("In %1 the amounts are the same and the tokens or calls are not.").arg(format::counted(otherCounts, tr("line"))));
    }
    words.append(found.unexplained.nanoDollars == 0 ? tr("Nothing is left unexplained.")
                                                    : tr("Unexplained: %1.").arg(signedMoney(found.unexplained)));
    return words.join(u' ');
}

const ReconciledLine *reconcileLine(const Reconciliation &found, bool onlyDifferent, int row)
{
    const std::vector<const ReconciledLine *> lines = shownLines(found, onlyDifferent);
    return row >= 0 && static_cast<std::size_t>(row) < lines.size() ? lines[static_cast<std::size_t>(row)] : nullptr;
}

QList<QList<PlainCell>> reconcileCells(const Reconciliation &found, bool onlyDifferent)
{
    const std::vector<const ReconciledLine *> lines = shownLines(found, onlyDifferent);
    std::vector<Money> column;
    for (const ReconciledLine *line : lines) {
        column.push_back(line->billed.value_or(Money {}));
        column.push_back(line->ledger.value_or(Money {}));
    }
    const int decimals = std::min(4, format::columnDecimals(column));
    QList<QList<PlainCell>> rows;
    for (const ReconciledLine *line : lines) {
        QStringList why;
        QStringList whole;
        for (const ReconciledLine::Part &part : line->parts) {
            why.append(differenceWords(part.difference));
            whole.append(u"%1, %2: %3"_s.arg(differenceWords(part.difference), signedMoney(part.money), part.words));
        }
        if (!line->counts.isEmpty()) {
            why.append(tr("other tokens or calls"));
            whole.append(line->counts);
        }
        const Money left = line->unexplained();
        if (line->unpriced > 0) {
            whole.append(tr("%1 of the ledger have no price").arg(format::counted(line->unpriced, tr("attempt"))));
        }
        rows.append({ { .text = line->day.toString(Qt::ISODate) },
                      { .text = line->model, .strong = true },
                      tokens(sum(*line, &KindPair::billed)),
                      tokens(sum(*line, &KindPair::ledger)),
                      amount(line->billed, decimals),
                      amount(line->ledger, decimals),
                      { .text = line->gap().nanoDollars == 0 ? format::noValue() : signedMoney(line->gap(), decimals), .order = double(line->gap().nanoDollars) },
                      { .text = left.nanoDollars == 0 ? format::noValue() : signedMoney(left, decimals), .order = double(left.nanoDollars),
                        .role = left.nanoDollars == 0 ? std::optional<Role>() : Role::Bad },
                      { .text = why.join(u", "_s), .role = Role::Muted, .toolTip = whole.join(u'\n') } });
    }
    return rows;
}

QString tokenWords(const ReconciledLine &line)
{
    QStringList words;
    for (std::size_t kind = 0; kind < std::size(line.kinds); ++kind) {
        const KindPair &pair = line.kinds[kind];
        if (pair.ledger.value_or(0) == 0 && pair.billed.value_or(0) == 0) {
            continue;
        }
        const QString name = billedKindName(static_cast<BilledKind>(kind));
        words.append(!pair.billed                ? tr("%1 %2, not told by the bill").arg(name, format::count(pair.ledger.value_or(0)))
                         : pair.billed == pair.ledger ? tr("%1 %2").arg(name, format::count(*pair.billed))
                                                      : tr("%1 %2 billed, %3 in the ledger").arg(name, format::count(*pair.billed), format::count(pair.ledger.value_or(0))));
    }
    if (line.billedRequests) {
        words.append(tr("%1 calls billed, %2 in the ledger").arg(format::count(*line.billedRequests), format::count(line.ledgerRequests)));
    }
    QStringList why;
    for (const ReconciledLine::Part &part : line.parts) {
        why.append(part.words);
    }
    return (words + why).join(u" · "_s);
}

QList<QList<PlainCell>> keptCells(const QList<KeptReconciliation> &kept, WallTime now)
{
    QList<QList<PlainCell>> rows;
    for (const KeptReconciliation &one : kept) {
        const QTimeZone zone = QTimeZone::utc();
        rows.append({ { .text = format::relativeTime(localTime(one.at, zone), localTime(now, zone)), .order = double(one.at.time_since_epoch().count()) },
                      { .text = one.provider, .strong = true },
                      { .text = days(localTime(one.from, zone).date(), localTime(one.to, zone).addSecs(-1).date()), .order = double(one.from.time_since_epoch().count()) },
                      { .text = format::count(one.lines), .order = double(one.lines) },
                      { .text = format::money(one.billed), .order = double(one.billed.nanoDollars) },
                      { .text = format::money(one.ledger), .order = double(one.ledger.nanoDollars) },
                      { .text = one.unexplained.nanoDollars == 0 ? format::noValue() : signedMoney(one.unexplained),
                        .order = double(one.unexplained.nanoDollars),
                        .role = one.unexplained.nanoDollars == 0 ? std::optional<Role>() : Role::Bad },
                      { .text = one.source, .role = Role::Muted } });
    }
    return rows;
}

} // namespace patchbay
