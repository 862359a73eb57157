// SPDX-License-Identifier: GPL-3.0-or-later
//
// Cost by table, and against LiteLLM's own arithmetic where the shared vectors are present.
#include "providers/catalog/cost.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace patchbay;

namespace {

struct FieldRate {
    const char *field;
    RateKind kind;
};

constexpr FieldRate fieldRates[] = {
    { "input_cost_per_token", RateKind::Input },
    { "output_cost_per_token", RateKind::Output },
    { "cache_read_input_token_cost", RateKind::CacheRead },
    { "cache_creation_input_token_cost", RateKind::CacheWrite },
    { "input_cost_per_audio_token", RateKind::AudioInput },
    { "output_cost_per_audio_token", RateKind::AudioOutput },
    { "output_cost_per_reasoning_token", RateKind::Reasoning },
};

void addField(ModelEntry &model, const QString &field, double value)
{
    for (const FieldRate &row : fieldRates) {
        const QString base = QLatin1String(row.field);
        if (!field.startsWith(base)) {
            continue;
        }
        QString rest = field.mid(base.size());
        PriceRate rate;
        rate.kind = row.kind;
        rate.perUnit = Rate::parse(QByteArray::number(value, 'g', 15).toStdString()).value_or(Rate {});
        for (const int thousands : { 128, 200, 256, 272 }) {
            const QString above = QStringLiteral("_above_%1k_tokens").arg(thousands);
            if (rest.startsWith(above)) {
                rate.abovePromptTokens = thousands * 1000;
                rest.remove(0, above.size());
            }
        }
        for (const char *tier : { "priority", "flex" }) {
            if (rest == QLatin1String("_") + QLatin1String(tier)) {
                rate.serviceTier = tier;
                rest.clear();
            }
        }
        if (rest.isEmpty()) {
            model.rates.push_back(rate);
        }
    }
}

Usage usageOf(const QJsonObject &object)
{
    const auto count = [&object](const char *key) -> std::optional<std::int64_t> {
        const QJsonValue value = object.value(QLatin1String(key));
        return value.isUndefined() || value.isNull() ? std::nullopt : std::optional(value.toInteger());
    };
    Usage usage;
    usage.promptTokens = count("prompt_tokens");
    usage.completionTokens = count("completion_tokens");
    usage.cachedTokens = count("cached_tokens");
    usage.cacheCreationTokens = count("cache_creation_tokens");
    usage.audioInputTokens = count("audio_input_tokens");
    usage.audioOutputTokens = count("audio_output_tokens");
    usage.reasoningTokens = count("reasoning_tokens");
    usage.serviceTier = object.value(QLatin1String("service_tier")).toString().toStdString();
    return usage;
}

ModelEntry plainModel()
{
    ModelEntry model;
    model.rates = { { RateKind::Input, *Rate::parse("0.000003"), 0, "" },
                    { RateKind::Output, *Rate::parse("0.000015"), 0, "" },
                    { RateKind::CacheRead, *Rate::parse("0.0000003"), 0, "" },
                    { RateKind::Input, *Rate::parse("0.000006"), 200000, "" },
                    { RateKind::Input, *Rate::parse("0.0000015"), 0, "batch" } };
    return model;
}

} // namespace

class TestCost : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void addsTheParts()
    {
        const ModelEntry model = plainModel();
        Usage usage;
        usage.promptTokens = 1000;
        usage.cachedTokens = 400;
        usage.completionTokens = 100;
        const Cost cost = computeCost(&model, usage);
        QCOMPARE(cost.amount.basis, Basis::Computed);
        QCOMPARE(cost.amount.money->nanoDollars, 600 * 3000 + 400 * 300 + 100 * 15000);
        QCOMPARE(cost.parts.size(), 3U);
    }

    void usesTierAndStep()
    {
        const ModelEntry model = plainModel();
        Usage usage;
        usage.promptTokens = 200001;
        QCOMPARE(computeCost(&model, usage).amount.money->nanoDollars, 200001LL * 6000);
        usage.promptTokens = 200000;
        QCOMPARE(computeCost(&model, usage).amount.money->nanoDollars, 200000LL * 3000);
        usage.serviceTier = "batch";
        QCOMPARE(computeCost(&model, usage).amount.money->nanoDollars, 200000LL * 1500);
    }

    void unknownIsNotZero()
    {
        Usage usage;
        usage.promptTokens = 10;
        QVERIFY(!computeCost(nullptr, usage).amount.money);
        QCOMPARE(computeCost(nullptr, usage).amount.basis, Basis::Unknown);
        ModelEntry onlyOutput;
        onlyOutput.rates = { { RateKind::Output, *Rate::parse("0.000015"), 0, "" } };
        QVERIFY(!computeCost(&onlyOutput, usage).amount.money);
    }

    void prefersWhatTheProviderReports()
    {
        const ModelEntry model = plainModel();
        Usage usage;
        usage.promptTokens = 10;
        usage.reportedCost = "0.00014";
        const Cost cost = computeCost(&model, usage);
        QCOMPARE(cost.amount.basis, Basis::Reported);
        QCOMPARE(cost.amount.money->nanoDollars, 140000);
    }

    void freeCostsNothing()
    {
        ModelEntry model;
        model.free = true;
        QCOMPARE(computeCost(&model, {}).amount.money->nanoDollars, 0);
    }

    void agreesWithLiteLlm()
    {
        QFile file(QStringLiteral(PATCHBAY_SHARED_DATA "/litellm-costs/costs.jsonl"));
        if (!file.open(QIODevice::ReadOnly)) {
            QSKIP("the shared cost vectors are not present");
        }
        int agreed = 0;
        int checked = 0;
        while (!file.atEnd()) {
            const QJsonObject line = QJsonDocument::fromJson(file.readLine()).object();
            const QJsonObject output = line.value(QLatin1String("output")).toObject();
            if (output.contains(QLatin1String("raises"))) {
                continue;
            }
            ModelEntry model;
            const QJsonObject prices = line.value(QLatin1String("prices")).toObject();
            for (auto field = prices.begin(); field != prices.end(); ++field) {
                addField(model, field.key(), field.value().toDouble());
            }
            const Cost cost = computeCost(&model, usageOf(line.value(QLatin1String("usage")).toObject()));
            const double expected = output.value(QLatin1String("total_cost")).toDouble();
            const double ours = cost.amount.money ? static_cast<double>(cost.amount.money->nanoDollars) / 1e9 : -1;
            ++checked;
            if (std::abs(ours - expected) <= std::max(0.51e-9, std::abs(expected) * 1e-9)) {
                ++agreed;
            } else {
                qInfo() << line.value(QLatin1String("id")).toString() << line.value(QLatin1String("category")).toString()
                        << "ours" << ours << "LiteLLM" << expected << line.value(QLatin1String("usage")).toObject();
            }
        }
        qInfo() << agreed << "of" << checked << "agree";
        QVERIFY(agreed >= 95);
    }
};

QTEST_APPLESS_MAIN(TestCost)
#include "tst_cost.moc"
