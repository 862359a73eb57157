// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a document to a picture and its layout: tables.
#include "models/bay/layout.h"
#include "models/bay/picture.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <format>
#include <functional>
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
        for (const CableRun &run : layOut(picture).cables) {
            QVERIFY(!run.isTrunk()); // each provider stands near
        }
        // Two boxes that a hand took far away: their cables run together.
        const Layout before = layOut(picture);
        QVERIFY(before.repeats.size() > 4);
        const std::set<std::size_t> moved { 0, before.repeats.size() - 1 };
        Pins pins;
        for (const std::size_t repeat : moved) {
            pins[before.repeats[repeat].id] = { before.repeats[repeat].box.x, -900 };
        }
        const Layout layout = layOut(picture, {}, pins);
        std::map<std::size_t, std::set<double>> trunks;
        for (std::size_t place = 0; place < picture.cables.size(); ++place) {
            const CableRun &run = layout.cables[place];
            QCOMPARE(run.isTrunk(), run.repeat && moved.contains(*run.repeat));
            if (run.isTrunk()) {
                trunks[*run.repeat].insert(run.channel);
                QVERIFY(run.channel > run.from.x && run.channel < run.to.x);
            }
        }
        QCOMPARE(trunks.size(), 2U);
        std::set<double> all;
        for (const auto &[box, places] : trunks) {
            QCOMPARE(places.size(), 1U);
            all.insert(*places.begin());
        }
        QCOMPARE(all.size(), 2U);
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

    // Of a tall picture each stretch has its own box of a provider, so that no cable runs farther than a window is high.
    void aTallPictureRepeatsItsProviders()
    {
        const auto fleet = [](const std::function<std::string(int)> &more) {
            std::string text = "model_list:\n";
            for (int number = 0; number < 300; ++number) {
                text += more(number)
                    + std::format("  - model_name: team-{}\n    litellm_params: {{model: {}/gpt-4o, api_base: 'https://{}.example'}}\n", number / 4,
                                  std::array { "openai", "azure", "anthropic", "groq" }[static_cast<std::size_t>(number * 7 % 4)], number);
            }
            return pictureOf(text);
        };
        const Picture picture = fleet([](int) { return std::string(); });
        const Layout layout = layOut(picture);
        QVERIFY(layout.repeats.size() >= 20);
        std::map<std::string, bayBox> boxes; // by what the box is called
        std::vector<bayBox> column;
        for (const Repeat &repeat : layout.repeats) {
            QVERIFY(boxes.emplace(repeat.id, repeat.box).second);
            column.push_back(repeat.box);
        }
        for (std::size_t place = 0; place < picture.nodes.size(); ++place) {
            if (picture.nodes[place].kind == NodeKind::Provider) {
                column.push_back(layout.nodes[place]);
            }
        }
        std::ranges::sort(column, {}, &bayBox::y);
        for (std::size_t place = 1; place < column.size(); ++place) {
            QVERIFY(column[place - 1].bottom() < column[place].y);
        }
        for (std::size_t place = 0; place < picture.cables.size(); ++place) {
            const CableRun &run = layout.cables[place];
            QVERIFY(picture.cables[place].kind != CableKind::Provider || std::abs(run.to.y - run.from.y) < 760);
        }
        // A deployment more moves what is below it, all by as much; what is above it, and far away, keeps its shape.
        const Picture other =
            fleet([](int number) { return number == 152 ? "  - {model_name: team-38, litellm_params: {model: openai/new}}\n" : std::string(); });
        const Layout after = layOut(other);
        int changed = 0;
        for (const Repeat &repeat : after.repeats) {
            const auto before = boxes.find(repeat.id);
            const double moved = before == boxes.end() ? 1e9 : repeat.box.y - before->second.y;
            changed += moved == 0 || std::abs(moved - 56) < 0.5 ? 0 : 1;
        }
        QVERIFY2(changed <= 12, qPrintable(QString::number(changed)));
        // A hand's place holds for the one box.
        const Layout put = layOut(picture, {}, { { layout.repeats[3].id, { 900, 40 } } });
        QCOMPARE(put.repeats[3].box.y, 40.0);
        QCOMPARE(put.repeats[4], layout.repeats[4]);
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
