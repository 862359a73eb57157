// SPDX-License-Identifier: GPL-3.0-or-later
//
// Amazon's published signature examples (host example.amazonaws.com, key AKIDEXAMPLE, 30 August 2015).
#include "providers/wire/aws_signature.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::wire;

namespace {

constexpr std::int64_t exampleTime = 1440938160; // 2015-08-30 12:36:00 UTC

AwsCredentials exampleKeys(std::string_view token = {})
{
    AwsCredentials keys;
    keys.accessKeyId = SecretBytes::copyOf("AKIDEXAMPLE");
    keys.secretAccessKey = SecretBytes::copyOf("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    keys.sessionToken = SecretBytes::copyOf(token);
    return keys;
}

std::string valueOf(const AwsSignature &signature, std::string_view name)
{
    return std::string(headerValue(signature.headers, name));
}

HttpRequest request(std::string method, std::string path, std::vector<HttpHeader> headers = {}, std::string body = {})
{
    return { std::move(method), "https://example.amazonaws.com" + path, std::move(headers), std::move(body), {} };
}

} // namespace

class TestAwsSignature : public QObject {
    Q_OBJECT

private slots:
    void published_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("headers"); // "name: value" lines
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("signature");
        const auto row = [](const char *name, const char *method, const char *path, const char *signature,
                            const char *headers = "", const char *body = "") {
            QTest::newRow(name) << method << QString::fromUtf8(path) << headers << body << signature;
        };
        row("vanilla", "GET", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
        row("no path", "GET", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
        row("post", "POST", "/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
        row("query is sorted", "GET", "/?Param2=value2&Param1=value1",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
        row("one parameter", "GET", "/?Param1=value1",
            "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb");
        row("path beyond ASCII", "GET", "/\u1234", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85");
        row("query beyond ASCII", "GET", "/?\u1234=bar",
            "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04");
        row("own header", "POST", "/", "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
            "my-header1: value1");
        row("form", "POST", "/", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
            "content-type: application/x-www-form-urlencoded", "Param1=value1");
    }

    void published()
    {
        QFETCH(QString, method);
        QFETCH(QString, path);
        QFETCH(QString, headers);
        QFETCH(QString, body);
        QFETCH(QString, signature);
        HttpRequest asked = request(method.toStdString(), path.toStdString(), {}, body.toStdString());
        for (const QString &line : headers.split('\n', Qt::SkipEmptyParts)) {
            asked.headers.push_back({ line.section(": ", 0, 0).toStdString(), line.section(": ", 1).toStdString() });
        }
        const Result<AwsSignature> made
            = signAwsRequest(asked, exampleKeys(), { "us-east-1", "service", exampleTime });
        QVERIFY(made);
        QCOMPARE(valueOf(*made, "x-amz-date"), std::string("20150830T123600Z"));
        const std::string authorization = valueOf(*made, "authorization");
        QVERIFY(authorization.starts_with(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders="));
        QVERIFY2(authorization.ends_with(", Signature=" + signature.toStdString()), authorization.c_str());
    }

    void signsTheIdentityServiceExample()
    {
        HttpRequest asked = request("GET", "");
        asked.url = "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08";
        asked.headers = { { "content-type", "application/x-www-form-urlencoded; charset=utf-8" },
                          { "user-agent", "not signed" } };
        const Result<AwsSignature> made = signAwsRequest(asked, exampleKeys(), { "us-east-1", "iam", exampleTime });
        QVERIFY(made);
        QCOMPARE(valueOf(*made, "authorization"),
                 std::string("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
                             "SignedHeaders=content-type;host;x-amz-date, "
                             "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"));
    }

    // The token is signed over and named, but travels in no header of ours.
    void tokenIsSignedButNotReturned()
    {
        const std::string token = "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTfl"
                                  "fKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvl"
                                  "Rd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rv"
                                  "x3iSIlTJabIQwj2ICCR/oLxBA==";
        const Result<AwsSignature> made = signAwsRequest(request("POST", "/"), exampleKeys(token),
                                                         { "us-east-1", "service", exampleTime });
        QVERIFY(made);
        QCOMPARE(made->sessionToken.name, std::string("x-amz-security-token"));
        const std::string authorization = valueOf(*made, "authorization");
        QVERIFY(authorization.contains("SignedHeaders=host;x-amz-date;x-amz-security-token,"));
        QVERIFY2(authorization.ends_with("85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"),
                 authorization.c_str());
        for (const HttpHeader &header : made->headers) {
            QVERIFY(!header.value.contains(token));
        }
    }

    // "%3A" in a model's path is encoded once more for the signature only.
    void wirePathIsEncodedTwice()
    {
        const AwsScope scope { "us-east-1", "bedrock", exampleTime };
        const auto sign = [&](const std::string &path) {
            return valueOf(*signAwsRequest(request("POST", path), exampleKeys(), scope), "authorization");
        };
        QVERIFY(sign("/model/a%3A0/converse") != sign("/model/a:0/converse"));
    }

    void wrongCredentialsNameTheField()
    {
        AwsCredentials keys = exampleKeys();
        keys.secretAccessKey = SecretBytes::copyOf("with\nline end");
        const Result<AwsSignature> made = signAwsRequest(request("GET", "/"), keys, { "r", "s", 0 });
        QVERIFY(!made);
        QCOMPARE(made.error().kind, ErrorClass::Authentication);
        QCOMPARE(made.error().param, std::string("aws_secret_access_key"));
        QVERIFY(!made.error().message.contains("line end."));
        QCOMPARE(signAwsRequest(request("GET", "/"), {}, {}).error().param, std::string("aws_access_key_id"));
    }
};

QTEST_APPLESS_MAIN(TestAwsSignature)
#include "tst_aws_signature.moc"
