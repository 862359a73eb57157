// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/catalog/cost.h"

#include "providers/core/plausible_usage.h"

#include "providers/catalog/rate_finder.h"

#include <algorithm>

namespace patchbay {
namespace {

class CostSum {
public:
    CostSum(const ModelEntry &model, const Usage &usage)
        : m_model(model)
        , m_usage(usage)
        , m_rates(model, usage)
    {
    }

    Cost finish(Basis basis) &&
    {
        addInput();
        addOutput();
        addUnits();
        if (!has(RateKind::SearchedRequest)) {
            add(RateKind::WebSearch, m_usage.webSearches.value_or(0), m_rates.webSearch());
        }
        // Gemini up to 2.5 bills a request that searched, however often.
        addIfPriced(RateKind::SearchedRequest, m_usage.webSearches.value_or(0) > 0 ? 1 : 0,
                    m_rates.find(RateKind::SearchedRequest));
        addIfPriced(RateKind::Request, 1, m_rates.find(RateKind::Request));
        Cost cost;
        cost.parts = std::move(m_parts);
        if (m_complete && m_counted) {
            cost.amount.money = m_sum.rounded();
            cost.amount.basis = basis;
            cost.amount.priceTable = m_model.source.empty() ? m_model.date : m_model.source + " " + m_model.date;
        }
        return cost;
    }

private:
    // Units without a rate are a gap: the whole amount is unknown then.
    void add(RateKind kind, std::int64_t units, const PriceRate *rate)
    {
        if (units <= 0) {
            return;
        }
        if (!rate) {
            m_complete = false;
            return;
        }
        addPart(kind, units, rate->perUnit);
    }

    void addIfPriced(RateKind kind, std::int64_t units, const PriceRate *rate)
    {
        if (rate && units > 0) {
            addPart(kind, units, rate->perUnit);
        }
    }

    void addPart(RateKind kind, std::int64_t units, Rate rate)
    {
        ExactSum alone;
        const auto put = [&](ExactSum &sum) {
            isByTheSecond(kind) ? sum.addThousandths(rate, units) : sum.add(rate, units);
        };
        put(m_sum);
        put(alone);
        m_counted = true;
        m_parts.push_back({ kind, units, rate, alone.rounded() });
    }

    const PriceRate *rate(RateKind kind, RateKind fallback) const
    {
        const PriceRate *own = m_rates.find(kind);
        return own ? own : m_rates.find(fallback);
    }

    bool has(RateKind kind) const { return m_rates.find(kind) != nullptr; }

    // Units that some other rate of the model has paid for: of two, either is enough.
    void addEither(RateKind kind, std::int64_t units, const PriceRate *rate, bool paidByTokens)
    {
        if (rate) {
            addIfPriced(kind, units, paidByTokens ? nullptr : rate);
        } else if (!paidByTokens) {
            add(kind, units, nullptr);
        }
    }

    void addInput();
    void addOutput();
    void addUnits();
    void addPictures(bool paidByTokens);

    const ModelEntry &m_model;
    const Usage &m_usage;
    RateFinder m_rates;
    ExactSum m_sum;
    std::vector<CostPart> m_parts;
    bool m_complete = true;
    bool m_counted = false;
};

void CostSum::addInput()
{
    m_counted = m_counted || m_usage.promptTokens.has_value();
    const std::int64_t prompt = m_usage.promptTokens.value_or(0);
    const std::int64_t cached = m_usage.cachedTokens.value_or(0);
    const std::int64_t written = m_usage.cacheCreationTokens.value_or(0);
    const std::int64_t writtenHour = std::min(written, m_usage.cacheCreationHourTokens.value_or(0));
    const auto cachedPart = [&](RateKind kind, std::optional<std::int64_t> tokens, std::int64_t most) {
        return has(kind) ? std::clamp<std::int64_t>(tokens.value_or(0), 0, most) : 0;
    };
    const std::int64_t cachedAudio = cachedPart(RateKind::AudioCacheRead, m_usage.cachedAudioTokens, cached);
    const std::int64_t cachedImage = cachedPart(RateKind::ImageCacheRead, m_usage.cachedImageTokens, cached - cachedAudio);
    // Cached tokens and modalities are both counted inside the prompt and may overlap; a token is paid once.
    std::int64_t fresh = std::max<std::int64_t>(0, prompt - cached - written);
    const auto freshPart = [&](RateKind kind, std::int64_t tokens) {
        const std::int64_t part = has(kind) ? std::clamp<std::int64_t>(tokens, 0, fresh) : 0;
        fresh -= part;
        return part;
    };
    const std::int64_t audio = freshPart(RateKind::AudioInput, m_usage.audioInputTokens.value_or(0) - cachedAudio);
    const std::int64_t image = freshPart(RateKind::ImageInput, m_usage.imageInputTokens.value_or(0) - cachedImage);
    // A model that bills seconds, pictures or searches may report tokens that nobody charges.
    const bool tokensAreFree = !has(RateKind::Input)
        && (has(RateKind::Query) || has(RateKind::InputSecond) || has(RateKind::OutputSecond) || has(RateKind::Image)
            || has(RateKind::InputCharacter) || has(RateKind::Page));
    if (!tokensAreFree) {
        add(RateKind::Input, fresh, m_rates.find(RateKind::Input));
    }
    add(RateKind::CacheRead, cached - cachedAudio - cachedImage, rate(RateKind::CacheRead, RateKind::Input));
    add(RateKind::AudioCacheRead, cachedAudio, m_rates.find(RateKind::AudioCacheRead));
    add(RateKind::ImageCacheRead, cachedImage, m_rates.find(RateKind::ImageCacheRead));
    add(RateKind::CacheWrite, written - writtenHour, rate(RateKind::CacheWrite, RateKind::Input));
    add(RateKind::CacheWriteHour, writtenHour, rate(RateKind::CacheWriteHour, RateKind::CacheWrite));
    add(RateKind::AudioInput, audio, m_rates.find(RateKind::AudioInput));
    add(RateKind::ImageInput, image, m_rates.find(RateKind::ImageInput));
    addIfPriced(RateKind::Citation, m_usage.citationTokens.value_or(0), m_rates.find(RateKind::Citation));
}

void CostSum::addOutput()
{
    m_counted = m_counted || m_usage.completionTokens.has_value();
    const std::int64_t completion = m_usage.completionTokens.value_or(0);
    const std::int64_t thought = m_usage.reasoningTokens.value_or(0);
    const bool apart = m_model.reasoningApart || thought > completion;
    const PriceRate *output = rate(RateKind::Output, RateKind::ImageOutput);
    const PriceRate *reasoningRate = m_rates.reasoning();
    const std::int64_t reasoning = apart || reasoningRate != output ? thought : 0;
    std::int64_t rest = completion - (apart ? 0 : reasoning);
    const auto part = [&](RateKind kind, std::optional<std::int64_t> tokens) {
        const std::int64_t taken
            = has(kind) ? std::clamp<std::int64_t>(tokens.value_or(0), 0, std::max<std::int64_t>(0, rest)) : 0;
        rest -= taken;
        return taken;
    };
    const std::int64_t audio = part(RateKind::AudioOutput, m_usage.audioOutputTokens);
    const std::int64_t image = part(RateKind::ImageOutput, m_usage.imageOutputTokens);
    const bool tokensAreFree = !output && (has(RateKind::Query) || has(RateKind::InputSecond) || has(RateKind::OutputSecond)
                                           || has(RateKind::Image) || has(RateKind::InputCharacter) || has(RateKind::Page)
                                           || m_model.mode == "embedding");
    if (!tokensAreFree) {
        add(RateKind::Output, rest, output);
        add(RateKind::Reasoning, reasoning, reasoningRate);
    }
    add(RateKind::AudioOutput, audio, m_rates.find(RateKind::AudioOutput));
    add(RateKind::ImageOutput, image, m_rates.find(RateKind::ImageOutput));
}

void CostSum::addPictures(bool paidByTokens)
{
    const UnitUsage &units = m_usage.units;
    const std::int64_t images = units.images.value_or(0);
    const std::optional<PictureSize> size = pictureSize(units.imageSize);
    const PriceRate *whole = m_rates.image();
    const PriceRate *pixel = m_rates.find(RateKind::OutputPixel);
    if (!whole && pixel && size) {
        addEither(RateKind::OutputPixel, images * size->width * size->height, pixel, paidByTokens);
    } else {
        addEither(RateKind::Image, images, whole, paidByTokens);
    }
    addIfPriced(RateKind::InputImage, units.inputImages.value_or(0), m_rates.find(RateKind::InputImage));
}

void CostSum::addUnits()
{
    const UnitUsage &units = m_usage.units;
    if (units == UnitUsage {}) {
        return; // most calls are counted in tokens alone
    }
    const bool inputPaid = m_usage.promptTokens.value_or(0) > 0 && (has(RateKind::Input) || has(RateKind::AudioInput));
    const bool outputPaid
        = m_usage.completionTokens.value_or(0) > 0 && (has(RateKind::Output) || has(RateKind::ImageOutput) || has(RateKind::AudioOutput));
    addPictures(outputPaid);

    // Price lists repeat the price of a second heard as the price of a second written; it is paid once.
    const PriceRate *heard = m_rates.find(RateKind::InputSecond);
    const PriceRate *written = m_model.mode == "audio_transcription" ? m_rates.find(RateKind::OutputSecond) : nullptr;
    const PriceRate *listening = written && !written->perUnit.isZero() ? written : heard;
    addEither(listening && listening == written ? RateKind::OutputSecond : RateKind::InputSecond,
              units.inputMilliseconds.value_or(0), listening, inputPaid);
    const PriceRate *video = m_rates.find(RateKind::OutputVideoSecond);
    addEither(video ? RateKind::OutputVideoSecond : RateKind::OutputSecond, units.outputMilliseconds.value_or(0),
              video ? video : m_rates.find(RateKind::OutputSecond), outputPaid || units.inputCharacters.value_or(0) > 0);
    addEither(RateKind::InputCharacter, units.inputCharacters.value_or(0), m_rates.find(RateKind::InputCharacter), inputPaid);
    addEither(RateKind::Query, units.searchUnits.value_or(0), m_rates.find(RateKind::Query), inputPaid);
    addEither(RateKind::Page, units.pages.value_or(0), m_rates.find(RateKind::Page), inputPaid);
}

} // namespace

Cost computeCost(const ModelEntry *model, const Usage &usage, bool estimated)
{
    Cost cost;
    if (!isPlausible(usage)) {
        return cost;
    }
    if (const std::optional<Rate> reported = Rate::parse(usage.reportedCost)) {
        ExactSum sum;
        sum.add(*reported, 1);
        if (const Money told = sum.rounded(); isPlausible(told)) {
            cost.amount = { told, Basis::Reported, {} };
        }
        return cost;
    }
    if (model && model->free) {
        cost.amount = { Money {}, Basis::Computed, "free" };
        return cost;
    }
    if (!model || model->rates.empty()) {
        return cost;
    }
    return CostSum(*model, usage).finish(estimated ? Basis::Estimated : Basis::Computed);
}

Cost computeCost(const ResolvedModel &model, const Usage &usage, bool estimated)
{
    const bool priced = model.model && (model.model->free || !model.model->rates.empty());
    if (model.provider && model.provider->local && !priced && usage.reportedCost.empty()) {
        return { { Money {}, Basis::Computed, "local" }, {} };
    }
    return computeCost(model.model, usage, estimated);
}

} // namespace patchbay
