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
        QCOMPARE(QString::fromStdString(part),
                 QStringLiteral("model_list:\n"
                                "  - model_name: triage # default\n"
                                "    litellm_params: {model: openai/gpt-4o, api_key: os.environ/OPENAI_API_KEY}\n"
                                "    model_info: {id: one}\n"
                                "  - model_name: triage\n"
                                "    litellm_params: {model: groq/llama-3.3-70b-versatile, api_key: os.environ/GROQ_API_KEY, weight: 2}\n"
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

    // Every comment that belongs to a deployment or a rule goes with it, its quotes and its order too; a key that
    // stands in a comment does not.
    void commentsTravel()
    {
        const std::string commented = "model_list:\n"
                                      "- model_name: other\n"
                                      "  litellm_params: {model: openai/o3}\n"
                                      "# the expensive one\n"
                                      "# ask Mia\n"
                                      "- model_name: 'triage'   # default\n"
                                      "  litellm_params:\n"
                                      "    # api_key: sk-canary-in-a-comment\n"
                                      "    api_key: \"sk-canary-1234567890\" # the old one\n"
                                      "    model: openai/gpt-4o\n"
                                      "\n"
                                      "    rpm: 0x10 # sixteen\n"
                                      "router_settings:\n"
                                      "  fallbacks:\n"
                                      "  # since the outage\n"
                                      "  - triage: [other, gone] # agreed in May\n";
        const std::string part = partText(documentOf(commented), { "triage" }, &m_catalog);
        for (const char *kept : { "# the expensive one\n", "# ask Mia\n", "'triage'   # default\n", "# the old one\n", "rpm: 0x10 # sixteen\n",
                                  "# since the outage\n", "# agreed in May\n" }) {
            QVERIFY2(part.contains(kept), (kept + part).c_str());
        }
        QVERIFY2(!part.contains("canary"), part.c_str());
        // Into a file that has its own way to write, where the name is taken.
        const std::string theirs = "model_list:\n    # mine\n    - model_name: triage\n      litellm_params: {model: openai/o3}\n"
                                   "router_settings:\n    fallbacks:\n        - triage: [triage]\n";
        document::ConfigDocument other = documentOf(theirs);
        const auto pasted = pastePart(other, part, &m_catalog);
        QVERIFY2(pasted, pasted ? "" : pasted.error().message.c_str());
        QVERIFY2(other.text().contains("    # the expensive one\n    # ask Mia\n    - model_name: 'triage-2'   # default\n"), other.text().c_str());
        QVERIFY2(other.text().contains("          rpm: 0x10 # sixteen\n") || other.text().contains("rpm: 0x10 # sixteen\n"), other.text().c_str());
        QVERIFY(other.text().starts_with("model_list:\n    # mine\n    - model_name: triage\n      litellm_params: {model: openai/o3}\n"));
        QVERIFY(!makePicture(other, nullptr).cable("fallback/triage-2/other")); // nobody there is called so
        // And where nothing is yet.
        document::ConfigDocument empty = documentOf({});
        QVERIFY(pastePart(empty, part, &m_catalog));
        QVERIFY2(empty.text().contains("# ask Mia\n") && empty.text().contains("# sixteen"), empty.text().c_str());
        // With its target the rule comes as it was written.
        document::ConfigDocument both = documentOf("model_list:\n- model_name: other\n  litellm_params: {model: openai/o3}\n");
        QVERIFY(pastePart(both, part, &m_catalog));
        QVERIFY2(both.text().contains("# since the outage") && both.text().contains("- triage: [other] # agreed in May"), both.text().c_str());
    }

    // Anchors stay where they are: what leans on one comes written out.
    void anchorsDoNotTravel()
    {
        const std::string anchored = "model_list:\n  - model_name: a\n    litellm_params: &shared {model: openai/o3, rpm: 5}\n"
                                     "  - model_name: b\n    litellm_params: # own\n      <<: *shared\n      rpm: 7\n";
        const std::string part = partText(documentOf(anchored), { "a", "b" }, nullptr);
        QVERIFY2(!part.contains('&') && !part.contains('*') && !part.contains("<<"), part.c_str());
        const document::ConfigDocument read = documentOf(part);
        QCOMPARE(read.value("model_list[1].litellm_params.model")->text, "openai/o3");
        QCOMPARE(read.value("model_list[1].litellm_params.rpm")->integer, 7);
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
