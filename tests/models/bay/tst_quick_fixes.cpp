// SPDX-License-Identifier: GPL-3.0-or-later
//
// Each fix makes of one text another, and the problem is gone.
#include "models/bay/model_check.h"
#include "models/bay/quick_fixes.h"
#include "models/config/span_at.h"

#include <QTest>

#include <algorithm>

using namespace patchbay;
using namespace patchbay::bay;
using namespace Qt::StringLiterals;

namespace {

constexpr char list[] = R"(model_list:
  - model_name: triage
    litellm_params: {model: openai/gpt-4o, api_key: os.environ/KEY}
  - model_name: backup # spare
    litellm_params: {model: groq/llama-3.3-70b-versatile, api_key: os.environ/KEY}
)";

} // namespace

class TestQuickFixes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fixes_data()
    {
        QTest::addColumn<QByteArray>("text"); // behind the list
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QByteArray>("wanted");
        const auto row = [](const char *name, const char *text, const char *code, const char *words, const char *wanted) {
            QTest::newRow(name) << QByteArray(text) << QByteArray(code) << QString::fromUtf8(words) << QByteArray(wanted);
        };
        row("misspelt key", "router_settings:\n  num_retrys: 2 # two\n", "unknown-key", "Rename to num_retries",
            "router_settings:\n  num_retries: 2 # two\n");
        row("unknown key", "router_settings:\n  num_retries: 2\n  zzz: 2 # two\n", "unknown-key", "Remove zzz",
            "router_settings:\n  num_retries: 2\n");
        row("choice", "router_settings:\n  routing_strategy: least_busy\n", "unknown-value", "Set to least-busy",
            "router_settings:\n  routing_strategy: least-busy\n");
        row("unknown group", "router_settings:\n  fallbacks:\n    - triage: [bakcup] # why\n", "unknown-group", "Change to backup",
            "router_settings:\n  fallbacks:\n    - triage: [backup] # why\n");
        row("dead fallback", "router_settings:\n  fallbacks:\n    - triage: [backup, zzz]\n", "unknown-group", "Remove the fallback to zzz",
            "router_settings:\n  fallbacks:\n    - triage: [backup]\n");
        row("only fallback is dead", "router_settings:\n  fallbacks:\n    - backup: [triage]\n    - triage: [zzz]\n", "unknown-group",
            "Remove the fallback to zzz", "router_settings:\n  fallbacks:\n    - backup: [triage]\n");
        row("alias to nothing", "router_settings:\n  model_group_alias:\n    a: triage\n    b: zzz\n", "unknown-group", "Remove b",
            "router_settings:\n  model_group_alias:\n    a: triage\n");
        row("rule of no group", "router_settings:\n  fallbacks:\n    - triag: [backup]\n", "unused-fallback", "Change to triage",
            "router_settings:\n  fallbacks:\n    - triage: [backup]\n");
        row("rule of no group, removed", "router_settings:\n  fallbacks:\n    - backup: [triage]\n    - zzz: [backup]\n",
            "unused-fallback", "Remove the rule", "router_settings:\n  fallbacks:\n    - backup: [triage]\n");
        row("two rules", "router_settings:\n  fallbacks:\n    - triage: [a1]\n    - triage: [backup, a1]\n", "duplicate-fallback",
            "Join the two lists", "router_settings:\n  fallbacks:\n    - triage: [a1, backup]\n");
        row("plain key", "general_settings:\n  master_key: sk-1234567890 # keep\n", "plain-key",
            "Write os.environ/LITELLM_MASTER_KEY instead of the key",
            "general_settings:\n  master_key: os.environ/LITELLM_MASTER_KEY # keep\n");
        row("too low", "router_settings:\n  num_retries: -3\n", "out-of-range", "Set to 0", "router_settings:\n  num_retries: 0\n");
        row("no list", "router_settings:\n  fallbacks:\n    - triage: backup\n", "wrong-type", "Make it a list",
            "router_settings:\n  fallbacks:\n    - triage: [backup]\n");
    }
    void fixes()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, code);
        QFETCH(QString, words);
        QFETCH(QByteArray, wanted);
        const Catalog catalog = *Catalog::builtIn();
        auto document = document::ConfigDocument::fromText(list + text.toStdString(), "config.yaml");
        QVERIFY(document);
        const auto problems = allProblems(document->configuration(), catalog);
        const auto count = [&code](const std::vector<config::Problem> &all) {
            return std::ranges::count(all, code.toStdString(), &config::Problem::code);
        };
        const auto problem = std::ranges::find(problems, code.toStdString(), &config::Problem::code);
        QVERIFY(problem != problems.end());
        const std::vector<QuickFix> found = fixesFor(*problem, *document, &catalog);
        const auto fix = std::ranges::find(found, words.toStdString(), &QuickFix::words);
        QStringList offered;
        std::ranges::for_each(found, [&](const QuickFix &one) { offered.append(QString::fromStdString(one.words)); });
        QVERIFY2(fix != found.end(), qPrintable(offered.join(u"; "_s)));
        const auto before = count(problems);
        const Result<document::EditReport> report = fix->apply(*document);
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QVERIFY(!report->sentence.empty());
        QCOMPARE(QByteArray::fromStdString(document->text()), QByteArray(list) + wanted);
        QVERIFY(count(allProblems(document->configuration(), catalog)) < before);
    }

    // A fallback that cannot answer the same calls is warned of at its name; where nobody knows, nothing is said.
    void fallbacksOfAnotherUse()
    {
        const Catalog catalog = *Catalog::builtIn();
        const auto warnings = [&catalog](const std::string &settings) {
            const std::string text = "model_list:\n"
                                     "  - {model_name: vectors, litellm_params: {model: openai/text-embedding-3-small}}\n"
                                     "  - {model_name: chat, litellm_params: {model: openai/gpt-4o}}\n"
                                     "  - {model_name: near, litellm_params: {model: ollama/nomic-embed-text}}\n"
                                     "  - {model_name: own, litellm_params: {model: openai/house, api_base: 'http://house/v1'}, model_info: {mode: embedding}}\n"
                                     "  - {model_name: any, litellm_params: {model: openai/house, api_base: 'http://house/v1'}}\n"
                                     "router_settings:\n  " + settings + "\n";
            auto problems = allProblems(config::parseConfig(text, "config.yaml"), catalog);
            std::erase_if(problems, [](const config::Problem &problem) { return problem.code != "fallback-mode"; });
            return problems;
        };
        const auto wrong = warnings("fallbacks: [{vectors: [near, chat]}]");
        QCOMPARE(wrong.size(), 1U);
        QCOMPARE(wrong[0].severity, config::Severity::Warning);
        QCOMPARE(wrong[0].line, 8U);
        QCOMPARE(wrong[0].column, 32U);
        QVERIFY(wrong[0].message.contains("\"vectors\" has embedding models and falls back to \"chat\" with chat models"));
        QVERIFY(wrong[0].remedy.contains("embedding"));
        QCOMPARE(warnings("context_window_fallbacks: [{own: [chat]}]").size(), 1U);
        QCOMPARE(warnings("content_policy_fallbacks: [{chat: [vectors]}]").size(), 1U);
        QCOMPARE(warnings("model_group_alias: {search: vectors}\n  fallbacks: [{search: [chat]}]").size(), 1U);
        QCOMPARE(warnings("fallbacks: [{vectors: [near, own, any, gone]}, {any: [chat]}]\n  default_fallbacks: [chat]").size(), 0U);
    }

    void modelsAndKeysOfDeployments()
    {
        const Catalog catalog = *Catalog::builtIn();
        auto document = document::ConfigDocument::fromText(
            "model_list:\n  - model_name: a\n    litellm_params:\n      model: openai/gpt-4o-mimi # x\n      api_key: sk-abcdefghijk\n",
            "config.yaml");
        QVERIFY(document);
        for (const std::string_view code : { "unknown-model", "plain-key" }) {
            const auto problems = allProblems(document->configuration(), catalog);
            const auto problem = std::ranges::find(problems, code, &config::Problem::code);
            QVERIFY2(problem != problems.end(), code.data());
            const auto found = fixesFor(*problem, *document, &catalog);
            QVERIFY(!found.empty());
            QVERIFY(found.front().apply(*document));
        }
        QCOMPARE(document->text(),
                 "model_list:\n  - model_name: a\n    litellm_params:\n      model: openai/gpt-4o-mini # x\n"
                 "      api_key: os.environ/OPENAI_API_KEY\n");
    }

    // Every place of a tree leads back to its path.
    void spotsLeadBack()
    {
        const std::string text = "a:\n  - b: 'x'\n    c: [1, \"two\", {d: 3}]\n  - &n e\n\"f g\": |\n  block\n";
        const auto tree = document::readSpans(text, "t.yaml");
        QVERIFY(tree);
        const auto path = [&](std::string_view word, std::size_t size) {
            const std::size_t begin = text.find(word);
            const auto spot = document::spotAt(tree->spans, begin, begin + size);
            return spot ? toText(spot->steps) + (spot->onKey ? " key" : "") : std::string("nothing");
        };
        QCOMPARE(path("b:", 1), "a[0].b key");
        QCOMPARE(path("b: 'x'", 38), "a[0]");
        QCOMPARE(path("3}", 1), "a[0].c[2].d");
        QCOMPARE(path("d:", 1), "a[0].c[2].d key");
        QCOMPARE(path("two", 3), "a[0].c[1]");
        QCOMPARE(path("&n e", 4), "a[1]");
        QCOMPARE(path("# nowhere", 1), "nothing");
    }
};

QTEST_APPLESS_MAIN(TestQuickFixes)
#include "tst_quick_fixes.moc"
