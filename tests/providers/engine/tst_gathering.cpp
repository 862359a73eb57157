// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a call needs beside its one request: attachments behind addresses, answers that are only a beginning.
#include "providers/engine/engine.h"
#include "providers/transport/http_server.h"
#include "providers/wire/openai_format.h"
#include "tests/support/recording_ledger.h"

#include <QTest>

#include <future>

using namespace patchbay;

class TestGathering : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void attachmentsAreFetchedWhereBytesAreNeeded();
    void privateAttachmentsAreNotFetched();
    void addressesStayWhereTheyAreTaken();
    void predictionsAreAskedForUntilTheyAreDone();
    void aPoisonedPredictionLeadsNowhere();
};

namespace {

struct Seen {
    std::string target;
    std::string authorization;
    std::string body;
};

class OneKey final : public KeySource {
public:
    std::optional<SecretBytes> find(std::string_view, const Origin &) const override
    {
        return SecretBytes::copyOf("sk-test");
    }
};

// An engine before one scripted server that is provider and stranger at once.
class Rig {
public:
    using Script = std::function<std::pair<std::string, std::string>(const Seen &seen)>; // type, body

    Rig(Script script, bool trusted)
        : m_script(std::move(script))
        , m_server(*transport::HttpServer::listen(
              m_runtime, "127.0.0.1", 0,
              [this](const transport::ServerRequest &request, std::shared_ptr<transport::Responder> responder) {
                  answer(request, std::move(responder));
              }))
        , base("http://127.0.0.1:" + std::to_string(m_server->port()))
    {
        EngineParts parts { m_catalog, m_runtime, m_keys, ledger, m_clock, {}, {}, {} };
        for (const char *provider : { "ollama", "openai", "replicate" }) {
            parts.apiBases[provider] = base;
        }
        if (trusted) {
            parts.media.privateHosts = { base.substr(7) };
        }
        engine = std::make_unique<Engine>(std::move(parts));
    }
    ~Rig()
    {
        engine.reset();
        m_server.reset();
    }

    Result<ChatResponse> ask(const std::string &model, const std::string &messages)
    {
        CompletionCall call;
        call.request = *wire::parseChatRequest(R"({"model":")" + model + R"(","messages":)" + messages + "}");
        call.retry.maximumAttempts = 1;
        std::promise<Result<ChatResponse>> promise;
        engine->start(std::move(call), [&](const EngineEvent &event) {
            if (const auto *done = std::get_if<CallSucceeded>(&event)) {
                promise.set_value(done->response);
            } else if (const auto *failed = std::get_if<CallFailed>(&event)) {
                promise.set_value(std::unexpected(failed->error));
            }
        });
        return promise.get_future().get();
    }

    std::vector<Seen> seen()
    {
        const std::lock_guard lock(m_mutex);
        return m_seen;
    }

private:
    void answer(const transport::ServerRequest &request, std::shared_ptr<transport::Responder> responder)
    {
        Seen one { request.target, std::string(headerValue(request.headers, "authorization")), request.body };
        {
            const std::lock_guard lock(m_mutex);
            m_seen.push_back(one);
        }
        auto [type, body] = m_script(one);
        responder->respond({ 200, { { "content-type", type } }, body });
    }

    const Catalog m_catalog = *Catalog::builtIn();
    transport::IoRuntime m_runtime { 1 };
    OneKey m_keys;
    SystemClock m_clock;
    std::mutex m_mutex;
    std::vector<Seen> m_seen;
    Script m_script;
    std::unique_ptr<transport::HttpServer> m_server;

public:
    std::string base;
    test::RecordingLedger ledger;
    std::unique_ptr<Engine> engine;
};

const std::string png("\x89PNG\r\n\x1a\nxxxx", 12);

std::pair<std::string, std::string> ollamaOrPicture(const Seen &seen)
{
    if (seen.target == "/cat.png") {
        return { "image/png", png };
    }
    return { "application/json",
             R"({"model":"m","message":{"role":"assistant","content":"A cat."},"done":true,"done_reason":"stop"})" };
}

std::string withPicture(const std::string &url)
{
    return R"([{"role":"user","content":[{"type":"text","text":"See"},{"type":"image_url","image_url":{"url":")" + url
        + R"("}}]}])";
}

} // namespace

void TestGathering::attachmentsAreFetchedWhereBytesAreNeeded()
{
    Rig rig(ollamaOrPicture, true);
    const Result<ChatResponse> answer = rig.ask("ollama/llava", withPicture(rig.base + "/cat.png"));
    QVERIFY2(answer, answer ? "" : answer.error().message.c_str());
    const std::vector<Seen> seen = rig.seen();
    QCOMPARE(seen.size(), std::size_t { 2 });
    QCOMPARE(seen[0].target, "/cat.png");
    QCOMPARE(seen[0].authorization, "");
    QVERIFY(seen[1].body.contains("iVBORw0KGgp4eHh4"));
    QVERIFY(!seen[1].body.contains("cat.png"));
    QCOMPARE(rig.ledger.rows().size(), std::size_t { 1 });
}

void TestGathering::privateAttachmentsAreNotFetched()
{
    Rig rig(ollamaOrPicture, false);
    const Result<ChatResponse> answer = rig.ask("ollama/llava", withPicture(rig.base + "/cat.png"));
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorClass::BadRequest);
    QCOMPARE(answer.error().param, "messages");
    QVERIFY(rig.seen().empty());
    QVERIFY(rig.ledger.rows().at(0).state == AttemptState::Voided);
}

void TestGathering::addressesStayWhereTheyAreTaken()
{
    Rig rig(
        [](const Seen &) {
            return std::pair<std::string, std::string> {
                "application/json", R"({"id":"c","choices":[{"index":0,"message":{"content":"A cat."},"finish_reason":"stop"}]})"
            };
        },
        true);
    QVERIFY(rig.ask("openai/gpt-4o", withPicture(rig.base + "/cat.png")));
    QCOMPARE(rig.seen().size(), std::size_t { 1 });
    QVERIFY(rig.seen()[0].body.contains("/cat.png"));
}

void TestGathering::predictionsAreAskedForUntilTheyAreDone()
{
    std::string base;
    int asked = 0;
    Rig rig(
        [&](const Seen &seen) {
            const bool done = seen.target == "/predictions/p1" && ++asked == 2;
            return std::pair<std::string, std::string> {
                "application/json",
                done ? R"({"id":"p1","status":"succeeded","output":["All ","done"]})"
                     : R"({"id":"p1","status":"processing","urls":{"get":")" + base + R"(/predictions/p1"}})"
            };
        },
        false);
    base = rig.base;
    const Result<ChatResponse> answer = rig.ask("replicate/a/b", R"([{"role":"user","content":"Hi"}])");
    QVERIFY2(answer, answer ? "" : answer.error().message.c_str());
    QCOMPARE(answer->choices.at(0).content.value_or(""), "All done");
    const std::vector<Seen> seen = rig.seen();
    QCOMPARE(seen.size(), std::size_t { 3 });
    QCOMPARE(seen[0].target, "/models/a/b/predictions");
    QCOMPARE(seen[2].authorization, "Bearer sk-test");
    QCOMPARE(rig.ledger.rows().size(), std::size_t { 1 });
}

void TestGathering::aPoisonedPredictionLeadsNowhere()
{
    Rig rig(
        [](const Seen &) {
            return std::pair<std::string, std::string> {
                "application/json", R"({"id":"p1","status":"processing","urls":{"get":"http://127.0.0.2:1/steal"}})"
            };
        },
        false);
    const Result<ChatResponse> answer = rig.ask("replicate/a/b", R"([{"role":"user","content":"Hi"}])");
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorClass::ApiResponseValidation);
    QCOMPARE(rig.seen().size(), std::size_t { 1 });
}

QTEST_GUILESS_MAIN(TestGathering)
#include "tst_gathering.moc"
