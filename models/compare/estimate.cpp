// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/estimate.h"

#include "models/compare/prompt_template.h"

#include "providers/tokens/token_counter.h"

namespace patchbay {

namespace {

// What providers charge for a picture of middling size.
constexpr qint64 tokensPerImage = 765;
// Role and separators around each message.
constexpr qint64 tokensPerMessage = 4;
// Runs with every edit, for each pane, on the thread that draws: byte pairs are counted in short texts only.
constexpr qsizetype countedExactlyUpTo = 4'096; // UTF-16 units
// The answer's length where no limit is set.
constexpr qint64 expectedOutputTokens = 400;

bool writesText(const QString &kind)
{
    return kind.isEmpty() || kind == QLatin1String("completions") || kind == QLatin1String("responses");
}

qint64 promptTokens(const RunRecord &run, const PaneRecord &pane)
{
    const std::string model = pane.model.toStdString();
    const auto count = [&model](const QString &text) {
        return text.size() > countedExactlyUpTo ? estimateTokens(text)
                                                : tokens::countTokens(model, text.toStdString()).tokens;
    };
    const QString &system = pane.systemText.isEmpty() ? run.systemText : pane.systemText;
    qint64 total = count(fillVariables(run.userText, run.variables)) + tokensPerMessage;
    if (!system.isEmpty()) {
        total += count(fillVariables(system, run.variables)) + tokensPerMessage;
    }
    total += count(run.toolsJson) + count(run.responseFormatJson);
    for (const Attachment &attachment : run.attachments) {
        total += attachment.mediaType.startsWith(QLatin1String("image/")) ? tokensPerImage : attachment.data.size() / 4;
    }
    return total;
}

} // namespace

qint64 estimateTokens(const QString &text)
{
    return tokens::roughTokens(text.toStdString());
}

RunEstimate estimateRun(const RunRecord &run, const ModelDirectory &directory)
{
    RunEstimate estimate;
    int free = 0;
    int simulated = 0;
    for (const PaneRecord &pane : run.panes) {
        if (pane.model.isEmpty()) {
            continue;
        }
        const qint64 input = promptTokens(run, pane);
        const qint64 output = std::min(pane.parameters.maxTokens.value_or(expectedOutputTokens), expectedOutputTokens);
        estimate.inputTokens = std::max(estimate.inputTokens, input);
        ++estimate.models;
        const ModelFacts facts = directory.facts(pane.model);
        free += facts.free ? 1 : 0;
        simulated += facts.sandbox ? 1 : 0;
        const bool writes = writesText(facts.kind);
        if (!writes && facts.kind != QLatin1String("embeddings") && !facts.free) {
            ++(facts.priced ? estimate.pricedAfterwards : estimate.unpriced);
            continue;
        }
        if (const std::optional<qint64> cost = directory.cost(pane.model, input, writes ? output : 0)) {
            estimate.costNanoDollars = estimate.costNanoDollars.value_or(0) + *cost;
        } else {
            ++estimate.unpriced;
        }
    }
    if (estimate.models == 0) {
        estimate.inputTokens = promptTokens(run, {});
    }
    estimate.free = estimate.models > 0 && free == estimate.models;
    estimate.sandbox = estimate.models > 0 && simulated == estimate.models;
    return estimate;
}

} // namespace patchbay
