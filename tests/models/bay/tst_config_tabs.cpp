// SPDX-License-Identifier: GPL-3.0-or-later
//
// Open files: one undo stack for typing and the picture, the last good picture, drafts that survive.
#include "models/bay/bay_edits.h"
#include "models/bay/config_tabs.h"
#include "models/bay/starters.h"
#include "models/bay/text_map.h"
#include "providers/catalog/catalog.h"
#include "providers/config/checked_tree.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <ctime>

#include <sys/stat.h>

using namespace patchbay;
using namespace patchbay::bay;
using namespace Qt::StringLiterals;

namespace {

constexpr char file[] = "# mine\nmodel_list:\n  - model_name: a   # first\n    litellm_params: {model: openai/a}\n"
                        "  - model_name: b\n    litellm_params: {model: openai/b}\n"
                        "router_settings:\n  num_retries: 2 # enough\n";

document::TextPatch typed(std::size_t at, std::string text)
{
    return { at, {}, std::move(text) };
}

QByteArray contentOf(const QString &path)
{
    QFile content(path);
    return content.open(QIODevice::ReadOnly) ? content.readAll() : QByteArray();
}

void write(const QString &path, const QByteArray &bytes)
{
    QFile content(path);
    QVERIFY(content.open(QIODevice::WriteOnly | QIODevice::Truncate));
    content.write(bytes);
}

struct Memory {
    QHash<QString, QByteArray> values {};
    ValueStore store()
    {
        return { [this](const QString &key) { return values.value(key); },
                 [this](const QString &key, const QByteArray &value) -> Result<void> {
                     values.insert(key, value);
                     return {};
                 } };
    }
};

} // namespace

class TestConfigTabs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aFallbackIsTwoLines()
    {
        ConfigTab tab({ {}, u"new"_s, file, file }, nullptr);
        const auto report = tab.edit([](ConfigDocument &document) {
            return addFallback(document, CableKind::Fallback, "a", "b");
        });
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QCOMPARE(QString::fromStdString(tab.text()), QString::fromLatin1(file) + u"  fallbacks:\n    - a: [b]\n"_s);
        QCOMPARE(tab.undoSentence(), u"fallback for a: add b"_s);
        QVERIFY(tab.picture().cable("fallback/a/b"));
        tab.undo();
        QCOMPARE(tab.text(), std::string(file));
        QVERIFY(!tab.isModified());
        tab.redo();
        QVERIFY(tab.picture().cable("fallback/a/b"));
    }

    void fallbacksAreReorderedAndTaken()
    {
        ConfigTab tab({ {}, {}, std::string(file) + "  fallbacks: [{a: [b, c]}]\n", {} }, nullptr);
        const auto order = [&tab] {
            QStringList names;
            for (const BayCable &cable : tab.picture().cables) {
                if (cable.isFallback()) {
                    names.append(QString::fromStdString(tab.picture().nodes[cable.to].name));
                }
            }
            return names.join(u' ');
        };
        const auto change = [&tab](const std::string &id, auto &&edit) {
            const BayCable cable = *tab.picture().cable(id);
            const auto report = tab.edit([&](ConfigDocument &document) { return edit(document, cable); });
            return report ? QString() : QString::fromStdString(report.error().message);
        };
        QCOMPARE(change("fallback/a/c", [](auto &document, auto &cable) { return reorderBy(document, cable, -1); }), QString());
        QCOMPARE(order(), u"c b"_s);
        QCOMPARE(change("fallback/a/b", [](auto &document, auto &cable) { return retarget(document, cable, "d"); }), QString());
        QCOMPARE(order(), u"c d"_s);
        QCOMPARE(change("fallback/a/c", [](auto &document, auto &cable) { return removeCable(document, cable); }), QString());
        QCOMPARE(order(), u"d"_s);
        QCOMPARE(change("fallback/a/d", [](auto &document, auto &cable) { return removeCable(document, cable); }), QString());
        QVERIFY2(tab.text().ends_with("fallbacks: []\n"), tab.text().c_str());
        while (tab.canUndo()) {
            tab.undo();
        }
        QCOMPARE(order(), u"b c"_s);
        QVERIFY(tab.text().ends_with("  fallbacks: [{a: [b, c]}]\n"));
    }

    void nodesAreAddedRenamedRemoved()
    {
        ConfigTab tab({ {}, {}, std::string(file) + "  fallbacks: [{a: [b]}]\n  model_group_alias: {x: b}\n", {} }, nullptr);
        const std::string before = tab.text();
        QVERIFY(tab.edit([](ConfigDocument &document) {
            return addDeployment(document, { "a", "groq/z", "GROQ_API_KEY", {} });
        }));
        QVERIFY2(tab.text().contains("litellm_params: {model: openai/a}\n  - model_name: a\n"), tab.text().c_str());
        const BayNode group = *tab.picture().node("group/b");
        QVERIFY(tab.edit([&](ConfigDocument &document) { return renameNode(document, group, "spare"); }));
        QVERIFY(tab.picture().cable("fallback/a/spare"));
        QVERIFY(tab.text().contains("{x: spare}"));
        const BayNode renamed = *tab.picture().node("group/spare");
        QVERIFY(tab.edit([&](ConfigDocument &document) { return removeNode(document, renamed); }));
        QVERIFY(!tab.picture().node("group/spare"));
        QVERIFY(!tab.picture().node("alias/x"));
        QCOMPARE(tab.sentences().size(), 3);
        for (int step = 0; step < 3; ++step) {
            tab.undo();
        }
        QCOMPARE(tab.text(), before);
    }

    void typingJoinsAndKeepsTheLastPicture()
    {
        ConfigTab tab({ {}, u"new"_s, file, file }, nullptr);
        const std::size_t at = std::string_view(file).find("first");
        tab.type(typed(at, "t"));
        tab.type(typed(at + 1, "h"));
        tab.type(typed(at + 2, "e "));
        QCOMPARE(tab.sentences(), QStringList { u"typing in line 3"_s });
        const std::size_t comma = tab.text().find("openai/a}");
        tab.type(typed(comma + 8, ": ["));
        tab.readNow();
        QVERIFY(tab.unreadable());
        QVERIFY(tab.unreadable()->line >= 4U);
        QCOMPARE(tab.picture().count(NodeKind::Deployment), 2U);
        const auto refused = tab.edit([](ConfigDocument &document) { return document.set("a", "1"); });
        QVERIFY(!refused);
        tab.undo();
        QVERIFY(!tab.unreadable());
        tab.undo();
        QCOMPARE(tab.text(), std::string(file));
    }

    void aFailedStepLeavesNothing()
    {
        ConfigTab tab({ {}, u"new"_s, file, file }, nullptr);
        const auto report = tab.edit([](ConfigDocument &document) {
            (void)document.set("router_settings.num_retries", "7");
            return document.set("model_list.oops", "1");
        });
        QVERIFY(!report);
        QCOMPARE(tab.text(), std::string(file));
        QCOMPARE(tab.document().text(), std::string(file));
        QVERIFY(!tab.canUndo());
    }

    void draftsComeBack()
    {
        const QTemporaryDir directory;
        const QString path = directory.filePath(u"config.yaml"_s);
        write(path, file);
        Memory memory;
        {
            ConfigTabs tabs(memory.store(), nullptr);
            tabs.restore();
            QVERIFY(tabs.open(path));
            tabs.openText(u"new 1"_s, "model_list: [\n");
            tabs.at(0).type(typed(0, "# typed\n"));
            tabs.at(0).setPlaces({ { "group/a", { 1, 2 } } }, u"move a"_s);
            QTRY_VERIFY(memory.values.value(u"routing_tabs"_s).contains("# typed"));
        }
        {
            // A window in which the panel was never looked at.
            ConfigTabs unseen(memory.store(), nullptr);
            unseen.saveNow();
        }
        ConfigTabs again(memory.store(), nullptr);
        again.restore();
        QCOMPARE(again.count(), 2);
        QCOMPARE(again.at(0).text(), "# typed\n" + std::string(file));
        QVERIFY(again.at(0).isModified());
        QCOMPARE(again.at(1).text(), "model_list: [\n");
        QVERIFY(again.at(1).unreadable());
        QCOMPARE(again.recent(), QStringList { path });
        QCOMPARE(again.at(0).places().at("group/a"), (Point { 1, 2 }));
        QCOMPARE(contentOf(path), QByteArray(file));
        QVERIFY(again.save(again.at(0)));
        QCOMPARE(contentOf(path), "# typed\n" + QByteArray(file));
        QVERIFY(!again.at(0).isModified());
    }

    // Of a large draft only what differs is written with each save; the text that it was edited from is kept beside it
    // once, and goes when no draft needs it.
    void largeDraftsComeBack()
    {
        const QTemporaryDir directory;
        const QString path = directory.filePath(u"large.yaml"_s);
        const QByteArray large = QByteArray(file) + QByteArray("# \u00fcber \u20ac\n").repeated(100'000);
        write(path, large);
        Memory memory;
        const auto bases = [&] {
            return std::ranges::count_if(memory.values.asKeyValueRange(), [](const auto &value) {
                return value.first.startsWith(u"routing_base:"_s) && !value.second.isEmpty();
            });
        };
        const std::size_t at = std::string_view(large.constData()).find("\u20ac");
        const std::size_t later = std::string_view(large.constData()).find("\u00fc", at);
        {
            ConfigTabs tabs(memory.store(), nullptr);
            tabs.restore();
            QVERIFY(tabs.open(path));
            QTRY_VERIFY_WITH_TIMEOUT(!tabs.at(0).isReading(), 60'000);
            // Letters whose bytes begin like that which stood there, and end like it.
            tabs.at(0).change({ { at, "\u20ac", "\u20ad" }, { later, "\u00fc", "\u00bc" } }, u"another letter"_s);
            QTRY_VERIFY_WITH_TIMEOUT(bases() == 1 && memory.values.value(u"routing_tabs"_s).contains("another letter"), 60'000);
            QVERIFY(memory.values.value(u"routing_tabs"_s).size() < 2'000);
        } // killed: what was written is what there is
        ConfigTabs again(memory.store(), nullptr);
        again.restore();
        QCOMPARE(again.count(), 1);
        QByteArray wanted = large;
        wanted.replace(static_cast<qsizetype>(at), 3, "\u20ad");
        wanted.replace(static_cast<qsizetype>(later), 2, "\u00bc");
        QVERIFY(QByteArray::fromStdString(again.at(0).text()) == wanted);
        QVERIFY(QByteArray::fromStdString(again.at(0).saved()) == large && again.at(0).isModified());
        again.at(0).undo();
        QVERIFY(QByteArray::fromStdString(again.at(0).text()) == large && !again.at(0).isModified());
        again.saveNow();
        QCOMPARE(bases(), 0);
    }

    // With the draft comes what can be undone and redone, moved nodes too; not over another text.
    void undoSurvivesACrash()
    {
        const QTemporaryDir directory;
        const QString path = directory.filePath(u"config.yaml"_s);
        write(path, file);
        Memory memory;
        {
            ConfigTabs tabs(memory.store(), nullptr);
            tabs.restore();
            QVERIFY(tabs.open(path));
            ConfigTab &tab = tabs.at(0);
            QVERIFY(tab.edit([](ConfigDocument &document) { return addFallback(document, CableKind::Fallback, "a", "b"); }));
            tab.setPlaces({ { "group/a", { 1, 2 } } }, u"move a"_s);
            tab.type(typed(0, "# \u00fcber\n"));
            tab.undo();
            QTRY_VERIFY(memory.values.value(u"routing_tabs"_s).contains("move a"));
        }
        const auto reopened = [&] {
            auto tabs = std::make_unique<ConfigTabs>(memory.store(), nullptr);
            tabs->restore();
            return tabs;
        };
        {
            const auto tabs = reopened();
            ConfigTab &tab = tabs->at(0);
            QCOMPARE(tab.redoSentence(), u"typing in line 1"_s);
            QCOMPARE(tab.undoSentence(), u"move a"_s);
            tab.undo();
            QVERIFY(tab.places().empty());
            QCOMPARE(tab.undoSentence(), u"fallback for a: add b"_s);
            tab.undo();
            QCOMPARE(tab.text(), std::string(file));
            QVERIFY(!tab.isModified() && !tab.canUndo());
            tab.redo();
            tab.redo();
            tab.redo();
            QVERIFY(tab.text().starts_with("# \u00fcber\n") && tab.picture().cable("fallback/a/b"));
            QCOMPARE(tab.places().size(), 1U);
        }
        // Written by somebody else meanwhile: these steps are not that text's.
        {
            const auto tabs = reopened();
            QVERIFY(tabs->save(tabs->at(0)));
            QVERIFY(tabs->at(0).canUndo());
            tabs->saveNow();
        }
        write(path, "# other\n" + QByteArray(file));
        const auto tabs = reopened();
        QVERIFY(!tabs->at(0).canUndo() && !tabs->at(0).isModified());
        // Much typing does not make the draft grow without end.
        for (int line = 0; line < 3'000; ++line) {
            tabs->at(0).type(typed(0, std::string(500, '#') + '\n'));
        }
        tabs->saveNow();
        const auto kept = memory.values.value(u"routing_tabs"_s).size() - static_cast<qsizetype>(tabs->at(0).text().size());
        QVERIFY2(kept < 600'000, qPrintable(QString::number(kept)));
        QVERIFY(reopened()->at(0).canUndo());
    }

    void changesOnDiskAreTakenOrTold()
    {
        const QTemporaryDir directory;
        const QString path = directory.filePath(u"config.yaml"_s);
        write(path, file);
        ConfigTabs tabs({}, nullptr);
        QVERIFY(tabs.open(path));
        write(path, "# theirs\n" + QByteArray(file));
        QTRY_COMPARE(tabs.at(0).text(), "# theirs\n" + std::string(file));
        tabs.at(0).type(typed(0, "# mine\n"));
        const QSignalSpy told(&tabs, &ConfigTabs::changedOnDisk);
        write(path, "# again\n" + QByteArray(file));
        QTRY_COMPARE(told.size(), 1);
        QVERIFY(tabs.at(0).text().starts_with("# mine\n"));
    }

    // Written by somebody else while no window was open: told, and a save does not write over it.
    void changesWhileTheWindowWasClosedAreTold()
    {
        const QTemporaryDir directory;
        const QString path = directory.filePath(u"config.yaml"_s);
        write(path, file);
        const QByteArray theirs = "# theirs\n" + QByteArray(file);
        Memory memory;
        for (int window = 0; window < 2; ++window) {
            ConfigTabs tabs(memory.store(), nullptr);
            QSignalSpy told(&tabs, &ConfigTabs::changedOnDisk);
            tabs.restore();
            if (window == 0) {
                QVERIFY(tabs.open(path));
                tabs.at(0).type(typed(0, "# mine\n"));
            } else {
                // Also of a window that was closed with the question unanswered.
                QCOMPARE(told.size(), 1);
            }
            tabs.saveNow();
            write(path, theirs);
        }
        ConfigTabs tabs(memory.store(), nullptr);
        const QSignalSpy told(&tabs, &ConfigTabs::changedOnDisk);
        tabs.restore();
        QCOMPARE(told.size(), 1);
        ConfigTab &tab = tabs.at(0);
        QCOMPARE(told.first().first().value<ConfigTab *>(), &tab);
        QCOMPARE(tab.text(), "# mine\n" + std::string(file));
        QVERIFY(tab.editedFrom());
        QCOMPARE(*tab.editedFrom(), std::string(file));
        QCOMPARE(QByteArray::fromStdString(tab.saved()), theirs);
        const Result<void> refused = tabs.save(tab);
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.contains("config.yaml was changed on disk"), refused.error().message.c_str());
        QCOMPARE(contentOf(path), theirs);
        // Elsewhere it may be saved, and there too once it is settled.
        tab.settleDisk();
        QVERIFY(tabs.save(tab));
        QCOMPARE(contentOf(path), "# mine\n" + QByteArray(file));
        QVERIFY(!tab.isModified());
    }

    void whatCannotBeKeptIsTold()
    {
        Memory memory;
        ValueStore store = memory.store();
        store.write = [](const QString &, const QByteArray &) -> Result<void> {
            return failure(ErrorClass::InternalServer, "The disk is full.");
        };
        ConfigTabs tabs(store, nullptr);
        tabs.restore();
        const QSignalSpy told(&tabs, &ConfigTabs::failed);
        tabs.openText(u"new 1"_s, file);
        QTRY_COMPARE(told.size(), 1);
        QVERIFY2(told.first().first().toString().contains(u"The disk is full."), qPrintable(told.first().first().toString()));
        QCOMPARE(tabs.at(0).text(), std::string(file));
    }

    void whatIsNoTextIsNotOpened()
    {
        const QTemporaryDir directory;
        write(directory.filePath(u"x"_s), "a: \xFF\n");
        ConfigTabs tabs({}, nullptr);
        QVERIFY(!tabs.open(directory.filePath(u"x"_s)));
        QVERIFY(!tabs.open(directory.filePath(u"none"_s)));
        // Nobody writes into it: whoever waited would wait for ever.
        QCOMPARE(::mkfifo(qPrintable(directory.filePath(u"pipe"_s)), 0600), 0);
        const Result<void> pipe = tabs.open(directory.filePath(u"pipe"_s));
        QVERIFY(!pipe);
        QVERIFY(pipe.error().message.ends_with("is a pipe, not a file."));
        QVERIFY(!tabs.open(directory.path()));
        QCOMPARE(tabs.count(), 0);
    }

    void startersAreGood()
    {
        const auto catalog = Catalog::builtIn();
        QVERIFY(catalog);
        for (const Starter &starter : starters()) {
            const ConfigTab tab({ {}, starter.title, starter.text, {} }, &*catalog);
            QVERIFY2(!tab.unreadable(), qPrintable(starter.title));
            for (const config::Problem &problem : tab.problems()) {
                QVERIFY2(problem.severity == config::Severity::Warning && problem.code != "unknown-model"
                             && problem.code != "unknown-provider",
                         toLine(problem).c_str());
            }
        }
    }

    // Prints what one edit costs at 300 deployments, document, problems, picture and layout together.
    void threeHundredDeployments()
    {
        std::string text = "model_list:\n";
        for (int number = 0; number < 300; ++number) {
            const std::string word = std::to_string(number);
            text += "  - model_name: group-" + std::to_string(number / 4) + "\n    litellm_params:\n      model: openai/gpt-4o\n"
                    "      api_base: https://" + word + ".example/v1\n      api_key: os.environ/KEY_" + word + "\n      weight: 2\n";
        }
        text += "router_settings:\n  fallbacks:\n";
        for (int number = 0; number + 1 < 75; ++number) {
            text += "    - group-" + std::to_string(number) + ": [group-" + std::to_string(number + 1) + "]\n";
        }
        const auto catalog = Catalog::builtIn();
        ConfigTab tab({ {}, {}, text, text }, &*catalog);
        QCOMPARE(tab.picture().count(NodeKind::Deployment), 300U);
        constexpr int rounds = 10;
        // Of this thread: other work on the machine does not count.
        const auto time = [](const char *what, auto &&call) {
            const std::clock_t start = std::clock();
            for (int round = 0; round < rounds; ++round) {
                call(round);
            }
            qInfo("%s: %.2f ms", what, static_cast<double>(std::clock() - start) * 1e3 / CLOCKS_PER_SEC / rounds);
        };
        time("edit, with problems and picture", [&](int round) {
            QVERIFY(tab.edit([round](ConfigDocument &document) {
                return document.set("model_list[150].litellm_params.weight", std::to_string(round + 3));
            }));
        });
        time("reading", [&](int) { (void)document::readSpans(tab.text(), "x"); });
        time("checking", [&](int) { (void)config::checkedTree(tab.document().tree().root, {}, "x"); });
        time("picture", [&](int) { (void)makePicture(tab.document(), &*catalog); });
        time("layout", [&](int) { (void)layOut(tab.picture()); });
    }
};

QTEST_MAIN(TestConfigTabs)
#include "tst_config_tabs.moc"
