// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/pane_figures.h"

#include "models/format/format.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

// Nano-dollars; less has more digits than a narrow pane has room for.
constexpr qint64 leastShown = 10'000;

QString words(const char *text)
{
    return QCoreApplication::translate("PaneFigures", text);
}

QString detailBefore(const ModelFacts &facts)
{
    if (facts.sandbox) {
        return words("simulated · costs nothing");
    }
    if (facts.free) {
        return words("local · costs nothing");
    }
    return facts.priced ? words("not asked yet") : words("not asked yet · no price known");
}

QString failureDetail(const TurnLive &turn)
{
    QStringList parts { turn.error.errorClass };
    if (turn.metrics.attempts > 0) {
        parts.append(format::counted(turn.metrics.attempts, words("attempt")));
    }
    parts.append(turn.metrics.attempts == 0             ? words("nothing was sent")
                     : turn.metrics.costNanoDollars > 0 ? words("part of it was billed")
                                                        : words("nothing billed"));
    return parts.join(u" · "_s);
}

QString answerDetail(const TurnLive &turn)
{
    const TurnMetrics &metrics = turn.metrics;
    QStringList parts;
    const auto add = [&parts](const std::optional<qint64> &count, const char *what, bool estimated) {
        if (count) {
            parts.append((estimated ? u"≈ "_s : QString()) + format::count(*count) + u' ' + words(what));
        }
    };
    const auto addNonZero = [&add](const std::optional<qint64> &count, const char *what) {
        if (count && *count > 0) {
            add(count, what, false);
        }
    };
    add(metrics.inputTokens, "in", metrics.usageEstimated);
    addNonZero(metrics.cachedTokens, "cached");
    addNonZero(metrics.reasoningTokens, "reasoning");
    add(metrics.outputTokens, "out", metrics.usageEstimated);
    if (!turn.toolCalls.isEmpty()) {
        parts.append(format::counted(turn.toolCalls.size(), words("tool call")));
    }
    if (turn.state == PaneState::Stopped) {
        parts.append(words("stopped"));
    } else if (!metrics.finishReason.isEmpty()) {
        parts.append(QString(metrics.finishReason).replace(u'_', u' '));
    }
    if (metrics.attempts > 0) {
        parts.append(format::counted(metrics.attempts, words("hop")));
    }
    return parts.isEmpty() ? words("waiting for the first token") : parts.join(u" · "_s);
}

QString costText(const TurnLive &turn, const ModelFacts &facts)
{
    const TurnMetrics &metrics = turn.metrics;
    if (turn.isRunning()) {
        if (facts.free) {
            return u"$0"_s;
        }
        const Amount soFar { metrics.costNanoDollars >= 0 ? std::optional<Money>(Money { metrics.costNanoDollars })
                                                          : std::nullopt,
                             Basis::Estimated,
                             {} };
        return soFar.money ? format::amount(soFar) : (facts.priced ? format::noValue() : words("no price"));
    }
    if (turn.state == PaneState::Failed && metrics.costNanoDollars <= 0) {
        return metrics.attempts == 0 || metrics.costNanoDollars == 0 || !metrics.outputTokens ? u"$0"_s
                                                                                              : words("no price");
    }
    if (metrics.costNanoDollars > 0 && metrics.costNanoDollars < leastShown) {
        return u"< $0.00001"_s; // the inspector has all of it
    }
    return format::amount(format::amountFromRecord(metrics.costNanoDollars, metrics.costBasis));
}

} // namespace

PaneFigures paneFigures(const TurnLive *turn, const ModelFacts &facts)
{
    const QString none = format::noValue();
    if (turn == nullptr) {
        return { none, none, none, none, detailBefore(facts) };
    }
    const TurnMetrics &metrics = turn->metrics;
    PaneFigures figures;
    figures.firstToken = format::duration(std::chrono::microseconds(metrics.firstTokenMicroseconds));
    figures.total = format::duration(std::chrono::microseconds(metrics.totalMicroseconds));
    figures.tokensPerSecond = format::rate(metrics.tokensPerSecond());
    figures.cost = costText(*turn, facts);
    figures.detail = turn->state == PaneState::Failed ? failureDetail(*turn) : answerDetail(*turn);
    return figures;
}

} // namespace patchbay
