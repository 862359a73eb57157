// SPDX-License-Identifier: GPL-3.0-or-later
//
// A simulated run that is played: what nodes and cables show at a moment of virtual time, and the player's clock.
#include "models/bay/run_picture.h"
#include "models/bay/run_player.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::bay;

namespace {

constexpr char gateway[] = R"(model_list:
  - model_name: triage
    litellm_params: {model: openai/gpt-4o, weight: 3}
  - model_name: triage
    litellm_params: {model: azure/gpt-4o, api_base: https://a.example, weight: 1}
  - model_name: backup
    litellm_params: {model: groq/llama}
  - model_name: alone
    litellm_params: {model: openai/embed}
router_settings:
  num_retries: 0
  fallbacks: [{triage: [backup]}]
  context_window_fallbacks: [{backup: [alone]}]
)";

class SetClock final : public Clock {
public:
    WallTime now() const override { return {}; }
    SteadyTime steadyNow() const override { return m_now; }
    void pass(double seconds) { m_now += std::chrono::duration_cast<Microseconds>(std::chrono::duration<double>(seconds)); }

private:
    SteadyTime m_now { std::chrono::hours(5) };
};

} // namespace

class TestVirtualRun : public QObject {
    Q_OBJECT
private:
    struct Played {
        Picture picture;
        WhatIfResult result;
        std::optional<RunPicture> run;

        LiveMark node(const LivePicture &live, std::string_view id) const { return live.nodes.at(picture.indexOf(id).value()); }
        std::size_t cablePlace(std::string_view id) const
        {
            return static_cast<std::size_t>(picture.cable(id) - picture.cables.data());
        }
    };
    static Played play(WhatIf asked)
    {
        Played played;
        const auto document = document::ConfigDocument::fromText(gateway, "config.yaml");
        played.picture = makePicture(*document, nullptr);
        played.result = simulateWhatIf(asked, document->configuration(), document->configuration(), nullptr, {}).value();
        played.run.emplace(played.result.run, played.picture, played.result.asked);
        return played;
    }
    static WhatIf outage()
    {
        // Everybody who could answer triage says no for five minutes.
        return { .faults = { { .selector = "openai", .kind = "429", .from = 200, .to = 500 },
                             { .selector = "azure", .kind = "500", .from = 200, .to = 500 } },
                 .requestsPerSecond = 4, .span = 800 };
    }

private Q_SLOTS:
    void momentsShowWhatHappens()
    {
        const Played played = play(outage());
        const std::string openai = "deployment/triage|openai/gpt-4o|";
        const std::string fallback = "fallback/triage/backup";

        const LivePicture calm = played.run->at(150);
        QCOMPARE(played.node(calm, openai).health, Health::Good);
        QVERIFY2(played.node(calm, openai).trailing.ends_with("/min"), played.node(calm, openai).trailing.c_str());
        const LiveCable member = calm.cables[played.cablePlace("member/" + openai)];
        QVERIFY2(member.share > 0.5 && member.share < 0.95, std::to_string(member.share).c_str());
        QCOMPARE(calm.cables[played.cablePlace(fallback)].health, Health::Idle);
        QCOMPARE(calm.cables[played.cablePlace(fallback)].count, "");
        QVERIFY(played.node(calm, "group/triage").detail.ends_with("/min"));
        QCOMPARE(played.node(calm, "group/backup").health, Health::Good); // it is asked for itself too

        const LivePicture broken = played.run->at(300);
        QCOMPARE(played.node(broken, "provider/openai").health, Health::Down);
        QCOMPARE(played.node(broken, "provider/openai").detail, "429 for 3 min 20 s");
        QCOMPARE(played.node(broken, "provider/groq").health, Health::Good);
        QVERIFY(played.node(broken, openai).health >= Health::Failing);
        QCOMPARE(broken.cables[played.cablePlace(fallback)].health, Health::Good);
        QVERIFY(std::stoi(broken.cables[played.cablePlace(fallback)].count) > 0);
        QVERIFY2(played.node(broken, "group/triage").detail.contains("fall back"), played.node(broken, "group/triage").detail.c_str());
        QVERIFY2(played.node(broken, "group/alone").detail.contains("refused"), played.node(broken, "group/alone").detail.c_str());
        QCOMPARE(played.node(broken, "group/alone").health, Health::Down);
        // Nothing leads there for too long contexts.
        QCOMPARE(broken.cables[played.cablePlace("context window fallback/backup/alone")].count, "");

        const LivePicture after = played.run->at(790);
        QCOMPARE(played.node(after, "provider/openai").health, Health::Good);
        QCOMPARE(after.cables[played.cablePlace(fallback)].health, Health::Idle);
        QVERIFY(!after.cables[played.cablePlace(fallback)].count.empty()); // so many went that way
    }

    // A slow provider answers, so it is not shown as one that does not.
    void whoIsSlowIsNotDown()
    {
        const Played played = play({ .faults = { { .selector = "openai", .kind = "slow", .from = 200, .to = 500 },
                                                 { .selector = "groq", .kind = "503", .from = 200, .to = 500 } },
                                     .requestsPerSecond = 4, .span = 800 });
        const LivePicture slow = played.run->at(300);
        QCOMPARE(played.node(slow, "deployment/triage|openai/gpt-4o|").health, Health::Good);
        QCOMPARE(played.node(slow, "provider/openai").health, Health::Failing);
        QCOMPARE(played.node(slow, "provider/openai").detail, "slow for 3 min 20 s");
        QCOMPARE(played.node(slow, "provider/groq").health, Health::Down);
        QCOMPARE(played.node(played.run->at(600), "provider/openai").health, Health::Good);
    }

    void cooldownsCountDown()
    {
        const Played played = play(outage());
        const std::string openai = "deployment/triage|openai/gpt-4o|";
        // Somewhere in the outage it rests, and the rest gets shorter.
        double left = 0;
        double began = 0;
        for (double at = 200; at < 260 && left == 0; at += 0.05) {
            left = played.node(played.run->at(at), openai).left;
            began = at;
        }
        QVERIFY(left > 0.9);
        const LiveMark early = played.node(played.run->at(began), openai);
        QCOMPARE(early.state, "cooling");
        QVERIFY2(early.sentence.contains("(429)"), early.sentence.c_str());
        QVERIFY(played.node(played.run->at(began + 1), openai).left < left);
    }

    void theOrderOfMomentsDoesNotMatter()
    {
        const Played played = play(outage());
        const LivePicture first = played.run->at(310);
        const RunPulses pulses = played.run->pulses(310, 20);
        (void)played.run->at(50);
        (void)played.run->at(700);
        QVERIFY(played.run->at(310) == first);
        QVERIFY(played.run->pulses(310, 20) == pulses);
    }

    void countsAreTheResults()
    {
        const Played played = play(outage());
        const RunCounts all = played.run->counts(1e9);
        QCOMPARE(all.requests, played.result.edited.figures.requests);
        const double refused = 1 - static_cast<double>(all.refused) / static_cast<double>(all.requests);
        QVERIFY(qFuzzyCompare(refused, played.result.edited.figures.success));
        QVERIFY(all.moved >= played.result.movedByFallback && played.result.movedByFallback > 0);
        QCOMPARE(played.run->counts(199).faultLeft, 0.0);
        QCOMPARE(played.run->counts(200).faultLeft, 300.0);
        QCOMPARE(played.run->counts(500).faultLeft, 0.0);
        std::size_t before = 0;
        for (double at = 0; at < 800; at += 20) {
            const RunCounts counts = played.run->counts(at);
            QVERIFY(counts.requests >= before && counts.refused <= counts.requests);
            before = counts.requests;
        }
    }

    void pulsesTravel()
    {
        const Played played = play(outage());
        const std::string openai = "deployment/triage|openai/gpt-4o|";
        const std::size_t member = played.cablePlace("member/" + openai);
        const std::size_t provider = played.cablePlace("provider/" + openai);
        const double first = played.result.run->deployment(played.picture.node(openai)->deployment)->attempts.front().at;
        const RunPulses early = played.run->pulses(first + 1, 8);
        QVERIFY(!early[member].empty());
        QVERIFY(std::abs(early[member].front().along - 0.25F) < 0.01F);
        QVERIFY(early[provider].empty());
        const RunPulses later = played.run->pulses(first + 5, 8);
        QVERIFY(std::abs(later[provider].front().along - 0.25F) < 0.01F);
        for (const RunPulses &pulses : { early, later, played.run->pulses(300, 400) }) {
            for (const auto &cable : pulses) {
                QVERIFY(cable.size() <= 10 * 2);
                for (const RunPulse &pulse : cable) {
                    QVERIFY(pulse.along >= 0 && pulse.along <= 1);
                }
            }
        }
        // Those that the outage turns away are known by it.
        const RunPulses broken = played.run->pulses(203, 6);
        QVERIFY(std::ranges::any_of(broken[member], &RunPulse::failed) || std::ranges::any_of(broken[provider], &RunPulse::failed));
    }

    void anotherPictureLeavesOut()
    {
        const Played played = play(outage());
        const auto other = document::ConfigDocument::fromText("model_list: [{model_name: new, litellm_params: {model: openai/x}}]\n", "x");
        const Picture picture = makePicture(*other, nullptr);
        const RunPicture run(played.result.run, picture, played.result.asked);
        const LivePicture live = run.at(300);
        QCOMPARE(live.nodes.size(), picture.nodes.size());
        QCOMPARE(live.nodes[*picture.indexOf("group/new")].detail, "idle");
        QCOMPARE(run.pulses(300, 10).size(), picture.cables.size());
    }

    void thePlayerGoesWithTheClock()
    {
        SetClock clock;
        RunPlayer player(clock);
        player.load(600);
        QCOMPARE(player.position(), 0.0);
        clock.pass(3);
        QCOMPARE(player.position(), 0.0); // not yet
        player.play();
        clock.pass(2);
        QCOMPARE(player.position(), 120.0);
        player.setSpeed(10);
        QCOMPARE(player.position(), 120.0);
        clock.pass(1);
        QCOMPARE(player.position(), 130.0);
        player.pause();
        clock.pass(9);
        QCOMPARE(player.position(), 130.0);
        player.seek(500);
        QCOMPARE(player.position(), 500.0);
        player.play();
        clock.pass(20);
        QCOMPARE(player.position(), 600.0);
        QVERIFY(!player.isPlaying());
        player.play(); // anew
        QCOMPARE(player.position(), 0.0);
        clock.pass(1);
        QCOMPARE(player.position(), 10.0);
        player.seek(-5);
        QCOMPARE(player.position(), 0.0);
        QVERIFY(player.isPlaying());
        player.load(50);
        QVERIFY(!player.isPlaying());
    }
};

QTEST_GUILESS_MAIN(TestVirtualRun)
#include "tst_virtual_run.moc"
