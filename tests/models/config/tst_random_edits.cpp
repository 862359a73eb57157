// SPDX-License-Identifier: GPL-3.0-or-later
//
// Properties over many shapes of YAML: set to itself and move away and back change no byte; random sequences of
// edits leave a text that reads as meant, lines that were not meant stay, undo gives the original back.
#include "config_shapes.h"
#include "models/config/config_document.h"
#include "models/config/edit_run.h"

#include <QDir>
#include <QFile>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace patchbay::document;
using patchbay::Result;

namespace {

void collect(const SpanNode &node, std::vector<PlaceStep> &steps, std::vector<std::vector<PlaceStep>> &places)
{
    for (std::size_t index = 0; index < node.children.size(); ++index) {
        const SpanChild &child = node.children[index];
        if (node.isMapping()
            && (child.key.kind != SpanNode::Kind::Scalar || node.find(child.name()) != index || child.name() == "<<")) {
            continue;
        }
        steps.push_back({ .isKey = node.isMapping(), .key = child.name(), .index = index, .child = index });
        places.push_back(steps);
        collect(child.value, steps, places);
        steps.pop_back();
    }
}

std::vector<std::vector<PlaceStep>> placesOf(const ConfigDocument &document)
{
    std::vector<std::vector<PlaceStep>> places;
    std::vector<PlaceStep> steps;
    collect(document.tree().spans, steps, places);
    return places;
}

// What the edit's patches leave alone is there before and after, in order.
bool onlyPatchesChanged(std::string before, const std::string &after, const Patches &patches)
{
    applyPatches(before, patches);
    return before == after;
}

std::vector<QByteArray> shapes()
{
    std::vector<QByteArray> texts;
    for (const char *shape : configShapes) {
        QByteArray text = shape;
        texts.push_back(text);
        texts.push_back(QByteArray(text).replace("\n", "\r\n"));
        while (text.endsWith('\n')) {
            text.chop(1);
        }
        texts.push_back(text);
        texts.push_back("\xEF\xBB\xBF" + text);
    }
    return texts;
}

const char *const values[] = { "5",     "word",  "off",      "\"quoted\"", "true", "null",
                               "1.5",   "1e6",   "a: b",     "[1, x]",     "[]",   "{}",
                               "{\"a\": {\"b\": [\"c\"]}}", "[{\"a\": 1, \"b\": 2}]", "two\nlines\n", "'" };

Result<EditReport> randomEdit(ConfigDocument &document, QRandomGenerator &random)
{
    const auto places = placesOf(document);
    if (places.empty()) {
        return document.set("fresh", "1", { .force = true });
    }
    const auto &steps = places[random.bounded(quint32(places.size()))];
    const std::string path = toText(steps);
    const char *value = values[random.bounded(quint32(std::size(values)))];
    switch (random.bounded(6)) {
    case 0: return document.set(path, value, { .force = true });
    case 1: return document.add(path, value, { .force = true });
    case 2: return document.remove(path);
    case 3: return document.move(path, std::to_string(random.bounded(4)));
    case 4: return document.move(path, toText(places[random.bounded(quint32(places.size()))]));
    default: return document.rename(path, "name" + std::to_string(random.bounded(1000)));
    }
}

// The texts of the suite's valid cases, with its signs for invisible letters read.
std::vector<std::string> suiteCases(const QDir &folder)
{
    std::vector<std::string> texts;
    for (const QString &name : folder.entryList({ u"*.yaml"_s }, QDir::Files)) {
        QFile file(folder.filePath(name));
        const auto cases = file.open(QIODevice::ReadOnly) ? readSpans(file.readAll().toStdString(), "suite")
                                                          : std::unexpected(patchbay::config::Problem());
        const YamlNode *previous = nullptr;
        for (const YamlNode &item : cases ? cases->root.items : std::vector<YamlNode>()) {
            const YamlNode *fails = item.find("fail");
            const YamlNode *yaml = item.find("yaml") ? item.find("yaml") : previous;
            previous = yaml;
            if (!yaml || (fails && fails->asBoolean().value_or(false))) {
                continue;
            }
            QByteArray text = QByteArray::fromStdString(yaml->text);
            for (const auto &[sign, real] : { std::pair("\u2423", " "), std::pair("\u2014\u2014\u2014\u2014\u00bb", "\t"),
                                              std::pair("\u2014\u2014\u2014\u00bb", "\t"), std::pair("\u2014\u2014\u00bb", "\t"),
                                              std::pair("\u2014\u00bb", "\t"), std::pair("\u00bb", "\t"), std::pair("\u2190", "\r"),
                                              std::pair("\u21d4", "\xEF\xBB\xBF"), std::pair("\u21b5", ""), std::pair("\u220e\n", "") }) {
                text.replace(sign, real);
            }
            texts.push_back(text.toStdString());
        }
    }
    return texts;
}

} // namespace

class TestRandomEdits : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void setsToItself()
    {
        int set = 0;
        for (const QByteArray &text : shapes()) {
            auto document = ConfigDocument::fromText(text.toStdString(), "x.yaml");
            QVERIFY2(document.has_value(), document ? "" : (document.error().message + "\n" + text.toStdString()).c_str());
            for (const auto &steps : placesOf(*document)) {
                const auto place = document->find(toText(steps));
                QVERIFY2(place && place->exists(), toText(steps).c_str());
                const YamlNode value = *place->node;
                EditRun run(*document);
                if (place->editable()) {
                    QVERIFY(run.set(steps, value));
                    QCOMPARE(QByteArray::fromStdString(run.text()), text);
                    ++set;
                }
            }
        }
        qInfo("%d values", set);
        QVERIFY(set > 1000);
    }

    void movesAwayAndBack()
    {
        int moved = 0;
        int refused = 0;
        for (const QByteArray &text : shapes()) {
            auto document = ConfigDocument::fromText(text.toStdString(), "x.yaml");
            for (const auto &steps : placesOf(*document)) {
                const auto place = document->find(toText(steps));
                if (!place || !place->editable()) {
                    continue;
                }
                const std::size_t count = place->parent()->children.size();
                const std::vector<PlaceStep> container(steps.begin(), steps.end() - 1);
                for (const std::size_t to : { std::size_t(0), count / 2, count - 1 }) {
                    EditRun run(*document);
                    if (!run.move(container, steps.back().child, to)) {
                        ++refused;
                        continue;
                    }
                    const Result<void> back = run.move(container, to, steps.back().child);
                    QVERIFY2(back, (toText(steps) + " to " + std::to_string(to) + "\n" + run.text()).c_str());
                    QVERIFY2(QByteArray::fromStdString(run.text()) == text,
                             (toText(steps) + " to " + std::to_string(to) + "\n" + text.toStdString() + "\n---\n" + run.text()).c_str());
                    ++moved;
                }
            }
        }
        qInfo("%d moved, %d refused", moved, refused);
        QVERIFY(moved > 2000 && refused * 10 < moved);
    }

    void randomSequences()
    {
        bool given = false;
        const uint asked = qEnvironmentVariableIntValue("PATCHBAY_SEED", &given);
        const quint32 seed = given ? asked : QRandomGenerator::global()->generate();
        const int sequences = qMax(qEnvironmentVariableIntValue("PATCHBAY_SEQUENCES"), 300);
        QRandomGenerator random(seed);
        const std::vector<QByteArray> texts = shapes();
        int done = 0;
        int refused = 0;
        for (int sequence = 0; sequence < sequences; ++sequence) {
            const QByteArray &text = texts[random.bounded(quint32(texts.size()))];
            auto document = ConfigDocument::fromText(text.toStdString(), "x.yaml");
            for (int edit = 0; edit < 8; ++edit) {
                const std::string before = document->text();
                const std::size_t count = document->editsDone();
                const Result<EditReport> report = randomEdit(*document, random);
                const std::string where = "PATCHBAY_SEED=" + std::to_string(seed) + "\n" + before + "\n---\n" + document->text();
                if (!report || !report->changed) {
                    refused += report ? 0 : report.error().code == "edit";
                    QVERIFY2(document->text() == before, where.c_str());
                    continue;
                }
                ++done;
                QCOMPARE(document->editsDone(), count + 1);
                QVERIFY2(onlyPatchesChanged(before, document->text(), document->edits().back().patches), where.c_str());
                QVERIFY2(readSpans(document->text(), "x.yaml").has_value(), where.c_str());
            }
            while (document->canUndo()) {
                document->undo();
            }
            QVERIFY2(QByteArray::fromStdString(document->text()) == text, std::to_string(seed).c_str());
        }
        qInfo("%d edits done, %d refused as not possible in the text, seed %u", done, refused, seed);
        QVERIFY(refused * 5 < done);
    }

    // The valid cases of yaml-test-suite that our reader takes as a configuration: a value set to itself and an item
    // moved away and back leave every byte as it was.
    void foreignShapes()
    {
        const QDir folder(QStringLiteral(PATCHBAY_SHARED_DATA "/yaml-test-suite/src"));
        if (!folder.exists()) {
            QSKIP("The YAML test suite is not there.");
        }
        int read = 0;
        int notRead = 0;
        int moved = 0;
        for (const std::string &text : suiteCases(folder)) {
            auto document = ConfigDocument::fromText(text, "x.yaml");
            if (!document) {
                ++notRead;
                continue;
            }
            ++read;
            QCOMPARE(document->text(), text);
            for (const auto &steps : placesOf(*document)) {
                const auto place = document->find(toText(steps));
                if (!place || !place->editable()) {
                    continue;
                }
                EditRun run(*document);
                QVERIFY2(run.set(steps, *place->node) && run.text() == text, text.c_str());
                const std::vector<PlaceStep> container(steps.begin(), steps.end() - 1);
                const std::size_t last = place->parent()->children.size() - 1;
                EditRun away(*document);
                if (away.move(container, steps.back().child, last)) {
                    QVERIFY2(away.move(container, last, steps.back().child) && away.text() == text, (text + "\n---\n" + away.text()).c_str());
                    ++moved;
                }
            }
        }
        qInfo("%d cases read, %d not; %d moved away and back", read, notRead, moved);
        QVERIFY(read > 150 && moved > 300);
    }

    void quickEnough()
    {
        std::string text = "model_list:\n";
        for (int index = 0; index < 300; ++index) {
            const std::string number = std::to_string(index);
            text += "  # deployment " + number + "\n  - model_name: group-" + std::to_string(index / 3)
                + "\n    litellm_params:\n      model: openai/model-" + number
                + "\n      api_key: os.environ/KEY_" + number + "\n      rpm: 100\n      weight: 1\n";
        }
        text += "router_settings:\n  num_retries: 2\n";
        QElapsedTimer timer;
        timer.start();
        auto document = ConfigDocument::fromText(text, "x.yaml");
        const qint64 opened = timer.nsecsElapsed();
        QVERIFY(document.has_value());
        constexpr int edits = 20;
        EditRun warm(*document);
        timer.restart();
        for (int index = 0; index < edits; ++index) {
            QVERIFY(document->set("model_list[150].litellm_params.rpm", std::to_string(index + 200)));
        }
        const qint64 edited = timer.nsecsElapsed() / edits;
        qInfo("2,102 lines open in %.1f ms, an edit with index and validation takes %.1f ms", double(opened) / 1e6,
              double(edited) / 1e6);
        QVERIFY2(opened < 2'000'000'000 && edited < 1'000'000'000, "far too slow, whatever the machine does besides");
    }
};

QTEST_APPLESS_MAIN(TestRandomEdits)
#include "tst_random_edits.moc"
