// SPDX-License-Identifier: GPL-3.0-or-later
//
// Properties over many shapes of YAML: set to itself and move away and back change no byte; random sequences of
// edits leave a text that reads as meant, lines that were not meant stay, undo gives the original back.
#include "config_shapes.h"
#include "models/config/config_document.h"
#include "models/config/edit_run.h"
#include "models/config/text_lines.h"

#include <QDir>
#include <QFile>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <set>

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

std::vector<std::string> linesOf(std::string_view text)
{
    const TextLines lines(text);
    std::vector<std::string> all;
    for (std::size_t at = lines.textBegin(); at < text.size(); at = lines.next(at)) {
        all.emplace_back(text.substr(at, lines.end(at) - at));
    }
    return all;
}

// The lines that an edit of a place has to do with, found in the tree and not in what the editor did: its own with its
// comments, those that introduce what holds it, and the whole of a list or map in brackets.
class Concerned {
public:
    explicit Concerned(const std::string &text)
        : m_text(text)
        , m_lines(text)
        , m_tree(readSpans(text, "x.yaml")->spans)
    {
    }

    void item(const std::vector<PlaceStep> &steps)
    {
        const SpanNode *node = &m_tree;
        const SpanChild *holder = nullptr;
        for (const PlaceStep &step : steps) {
            note(*node, holder);
            holder = &node->children.at(step.child);
            node = &holder->value;
        }
        mark(holder->begin, holder->end);
        const std::size_t column = m_lines.column(holder->begin);
        for (std::size_t above = m_lines.begin(holder->begin); above > m_lines.textBegin();) {
            above = m_lines.previous(above);
            if (!m_lines.isComment(above)) {
                break;
            }
            mark(above, above);
        }
        for (std::size_t below = m_lines.next(holder->end > 0 ? holder->end - 1 : 0); below < m_text.size(); below = m_lines.next(below)) {
            if (!m_lines.isBlank(below) && !(m_lines.isComment(below) && m_lines.content(below) - below > column)) {
                break;
            }
            mark(below, below);
        }
        container(*node, holder);
    }
    // Something goes in there, or out.
    void container(const std::vector<PlaceStep> &steps)
    {
        const SpanNode *node = &m_tree;
        const SpanChild *holder = nullptr;
        for (const PlaceStep &step : steps) {
            note(*node, holder);
            holder = &node->children.at(step.child);
            node = &holder->value;
        }
        container(*node, holder);
    }
    // A name that stands in many places.
    void name(const std::string &word)
    {
        for (std::size_t at = 0; !word.empty() && (at = m_text.find(word, at)) != std::string::npos; ++at) {
            mark(at, at);
        }
    }

    // Items change places, and the comments that belong to none of them stay where they are.
    void moves() { m_moves = true; }
    bool keepsOrder() const { return !m_moves; }

    // It was written elsewhere, at an anchor: nothing can be said.
    bool isElsewhere() const { return m_elsewhere; }
    std::vector<std::string> others() const
    {
        std::vector<std::string> all;
        for (std::size_t at = m_lines.textBegin(); at < m_text.size(); at = m_lines.next(at)) {
            // What is blank stays between the items when they change places, and goes with the last line.
            if (!m_marked.contains(at) && !m_lines.isBlank(at)) {
                all.push_back(m_text.substr(at, m_lines.end(at) - at));
            }
        }
        return all;
    }

private:
    void container(const SpanNode &node, const SpanChild *holder)
    {
        note(node, holder);
        if (!node.isCollection() || node.style != Style::Block) {
            mark(holder ? holder->begin : node.begin, std::max(node.end, holder ? holder->end : node.end));
            return;
        }
        for (std::size_t child = 0; child < std::min<std::size_t>(node.children.size(), 2); ++child) {
            mark(child == 0 && holder ? holder->begin : node.children[child].begin, node.children[child].begin);
        }
    }
    void note(const SpanNode &node, const SpanChild *holder)
    {
        m_elsewhere = m_elsewhere || node.kind == SpanNode::Kind::Alias;
        if (node.isCollection() && node.style != Style::Block) {
            mark(node.begin, node.end);
        } else if (node.isCollection() && !node.children.empty()) {
            mark(holder ? holder->begin : node.children.front().begin, node.children.front().begin);
            mark(node.children[std::min<std::size_t>(1, node.children.size() - 1)].begin,
                 node.children[std::min<std::size_t>(1, node.children.size() - 1)].begin);
        }
    }
    void mark(std::size_t begin, std::size_t end)
    {
        std::size_t at = m_lines.begin(std::min(begin, m_text.size()));
        do {
            m_marked.insert(at);
            at = m_lines.next(at);
        } while (at < std::min(end, m_text.size()));
    }

    const std::string &m_text;
    TextLines m_lines;
    SpanNode m_tree;
    std::set<std::size_t> m_marked;
    bool m_elsewhere = false;
    bool m_moves = false;
};

// All of them are there, byte for byte, and in their order unless items moved.
bool areThere(std::vector<std::string> wanted, std::vector<std::string> lines, bool inOrder)
{
    if (!inOrder) {
        std::ranges::sort(wanted);
        std::ranges::sort(lines);
    }
    std::size_t next = 0;
    for (const std::string &line : lines) {
        next += next < wanted.size() && wanted[next] == line ? 1 : 0;
    }
    return next == wanted.size();
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

struct Tried {
    Result<EditReport> report;
    std::optional<Concerned> concerned {}; // nothing: the text was empty
};

// `before` is the document's text, for as long as what is returned.
Tried randomEdit(ConfigDocument &document, const std::string &before, QRandomGenerator &random)
{
    const auto places = placesOf(document);
    if (places.empty()) {
        return { document.set("fresh", "1", { .force = true }) };
    }
    const auto &steps = places[random.bounded(quint32(places.size()))];
    const std::vector<PlaceStep> holder(steps.begin(), steps.end() - 1);
    const std::string path = toText(steps);
    const char *value = values[random.bounded(quint32(std::size(values)))];
    Concerned concerned(before);
    concerned.item(steps);
    concerned.container(holder);
    const auto kind = random.bounded(6);
    if (kind == 3 || kind == 4) {
        concerned.moves();
    }
    switch (kind) {
    case 0: return { document.set(path, value, { .force = true }), std::move(concerned) };
    case 1: return { document.add(path, value, { .force = true }), std::move(concerned) };
    case 2: return { document.remove(path), std::move(concerned) };
    case 3: return { document.move(path, std::to_string(random.bounded(4))), std::move(concerned) };
    case 4: {
        const auto &target = places[random.bounded(quint32(places.size()))];
        concerned.container(target);
        concerned.container({ target.begin(), target.end() - 1 });
        return { document.move(path, toText(target)), std::move(concerned) };
    }
    default: {
        concerned.name(steps.back().key);
        const auto place = document.find(path);
        for (const YamlNode *node : { place ? place->node : nullptr, place && place->node ? place->node->find("model_name") : nullptr,
                                      place && place->node ? place->node->find("credential_name") : nullptr }) {
            concerned.name(node && node->isScalar() ? node->text : std::string());
        }
        return { document.rename(path, "name" + std::to_string(random.bounded(1000))), std::move(concerned) };
    }
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
        int compared = 0;
        for (int sequence = 0; sequence < sequences; ++sequence) {
            const QByteArray &text = texts[random.bounded(quint32(texts.size()))];
            auto document = ConfigDocument::fromText(text.toStdString(), "x.yaml");
            for (int edit = 0; edit < 8; ++edit) {
                const std::string before = document->text();
                const std::size_t count = document->editsDone();
                const Tried tried = randomEdit(*document, before, random);
                const Result<EditReport> &report = tried.report;
                const std::string where = "PATCHBAY_SEED=" + std::to_string(seed) + "\n" + before + "\n---\n" + document->text();
                if (!report || !report->changed) {
                    refused += report ? 0 : report.error().code == "edit";
                    QVERIFY2(document->text() == before, where.c_str());
                    continue;
                }
                ++done;
                QCOMPARE(document->editsDone(), count + 1);
                if (tried.concerned && !tried.concerned->isElsewhere()) {
                    ++compared;
                    QVERIFY2(areThere(tried.concerned->others(), linesOf(document->text()), tried.concerned->keepsOrder()), (where + "\n" + report->sentence).c_str());
                }
                QVERIFY2(readSpans(document->text(), "x.yaml").has_value(), where.c_str());
            }
            while (document->canUndo()) {
                document->undo();
            }
            QVERIFY2(QByteArray::fromStdString(document->text()) == text, std::to_string(seed).c_str());
        }
        qInfo("%d edits done, %d refused as not possible in the text, seed %u", done, refused, seed);
        QVERIFY(refused * 5 < done);
        QVERIFY(compared * 4 > done * 3);
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
