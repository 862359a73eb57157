// SPDX-License-Identifier: GPL-3.0-or-later
//
// What calls besides chat used, from answers in their kinds' shapes, and what that costs.
#include "providers/catalog/cost.h"
#include "providers/engine/kind_usage.h"

#include <QTest>

using namespace patchbay;

class TestKindUsage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsAndCosts_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("request");
        QTest::addColumn<QString>("answer");
        QTest::addColumn<qint64>("nano"); // -1: unknown
        const auto row = [](const char *name, CallKind kind, const char *model, const char *request, const char *answer, qint64 nano) {
            QTest::newRow(name) << static_cast<int>(kind) << model << request << answer << nano;
        };
        row("embeddings", CallKind::Embeddings, "openai/text-embedding-3-small", "{}", R"({"usage": {"prompt_tokens": 1000, "total_tokens": 1000}})", 20'000);
        row("two pictures", CallKind::Images, "openai/dall-e-3", R"({"n": 2})", R"({"data": [{}, {}]})", 80'000'000);
        row("a large picture in hd", CallKind::Images, "openai/dall-e-3", R"({"size": "1024x1792", "quality": "hd"})", R"({"data": [{}]})", 120'000'000);
        row("a picture by token", CallKind::Images, "openai/gpt-image-1", "{}",
            R"({"data": [{}], "usage": {"input_tokens": 100, "output_tokens": 1000, "total_tokens": 1100, "input_tokens_details": {"text_tokens": 40, "image_tokens": 60}}})",
            40 * 5000 + 60 * 10'000 + 1000 * 40'000);
        row("seconds as told in usage", CallKind::Transcription, "openai/whisper-1", "{}", R"({"text": "x", "usage": {"type": "duration", "seconds": 60}})", 6'000'000);
        row("seconds as told beside", CallKind::Transcription, "openai/whisper-1", "{}", R"({"text": "x", "duration": 12.5})", 1'250'000);
        row("seconds that nobody told", CallKind::Transcription, "openai/whisper-1", "{}", R"({"text": "x"})", -1);
        row("hostile seconds", CallKind::Transcription, "openai/whisper-1", "{}", R"({"duration": 1e300})", -1);
        row("speech by code point", CallKind::Speech, "openai/tts-1", R"({"input": "h\u00e9llo"})", "", 75'000);
        row("searches", CallKind::Rerank, "cohere/rerank-v3.5", "{}", R"({"results": [], "meta": {"billed_units": {"search_units": 2}}})", 4'000'000);
        row("a rerank by token", CallKind::Rerank, "voyage/rerank-2", "{}", R"({"results": [], "meta": {"tokens": {"input_tokens": 1000}}})", 50'000);
        row("moderation is free", CallKind::Moderation, "openai/omni-moderation-latest", "{}", R"({"results": []})", 0);
        row("an unknown model", CallKind::Images, "openai/dall-e-99", "{}", R"({"data": [{}]})", -1);
    }
    void countsAndCosts()
    {
        QFETCH(int, kind);
        QFETCH(QString, model);
        QFETCH(QString, request);
        QFETCH(QString, answer);
        QFETCH(qint64, nano);
        const Result<Catalog> catalog = Catalog::builtIn();
        QVERIFY(catalog);
        wire::KindRequest call;
        call.kind = static_cast<CallKind>(kind);
        call.body.text = request.toStdString();
        const std::string text = answer.toStdString();
        const Usage usage = usageOfKind(call, wire::JsonView(std::string_view(text)));
        const Cost cost = computeCost(*catalog->resolve(model.toStdString()), usage);
        QCOMPARE(cost.amount.money ? cost.amount.money->nanoDollars : -1, nano);
    }
};

QTEST_APPLESS_MAIN(TestKindUsage)
#include "tst_kind_usage.moc"
