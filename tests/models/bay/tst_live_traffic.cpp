// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a gateway's routing tells, added up: minutes, shares, cooldowns; and the words that a picture makes of it.
#include "models/bay/live_picture.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::bay;
using namespace std::chrono_literals;

namespace {

constexpr char text[] = "model_list:\n"
                        "  - {model_name: fast, litellm_params: {model: openai/gpt-4o}, model_info: {id: one}}\n"
                        "  - {model_name: fast, litellm_params: {model: groq/llama}, model_info: {id: two}}\n"
                        "  - {model_name: slow, litellm_params: {model: groq/llama}, model_info: {id: three}}\n";

// The gateway's minutes and these are of one clock.
constexpr SteadyTime noon { 1'000'000min };

LiveRows counted(std::int64_t one, std::int64_t two, std::int64_t failures = 0)
{
    LiveRows rows;
    rows["one"].requests = one;
    rows["two"].requests = two;
    rows["two"].failures = failures;
    return rows;
}

const LiveMark &markOf(const LivePicture &live, const Picture &picture, std::string_view id)
{
    return live.nodes[*picture.indexOf(id)];
}

} // namespace

class TestLiveTraffic : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void answersAreRead()
    {
        const auto rows = readLiveRows(R"({"cooldowns": [{"deployment": "one", "remaining": 3.5, "reason": 429}],
            "retry_after": [{"deployment": "one", "remaining": 9, "reason": "RateLimitError"}, {"deployment": "two", "remaining": 1}],
            "breakers": [{"deployment": "two", "state": "open", "remaining": 30, "failures": 5}, {"deployment": "three", "state": "closed", "failures": 2}],
            "minutes": [{"deployment": "one", "requests": 7, "failures": 2}], "in_flight": [{"deployment": "one", "count": 3}],
            "unhealthy": [{"deployment": "three"}], "groups": [1, 2], "new": {}})");
        QVERIFY(rows);
        QCOMPARE(rows->at("one").cooling, 9.0); // the longest
        QCOMPARE(rows->at("one").reason, "RateLimitError");
        QCOMPARE(rows->at("one").requests, 7);
        QCOMPARE(rows->at("one").failures, 2);
        QCOMPARE(rows->at("one").inFlight, 3);
        QCOMPARE(rows->at("two").cooling, 30.0);
        QCOMPARE(rows->at("two").reason, "breaker open");
        QVERIFY(rows->at("three").unhealthy && rows->at("three").cooling == 0);
    }

    // The time to the first token of the last five minutes stands on the node.
    void latencyIsTold()
    {
        const auto rows = readLiveRows(R"({"minutes": [{"deployment": "one", "requests": 7}], "latencies": [{"deployment": "one",
            "first_token": [[0.4, 3], [0.42, 10], [1.9, 20], [77, 900]], "seconds_per_token": [[0.01, 1]], "peak": 2},
            {"deployment": "two", "first_token": [0.3]}, {"deployment": "three", "first_token": "no"}]})");
        QVERIFY(rows);
        LiveTraffic traffic;
        traffic.take(*rows, noon);
        QCOMPARE(traffic.of("one").firstToken, 0.42); // what is older than that does not count
        QCOMPARE(traffic.of("one").slowToken, 1.9);
        QCOMPARE(traffic.of("two").firstToken, 0.3);
        QCOMPARE(traffic.of("three").firstToken, 0.0);
        Picture picture;
        picture.nodes = { { .id = "group/a", .kind = NodeKind::Group, .name = "a" }, { .id = "deployment/1", .kind = NodeKind::Deployment } };
        picture.cables = { { .id = "member/1", .kind = CableKind::Member, .from = 0, .to = 1 } };
        const LiveMark mark = liveOf(picture, { { "deployment/1", "one" } }, traffic).nodes[1];
        QCOMPARE(mark.state, "420 ms");
        QVERIFY2(mark.sentence.contains("First token after 420 ms in the median, 95 % within 1.90 s."), mark.sentence.c_str());
    }

    // Whatever comes over the socket: an answer or an error, never worse.
    void answersCutAnywhere()
    {
        const std::string whole = R"({"cooldowns": [{"deployment": "one", "remaining": 3.5, "reason": 429}], "unhealthy": [{"deployment": 3}, 4]})";
        for (std::size_t length = 0; length < whole.size(); ++length) {
            QVERIFY(!readLiveRows(std::string_view(whole).substr(0, length)));
        }
        QVERIFY(readLiveRows(whole));
        QVERIFY(!readLiveRows("[]"));
    }

    void minutesAreAddedUp()
    {
        LiveTraffic traffic;
        traffic.take(counted(3, 1), noon + 10s);
        QCOMPARE(traffic.of("one").requests, 3);
        QCOMPARE(traffic.of("one").perMinute, 3 * 60 / 15.0); // a rate over ten seconds says little
        traffic.take(counted(30, 10), noon + 50s);
        QCOMPARE(traffic.of("one").requests, 30); // the same minute, counted on
        QCOMPARE(traffic.watched(), 50.0);
        traffic.take(counted(6, 2), noon + 70s);
        QCOMPARE(traffic.of("one").requests, 36);
        QCOMPARE(traffic.watched(), 60.0);
        QCOMPARE(traffic.of("one").perMinute, 36.0);
        // Quiet since: five minutes later all is forgotten.
        traffic.take({}, noon + 4min + 30s);
        QCOMPARE(traffic.of("one").requests, 36);
        traffic.take({}, noon + 5min + 1s);
        QCOMPARE(traffic.of("one").requests, 6);
        traffic.take({}, noon + 9min);
        QCOMPARE(traffic.of("one").requests, 0);
        QCOMPARE(traffic.of("nobody").requests, 0);
    }

    void aCooldownsWholeIsItsLongest()
    {
        LiveTraffic traffic;
        const auto cooling = [](double seconds) {
            LiveRows rows;
            rows["one"].cooling = seconds;
            return rows;
        };
        traffic.take(cooling(30), noon);
        traffic.take(cooling(20), noon + 10s);
        QCOMPARE(traffic.of("one").cooledFor, 30.0);
        traffic.take(cooling(80), noon + 11s); // extended
        QCOMPARE(traffic.of("one").cooledFor, 80.0);
        traffic.take({}, noon + 12s);
        QCOMPARE(traffic.of("one").cooledFor, 0.0);
        traffic.take(cooling(5), noon + 13s);
        QCOMPARE(traffic.of("one").cooledFor, 5.0);
    }

    void aPictureHasWordsForIt()
    {
        const auto document = document::ConfigDocument::fromText(text, "config.yaml");
        const Picture picture = makePicture(*document, nullptr);
        const ServedNames names = servedNames(picture);
        QCOMPARE(names.at("deployment/one"), "one");
        LiveTraffic traffic;
        traffic.take(counted(30, 10, 4), noon + 30s);
        LivePicture live = liveOf(picture, names, traffic);
        QCOMPARE(markOf(live, picture, "deployment/one").trailing, "75 % · 60/min");
        QCOMPARE(markOf(live, picture, "deployment/two").trailing, "40 % errors");
        QCOMPARE(markOf(live, picture, "deployment/two").health, Health::Failing);
        QCOMPARE(markOf(live, picture, "deployment/three").trailing, "idle");
        QCOMPARE(markOf(live, picture, "group/fast").detail, "80 req/min");
        QCOMPARE(markOf(live, picture, "provider/groq").health, Health::Failing);
        QCOMPARE(markOf(live, picture, "provider/openai").health, Health::Good);
        for (std::size_t place = 0; place < picture.cables.size(); ++place) {
            if (picture.cables[place].id.ends_with("deployment/one")) { // to it, and on to its provider
                QCOMPARE(live.cables[place].share, 0.75);
            }
        }
        LiveRows rows = counted(1, 0);
        rows["one"].cooling = 61;
        rows["one"].reason = "429";
        rows["three"].unhealthy = true;
        traffic.take(rows, noon + 31s);
        live = liveOf(picture, names, traffic);
        QCOMPARE(markOf(live, picture, "deployment/one").state, "cooling");
        QCOMPARE(markOf(live, picture, "deployment/one").trailing, "1 min 1 s");
        QVERIFY(markOf(live, picture, "deployment/one").sentence.starts_with("Cooling, 1 min 1 s left (429). 100 % of the group's"));
        QCOMPARE(markOf(live, picture, "group/fast").detail, "1 of 2 cooling");
        QCOMPARE(markOf(live, picture, "group/slow").health, Health::Down);
        QCOMPARE(markOf(live, picture, "deployment/three").state, "unhealthy");
        // What the gateway does not serve has nothing to tell.
        live = liveOf(picture, {}, traffic);
        QCOMPARE(markOf(live, picture, "deployment/one"), LiveMark {});
        QCOMPARE(markOf(live, picture, "group/fast"), LiveMark {});
    }
};

QTEST_GUILESS_MAIN(TestLiveTraffic)
#include "tst_live_traffic.moc"
