// SPDX-License-Identifier: GPL-3.0-or-later
//
// The key that was sent is taken out of whatever comes back, whatever it looks like.
#include "providers/engine/sent_secret.h"

#include <QTest>

using namespace patchbay;

namespace {

// No prefix, no label: nothing but having been sent tells that this is a key.
const SecretBytes plainKey = SecretBytes::copyOf("Zq7RtY2uIoP9aSdF+gHjK/1lZx");
const SecretBytes strangeKey = SecretBytes::copyOf("a\"b\\c<d>e f");
const std::string echoedInJson = "{\"got\":\"a\\\"b\\\\c<d>e f\"}";
const std::string cleanInJson = "{\"got\":\"<redacted>\"}";

} // namespace

class TestSentSecret : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everySpellingGoes()
    {
        const SentSecret sent(plainKey);
        QCOMPARE(sent.cleaned(std::string("The API key Zq7RtY2uIoP9aSdF+gHjK/1lZx is not valid, Zq7RtY2uIoP9aSdF+gHjK/1lZx")),
                 std::string("The API key <redacted> is not valid, <redacted>"));
        QCOMPARE(sent.cleaned(std::string("/models?key=Zq7RtY2uIoP9aSdF%2BgHjK%2F1lZx&alt=sse")),
                 std::string("/models?key=<redacted>&alt=sse"));
        QCOMPARE(sent.cleaned(std::string("Basic WnE3UnRZMnVJb1A5YVNkRitnSGpLLzFsWng=")), std::string("Basic <redacted>"));
        QCOMPARE(SentSecret(strangeKey).cleaned(echoedInJson), cleanInJson);
    }

    void errorsAndAnswersAreCleanThroughout()
    {
        const std::string key(plainKey.bytes().data(), plainKey.bytes().size());
        Error error = makeError(ErrorClass::Authentication, "bad " + key);
        error.type = error.param = error.code = error.remedy = error.providerBody = key;
        error = SentSecret(plainKey).cleaned(std::move(error));
        for (const std::string &text : { error.message, error.type, error.param, error.code, error.remedy, error.providerBody }) {
            QVERIFY(text.find(key) == std::string::npos && text.find("<redacted>") != std::string::npos);
        }
        const HttpResponse response =
            SentSecret(plainKey).cleaned(HttpResponse { 200, { { "x-echo", "Bearer " + key } }, "you sent " + key });
        QCOMPARE(response.headers[0].value, std::string("Bearer <redacted>"));
        QCOMPARE(response.body, std::string("you sent <redacted>"));
    }

    void nothingElseIsTouched()
    {
        QCOMPARE(SentSecret(SecretBytes()).cleaned(std::string("words")), std::string("words"));
        QCOMPARE(SentSecret(SecretBytes::copyOf("is")).cleaned(std::string("this is it")), std::string("this is it"));
    }
};

QTEST_GUILESS_MAIN(TestSentSecret)
#include "tst_sent_secret.moc"
