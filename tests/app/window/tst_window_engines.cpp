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

std::string largeText()
{
    return std::string(WindowEngines::largestChat + 1024, 'A');
}

// Answers every picture and every chat with largeText().
void answerAtLength(const transport::ServerRequest &request, std::shared_ptr<transport::Responder> to)
{
    const bool picture = request.target.ends_with("/images/generations");
    to->respond({ 200,
                  { { "content-type", "application/json" } },
                  picture ? pictureHead + largeText() + "\"}]}" : chatHead + largeText() + "\"}}]}" });
}

// The two engines in front of that server.
struct Stage {
    Catalog catalog = *Catalog::builtIn();
    transport::IoRuntime runtime;
    OneKey keys;
    test::RecordingLedger ledger;
    SystemClock clock;
    std::unique_ptr<transport::HttpServer> server =
        *transport::HttpServer::listen(runtime, "127.0.0.1", 0, answerAtLength);
    WindowEngines engines { { catalog, runtime, keys, ledger, clock, {}, {}, {} } };

    Stage() { engines.setApiBase("openai", "http://127.0.0.1:" + std::to_string(server->port()) + "/v1"); }

    // Empty when the answer came whole.
    std::string chatFails(const std::string &model, const std::string &modalities)
    {
        CompletionCall call;
        call.request.model = model;
        call.request.modalities.text = modalities;
        call.retry.maximumAttempts = 1;
        Message message;
        message.role = MessageRole::User;
        message.content.emplace_back().text = "draw";
        call.request.messages.push_back(message);
        std::promise<std::string> asked;
        Engine &engine = engines.engineFor(call.request);
        const auto completion = engine.start(std::move(call), [&asked](const EngineEvent &event) {
            if (const auto *failed = std::get_if<CallFailed>(&event)) {
                asked.set_value(failed->error.message);
            } else if (std::holds_alternative<CallSucceeded>(event)) {
                asked.set_value({});
            }
        });
        return asked.get_future().get();
    }
};

} // namespace

class TestWindowEngines : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aPictureMayBeLargerThanAChat()
    {
        Stage stage;
        KindCall draw;
        draw.request = *wire::parseKindRequest(CallKind::Images, "{\"prompt\":\"a cat\"}");
        draw.request.model = "openai/gpt-image-1";
        std::promise<Result<KindAnswer>> drawn;
        KindSink sink;
        sink.onEvent = [](const std::string &) {};
        sink.onDone = [&drawn](Result<KindAnswer> got) { drawn.set_value(std::move(got)); };
        const auto call = stage.engines.kinds().startKind(std::move(draw), std::move(sink));
        const Result<KindAnswer> picture = drawn.get_future().get();
        QVERIFY2(picture, picture ? "" : picture.error().message.c_str());
        QVERIFY(picture->json.size() > largeText().size());
        const std::string refused = stage.chatFails("openai/gpt-4o", {});
        QVERIFY2(refused.contains("larger than"), refused.c_str());
    }

    void aChatThatAnswersWithMediaMayBeLargeToo()
    {
        Stage stage;
        QCOMPARE(stage.chatFails("openai/gpt-4o", "[\"text\",\"image\"]"), std::string());
        QCOMPARE(stage.chatFails("openai/gpt-4o-audio-preview", {}), std::string());
    }
};

QTEST_APPLESS_MAIN(TestWindowEngines)
#include "tst_window_engines.moc"
