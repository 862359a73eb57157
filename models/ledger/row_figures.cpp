// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/row_figures.h"

namespace patchbay {

SpendFigures amountFigures(const std::optional<std::int64_t> &amount, Basis basis)
{
    SpendFigures figures;
    if (!amount) {
        figures[SpendFigures::Unpriced] = 1;
        return figures;
    }
    figures[SpendFigures::Amount] = *amount;
    if (basis == Basis::Estimated) {
        figures[SpendFigures::EstimatedRows] = 1;
        figures[SpendFigures::EstimatedAmount] = *amount;
    }
    if (*amount != 0) {
        constexpr SpendFigures::Field fields[] = { SpendFigures::Unstated, SpendFigures::Reported, SpendFigures::Computed,
                                                   SpendFigures::Estimated };
        figures[fields[static_cast<std::size_t>(basis)]] = 1;
    }
    return figures;
}

SpendFigures figuresOf(const RowFacts &row)
{
    SpendFigures figures = row.status == SpendStatus::Open ? SpendFigures() : amountFigures(row.amount, row.basis);
    figures[SpendFigures::Attempts] = 1;
    figures[SpendFigures::Open] = row.status == SpendStatus::Open ? 1 : 0;
    figures[SpendFigures::Requests] = row.counts ? 1 : 0;
    figures[SpendFigures::Failed] = row.failed ? 1 : 0;
    figures[SpendFigures::Succeeded] = row.status == SpendStatus::Success ? 1 : 0;
    figures[SpendFigures::PromptTokens] = row.prompt;
    figures[SpendFigures::CompletionTokens] = row.completion;
    figures[SpendFigures::CachedTokens] = row.cached;
    figures[SpendFigures::CacheCreationTokens] = row.cacheCreation;
    figures[SpendFigures::ReasoningTokens] = row.reasoning;
    figures[SpendFigures::CacheHits] = row.cacheHit ? 1 : 0;
    if (row.status == SpendStatus::Success) {
        figures[SpendFigures::Duration] = row.duration;
        figures[SpendFigures::FirstToken] = row.firstToken.value_or(0);
        figures[SpendFigures::FirstTokens] = row.firstToken ? 1 : 0;
    }
    return figures;
}

SpendFigures figuresOf(const AttemptOutcome &outcome, SpendStatus status, bool counts)
{
    const Usage &usage = outcome.usage;
    return figuresOf(RowFacts {
        .status = status,
        .failed = !outcome.errorClass.empty(),
        .counts = counts,
        .cacheHit = outcome.cacheHit,
        .amount = outcome.amount.money ? std::optional(outcome.amount.money->nanoDollars) : std::nullopt,
        .basis = outcome.amount.basis,
        .prompt = usage.promptTokens.value_or(0),
        .completion = usage.completionTokens.value_or(0),
        .cached = usage.cachedTokens.value_or(0),
        .cacheCreation = usage.cacheCreationTokens.value_or(0),
        .reasoning = usage.reasoningTokens.value_or(0),
        .duration = outcome.duration.count(),
        .firstToken = outcome.timeToFirstToken ? std::optional<std::int64_t>(outcome.timeToFirstToken->count()) : std::nullopt,
    });
}

} // namespace patchbay
