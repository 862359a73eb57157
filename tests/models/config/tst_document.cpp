// SPDX-License-Identifier: GPL-3.0-or-later
//
// Edits of a configuration, one table an operation: text in, text out. What is not meant stays byte for byte.
#include "models/config/config_document.h"

#include <QTest>

using namespace Qt::StringLiterals;
using patchbay::Result;
using patchbay::document::ConfigDocument;
using patchbay::document::EditReport;

namespace {

const char *const commented = "# LiteLLM of team A\n"
                              "model_list:\n"
                              "  # the fast one\n"
                              "  - model_name: gpt-4o   # public\n"
                              "    litellm_params:\n"
                              "      model: openai/gpt-4o\n"
                              "      rpm: 100 # a minute\n"
                              "      # tpm: 5\n"
                              "\n"
                              "  - model_name: gpt-4o\n"
                              "    litellm_params: {model: azure/gpt-4o, \"rpm\": 5}\n"
                              "\n"
                              "  # careful\n"
                              "  - model_name: \"claude\"\n"
                              "    litellm_params:\n"
                              "      model: 'anthropic/claude'\n"
                              "\n"
                              "router_settings:\n"
                              "  num_retries: 2\n"
                              "  fallbacks: [{\"gpt-4o\": [\"claude\"]}]\n"
                              "litellm_settings:\n"
                              "  drop_params: yes\n";

struct Row {
    const char *name;
    QByteArray before;
    QByteArray action;
    QByteArray path;
    QByteArray value;
    QByteArray after; // of a refusal its code, with an exclamation mark before
};

Result<EditReport> run(ConfigDocument &document, const Row &row)
{
    const std::string path = row.path.toStdString();
    const std::string value = row.value.toStdString();
    return row.action == "set"  ? document.set(path, value)
        : row.action == "add"   ? document.add(path, value)
        : row.action == "move"  ? document.move(path, value)
        : row.action == "remove" ? document.remove(path)
                                 : document.rename(path, value);
}

QByteArray changed(QByteArray text, const char *from, const char *to)
{
    const qsizetype at = text.indexOf(from);
    return at < 0 ? QByteArray("no such text: ") + from : text.replace(at, qsizetype(qstrlen(from)), to);
}

void check(const Row &row)
{
    auto document = ConfigDocument::fromText(row.before.toStdString(), "config.yaml");
    QVERIFY2(document.has_value(), document ? "" : document.error().message.c_str());
    const Result<EditReport> report = run(*document, row);
    if (row.after.startsWith('!')) {
        QVERIFY2(!report, document->text().c_str());
        QCOMPARE(QByteArray::fromStdString(report.error().code), row.after.mid(1));
        QCOMPARE(QByteArray::fromStdString(document->text()), row.before);
        return;
    }
    QVERIFY2(report.has_value(), report ? "" : (report.error().message + "\n" + row.name).c_str());
    QCOMPARE(QByteArray::fromStdString(document->text()), row.after);
    document->undo();
    QCOMPARE(QByteArray::fromStdString(document->text()), row.before);
    document->redo();
    QCOMPARE(QByteArray::fromStdString(document->text()), row.after);
}

void checkAll(const std::vector<Row> &rows)
{
    for (const Row &row : rows) {
        check(row);
        if (QTest::currentTestFailed()) {
            qWarning("in row \"%s\"", row.name);
            return;
        }
    }
}

} // namespace

class TestDocument : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sets()
    {
        const QByteArray c = commented;
        const QByteArray rpm = "model_list[0].litellm_params.rpm";
        checkAll({
            { "number", c, "set", rpm, "200", changed(c, "rpm: 100 ", "rpm: 200 ") },
            { "same", c, "set", rpm, "100", c },
            { "by name", c, "set", "model_list[model_name=gpt-4o,1].litellm_params.rpm", "6",
              changed(c, "\"rpm\": 5", "\"rpm\": 6") },
            { "by value further in", c, "set", "model_list[litellm_params.model=azure/gpt-4o].litellm_params.rpm", "6",
              changed(c, "\"rpm\": 5", "\"rpm\": 6") },
            { "negative index", c, "set", "model_list[-1].litellm_params.model", "anthropic/other",
              changed(c, "'anthropic/claude'", "'anthropic/other'") },
            { "quotes follow", c, "set", "model_list[2].model_name", "sonnet", changed(c, "\"claude\"\n", "\"sonnet\"\n") },
            { "truth in its words", c, "set", "litellm_settings.drop_params", "false", changed(c, "yes", "no") },
            { "text that reads as truth", c, "set", "model_list[0].model_name", "off",
              changed(c, "gpt-4o   #", "\"off\"   #") },
            { "new key in lines", c, "set", "model_list[0].litellm_params.weight", "2",
              changed(c, "      # tpm: 5\n", "      weight: 2\n      # tpm: 5\n") },
            { "new key in braces", c, "set", "model_list[1].litellm_params.weight", "2",
              changed(c, "\"rpm\": 5}", "\"rpm\": 5, weight: 2}") },
            { "new map", c, "set", "router_settings.retry_policy.TimeoutErrorRetries", "3",
              changed(c, "[\"claude\"]}]\n", "[\"claude\"]}]\n  retry_policy:\n    TimeoutErrorRetries: 3\n") },
            { "list in brackets", c, "set", "router_settings.fallbacks[0].gpt-4o", "[\"claude\", \"other\"]",
              changed(c, "[\"claude\"]", "[\"claude\", \"other\"]") },
            { "map to scalar", "a:\n  b: 1\n  # in\n\nc: 2\n", "set", "a", "5", "a: 5\n\nc: 2\n" },
            { "scalar to map", "a: 5 # five\nc: 2\n", "set", "a", "{\"x\": {\"w\": 1}}", "a: # five\n  x:\n    w: 1\nc: 2\n" },
            { "item to map", "- a\n- b\n", "set", "[1]", "{\"x\": 1, \"w\": \"z\"}", "- a\n- x: 1\n  w: z\n" },
            { "nothing to scalar", "a:\nb: # c\n", "set", "b", "x", "a:\nb: x # c\n" },
            { "nothing to map", "general_settings:\nb: 1\n", "set", "general_settings.alerting", "[\"slack\"]",
              "general_settings:\n  alerting: [slack]\nb: 1\n" },
            { "anchor stays", "a: &x 1\nb: *x\n", "set", "a", "2", "a: &x 2\nb: *x\n" },
            { "alias goes", "a: &x 1\nb: *x\n", "set", "b", "2", "a: &x 1\nb: 2\n" },
            { "beside a merge", "a: &x {r: 1}\nb:\n  <<: *x\n  m: 2\n", "set", "b.r", "5",
              "a: &x {r: 1}\nb:\n  <<: *x\n  m: 2\n  r: 5\n" },
            { "through an alias", "a: &x {r: 1}\nb: *x\n", "set", "b.r", "5", "!edit" },
            { "line ends", "a: 1\r\nb:\r\n  - x\r\n", "set", "c", "{\"d\": 1}", "a: 1\r\nb:\r\n  - x\r\nc:\r\n  d: 1\r\n" },
            { "byte order mark", "\xEF\xBB\xBF" "a: 1\n", "set", "a", "2", "\xEF\xBB\xBF" "a: 2\n" },
            { "no end of line", "a: 1\nb: x", "set", "c", "z", "a: 1\nb: x\nc: z" },
            { "literal block", "a: |\n  one\n  two\nb: 1\n", "set", "a", "three\nfour\n", "a: |\n  three\n  four\nb: 1\n" },
            { "literal to word", "a: |\n  one\n\nb: 1\n", "set", "a", "x", "a: x\n\nb: 1\n" },
            { "folded scalar", "a: one\n  two\nb: 1\n", "set", "a", "x", "a: x\nb: 1\n" },
            { "JSON file", "{\"a\": {\"b\": 1}, \"c\": []}", "set", "a.d", "x", "{\"a\": {\"b\": 1, \"d\": \"x\"}, \"c\": []}" },
            { "empty file", "", "set", "model_list", "[]", "model_list: []\n" },
            { "only comments", "# nothing\n", "set", "router_settings.num_retries", "3",
              "# nothing\nrouter_settings:\n  num_retries: 3\n" },
            { "wrong type", c, "set", rpm, "many", "!value" },
            { "unknown strategy", c, "set", "router_settings.routing_strategy", "simple", "!value" },
            { "several match", c, "set", "model_list[model_name=gpt-4o].litellm_params.rpm", "1", "!ambiguous" },
            { "no such item", c, "set", "model_list[7].litellm_params.rpm", "1", "!path" },
            { "no such match", c, "set", "model_list[model_name=gpt-5].litellm_params.rpm", "1", "!path" },
            { "no such section", c, "set", "no.such.thing", "1", "!path" },
            { "key of a list", c, "set", "model_list.rpm", "1", "!path" },
            { "bracket open", c, "set", "model_list[0", "1", "!path" },
        });
    }

    void quotes()
    {
        const auto written = [](const char *value) {
            auto document = ConfigDocument::fromText("a: word\n", "x.yaml");
            (void)document->set("a", value);
            return QByteArray::fromStdString(document->text()).trimmed().mid(3);
        };
        for (const char *word : { "off", "yes", "No", "1:30", "010", "2024-10-21", "*x", "&x", "- x", "? x", "a: b",
                                  "a #b", "#b", "!x", "|x", ">x", "%x", "@x", "`x", "x:", "~x ", "y", "=", "<<",
                                  ".inf", "0x1f", "1_000", "+1", "-.5", "127.0.0.1", "null and" }) {
            const QByteArray text = written(word);
            const bool plain = QByteArray(word) == "null and";
            QVERIFY2(text.startsWith('"') != plain, (QByteArray(word) + " is written " + text).constData());
        }
        QCOMPARE(written("1e6"), QByteArray("1.0e+06"));
        QCOMPARE(written("1e-7"), QByteArray("1.0e-07"));
        QCOMPARE(written("\"5\""), QByteArray("\"5\""));
        QCOMPARE(written("5"), QByteArray("5"));
        QCOMPARE(written("30s"), QByteArray("30s"));
        QCOMPARE(written("openai/gpt-4o:free"), QByteArray("openai/gpt-4o:free"));
        QCOMPARE(written("os.environ/KEY"), QByteArray("os.environ/KEY"));
        QCOMPARE(written("null"), QByteArray("null"));
    }

    void adds()
    {
        const QByteArray c = commented;
        checkAll({
            { "deployment", c, "add", "model_list", R"({"model_name": "x", "litellm_params": {"model": "openai/x"}})",
              changed(c, "'anthropic/claude'\n",
                      "'anthropic/claude'\n\n  - model_name: x\n    litellm_params:\n      model: openai/x\n") },
            { "fallback", c, "add", "router_settings.fallbacks[0].gpt-4o", "sonnet",
              changed(c, "[\"claude\"]", "[\"claude\", \"sonnet\"]") },
            { "fallback by name", c, "add", "router_settings.fallbacks[gpt-4o].gpt-4o", "sonnet",
              changed(c, "[\"claude\"]", "[\"claude\", \"sonnet\"]") },
            { "rule", c, "add", "router_settings.fallbacks", R"({"claude": ["gpt-4o"]})",
              changed(c, "[\"claude\"]}]", "[\"claude\"]}, {\"claude\": [\"gpt-4o\"]}]") },
            { "list that is not there", "model_list: []\nrouter_settings:\n  num_retries: 2\n", "add",
              "router_settings.fallbacks", R"({"a": ["b"]})",
              "model_list: []\nrouter_settings:\n  num_retries: 2\n  fallbacks:\n    - a: [b]\n" },
            { "dashes under the key", "x:\n- a\n- b\ny: 1\n", "add", "x", "c", "x:\n- a\n- b\n- c\ny: 1\n" },
            { "brackets over lines", "x: [\n  a,\n  b  # last\n]\n", "add", "x", "c", "x: [\n  a,\n  b,  # last\n  c\n]\n" },
            { "comma in the end", "x: [\n  a,\n]\n", "add", "x", "c", "x: [\n  a,\n  c,\n]\n" },
            { "text to list", "litellm_settings:\n  callbacks: langfuse\n", "add", "litellm_settings.callbacks", "otel",
              "litellm_settings:\n  callbacks: [langfuse, otel]\n" },
            { "keys", "a:\n  b: 1\n", "add", "a", "{\"c\": 2}", "a:\n  b: 1\n  c: 2\n" },
            { "to an alias", "a: &x [1]\nb: *x\n", "add", "b", "2", "!edit" },
            { "a key to an alias", "a: &x {k: 1}\nb: *x\n", "set", "b.l", "2", "!edit" },
            { "key that is there", "a:\n  b: 1\n", "add", "a", "{\"b\": 2}", "!value" },
            { "value that is there", "a: 1\n", "add", "a", "2", "!value" },
            { "deployment without its parts", c, "add", "model_list", R"({"model_name": "x"})", "!value" },
        });
    }

    void removes()
    {
        const QByteArray c = commented;
        checkAll({
            { "key", c, "remove", "router_settings.num_retries", "", changed(c, "  num_retries: 2\n", "") },
            { "with its comment", c, "remove", "model_list[-1]", "",
              changed(c, "  # careful\n  - model_name: \"claude\"\n    litellm_params:\n      model: 'anthropic/claude'\n",
                      "") },
            { "behind a dash", c, "remove", "model_list[0].model_name", "",
              changed(c, "model_name: gpt-4o   # public\n    ", "") },
            { "in braces", c, "remove", "model_list[1].litellm_params.model", "", changed(c, "model: azure/gpt-4o, ", "") },
            { "last in braces", c, "remove", "model_list[1].litellm_params.rpm", "", changed(c, ", \"rpm\": 5", "") },
            { "only one", "a:\n  b: 1\nc: 2\n", "remove", "a.b", "", "a: {}\nc: 2\n" },
            { "only item", "a: # x\n  - b\nc: 2\n", "remove", "a[0]", "", "a: [] # x\nc: 2\n" },
            { "last line without end", "a: 1\nb: 2", "remove", "b", "", "a: 1" },
            { "top comment stays", "# mine\na: 1\nb: 2\n", "remove", "a", "", "# mine\nb: 2\n" },
            { "twice", "a: 1\nb: 2\na: 3\n", "remove", "a", "", "b: 2\n" },
            { "anchor in use", "a: &x 1\nb: *x\n", "remove", "a", "", "!edit" },
            { "merged", "a: &x {r: 1}\nb:\n  <<: *x\n  m: 2\n", "remove", "b.r", "", "!edit" },
            { "not there", c, "remove", "router_settings.nothing", "", "!path" },
            { "all", c, "remove", ".", "", "!path" },
        });
    }

    void moves()
    {
        const QByteArray list = "x:\n  # one\n  - a # A\n\n  - b: 1\n    # in b\n\n  # three\n  - c\ny: 1\n";
        checkAll({
            { "down", list, "move", "x[0]", "2", "x:\n  - b: 1\n    # in b\n\n  # three\n  - c\n\n  # one\n  - a # A\ny: 1\n" },
            { "up", list, "move", "x[2]", "first", "x:\n  # three\n  - c\n\n  # one\n  - a # A\n\n  - b: 1\n    # in b\ny: 1\n" },
            { "in brackets", "x: [a,  b, c]\n", "move", "x[0]", "last", "x: [b,  c, a]\n" },
            { "keys", "a: 1\nb:\n  c: 2\n", "move", "b", "up", "b:\n  c: 2\na: 1\n" },
            { "without end of line", "- a\n- b", "move", "[1]", "0", "- b\n- a" },
            { "to another list", "x:\n  - a\n  # keep\n  - b\ny:\n    - c\n", "move", "x[1]", "y",
              "x:\n  - a\ny:\n    - c\n    # keep\n    - b\n" },
            { "to another map", "a:\n  k: 1 # one\n  l: 2\nb:\n    m: 3\n", "move", "a.k", "b",
              "a:\n  l: 2\nb:\n    m: 3\n    k: 1 # one\n" },
            { "to a new key", "a:\n  k: 1\n  l: 2\n", "move", "a.k", "z", "a:\n  l: 2\nz: 1\n" },
            { "before its anchor", "a: &x 1\nb: *x\n", "move", "b", "0", "!edit" },
            { "nowhere", list, "move", "x[0]", "9", "!path" },
        });
        for (const QByteArray &text : { list, QByteArray(commented) }) {
            auto document = ConfigDocument::fromText(text.toStdString(), "x.yaml");
            const QByteArray path = text == list ? "x" : "model_list";
            for (int from = 0; from < 3; ++from) {
                for (int to = 0; to < 3; ++to) {
                    const auto item = [&](int at) { return (path + '[' + QByteArray::number(at) + ']').toStdString(); };
                    QVERIFY(document->move(item(from), std::to_string(to)));
                    QVERIFY(document->move(item(to), std::to_string(from)));
                    QCOMPARE(QByteArray::fromStdString(document->text()), text);
                }
            }
        }
    }

    void renames()
    {
        QByteArray all = commented;
        all += "patchbay:\n  rules: [{when: {model: gpt-4o}, use: claude}]\n  groups: {gpt-4o: {mid_stream_fallback: on}}\n"
               "general_settings:\n  completion_model: 'gpt-4o'\n  teams:\n  - models: [gpt-4o, other]\n";
        QByteArray renamed = all;
        renamed.replace("gpt-4o", "new-name").replace("openai/new-name", "openai/gpt-4o").replace("azure/new-name", "azure/gpt-4o");
        checkAll({
            { "group by selector", all, "rename", "model_list[model_name=gpt-4o]", "new-name", renamed },
            { "group by item", all, "rename", "model_list[0].model_name", "new-name", renamed },
            { "group by name", all, "rename", "gpt-4o", "new-name", renamed },
            { "key", "a:\n  \"b\": 1\n", "rename", "a.b", "c", "a:\n  \"c\": 1\n" },
            { "key that is there", "a: 1\nb: 2\n", "rename", "a", "b", "!path" },
            { "group that is there", all, "rename", "gpt-4o", "claude", "!value" },
            { "alias", "router_settings:\n  model_group_alias: {fast: x}\n  default_fallbacks: [fast]\n", "rename",
              "router_settings.model_group_alias.fast", "quick",
              "router_settings:\n  model_group_alias: {quick: x}\n  default_fallbacks: [quick]\n" },
        });
    }

    // Everything that refers to a group or a credential goes along, each kind of place by itself; what only looks like
    // it stays.
    void renamesReferences()
    {
        const QByteArray group = "model_list:\n  - model_name: old # old\n    litellm_params: {model: x/old}\n";
        const QByteArray renamed = "model_list:\n  - model_name: new # old\n    litellm_params: {model: x/old}\n";
        const QByteArray credential = "credential_list:\n  - credential_name: old\n    credential_values: {api_key: os.environ/old}\n";
        const auto row = [](const char *name, const QByteArray &before, const QByteArray &after) {
            return Row { name, before, "rename", "old", "new", after };
        };
        std::vector<Row> rows;
        for (const char *settings : { "router_settings", "litellm_settings" }) {
            for (const char *key : { "fallbacks", "context_window_fallbacks", "content_policy_fallbacks" }) {
                const QByteArray before = QByteArray(settings) + ":\n  " + key + ":\n";
                rows.push_back(row(key, group + before + "    - old: [a, old-b] # old\n", renamed + before + "    - new: [a, old-b] # old\n"));
                rows.push_back(row(key, group + before + "    - a: [b, \"old\"]\n", renamed + before + "    - a: [b, \"new\"]\n"));
                rows.push_back(row(key, group + before + "    - a:\n        - model: old\n", renamed + before + "    - a:\n        - model: new\n"));
            }
        }
        const QByteArray mirrors = "patchbay:\n  mirrors:\n";
        rows.push_back(row("mirrored", group + mirrors + "    - {model: old, to: a, share: 0.1}\n", renamed + mirrors + "    - {model: new, to: a, share: 0.1}\n"));
        rows.push_back(row("mirror", group + mirrors + "    - model: a\n      to: old # here\n", renamed + mirrors + "    - model: a\n      to: new # here\n"));
        const QByteArray user = "model_list:\n  - model_name: old\n    litellm_params: {model: x/old, litellm_credential_name: ";
        rows.push_back({ "credential", user + "old}\n" + credential, "rename", "credential_list[0].credential_name", "new",
                         user + "new}\n" + QByteArray(credential).replace("credential_name: old", "credential_name: new") });
        rows.push_back({ "another's credential", user + "other}\n" + credential, "rename", "credential_list[0].credential_name", "new",
                         user + "other}\n" + QByteArray(credential).replace("credential_name: old", "credential_name: new") });
        // Wherever the table of references has a place for it.
        const QByteArray elsewhere = "general_settings: {completion_model: old, old: 1}\nlitellm_settings:\n"
                                     "  default_key_generate_params: {models: [old, a], aliases: {old: old}}\n"
                                     "  cache_params: {redis_semantic_cache_embedding_model: old}\n";
        rows.push_back(row("elsewhere", group + elsewhere,
                           renamed + QByteArray(elsewhere).replace("model: old", "model: new").replace("[old", "[new").replace("old: old", "old: new")));
        const QByteArray guard = "guardrails:\n  - guardrail_name: old # who\n    litellm_params: {guardrail: old, mode: pre_call}\nmodel_list:\n"
                                 "  - {model_name: a, litellm_params: {model: x/a, guardrails: [old, b]}}\npolicies: {p: {guardrails: {add: [old]}}}\n";
        rows.push_back({ "guardrail", guard, "rename", "guardrails[0]", "new",
                         QByteArray(guard).replace("name: old", "name: new").replace("[old", "[new") });
        rows.push_back({ "policy", "policies: {old: {}, b: {inherit: old}}\npolicy_attachments: [{policy: old}]\n", "rename", "policies.old", "new",
                         "policies: {new: {}, b: {inherit: new}}\npolicy_attachments: [{policy: new}]\n" });
        checkAll(rows);
    }

    void tellsInWords()
    {
        auto document = ConfigDocument::fromText(commented, "config.yaml");
        const auto said = [](const Result<EditReport> &report) {
            return QString::fromStdString(report ? report->sentence : report.error().message);
        };
        QCOMPARE(said(document->add("router_settings.fallbacks[0].gpt-4o", "sonnet")), u"fallback for gpt-4o: add sonnet"_s);
        QCOMPARE(said(document->set("model_list[0].litellm_params.rpm", "7")), u"gpt-4o: rpm: 100 → 7"_s);
        QVERIFY(!said(document->set("model_list[0].litellm_params.api_key", "sk-canary-0000")).contains(u"canary"_s));
        QCOMPARE(document->editsDone(), 3u);
        // Lists and maps are said, not shown as JSON; keys inside them are neither.
        QString words = said(document->add("router_settings.fallbacks", "{\"sonnet\": [\"gpt-4o\", \"local\"]}"));
        QVERIFY2(words.endsWith(u"add sonnet: gpt-4o, local"_s), qPrintable(words));
        words = said(document->set("litellm_settings.cache_params", "{\"type\": \"redis\", \"nested\": {\"list\": [{\"a\": {\"b\": 1}}]}, \"inner\": {\"api_key\": \"sk-canary-1111\"}}",
                                   { .force = true }));
        QVERIFY2(!words.contains(u'{') && !words.contains(u'"') && !words.contains(u"canary"_s) && words.contains(u"inner: a map"_s), qPrintable(words));
        while (document->canUndo()) {
            document->undo();
        }
        QCOMPARE(document->text(), std::string(commented));
        const auto several = document->find("model_list[model_name=gpt-4o]");
        QVERIFY(!several && several.error().message.contains("[model_name=gpt-4o,1] in line 10"));
        QVERIFY(!ConfigDocument::fromText("a: [", "x.yaml"));
        QVERIFY(!ConfigDocument::fromText("a: 1\n---\nb: 2\n", "x.yaml"));
    }
};

QTEST_APPLESS_MAIN(TestDocument)
#include "tst_document.moc"
