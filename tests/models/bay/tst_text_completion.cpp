// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is offered and said at a place of a text. The cursor is written as "‸".
#include "models/bay/completion.h"
#include "models/bay/text_help.h"
#include "models/config/config_document.h"
#include "providers/catalog/catalog.h"

#include <QTest>

#include <algorithm>

using namespace patchbay;
using namespace patchbay::bay;
using namespace Qt::StringLiterals;

namespace {

constexpr char file[] = R"(model_list:
  - model_name: triage
    litellm_params:
      model: openai/gpt-4o
      api_key: os.environ/MY_KEY
      weight: 3
    model_info:
      id: first
  - model_name: backup
    litellm_params: {model: groq/llama-3.3-70b-versatile}
credential_list:
  - credential_name: team-key
    credential_values: {api_key: os.environ/TEAM_KEY}
router_settings:
  routing_strategy: simple-shuffle
  model_group_alias: {cheap: backup}
  fallbacks:
    - triage: [backup]
)";

class Desk {
public:
    Desk()
        : catalog(*Catalog::builtIn())
        , configuration(config::parseConfig(file, "config.yaml"))
    {
    }

    Completion at(QByteArray text, bool asked = false)
    {
        const qsizetype cursor = text.indexOf("‸");
        text.remove(cursor, 3);
        last = text.toStdString();
        return completionAt(last, static_cast<std::size_t>(cursor), { configuration, &catalog, asked });
    }
    std::optional<TextHelp> help(QByteArray text)
    {
        const qsizetype cursor = text.indexOf("‸");
        text.remove(cursor, 3);
        last = text.toStdString();
        return helpAt(last, static_cast<std::size_t>(cursor), { configuration, &catalog });
    }

    Catalog catalog;
    config::GatewayConfig configuration;
    std::string last;
};

QStringList textsOf(const Completion &completion)
{
    QStringList texts;
    for (const Suggestion &suggestion : completion.suggestions) {
        texts.append(QString::fromStdString(suggestion.text));
    }
    return texts;
}

QByteArray at(const char *before, const char *after)
{
    return QByteArray(file).replace(before, after);
}

} // namespace

class TestTextCompletion : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // The first suggestion, put in.
    void firstIsPutIn_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("wanted");
        QTest::newRow("root key") << "rou‸"_ba << "router_settings:\n  ‸"_ba;
        QTest::newRow("list") << "model_l‸"_ba << "model_list:\n  - ‸"_ba;
        QTest::newRow("key of an item") << "model_list:\n  - model_n‸"_ba << "model_list:\n  - model_name: ‸"_ba;
        QTest::newRow("map in an item") << "model_list:\n  - model_name: a\n    lite‸"_ba
                                        << "model_list:\n  - model_name: a\n    litellm_params:\n      ‸"_ba;
        QTest::newRow("key without an item") << "model_list:\n  ‸\n"_ba << "model_list:\n  - model_name: ‸\n"_ba;
        QTest::newRow("part of a name") << "router_settings:\n  _retr‸\n"_ba << "router_settings:\n  num_retries: ‸\n"_ba;
        QTest::newRow("key with its colon") << "router_settings:\n  num_ret‸: 2\n"_ba << "router_settings:\n  num_retries‸: 2\n"_ba;
        QTest::newRow("choice") << "router_settings:\n  routing_strategy: lea‸ # x\n"_ba
                                << "router_settings:\n  routing_strategy: least-busy‸ # x\n"_ba;
        QTest::newRow("boolean") << "router_settings:\n  enable_pre_call_checks: t‸\n"_ba
                                 << "router_settings:\n  enable_pre_call_checks: true‸\n"_ba;
        QTest::newRow("right behind the colon") << "router_settings:\n  enable_pre_call_checks:‸\n"_ba
                                                << "router_settings:\n  enable_pre_call_checks: true‸\n"_ba;
        QTest::newRow("group in brackets") << "router_settings:\n  fallbacks:\n    - triage: [ba‸]\n"_ba
                                           << "router_settings:\n  fallbacks:\n    - triage: [backup‸]\n"_ba;
        QTest::newRow("group as a rule") << "router_settings:\n  fallbacks:\n    - tri‸\n"_ba
                                         << "router_settings:\n  fallbacks:\n    - triage: [‸]\n"_ba;
        QTest::newRow("rule without a dash") << "router_settings:\n  fallbacks:\n    tri‸\n"_ba
                                             << "router_settings:\n  fallbacks:\n    - triage: [‸]\n"_ba;
        QTest::newRow("deployment id") << "router_settings:\n  fallbacks:\n    - triage: [fir‸]\n"_ba
                                       << "router_settings:\n  fallbacks:\n    - triage: [first‸]\n"_ba;
        QTest::newRow("alias in quotes") << "router_settings:\n  default_fallbacks: [\"ch‸\"]\n"_ba
                                         << "router_settings:\n  default_fallbacks: [\"cheap‸\"]\n"_ba;
        QTest::newRow("credential") << "model_list:\n  - litellm_params:\n      litellm_credential_name: te‸\n"_ba
                                    << "model_list:\n  - litellm_params:\n      litellm_credential_name: team-key‸\n"_ba;
        QTest::newRow("model") << "model_list:\n  - litellm_params:\n      model: openai/gpt-4o-m‸\n"_ba
                               << "model_list:\n  - litellm_params:\n      model: openai/gpt-4o-mini‸\n"_ba;
        QTest::newRow("variable") << "model_list:\n  - litellm_params:\n      api_key: os‸\n"_ba
                                  << "model_list:\n  - litellm_params:\n      api_key: os.environ/OPENAI_API_KEY‸\n"_ba;
        QTest::newRow("unreadable elsewhere") << "a: [\nb: {\nrouter_settings:\n  num_ret‸\n"_ba << ""_ba;
    }
    void firstIsPutIn()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, wanted);
        Desk desk;
        const Completion completion = desk.at(text);
        if (wanted.isEmpty()) {
            return; // any answer, as long as there is one
        }
        QVERIFY(!completion.suggestions.empty());
        const Suggestion &first = completion.suggestions.front();
        std::string insertion = first.insertion;
        insertion.insert(insertion.size() - first.caretBack, "‸");
        std::string result = desk.last;
        result.replace(completion.begin, completion.end - completion.begin, insertion);
        const bool quoted = insertion.ends_with("\"‸");
        QCOMPARE(QByteArray::fromStdString(result), quoted ? wanted.replace("‸\"", "\"‸") : wanted);
    }

    void whatIsThereIsNotOffered()
    {
        Desk desk;
        const QStringList keys = textsOf(desk.at(at("      weight: 3\n", "      weight: 3\n      ‸\n")));
        QVERIFY(keys.contains(u"rpm"_s));
        QVERIFY(!keys.contains(u"weight"_s));
        QVERIFY(!keys.contains(u"model"_s));
        const QStringList root = textsOf(desk.at(QByteArray(file) + "‸"));
        QVERIFY(root.contains(u"litellm_settings"_s) && !root.contains(u"router_settings"_s));
        // A word that is complete is offered nothing, unless its neighbours are asked for.
        QVERIFY(desk.at(at("simple-shuffle", "simple-shuffle‸")).suggestions.empty());
        QVERIFY(desk.at(at("simple-shuffle", "simple-shuffle‸"), true).suggestions.size() > 4);
    }

    void neverASecretOrANoise()
    {
        Desk desk;
        QVERIFY(desk.at("# com‸\n").suggestions.empty());
        QVERIFY(desk.at("a: |\n  rou‸\n").suggestions.empty());
        const config::GatewayConfig secret = config::parseConfig(
            "model_list:\n  - model_name: a\n    litellm_params: {model: openai/gpt-4o, api_key: sk-very-secret}\n", "c.yaml");
        const std::string text = "model_list:\n  - litellm_params:\n      api_key: \n";
        for (const Suggestion &suggestion : completionAt(text, text.size() - 1, { secret, &desk.catalog, true }).suggestions) {
            QVERIFY(!suggestion.insertion.contains("secret"));
        }
    }

    void helpSaysWhatAWordMeans()
    {
        Desk desk;
        auto help = desk.help(at("routing_strategy", "routing_st‸rategy"));
        QVERIFY(help);
        QCOMPARE(help->title, "routing_strategy");
        QVERIFY(help->facts.contains("default simple-shuffle"));
        QVERIFY(!help->sentence.empty());
        QVERIFY(help->lines.front().contains("latency-based-routing"));
        help = desk.help(at("[backup]", "[ba‸ckup]"));
        QVERIFY(help && help->facts == "group of 1");
        QCOMPARE(help->lines, std::vector<std::string> { "groq/llama-3.3-70b-versatile" });
        help = desk.help(at("- triage: [", "- tri‸age: ["));
        QVERIFY(help && help->facts == "group of 1");
        QCOMPARE(help->lines.back(), "falls back to backup");
        help = desk.help(at("openai/gpt-4o", "openai/gpt‸-4o"));
        QVERIFY(help && help->facts.contains("context"));
        help = desk.help(at("os.environ/MY_KEY", "os.environ/MY‸_KEY"));
        QVERIFY(help && help->title == "MY_KEY");
        // The value of a secret is never said.
        help = desk.help(at("os.environ/MY_KEY", "sk-very‸-secret"));
        QVERIFY(help && help->title == "api_key");
        QVERIFY(!desk.help(at("weight: 3", "weight: 3   ‸")));
    }
};

QTEST_APPLESS_MAIN(TestTextCompletion)
#include "tst_text_completion.moc"
