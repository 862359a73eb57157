// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is drafted against waste: the smallest patches of the text, and nothing where there is nothing to change.
#include "models/bay/waste_draft.h"
#include "providers/catalog/catalog.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::bay;

namespace {

const std::string plain = "# ours\n"
                          "model_list:\n"
                          "  - model_name: chat\n"
                          "    litellm_params: {model: openai/gpt-4o}   # the dear one\n"
                          "  - model_name: small\n"
                          "    litellm_params: {model: openai/gpt-4o-mini}\n";

document::ConfigDocument documentOf(const std::string &text)
{
    return document::ConfigDocument::fromText(text, "config.yaml").value();
}

WasteDraft shortOnes(const std::string &group, const std::string &cheaper)
{
    return { .kind = WasteDraft::Kind::ShortRequests, .group = group, .cheaper = cheaper, .mostTokens = 200 };
}

} // namespace

class TestWasteDraft : public QObject {
    Q_OBJECT
    const Catalog m_catalog = Catalog::builtIn().value();

private Q_SLOTS:
    void shortRequestsGoToTheGroupOfTheCheaperModel()
    {
        auto document = documentOf(plain);
        const auto report = draftAgainstWaste(document, shortOnes("chat", "openai/gpt-4o-mini"), m_catalog);
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QCOMPARE(report->sentence, "short requests of chat go to small");
        QVERIFY2(document.text().starts_with(plain), document.text().c_str()); // what was written stays, comments too
        QCOMPARE(document.value("patchbay.rules[0].use")->text, "small");
        QCOMPARE(document.value("patchbay.rules[0].when.tokens.at_most")->text, "200");
        QVERIFY(report->problems.empty());
    }

    void aModelThatIsNotThereComesWithIt()
    {
        auto document = documentOf(plain);
        const auto report = draftAgainstWaste(document, shortOnes("chat", "anthropic/claude-3-5-haiku-latest"), m_catalog);
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QCOMPARE(document.configuration().deployments.size(), 3u);
        QCOMPARE(document.value("patchbay.rules[0].use")->text, document.configuration().deployments.back().group);
    }

    void aGroupOfAnotherConfigurationIsSaid()
    {
        auto document = documentOf(plain);
        const auto report = draftAgainstWaste(document, shortOnes("other", "openai/gpt-4o-mini"), m_catalog);
        QVERIFY(!report && report.error().message.contains("other"));
        QCOMPARE(document.text(), plain);
    }

    void retriesBecomeOneLess()
    {
        auto document = documentOf(plain + "router_settings: {num_retries: 3}\n");
        QVERIFY(draftAgainstWaste(document, { .kind = WasteDraft::Kind::FewerRetries }, m_catalog));
        QCOMPARE(document.text(), plain + "router_settings: {num_retries: 2}\n");
        auto none = documentOf(plain + "router_settings: {num_retries: 0}\n");
        QVERIFY(!draftAgainstWaste(none, { .kind = WasteDraft::Kind::FewerRetries }, m_catalog));
    }

    void answersAreKept()
    {
        auto document = documentOf(plain);
        QVERIFY(draftAgainstWaste(document, { .kind = WasteDraft::Kind::KeepAnswers }, m_catalog));
        QCOMPARE(document.value("litellm_settings.cache")->text, "true");
        QCOMPARE(document.value("litellm_settings.cache_params.ttl")->text, "86400");
        QVERIFY(!draftAgainstWaste(document, { .kind = WasteDraft::Kind::KeepAnswers }, m_catalog));
    }
};

QTEST_GUILESS_MAIN(TestWasteDraft)
#include "tst_waste_draft.moc"
