// SPDX-License-Identifier: GPL-3.0-or-later
//
// A part goes out as YAML and comes in elsewhere: with its fallbacks and aliases, under free names, without keys.
#include "models/bay/part.h"
#include "providers/catalog/catalog.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::bay;

namespace {

constexpr char text[] = R"(# Ours
model_list:
  - model_name: triage # default
    litellm_params: {model: openai/gpt-4o, api_key: sk-canary-1234567890}
    model_info: {id: one}
  - model_name: triage
    litellm_params: {model: groq/llama-3.3-70b-versatile, api_key: os.environ/GROQ_API_KEY, weight: 2}
  - model_name: backup
    litellm_params: {model: ollama/qwen}
router_settings:
  model_group_alias: {gpt-4: triage, other: backup}
  fallbacks: [{triage: [backup, gone]}]
  context_window_fallbacks: [{backup: [triage]}]
)";

document::ConfigDocument documentOf(const std::string &yaml)
{
    return *document::ConfigDocument::fromText(yaml, "config.yaml");
}

} // namespace

class TestPart : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aPartIsYaml()
    {
        const std::string part = partText(documentOf(text), { "triage" }, &m_catalog);
        QCOMPARE(QString::fromStdString(part), QStringLiteral("model_list:\n"
                                                              "  - model_name: triage\n"
                                                              "    litellm_params:\n"
                                                              "      model: openai/gpt-4o\n"
                                                              "      api_key: os.environ/OPENAI_API_KEY\n"
                                                              "    model_info:\n"
                                                              "      id: one\n"
                                                              "  - model_name: triage\n"
                                                              "    litellm_params:\n"
                                                              "      model: groq/llama-3.3-70b-versatile\n"
                                                              "      api_key: os.environ/GROQ_API_KEY\n"
                                                              "      weight: 2\n"
                                                              "router_settings:\n"
                                                              "  model_group_alias:\n"
                                                              "    gpt-4: triage\n"
                                                              "  fallbacks:\n"
                                                              "    - triage: [backup, gone]\n"));
        QVERIFY(partText(documentOf(text), { "nobody" }, nullptr).empty());
    }

    void itComesInElsewhere()
    {
        document::ConfigDocument other = documentOf("# Theirs\nmodel_list:\n  - model_name: backup\n    litellm_params: {model: openai/o3}\n");
        const auto pasted = pastePart(other, partText(documentOf(text), { "triage" }, &m_catalog), &m_catalog);
        QVERIFY2(pasted, pasted ? "" : pasted.error().message.c_str());
        QCOMPARE(pasted->sentence, "triage pasted with 2 deployments");
        QVERIFY(other.text().starts_with("# Theirs\nmodel_list:\n  - model_name: backup\n    litellm_params: {model: openai/o3}\n"));
        const Picture picture = makePicture(other, nullptr);
        QCOMPARE(picture.count(NodeKind::Deployment), 3U);
        QVERIFY(picture.cable("fallback/triage/backup"));
        QVERIFY(!picture.cable("fallback/triage/gone"));
        QVERIFY(picture.node("alias/gpt-4"));
        QVERIFY(!picture.node("alias/other"));
    }

    void takenNamesAreNotMixed()
    {
        document::ConfigDocument same = documentOf(text);
        const auto pasted = pastePart(same, partText(same, { "triage", "backup" }, &m_catalog), &m_catalog);
        QVERIFY2(pasted, pasted ? "" : pasted.error().message.c_str());
        const Picture picture = makePicture(same, nullptr);
        QCOMPARE(picture.count(NodeKind::Deployment), 6U);
        QVERIFY(picture.cable("fallback/triage-2/backup-2"));
        QVERIFY(picture.cable("context window fallback/backup-2/triage-2"));
        QCOMPARE(picture.count(NodeKind::Alias), 2U); // the names are taken
        QVERIFY(picture.node("deployment/one"));
        for (const config::Problem &problem : same.configuration().problems) {
            QVERIFY2(problem.code != "duplicate-id", problem.message.c_str());
        }
    }

    void otherShapesAndRefusals()
    {
        document::ConfigDocument empty = documentOf({});
        QVERIFY(pastePart(empty, "model_name: a\nlitellm_params: {model: openai/o3, api_key: canary-canary-1}\n", &m_catalog));
        QVERIFY(pastePart(empty, "- model_name: b\n  litellm_params: {model: openai/o3}\n", &m_catalog));
        QCOMPARE(makePicture(empty, nullptr).count(NodeKind::Deployment), 2U);
        QVERIFY(!empty.text().contains("canary"));
        const std::string before = empty.text();
        for (const char *wrong : { "", "just words", "a: [", "model_list: 3", "- 1\n- 2\n", "model_list:\n  - model_name: x\n" }) {
            QVERIFY2(!pastePart(empty, wrong, &m_catalog), wrong);
        }
        QCOMPARE(empty.text(), before);
    }

private:
    Catalog m_catalog = *Catalog::builtIn();
};

QTEST_GUILESS_MAIN(TestPart)
#include "tst_part.moc"
