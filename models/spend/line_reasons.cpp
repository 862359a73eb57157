// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/line_reasons.h"

#include "models/format/format.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

using Side = std::optional<qint64> KindPair::*;

constexpr BilledKind tokenKinds[] = { BilledKind::Prompt, BilledKind::Cached, BilledKind::CacheCreation, BilledKind::Completion };
// Calls of one day and model differ; so much more than their average may one have cost.
constexpr double aboutOneCall = 1.25;
constexpr double everything = 1e18;

const KindPair &kind(const ReconciledLine &line, BilledKind which)
{
    return line.kinds[static_cast<std::size_t>(which)];
}

qint64 inputs(const ReconciledLine &line, Side side)
{
    return (kind(line, BilledKind::Prompt).*side).value_or(0) + (kind(line, BilledKind::Cached).*side).value_or(0)
        + (kind(line, BilledKind::CacheCreation).*side).value_or(0);
}

qint64 allTokens(const ReconciledLine &line, Side side)
{
    return inputs(line, side) + (kind(line, BilledKind::Completion).*side).value_or(0);
}

bool billTellsTokens(const ReconciledLine &line)
{
    return std::ranges::any_of(line.kinds, [](const KindPair &pair) { return pair.billed.has_value(); });
}

bool kindAgrees(const KindPair &pair)
{
    return !pair.billed || closeTo(pair.ledger.value_or(0), *pair.billed);
}

QString dollars(Money money)
{
    return money.nanoDollars < 0 ? u"−"_s + format::money(Money { -money.nanoDollars }) : format::money(money);
}

// How many calls the bill has more (or fewer, below zero). Failures and answers of a cache are not billed by everybody.
qint64 callsMore(const ReconciledLine &line)
{
    if (!line.billedRequests) {
        return 0;
    }
    const qint64 least = line.ledgerRequests - line.mayBeUnbilled;
    return *line.billedRequests > line.ledgerRequests ? *line.billedRequests - line.ledgerRequests : std::min<qint64>(0, *line.billedRequests - least);
}

// What other tokens are worth at the ledger's own rate, at least and at most: nobody told what each kind costs beside the
// others, but what providers ask lies within these.
struct Bounds {
    double low = 0; // not above 0
    double high = 0; // not below 0
};
Bounds worthOf(const ReconciledLine &line)
{
    constexpr double weights[][4] = { { 1, 0.1, 1, 2 }, { 1, 0.1, 2, 2 }, { 1, 0.5, 1, 2 }, { 1, 0.5, 2, 2 },
                                      { 1, 0.1, 1, 8 }, { 1, 0.1, 2, 8 }, { 1, 0.5, 1, 8 }, { 1, 0.5, 2, 8 } };
    const bool wholePrompt = !kind(line, BilledKind::Cached).billed && !kind(line, BilledKind::CacheCreation).billed;
    const qint64 cached = inputs(line, &KindPair::ledger) - kind(line, BilledKind::Prompt).ledger.value_or(0);
    Bounds found;
    for (const double (&weight)[4] : weights) {
        double had = 0;
        double more = wholePrompt && kind(line, BilledKind::Prompt).billed ? -double(cached) : 0; // they are in what is billed
        for (std::size_t index = 0; index < std::size(tokenKinds); ++index) {
            const KindPair &pair = kind(line, tokenKinds[index]);
            const double ledger = double(pair.ledger.value_or(0));
            had += weight[index] * ledger;
            more += weight[index] * (double(pair.billed.value_or(pair.ledger.value_or(0))) - ledger);
        }
        const double worth = had > 0 ? double(line.ledger.value_or(Money {}).nanoDollars) * more / had : 0;
        found.low = std::min(found.low, worth);
        found.high = std::max(found.high, worth);
    }
    return { found.low * aboutOneCall, found.high * aboutOneCall };
}

// The part of a difference that a reason accounts for: of its sign, and at most its bound.
Money partOf(qint64 rest, double bound)
{
    const double most = std::min(std::abs(bound), everything);
    const qint64 size = std::min(std::abs(rest), static_cast<qint64>(std::llround(most)));
    return Money { rest < 0 ? -size : size };
}

// How much of what is billed the ledger has calls for, as a share.
double shareThatTheLedgerHas(const ReconciledLine &line)
{
    const qint64 billed = billTellsTokens(line) ? allTokens(line, &KindPair::billed) : line.billedRequests.value_or(0);
    const qint64 ledger = billTellsTokens(line) ? allTokens(line, &KindPair::ledger) : line.ledgerRequests;
    return billed <= 0 || closeTo(billed, ledger) ? 1 : std::min(1.0, double(ledger) / double(billed));
}

class Reasons {
public:
    explicit Reasons(ReconciledLine &line)
        : m_line(line)
        , m_rest(line.gap().nanoDollars)
        , m_tokens(billTellsTokens(line))
        , m_sameKinds(std::ranges::all_of(line.kinds, kindAgrees))
    {
    }

    void explain()
    {
        if (!m_line.isBilled || m_line.ledgerRequests == 0) {
            explainMissing();
        } else if (otherwiseCached() && m_line.unpriced == 0) {
            const Bounds worth = worthOf(m_line);
            add(Difference::CacheSemantics, m_rest < 0 ? worth.low : worth.high, u"inputs agree in sum, but other ones are counted as cached"_s, true);
        } else if (m_rest != 0 && m_line.billed) {
            explainPrice();
            explainCalls();
        }
    }

private:
    bool otherwiseCached() const
    {
        return m_tokens && !m_sameKinds && closeTo(inputs(m_line, &KindPair::ledger), inputs(m_line, &KindPair::billed))
            && kindAgrees(kind(m_line, BilledKind::Completion));
    }

    void add(Difference difference, double bound, const QString &words, bool evenIfNothing = false)
    {
        const Money money = partOf(m_rest, bound);
        if (money.nanoDollars != 0 || (m_rest == 0 && evenIfNothing)) {
            m_line.parts.append({ difference, money, words });
            m_rest -= money.nanoDollars;
        }
    }

    // Only one of both has the line at all.
    void explainMissing()
    {
        if (!m_line.isBilled) {
            add(Difference::NotBilled, everything, u"%1 attempts are in the ledger and not on the bill"_s.arg(format::count(m_line.ledgerRequests)));
        } else {
            add(Difference::MissingCalls, everything, m_line.billedRequests ? u"%1 calls are billed and not in the ledger"_s.arg(format::count(*m_line.billedRequests))
                                                                                : u"billed and not in the ledger"_s);
        }
    }

    void explainPrice()
    {
        const qint64 ledger = m_line.ledger.value_or(Money {}).nanoDollars;
        if (m_line.unpriced > 0) {
            const double bound = nothingKnown() ? shareOfTheRest() : averageCall() * double(m_line.unpriced) * aboutOneCall;
            if (m_rest > 0) {
                add(Difference::NoPrice, bound, u"%1 attempts had no price in the ledger"_s.arg(format::count(m_line.unpriced)));
            }
        } else if (m_tokens && m_sameKinds) {
            const bool half = closeTo(m_line.billed->nanoDollars * 2, ledger);
            add(half ? Difference::Batch : Difference::Price, everything,
                half ? u"the same tokens at half the price"_s
                     : u"the same tokens, billed %1 instead of %2"_s.arg(dollars(*m_line.billed), dollars(Money { ledger })));
        }
    }

    void explainCalls()
    {
        const qint64 calls = callsMore(m_line);
        const qint64 tokens = m_tokens ? inputs(m_line, &KindPair::billed) - inputs(m_line, &KindPair::ledger) : 0;
        if (m_rest > 0 && (calls > 0 || tokens > 0)) {
            const double bound = nothingKnown() ? everything : std::max(double(calls) * averageCall() * aboutOneCall, tokens > 0 ? worthOf(m_line).high : 0);
            add(Difference::MissingCalls, bound, calls > 0 ? u"billed %1 calls more than the ledger has"_s.arg(format::count(calls)) : u"more tokens are billed than the ledger has"_s);
        } else if (m_rest < 0 && (calls < 0 || tokens < 0)) {
            const double bound = std::max(double(-calls) * averageCall() * aboutOneCall, tokens < 0 ? -worthOf(m_line).low : 0);
            add(Difference::NotBilled, bound, calls < 0 ? u"%1 calls of the ledger are not billed"_s.arg(format::count(-calls)) : u"the ledger has tokens that are not billed"_s);
        }
    }

    bool nothingKnown() const { return m_line.unpriced > 0 && (!m_line.ledger || m_line.unpriced >= m_line.ledgerRequests); }

    double shareOfTheRest() const
    {
        const double share = shareThatTheLedgerHas(m_line);
        return share < 1 ? double(m_rest) * share : everything;
    }

    // Of the attempts of this day and model that have a price.
    double averageCall() const
    {
        const qint64 priced = m_line.ledgerRequests - m_line.unpriced;
        return priced > 0 ? double(m_line.ledger.value_or(Money {}).nanoDollars) / double(priced) : 0;
    }

    ReconciledLine &m_line;
    qint64 m_rest;
    bool m_tokens;
    bool m_sameKinds;
};

// "input 1,200 billed, 1,000 in the ledger" for each count that is not the same.
QStringList countsThatDiffer(const ReconciledLine &line)
{
    // Without amounts there is nothing but the counts: then a token is a token.
    const auto same = [&](qint64 ledger, qint64 billed) { return ledger == billed || (!line.withoutAmounts && closeTo(ledger, billed)); };
    QStringList found;
    const auto compare = [&](const QString &name, qint64 ledger, qint64 billed) {
        if (!same(ledger, billed)) {
            found.append(u"%1 %2 billed, %3 in the ledger"_s.arg(name, format::count(billed), format::count(ledger)));
        }
    };
    if (!line.isBilled) {
        if (line.ledgerRequests <= line.mayBeUnbilled && allTokens(line, &KindPair::ledger) == 0) {
            return {};
        }
        return { u"%1 attempts are in the ledger and not on the bill"_s.arg(format::count(line.ledgerRequests)) };
    }
    const bool tellsCached = kind(line, BilledKind::Cached).billed || kind(line, BilledKind::CacheCreation).billed;
    for (const BilledKind which : tokenKinds) {
        const KindPair &pair = kind(line, which);
        if (which == BilledKind::Prompt && pair.billed && !tellsCached) {
            compare(billedKindName(which), inputs(line, &KindPair::ledger), *pair.billed);
        } else if (pair.billed) {
            compare(billedKindName(which), pair.ledger.value_or(0), *pair.billed);
        }
    }
    if (callsMore(line) != 0) {
        found.append(u"%1 calls billed, %2 in the ledger"_s.arg(format::count(*line.billedRequests), format::count(line.ledgerRequests)));
    }
    return found;
}

} // namespace

bool closeTo(qint64 left, qint64 right)
{
    return std::abs(left - right) * 200 <= std::max(std::abs(left), std::abs(right));
}

void explainLine(ReconciledLine &line)
{
    if (!line.withoutAmounts) {
        Reasons(line).explain();
    }
    if (line.withoutAmounts || (line.gap().nanoDollars == 0 && line.parts.isEmpty() && line.ledgerRequests > 0 && line.isBilled)) {
        line.counts = countsThatDiffer(line);
    }
}

} // namespace patchbay
