// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/catalog/cost.h"

#include <algorithm>

namespace patchbay {
namespace {

// The rate of a kind for this request: of the asked service tier where it has one, of the highest
// price step that the prompt passes.
const PriceRate *findRate(const ModelEntry &model, RateKind kind, std::int64_t promptTokens, std::string_view tier)
{
    const PriceRate *best = nullptr;
    const auto better = [&](const PriceRate &candidate) {
        if (!best) {
            return true;
        }
        const bool candidateTier = candidate.serviceTier == tier;
        const bool bestTier = best->serviceTier == tier;
        return candidateTier != bestTier ? candidateTier : candidate.abovePromptTokens > best->abovePromptTokens;
    };
    for (const PriceRate &rate : model.rates) {
        const bool applies = rate.kind == kind && (rate.serviceTier.empty() || rate.serviceTier == tier)
            && (rate.abovePromptTokens == 0 || promptTokens > rate.abovePromptTokens);
        if (applies && better(rate)) {
            best = &rate;
        }
    }
    return best;
}

class CostSum {
public:
    CostSum(const ModelEntry &model, const Usage &usage)
        : m_model(model)
        , m_prompt(usage.promptTokens.value_or(0))
        , m_tier(usage.serviceTier)
    {
    }

    bool has(RateKind kind) const { return findRate(m_model, kind, m_prompt, m_tier); }

    // Uses the fallback kind's rate where the model has none of its own; units at neither are a gap.
    void add(RateKind kind, std::int64_t units, RateKind fallback)
    {
        if (units <= 0) {
            return;
        }
        const PriceRate *rate = findRate(m_model, kind, m_prompt, m_tier);
        if (!rate) {
            rate = findRate(m_model, fallback, m_prompt, m_tier);
        }
        if (!rate) {
            m_complete = false;
            return;
        }
        m_sum.add(rate->perUnit, units);
        ExactSum alone;
        alone.add(rate->perUnit, units);
        m_parts.push_back({ kind, units, rate->perUnit, alone.rounded() });
    }

    // For units that cost nothing extra where the model has no such rate.
    void addIfPriced(RateKind kind, std::int64_t units)
    {
        if (has(kind)) {
            add(kind, units, kind);
        }
    }

    Cost finish(Basis basis) &&
    {
        Cost cost;
        cost.parts = std::move(m_parts);
        if (m_complete) {
            cost.amount.money = m_sum.rounded();
            cost.amount.basis = basis;
            cost.amount.priceTable = m_model.source.empty() ? m_model.date : m_model.source + " " + m_model.date;
        }
        return cost;
    }

private:
    const ModelEntry &m_model;
    std::int64_t m_prompt;
    std::string_view m_tier;
    ExactSum m_sum;
    std::vector<CostPart> m_parts;
    bool m_complete = true;
};

void addInput(CostSum &sum, const Usage &usage)
{
    const std::int64_t prompt = usage.promptTokens.value_or(0);
    const std::int64_t cached = usage.cachedTokens.value_or(0);
    const std::int64_t written = usage.cacheCreationTokens.value_or(0);
    const std::int64_t writtenHour = std::min(written, usage.cacheCreationHourTokens.value_or(0));
    const std::int64_t audio = sum.has(RateKind::AudioInput) ? usage.audioInputTokens.value_or(0) : 0;
    const std::int64_t image = sum.has(RateKind::ImageInput) ? usage.imageInputTokens.value_or(0) : 0;
    sum.add(RateKind::Input, std::max<std::int64_t>(0, prompt - cached - written - audio - image), RateKind::Input);
    sum.add(RateKind::CacheRead, cached, RateKind::Input);
    sum.add(RateKind::CacheWrite, written - writtenHour, RateKind::Input);
    sum.add(RateKind::CacheWriteHour, writtenHour, RateKind::CacheWrite);
    sum.add(RateKind::AudioInput, audio, RateKind::Input);
    sum.add(RateKind::ImageInput, image, RateKind::Input);
}

void addOutput(CostSum &sum, const Usage &usage)
{
    const std::int64_t completion = usage.completionTokens.value_or(0);
    const std::int64_t reasoning = sum.has(RateKind::Reasoning) ? usage.reasoningTokens.value_or(0) : 0;
    const std::int64_t audio = sum.has(RateKind::AudioOutput) ? usage.audioOutputTokens.value_or(0) : 0;
    const std::int64_t image = sum.has(RateKind::ImageOutput) ? usage.imageOutputTokens.value_or(0) : 0;
    sum.add(RateKind::Output, std::max<std::int64_t>(0, completion - reasoning - audio - image), RateKind::Output);
    sum.add(RateKind::Reasoning, reasoning, RateKind::Output);
    sum.add(RateKind::AudioOutput, audio, RateKind::Output);
    sum.add(RateKind::ImageOutput, image, RateKind::Output);
}

} // namespace

Cost computeCost(const ModelEntry *model, const Usage &usage, bool estimated)
{
    Cost cost;
    if (const std::optional<Rate> reported = Rate::parse(usage.reportedCost)) {
        ExactSum sum;
        sum.add(*reported, 1);
        cost.amount = { sum.rounded(), Basis::Reported, {} };
        return cost;
    }
    if (model && model->free) {
        cost.amount = { Money {}, Basis::Computed, "free" };
        return cost;
    }
    if (!model || model->rates.empty()) {
        return cost;
    }
    CostSum sum(*model, usage);
    addInput(sum, usage);
    addOutput(sum, usage);
    sum.addIfPriced(RateKind::WebSearch, usage.webSearches.value_or(0));
    sum.addIfPriced(RateKind::Request, 1);
    return std::move(sum).finish(estimated ? Basis::Estimated : Basis::Computed);
}

} // namespace patchbay
