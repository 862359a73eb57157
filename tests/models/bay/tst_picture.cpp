// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a document to a picture and its layout: tables.
#include "models/bay/layout.h"
#include "models/bay/picture.h"

#include <QTest>

#include <format>
#include <map>
#include <set>

using namespace patchbay;
using namespace patchbay::bay;

namespace {

constexpr char file[] = R"(# owner: helpdesk
model_list:
  - model_name: triage
    litellm_params:
      model: openai/gpt-4o
      weight: 3
  - model_name: triage
    litellm_params:
      model: azure/gpt-4o
      api_base: https://swe.example/
      weight: 1
  - model_name: backup
    litellm_params:
      model: groq/llama-3.3-70b
  - model_name: local
    litellm_params:
      model: ollama/qwen2.5:14b
router_settings:
  model_group_alias: {gpt-4: triage, old: {model: backup, hidden: true}}
  fallbacks:
    - triage: [backup, local]
    - backup: [nowhere]
  context_window_fallbacks:
    - backup: [local]
  default_fallbacks: [local]
)";

Picture pictureOf(const std::string &text)
{
    auto document = document::ConfigDocument::fromText(text, "config.yaml");
    return document ? makePicture(*document, nullptr) : Picture {};
}

QString words(const Picture &picture, const BayCable &cable)
{
    return QString::fromStdString(std::format("{} {} > {} {} {:.2f} {}", kindText(cable.kind), picture.nodes[cable.from].id,
                                              picture.nodes[cable.to].id, cable.order, cable.share, cable.path));
}

} // namespace

class TestPicture : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nodesAreWhatTheFileNames()
    {
        const Picture picture = pictureOf(file);
        QCOMPARE(picture.count(NodeKind::Group), 4U); // three, and "every group"
        QCOMPARE(picture.count(NodeKind::Deployment), 4U);
        QCOMPARE(picture.count(NodeKind::Provider), 4U);
        QCOMPARE(picture.count(NodeKind::Alias), 2U);
        const BayNode *azure = picture.node("deployment/triage|azure/gpt-4o|https://swe.example/");
        QVERIFY(azure);
        QCOMPARE(azure->path, "model_list[1]");
        QCOMPARE(azure->lines.first, 7U);
        QCOMPARE(azure->lines.last, 11U);
        QCOMPARE(azure->trailing, "25 %");
        QVERIFY(picture.node("group/nowhere")->missing);
        QCOMPARE(picture.node("alias/old")->detail, "hidden");
        for (std::size_t place = 0; place < picture.nodes.size(); ++place) {
            QCOMPARE(picture.indexOf(picture.nodes[place].id), std::optional(place));
        }
    }

    // Three hundred deployments of two providers: a window at the top shows the providers, and what is far away comes
    // along one trunk for each.
    void tallPicturesHaveTrunks()
    {
        std::string text = "model_list:\n";
        for (int number = 0; number < 300; ++number) {
            text += std::format("  - {{model_name: g{}, litellm_params: {{model: {}/m, api_base: 'http://{}/v1'}}}}\n", number / 4,
                                number % 3 ? "openai" : "groq", number);
        }
        const Picture picture = pictureOf(text);
        const Layout layout = layOut(picture);
        std::map<std::size_t, std::set<double>> trunks;
        int straight = 0;
        for (std::size_t place = 0; place < picture.cables.size(); ++place) {
            const BayCable &cable = picture.cables[place];
            const CableRun &run = layout.cables[place];
            if (cable.kind != CableKind::Provider) {
                QVERIFY(!run.isTrunk());
            } else if (run.isTrunk()) {
                trunks[cable.to].insert(run.channel);
                QVERIFY(run.channel > run.from.x && run.channel < run.to.x);
            } else {
                ++straight;
            }
        }
        QCOMPARE(trunks.size(), 2U);
        std::set<double> all;
        for (const auto &[provider, places] : trunks) {
            QCOMPARE(places.size(), 1U);
            all.insert(*places.begin());
            QVERIFY2(layout.nodes[provider].y < 400, qPrintable(QString::number(layout.nodes[provider].y)));
        }
        QCOMPARE(all.size(), 2U);
        QVERIFY(straight > 2 && straight < 30);
        // A small picture is as it was: straight cables, providers in the middle.
        const Picture small = pictureOf(file);
        for (const CableRun &run : layOut(small).cables) {
            QVERIFY(!run.isTrunk());
        }
    }

    void cablesAreInOrderAndWeighed()
    {
        const Picture picture = pictureOf(file);
        QStringList all;
        for (const BayCable &cable : picture.cables) {
            if (cable.kind != CableKind::Provider) {
                all.append(words(picture, cable));
            }
        }
        const QStringList wanted {
            QStringLiteral("deployment group/triage > deployment/triage|openai/gpt-4o| 0 0.75 model_list[0]"),
            QStringLiteral("deployment group/triage > deployment/triage|azure/gpt-4o|https://swe.example/ 0 0.25 model_list[1]"),
            QStringLiteral("deployment group/backup > deployment/backup|groq/llama-3.3-70b| 0 1.00 model_list[2]"),
            QStringLiteral("deployment group/local > deployment/local|ollama/qwen2.5:14b| 0 1.00 model_list[3]"),
            QStringLiteral("fallback group/triage > group/backup 1 1.00 router_settings.fallbacks[0].triage[0]"),
            QStringLiteral("fallback group/triage > group/local 2 1.00 router_settings.fallbacks[0].triage[1]"),
            QStringLiteral("fallback group/backup > group/nowhere 1 1.00 router_settings.fallbacks[1].backup[0]"),
            QStringLiteral("fallback group/* > group/local 1 1.00 router_settings.default_fallbacks[0]"),
            QStringLiteral("context window fallback group/backup > group/local 1 1.00 router_settings.context_window_fallbacks[0].backup[0]"),
            QStringLiteral("alias alias/gpt-4 > group/triage 0 1.00 router_settings.model_group_alias.gpt-4"),
            QStringLiteral("alias alias/old > group/backup 0 1.00 router_settings.model_group_alias.old"),
        };
        QCOMPARE(all, wanted);
    }

    void problemsStandAtTheirThings()
    {
        const Picture picture = pictureOf(file);
        const BayCable *cable = picture.cable("fallback/backup/nowhere");
        QVERIFY(cable);
        QVERIFY(cable->trouble != Trouble::None);
        QVERIFY(!cable->problem.empty());
        QCOMPARE(picture.cable("fallback/triage/backup")->trouble, Trouble::None);
        QCOMPARE(picture.idAtLine(9), "deployment/triage|azure/gpt-4o|https://swe.example/");
        QCOMPARE(picture.idAtLine(1), "");
    }

    void layoutHasNoOverlapAndIsStable()
    {
        const Picture picture = pictureOf(file);
        const Layout layout = layOut(picture);
        QCOMPARE(layout, layOut(picture));
        for (std::size_t left = 0; left < layout.nodes.size(); ++left) {
            for (std::size_t right = left + 1; right < layout.nodes.size(); ++right) {
                const bayBox a = layout.nodes[left];
                const bayBox b = layout.nodes[right];
                const bool apart = a.right() <= b.x || b.right() <= a.x || a.bottom() <= b.y || b.bottom() <= a.y;
                QVERIFY2(apart, (picture.nodes[left].id + " over " + picture.nodes[right].id).c_str());
            }
        }
        // A changed weight moves nothing.
        std::string other = file;
        other.replace(other.find("weight: 3"), 9, "weight: 9");
        QCOMPARE(layOut(pictureOf(other)).nodes, layout.nodes);
    }

    // A wide window has its columns farther apart, a hand's places with them; nothing else moves.
    void columnsFillTheRoom()
    {
        const Picture picture = pictureOf(file);
        const Layout close = layOut(picture);
        QCOMPARE(close.spread, 0.0);
        Sizes sizes;
        sizes.room = close.bounds.width + 90;
        const Layout wide = layOut(picture, sizes);
        QCOMPARE(wide.spread, 30.0);
        QCOMPARE(wide.bounds.width, close.bounds.width + 90);
        const std::size_t group = *picture.indexOf("group/local");
        QCOMPARE(wide.nodes[group].x, close.nodes[group].x + 30);
        QCOMPARE(wide.nodes[group].y, close.nodes[group].y);
        sizes.room = 9'000;
        QVERIFY(layOut(picture, sizes).spread < 120); // not without end
        sizes.room = 100;
        QCOMPARE(layOut(picture, sizes).spread, 0.0);
        // Put 12 beside its column in the wide window: it is 12 beside its column in the narrow one.
        const Point put { wide.nodes[group].x + 12, 77 };
        const Pins pins { { "group/local", pinFor(wide, NodeKind::Group, put) } };
        QCOMPARE(layOut(picture, {}, pins).nodes[group].x, close.nodes[group].x + 12);
        QCOMPARE(layOut(picture, {}, pins).nodes[group].y, 77.0);
    }

    void whatWasMovedStays()
    {
        const Picture picture = pictureOf(file);
        const Layout layout = layOut(picture, {}, { { "group/local", { 500, 600 } } });
        QCOMPARE(layout.nodes[*picture.indexOf("group/local")].x, 500.0);
        QCOMPARE(layout.bounds.bottom() >= 646, true);
    }

    void nextGroupIsReachedStraight()
    {
        const Picture picture = pictureOf(file);
        const Layout layout = layOut(picture);
        for (std::size_t place = 0; place < picture.cables.size(); ++place) {
            if (picture.cables[place].id == "fallback/triage/backup") {
                QCOMPARE(layout.cables[place].channel, 0.0);
                QCOMPARE(layout.cables[place].from.x, layout.cables[place].to.x);
            }
            if (picture.cables[place].id == "fallback/triage/local") {
                QVERIFY(layout.cables[place].channel > 0);
            }
        }
    }

private:
    using bayBox = patchbay::bay::Box;
};

QTEST_MAIN(TestPicture)
#include "tst_picture.moc"
