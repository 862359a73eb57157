// SPDX-License-Identifier: GPL-3.0-or-later
//
// Three-way merge: tables of what people do on two sides, and random edits of every shape of text.
#include "config_shapes.h"
#include "models/config/config_document.h"
#include "models/config/merge.h"

#include <QTest>

#include <random>

using namespace patchbay;
using namespace patchbay::document;
using namespace Qt::StringLiterals;

namespace {

constexpr char base[] = R"(# head
model_list:
  # the expensive one
  - model_name: triage   # default
    litellm_params:
      model: openai/gpt-4o
      rpm: 100 # a minute
  - model_name: backup
    litellm_params: {model: groq/llama}

router_settings:
  num_retries: 2
  fallbacks:
    - triage: [backup]
# tail
)";

std::string with(std::string text, std::string_view before, std::string_view after)
{
    return text.replace(text.find(before), before.size(), after);
}

// Paths of all scalars that stand in the text themselves.
void leavesOf(const config::YamlNode &node, const std::string &path, std::vector<std::string> &leaves)
{
    for (const config::YamlEntry &entry : node.entries) {
        leavesOf(entry.value, path + (path.empty() ? "" : ".") + keyText(entry.key), leaves);
    }
    for (std::size_t index = 0; index < node.items.size(); ++index) {
        leavesOf(node.items[index], path + '[' + std::to_string(index) + ']', leaves);
    }
    if (node.isScalar() && !path.empty()) {
        leaves.push_back(path);
    }
}

} // namespace

class TestMerge : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Above the first line there is none, though it does not begin at 0: this did not come to an end.
    void aByteOrderMarkBeforeAComment()
    {
        const std::string before = "\xEF\xBB\xBF# head\nrouter_settings:\n  num_retries: 2\n  timeout: 30\n";
        const MergeResult merged = mergeTexts({ before, with(before, "2", "3"), with(before, "30", "60") });
        QVERIFY(merged.conflicts.empty());
        QCOMPARE(merged.text({}), with(with(before, "2", "3"), "30", "60"));
    }

    void disjointChanges_data()
    {
        QTest::addColumn<QByteArray>("mine");
        QTest::addColumn<QByteArray>("theirs");
        QTest::addColumn<QByteArray>("wanted");
        const auto row = [](const char *name, const std::string &mine, const std::string &theirs, const std::string &wanted) {
            QTest::newRow(name) << QByteArray::fromStdString(mine) << QByteArray::fromStdString(theirs) << QByteArray::fromStdString(wanted);
        };
        const std::string mine = with(base, "rpm: 100", "rpm: 200");
        row("neighbouring keys", mine, with(base, "openai/gpt-4o", "openai/gpt-4.1"), with(mine, "openai/gpt-4o", "openai/gpt-4.1"));
        row("key added there", mine, with(base, "      rpm: 100", "      tpm: 9 # t\n      rpm: 100"),
            with(mine, "      rpm: 200", "      tpm: 9 # t\n      rpm: 200"));
        row("comment there", mine, with(base, "# the expensive one", "# dear"), with(mine, "# the expensive one", "# dear"));
        row("comment behind a neighbour", mine, with(base, "backup\n    lite", "backup # b\n    lite"), with(mine, "backup\n    lite", "backup # b\n    lite"));
        row("head and tail", with(base, "# head", "# Head"), with(base, "# tail", "# Tail"), with(with(base, "# head", "# Head"), "# tail", "# Tail"));
        row("deployments added in both",
            with(base, "\nrouter", "  - model_name: m\n    litellm_params: {model: m/m}\n\nrouter"),
            with(base, "\nrouter", "  - model_name: t\n    litellm_params: {model: t/t}\n\nrouter"),
            with(base, "\nrouter", "  - model_name: m\n    litellm_params: {model: m/m}\n  - model_name: t\n    litellm_params: {model: t/t}\n\nrouter"));
        const std::string second = "  - model_name: backup\n    litellm_params: {model: groq/llama}\n";
        row("removed there", mine, with(base, second, ""), with(mine, second, ""));
        row("removed here", with(base, second, ""), with(base, "num_retries: 2", "num_retries: 3"), with(with(base, second, ""), "num_retries: 2", "num_retries: 3"));
        row("the same in both", mine, mine, mine);
        row("the same and another", mine, with(mine, "num_retries: 2", "num_retries: 5"), with(mine, "num_retries: 2", "num_retries: 5"));
        row("section added there", mine, std::string(base) + "patchbay:\n  canvas: auto\n", mine + "patchbay:\n  canvas: auto\n");
        const std::string first = "  # the expensive one\n  - model_name: triage   # default\n    litellm_params:\n      model: openai/gpt-4o\n"
                                  "      rpm: 100 # a minute\n";
        row("moved there", mine, with(base, first + second, second + first),
            with(mine, with(first, "100", "200") + second, second + with(first, "100", "200")));
        row("no break at the end", "a: 1\nb: 2", "a: 3\nb: 2", "a: 3\nb: 2");
        row("renamed there, edited here", mine, with(base, "openai/gpt-4o", "openai/gpt-5"), with(mine, "openai/gpt-4o", "openai/gpt-5"));
    }
    void disjointChanges()
    {
        QFETCH(QByteArray, mine);
        QFETCH(QByteArray, theirs);
        QFETCH(QByteArray, wanted);
        const std::string origin = mine.startsWith("a:") ? "a: 1\nb: 2" : base;
        const MergeResult result = mergeTexts({ origin, mine.toStdString(), theirs.toStdString() });
        QVERIFY2(result.conflicts.empty(), result.conflicts.empty() ? "" : result.conflicts.front().place.c_str());
        QCOMPARE(QByteArray::fromStdString(result.text({})), wanted);
    }

    void conflicts_data()
    {
        QTest::addColumn<QByteArray>("mine");
        QTest::addColumn<QByteArray>("theirs");
        QTest::addColumn<QString>("place");
        const auto row = [](const char *name, const std::string &mine, const std::string &theirs, const char *place) {
            QTest::newRow(name) << QByteArray::fromStdString(mine) << QByteArray::fromStdString(theirs) << QString::fromUtf8(place);
        };
        row("one key", with(base, "rpm: 100", "rpm: 200"), with(base, "rpm: 100", "rpm: 300"),
            "model_list › triage (openai/gpt-4o) › litellm_params › rpm");
        row("one rule", with(base, "[backup]", "[backup, a]"), with(base, "[backup]", "[backup, b]"), "router_settings › fallbacks › triage › triage");
        row("removed and changed", with(base, "      rpm: 100 # a minute\n", ""), with(base, "rpm: 100", "rpm: 300"),
            "model_list › triage (openai/gpt-4o) › litellm_params › rpm");
        row("added in both", with(base, "num_retries: 2", "num_retries: 2\n  timeout: 3"), with(base, "num_retries: 2", "num_retries: 2\n  timeout: 4"),
            "router_settings › timeout");
        row("not readable there", with(base, "rpm: 100", "rpm: 200"), with(base, "rpm: 100", "rpm: ["), "");
    }
    void conflicts()
    {
        QFETCH(QByteArray, mine);
        QFETCH(QByteArray, theirs);
        QFETCH(QString, place);
        const MergeResult result = mergeTexts({ base, mine.toStdString(), theirs.toStdString() });
        QCOMPARE(result.conflicts.size(), 1U);
        QCOMPARE(QString::fromStdString(result.conflicts.front().place), place);
        // Nothing else differs, so each choice is that side as it is.
        QCOMPARE(QByteArray::fromStdString(result.text({})), mine);
        QCOMPARE(QByteArray::fromStdString(result.text({ MergeChoice::Theirs })), theirs);
    }

    // Comments that both sides touched: a conflict, and each choice is that side with every letter of it.
    void comments_data()
    {
        QTest::addColumn<QByteArray>("origin");
        QTest::addColumn<QByteArray>("mine");
        QTest::addColumn<QByteArray>("theirs");
        QTest::addColumn<QString>("place");
        const auto row = [](const char *name, const char *origin, const char *mine, const char *theirs, const char *place) {
            QTest::newRow(name) << QByteArray(origin) << QByteArray(mine) << QByteArray(theirs) << QString::fromUtf8(place);
        };
        row("above", "# x\na: 1\nb: 2\n", "# MINE\na: 1\nb: 2\n", "# THEIRS\na: 1\nb: 2\n", "a");
        row("above a later one", "a: 1\n# x\nb: 2\n", "a: 1\n# MINE\nb: 2\n", "a: 1\n# THEIRS\nb: 2\n", "b");
        row("above, one takes it out", "a: 1\n# x\nb: 2\n", "a: 1\nb: 2\n", "a: 1\n# THEIRS\nb: 2\n", "b");
        row("inline", "a: 1 # x\nb: 2\n", "a: 1 # MINE\nb: 2\n", "a: 1 # THEIRS\nb: 2\n", "a");
        row("behind a key", "a: # x\n  c: 1\nb: 2\n", "a: # MINE\n  c: 1\nb: 2\n", "a: # THEIRS\n  c: 1\nb: 2\n", "a");
        row("trailing", "a: 1\nb: 2\n# x\n", "a: 1\nb: 3\n# MINE\n", "a: 1\nb: 3\n# THEIRS\n", "b");
        row("trailing, put there by both", "a: 1\nb: 2\n", "a: 1\nb: 2\n# MINE\n", "a: 1\nb: 2\n# THEIRS\n", "b");
        row("trailing, one takes it out", "a: 1\nb: 2\n# x\n", "a: 1\nb: 2\n", "a: 1\nb: 2\n# THEIRS\n", "b");
        row("trailing in a section", "a:\n  c: 1\n  # x\nb: 2\n", "a:\n  c: 1\n  # MINE\nb: 2\n", "a:\n  c: 1\n  # THEIRS\nb: 2\n", "a › c");
        row("below, above a gap", "a: 1\n# x\n\nb: 2\n", "a: 1\n# MINE\n\nb: 2\n", "a: 1\n# THEIRS\n\nb: 2\n", "a");
        row("above a removed one", "a: 1\n# x\nb: 2\n", "a: 1\n", "a: 1\n# THEIRS\nb: 2\n", "b");
        row("put above a removed one", "a: 1\nb: 2\n", "a: 1\n# MINE\nb: 2\n", "a: 1\n", "b");
        row("behind a removed one", "a: 1\nb: 2 # x\n", "a: 1\n", "a: 1\nb: 2 # THEIRS\n", "b");
        row("below a removed one", "a: 1\nb: 2\n# x\n", "a: 1\n", "a: 1\nb: 2\n# THEIRS\n", "b");
        row("added by both", "a: 1\n", "a: 1\n# MINE\nb: 2\n", "a: 1\n# THEIRS\nb: 2\n", "b");
    }
    void comments()
    {
        QFETCH(QByteArray, origin);
        QFETCH(QByteArray, mine);
        QFETCH(QByteArray, theirs);
        QFETCH(QString, place);
        const MergeResult result = mergeTexts({ origin.toStdString(), mine.toStdString(), theirs.toStdString() });
        QCOMPARE(result.conflicts.size(), 1U);
        QCOMPARE(QString::fromStdString(result.conflicts.front().place), place);
        QCOMPARE(QByteArray::fromStdString(result.text({})), mine);
        QCOMPARE(QByteArray::fromStdString(result.text({ MergeChoice::Theirs })), theirs);
    }

    // No conflict where only the empty lines are not the same, and no comment goes.
    void commentsOfOneSide()
    {
        const auto merged = [](const char *origin, const char *mine, const char *theirs) {
            const MergeResult result = mergeTexts({ origin, mine, theirs });
            return result.conflicts.empty() ? QByteArray::fromStdString(result.text({})) : QByteArray("conflict");
        };
        QCOMPARE(merged("a: 1\nb: 2\n# x\n", "a: 1\nb: 3\n# MINE\n", "a: 4\nb: 2\n# x\n"), QByteArray("a: 4\nb: 3\n# MINE\n"));
        QCOMPARE(merged("a: 1\n\nb: 2\n", "a: 1\nb: 2\n", "a: 1\n\n\nb: 2\n"), QByteArray("a: 1\nb: 2\n"));
        QCOMPARE(merged("a: 1\n\nb: 2\n", "a: 1\nb: 2\n", "a: 1\n# T\n\nb: 2\n"), QByteArray("a: 1\n# T\n\nb: 2\n"));
        QCOMPARE(merged("a: 1\n", "a: 1\nb: 2\n", "a: 1\n# T\nb: 2\n"), QByteArray("a: 1\n# T\nb: 2\n"));
        QCOMPARE(merged("a: 1\n", "a: 1\n# M\nb: 2\n", "a: 1\nb: 2\n"), QByteArray("a: 1\n# M\nb: 2\n"));
        QCOMPARE(merged("a: 1\nb: 2\n# x\n", "a: 1\n# x\n", "a: 1\nb: 2\n\n# x\n"), QByteArray("a: 1\n# x\n"));
    }

    // Random edits: a side that did not change gives the other's bytes; edits of two items give both.
    void randomEdits()
    {
        std::mt19937 random(7);
        int merged = 0;
        int conflicts = 0;
        for (const char *shape : configShapes) {
            const std::string origin = shape;
            const auto document = ConfigDocument::fromText(origin, "c.yaml");
            std::vector<std::string> leaves;
            if (document) {
                leavesOf(document->tree().root, {}, leaves);
            }
            for (int round = 0; round < 40 && leaves.size() > 1; ++round) {
                const std::string &first = leaves[random() % leaves.size()];
                const std::string &second = leaves[random() % leaves.size()];
                ConfigDocument mine = *document;
                ConfigDocument theirs = *document;
                const bool removal = round % 4 == 3;
                const bool done = mine.set(first, "\"one\"", { .force = true, .position = {} }).has_value()
                    && (removal ? theirs.remove(second) : theirs.set(second, "\"two\"", { .force = true, .position = {} })).has_value();
                if (!done) {
                    continue;
                }
                QCOMPARE(mergeTexts({ origin, mine.text(), origin }).text({}), mine.text());
                QCOMPARE(mergeTexts({ origin, origin, theirs.text() }).text({}), theirs.text());
                QCOMPARE(mergeTexts({ origin, mine.text(), mine.text() }).text({}), mine.text());
                const MergeResult result = mergeTexts({ origin, mine.text(), theirs.text() });
                const std::vector<MergeChoice> choices(result.conflicts.size(), MergeChoice::Theirs);
                QVERIFY(readSpans(result.text({}), "m.yaml") && readSpans(result.text(choices), "t.yaml"));
                // Keys that both add stand in either order.
                ConfigDocument one = theirs;
                ConfigDocument other = mine;
                const EditOptions force { .force = true, .position = {} };
                if (result.conflicts.empty() && !removal && first != second && one.set(first, "\"one\"", force) && other.set(second, "\"two\"", force)) {
                    const std::string text = result.text({});
                    QVERIFY2(text == one.text() || text == other.text(), text.c_str());
                    ++merged;
                }
                conflicts += result.conflicts.empty() ? 0 : 1;
            }
        }
        qInfo("%d merged, %d with conflicts", merged, conflicts);
        QVERIFY(merged > 100);
    }
};

QTEST_APPLESS_MAIN(TestMerge)
#include "tst_merge.moc"
