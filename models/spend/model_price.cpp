// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/model_price.h"

#include "providers/catalog/cost.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr std::int64_t million = 1'000'000;

struct PriceRow {
    RateKind kind;
    QString TokenPrices::*price;
    QLatin1StringView field; // of LiteLLM's price map
    QLatin1StringView words;
};

constexpr PriceRow priceRows[] = {
    { RateKind::Input, &TokenPrices::input, "input_cost_per_token"_L1, "input"_L1 },
    { RateKind::CacheRead, &TokenPrices::cached, "cache_read_input_token_cost"_L1, "cached input"_L1 },
    { RateKind::CacheWrite, &TokenPrices::cacheWrite, "cache_creation_input_token_cost"_L1, "cache writes"_L1 },
    { RateKind::Output, &TokenPrices::output, "output_cost_per_token"_L1, "output"_L1 },
};

bool isPlain(const PriceRate &rate, RateKind kind)
{
    return rate.kind == kind && rate.abovePromptTokens == 0 && rate.serviceTier.empty() && rate.variant.empty();
}

// Dollars for a million as a price for one.
std::optional<Rate> rateFrom(const QString &written)
{
    const QString text = written.trimmed();
    return text.contains(u'e', Qt::CaseInsensitive) ? std::nullopt : Rate::parse((text + u"e-06"_s).toStdString());
}

} // namespace

Amount priceOf(const AttemptRow &row, const ModelEntry *entry)
{
    if (entry == nullptr || !(row.outcome.usage.promptTokens || row.outcome.usage.completionTokens)) {
        return {};
    }
    return computeCost(entry, row.outcome.usage, row.outcome.amount.basis == Basis::Estimated).amount;
}

TokenPrices tokenPrices(const ModelEntry *entry)
{
    TokenPrices prices;
    for (const PriceRow &row : priceRows) {
        for (const PriceRate &rate : entry == nullptr ? std::vector<PriceRate> {} : entry->rates) {
            if (isPlain(rate, row.kind)) {
                prices.*row.price = QString::fromStdString(rate.perUnit.times(million).toString());
            }
        }
    }
    return prices;
}

std::expected<ModelEntry, QString> withTokenPrices(ModelEntry entry, const TokenPrices &prices, const QString &source, const QString &date)
{
    for (const PriceRow &row : priceRows) {
        const QString &written = prices.*row.price;
        std::erase_if(entry.rates, [&](const PriceRate &rate) { return isPlain(rate, row.kind); });
        if (written.trimmed().isEmpty()) {
            continue;
        }
        const std::optional<Rate> rate = rateFrom(written);
        if (!rate) {
            return std::unexpected(u"The price of %1 is no amount: %2"_s.arg(row.words, written));
        }
        entry.rates.push_back({ .kind = row.kind, .perUnit = *rate });
    }
    entry.source = source.toStdString();
    entry.date = date.toStdString();
    return entry;
}

QByteArray priceMapEntry(const ModelEntry &entry)
{
    QJsonObject fields { { u"litellm_provider"_s, QString::fromStdString(entry.provider) }, { u"mode"_s, QString::fromStdString(entry.mode) } };
    for (const PriceRow &row : priceRows) {
        const auto rate = std::ranges::find_if(entry.rates, [&](const PriceRate &one) { return isPlain(one, row.kind); });
        if (rate != entry.rates.end()) {
            // As text: a number of JSON is not exact.
            fields.insert(row.field, QString::fromStdString(rate->perUnit.toString()));
        }
    }
    return QJsonDocument(QJsonObject { { QString::fromStdString(entry.provider + '/' + entry.name), fields } }).toJson(QJsonDocument::Compact);
}

} // namespace patchbay
