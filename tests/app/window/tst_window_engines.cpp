// SPDX-License-Identifier: GPL-3.0-or-later
//
// How large an answer may be, against a server on loopback.
#include "app/window/window_engines.h"
#include "providers/transport/http_server.h"
#include "tests/support/recording_ledger.h"

#include <QTest>

#include <future>

using namespace patchbay;

namespace {

const std::string pictureHead = R"({"created":1,"data":[{"b64_json":")";
const std::string chatHead =
    R"({"id":"c","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":")";

class OneKey final : public KeySource {
public:
    std::optional<SecretBytes> find(std::string_view, const Origin &) const override
    {
        return SecretBytes::copyOf("sk-test");
    }
};

} // namespace

class TestWindowEngines : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aPictureMayBeLargerThanAChat()
    {
        const std::string large(WindowEngines::largestChat + 1024, 'A');
        const Catalog catalog = *Catalog::builtIn();
        transport::IoRuntime runtime;
        const OneKey keys;
        test::RecordingLedger ledger;
        const SystemClock clock;
        const auto answer = [&large](const transport::ServerRequest &request,
                                     std::shared_ptr<transport::Responder> to) {
            const bool picture = request.target.ends_with("/images/generations");
            to->respond({ 200,
                          { { "content-type", "application/json" } },
                          picture ? pictureHead + large + "\"}]}" : chatHead + large + "\"}}]}" });
        };
        const auto server = transport::HttpServer::listen(runtime, "127.0.0.1", 0, answer);
        QVERIFY(server);
        WindowEngines engines({ catalog, runtime, keys, ledger, clock, {}, {}, {} });
        engines.setApiBase("openai", "http://127.0.0.1:" + std::to_string((*server)->port()) + "/v1");

        KindCall draw;
        draw.request = *wire::parseKindRequest(CallKind::Images, R"({"prompt":"a cat"})");
        draw.request.model = "openai/gpt-image-1";
        std::promise<Result<KindAnswer>> drawn;
        KindSink sink;
        sink.onEvent = [](const std::string &) {};
        sink.onDone = [&drawn](Result<KindAnswer> got) { drawn.set_value(std::move(got)); };
        engines.kinds().startKind(std::move(draw), std::move(sink));
        const Result<KindAnswer> picture = drawn.get_future().get();
        QVERIFY2(picture, picture ? "" : picture.error().message.c_str());
        QVERIFY(picture->json.size() > large.size());

        CompletionCall ask;
        ask.request.model = "openai/gpt-4o";
        ask.retry.maximumAttempts = 1;
        Message message;
        message.role = MessageRole::User;
        message.content.emplace_back().text = "draw";
        ask.request.messages.push_back(message);
        std::promise<std::optional<Error>> asked;
        engines.chats().start(std::move(ask), [&asked](const EngineEvent &event) {
            if (const auto *failed = std::get_if<CallFailed>(&event)) {
                asked.set_value(failed->error);
            } else if (std::holds_alternative<CallSucceeded>(event)) {
                asked.set_value(std::nullopt);
            }
        });
        const std::optional<Error> refused = asked.get_future().get();
        QVERIFY(refused);
        QVERIFY2(refused->message.contains("larger than"), refused->message.c_str());
    }
};

QTEST_APPLESS_MAIN(TestWindowEngines)
#include "tst_window_engines.moc"
