// SPDX-License-Identifier: GPL-3.0-or-later
//
// A client that does not read must slow its provider down, not fill the gateway; and many at once must find
// their budgets, reloads and neighbours as one would.
#include "tests/providers/gateway/gateway_world.h"
#include "tests/support/raw_listener.h"

#include <QTest>

#include <sys/resource.h>

#include <future>
#include <thread>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::testing::HttpCall;
using patchbay::testing::RawListener;
using patchbay::testing::RawSocket;

namespace {

constexpr std::string_view lastEvent = R"(data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m",)"
                                       R"("choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})"
                                       "\n\ndata: [DONE]\n\n";

// A provider that streams as much as it is let, and tells when it is not let any more.
class Flood {
public:
    static constexpr std::size_t wanted = 40 * 1024 * 1024;

    Flood()
        : m_thread([this] { run(); })
    {
    }
    ~Flood()
    {
        m_listener.stop();
        m_thread.join();
    }
    std::uint16_t port() const { return m_listener.port(); }
    // What it had sent when nobody took more for a while; nothing when that did not happen.
    std::optional<std::size_t> stalledAt()
    {
        std::future<std::size_t> at = m_stalled.get_future();
        return at.wait_for(testing::patience) == std::future_status::ready ? std::optional(at.get()) : std::nullopt;
    }
    // Whether the connection ended before everything was sent.
    bool cutOff() { return m_ended.get_future().get(); }

private:
    void run()
    {
        const RawSocket peer = m_listener.accept();
        const int small = 64 * 1024;
        ::setsockopt(peer.descriptor(), SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
        peer.receiveMessage();
        bool alive = send(peer, "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n");
        const std::string event = R"(data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m",)"
                                  R"("choices":[{"index":0,"delta":{"content":")"
            + std::string(4'000, 'x') + "\"},\"finish_reason\":null}]}\n\n";
        while (alive && m_sent < wanted) {
            alive = send(peer, event);
        }
        m_ended.set_value(!(alive && send(peer, lastEvent)));
    }
    bool send(const RawSocket &peer, std::string_view bytes)
    {
        constexpr int soon = 700; // milliseconds in which a reader that reads has made room
        while (!bytes.empty()) {
            pollfd entry { peer.descriptor(), POLLOUT, 0 };
            if (::poll(&entry, 1, soon) == 0) {
                if (!std::exchange(m_told, true)) {
                    m_stalled.set_value(m_sent);
                }
                if (::poll(&entry, 1, static_cast<int>(testing::patience.count())) != 1) {
                    return false;
                }
            }
            const ssize_t count = ::send(peer.descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (count < 0 && errno != EAGAIN) {
                return false;
            }
            const auto taken = static_cast<std::size_t>(std::max<ssize_t>(count, 0));
            m_sent += taken;
            bytes.remove_prefix(taken);
        }
        return true;
    }

    RawListener m_listener;
    std::size_t m_sent = 0;
    bool m_told = false;
    std::promise<std::size_t> m_stalled;
    std::promise<bool> m_ended;
    std::thread m_thread;
};

void useProvider(test::GatewayWorld &world, std::uint16_t port)
{
    const std::string text = "model_list:\n  - model_name: flood\n    litellm_params:\n      model: openai/gpt-4o\n"
                             "      api_key: upstream-key\n      api_base: http://127.0.0.1:"
        + std::to_string(port) + "/v1\ngeneral_settings:\n  master_key: " + std::string(test::GatewayWorld::masterKey)
        + "\n";
    world.gateway.use(*GatewaySnapshot::make(config::parseConfig(text, "test.yaml"), world.catalog,
                                             [](const std::string &) { return std::string(); }));
}

RawSocket ask(const test::GatewayWorld &world)
{
    RawSocket client = RawSocket::connectTo(world.listener->port());
    const int small = 32 * 1024;
    ::setsockopt(client.descriptor(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    const std::string body = R"({"model":"flood","stream":true,"messages":[{"role":"user","content":"Hi"}]})";
    client.send("POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
                "authorization: Bearer "
                + std::string(test::GatewayWorld::masterKey) + "\r\ncontent-length: " + std::to_string(body.size())
                + "\r\n\r\n" + body);
    return client;
}

// Sends all at once and waits for all.
std::vector<HttpCall::Outcome> sendAll(test::GatewayWorld &world, const std::string &body, std::string_view key,
                                       int count)
{
    std::vector<HttpCall> calls(static_cast<std::size_t>(count));
    for (const HttpCall &call : calls) {
        world.client.send(world.request("/v1/chat/completions", body, key), {}, call.handler());
    }
    std::vector<HttpCall::Outcome> outcomes;
    for (const HttpCall &call : calls) {
        call.waitForEnd(std::chrono::seconds(60));
        outcomes.push_back(call.outcome());
    }
    return outcomes;
}

} // namespace

class TestBackPressure : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        rlimit limit {};
        ::getrlimit(RLIMIT_NOFILE, &limit);
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
        m_descriptors = limit.rlim_cur;
    }

    void readerThatPausesStopsTheProviderAndGetsEverything()
    {
        Flood flood;
        test::GatewayWorld world({ { "other", "openai/gpt-4o" } });
        useProvider(world, flood.port());
        const RawSocket client = ask(world);
        const std::optional<std::size_t> stalled = flood.stalledAt();
        QVERIFY2(stalled, "the provider could send everything to a client that read nothing");
        // The system's socket buffers hold some on both sides; the gateway itself 64 KiB.
        QVERIFY2(*stalled < 24 * 1024 * 1024, std::to_string(*stalled).c_str());
        std::size_t got = 0;
        std::string tail;
        for (auto bytes = client.receiveSome(); bytes && !bytes->empty(); bytes = client.receiveSome()) {
            got += bytes->size();
            tail = (tail + *bytes).substr(std::max<std::size_t>(tail.size() + bytes->size(), 64) - 64);
            if (tail.ends_with("data: [DONE]\n\n\r\n0\r\n\r\n")) {
                break;
            }
        }
        QVERIFY2(tail.ends_with("data: [DONE]\n\n\r\n0\r\n\r\n"), tail.c_str());
        QVERIFY(got > 30 * 1024 * 1024);
        QVERIFY(!flood.cutOff());
    }

    void clientThatLeavesWhileItIsHeldEndsTheCall()
    {
        Flood flood;
        test::GatewayWorld world({ { "other", "openai/gpt-4o" } });
        useProvider(world, flood.port());
        RawSocket client = ask(world);
        QVERIFY(flood.stalledAt());
        client.reset();
        QVERIFY(flood.cutOff());
        QTRY_VERIFY(!world.ledger.rows().empty() && world.ledger.rows().front().state == AttemptState::Settled);
        QCOMPARE(world.ledger.rows().front().outcome.errorClass, std::string(className(ErrorClass::Cancelled)));
    }

    void aThousandAtOnceDoNotSpendMoreThanThereIs()
    {
        constexpr int many = 1'000;
        const int count = std::min<int>(many, static_cast<int>(m_descriptors / 6));
        test::GatewayWorld world({ { "good", "openai/gpt-4o",
                                     "      input_cost_per_token: 0.0005\n      output_cost_per_token: 0.0005\n" } });
        const std::string key = world.newKey(R"({"max_budget":1})");
        const auto outcomes = sendAll(
            world, R"({"model":"good","max_tokens":10,"messages":[{"role":"user","content":"Hi"}]})", key, count);
        Money spent;
        int answered = 0;
        for (const test::RecordingLedger::Row &row : world.ledger.rows()) {
            spent += row.outcome.amount.money.value_or(Money {});
        }
        for (const HttpCall::Outcome &outcome : outcomes) {
            QVERIFY2(outcome.status == 200 || outcome.status == 429, std::to_string(outcome.status).c_str());
            answered += outcome.status == 200 ? 1 : 0;
        }
        QVERIFY(answered > 10 && answered < count);
        QVERIFY2(spent <= Money { 1'000'000'000 }, toDecimalString(spent).c_str());
        QCOMPARE(world.book.spentBy(world.book.find(key)->id), spent);
        // Holds are gone: what is left can be spent to the end.
        Money before = spent;
        while (world
                   .send("/v1/chat/completions",
                         R"({"model":"good","max_tokens":10,"messages":[{"role":"user","content":"Hi"}]})", key)
                   .status
               == 200) {
            const Money now = world.book.spentBy(world.book.find(key)->id);
            QVERIFY(now > before && now <= Money { 1'000'000'000 });
            before = now;
        }
    }

    void reloadsFailNobody()
    {
        const std::vector<test::GatewayWorld::Entry> entries { { "good", "openai/gpt-4o" } };
        test::GatewayWorld world(entries);
        const std::string body = R"({"model":"good","max_tokens":10,"messages":[{"role":"user","content":"Hi"}]})";
        for (int round = 0; round < 20; ++round) {
            std::vector<HttpCall> calls(20);
            for (std::size_t number = 0; number < calls.size(); ++number) {
                world.client.send(world.request("/v1/chat/completions", body), {}, calls[number].handler());
                if (number % 4 == 0) {
                    world.gateway.use(world.makeSnapshot(entries, ""));
                }
            }
            for (const HttpCall &call : calls) {
                QVERIFY(call.waitForEnd());
                QCOMPARE(call.outcome().status, 200);
            }
        }
    }

    void stalledConnectionsAreInNobodysWay()
    {
        constexpr int many = 1'000;
        const int count = std::min<int>(many, static_cast<int>(m_descriptors / 4));
        test::GatewayWorld world({ { "good", "openai/gpt-4o" } });
        const std::string body = R"({"model":"good","max_tokens":10,"messages":[{"role":"user","content":"Hi"}]})";
        const auto time = [&] {
            std::vector<std::chrono::microseconds> times;
            for (int number = 0; number < 60; ++number) {
                const auto start = std::chrono::steady_clock::now();
                if (world.send("/v1/chat/completions", body).status != 200) {
                    return std::chrono::microseconds::max();
                }
                times.push_back(
                    std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start));
            }
            std::ranges::sort(times);
            return times[times.size() / 2]; // the slowest belong to whoever else runs here; see bench reliability
        };
        const auto alone = time();
        std::vector<RawSocket> lame;
        for (int number = 0; number < count; ++number) {
            lame.push_back(RawSocket::connectTo(world.listener->port()));
            QVERIFY(lame.back().send("POST /v1/chat/completions HTTP/1.1\r\nhost: loc"));
        }
        const auto beside = time();
        QVERIFY2(beside < alone + std::chrono::milliseconds(20), std::to_string(beside.count()).c_str());
    }

private:
    rlim_t m_descriptors = 0;
};

QTEST_GUILESS_MAIN(TestBackPressure)
#include "tst_back_pressure.moc"
