// SPDX-License-Identifier: GPL-3.0-or-later
//
// Error bodies to classes, waits and words; nothing key-shaped comes through.
#include "providers/wire/error_mapping.h"
#include "providers/wire/retry_after.h"
#include "providers/wire/scrub.h"
#include "wire_support.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::wire;
using namespace patchbay::test;

namespace {

Error decodeError(const char *model, int status, std::string body, std::vector<HttpHeader> headers = {})
{
    const ResolvedModel resolved = *catalog().resolve(model);
    return codecFor(resolved.family()).decodeError({ status, std::move(headers), std::move(body) }, targetOf(resolved));
}

// Where we differ from LiteLLM on purpose, case by case; docs/compatibility.md says why.
struct Difference {
    const char *provider;
    int status;
    const char *variant;
    const char *ours;
};

constexpr Difference differences[] = {
    { "azure", 413, "documented:too_large_prompt_413", "BadRequestError" },
    { "azure", 500, "empty", "InternalServerError" },
    { "anthropic", 422, "documented", "BadRequestError" },
    { "gemini", 502, "html", "BadGatewayError" },
    { "vertex_ai", 504, "html", "Timeout" },
    { "bedrock", 502, "documented", "ServiceUnavailableError" },
    { "bedrock", 529, "documented", "ServiceUnavailableError" },
    { "bedrock", 413, "documented:too_large_prompt_413", "BadRequestError" },
    { "bedrock", 403, "documented:expired", "AuthenticationError" },
    { "cohere", 404, "documented", "NotFoundError" },
    { "cohere", 422, "documented", "BadRequestError" },
    { "cohere", 502, "documented", "BadGatewayError" },
    { "cohere", 529, "documented", "APIError" },
    { "cohere", 429, "documented:quota", "RateLimitError" },
    { "cohere", 413, "documented:too_large_prompt_413", "BadRequestError" },
    { "cohere", 503, "html", "ServiceUnavailableError" },
    { "cohere", 429, "empty", "RateLimitError" },
    { "mistral", 403, "documented", "PermissionDeniedError" },
    { "groq", 403, "documented", "PermissionDeniedError" },
    { "openrouter", 403, "documented", "PermissionDeniedError" },
    { "openrouter", 413, "documented", "BadRequestError" },
    { "openrouter", 500, "documented", "InternalServerError" },
    { "openrouter", 400, "documented:content_policy", "ContentPolicyViolationError" },
    { "openrouter", 500, "json_empty_object", "InternalServerError" },
    { "huggingface", 403, "documented", "PermissionDeniedError" },
    { "huggingface", 413, "documented", "BadRequestError" },
    { "huggingface", 500, "documented", "InternalServerError" },
    { "huggingface", 504, "documented", "Timeout" },
    { "huggingface", 400, "documented:content_policy", "ContentPolicyViolationError" },
    { "huggingface", 500, "json_empty_object", "InternalServerError" },
    { "ollama", 403, "documented", "PermissionDeniedError" },
    { "ollama", 413, "documented", "BadRequestError" },
    { "ollama", 500, "documented", "InternalServerError" },
    { "ollama", 504, "documented", "Timeout" },
    { "ollama", 400, "documented:content_policy", "ContentPolicyViolationError" },
    { "ollama", 400, "documented:bad_image", "BadRequestError" },
    { "ollama", 503, "html", "ServiceUnavailableError" },
    { "ollama", 400, "empty", "BadRequestError" },
    { "ollama", 429, "empty", "RateLimitError" },
    { "ollama", 500, "json_empty_object", "InternalServerError" },
    { "deepseek", 403, "documented", "PermissionDeniedError" },
    { "xai", 403, "documented", "PermissionDeniedError" },
    { "xai", 413, "documented", "BadRequestError" },
    { "xai", 400, "documented:content_policy", "ContentPolicyViolationError" },
    { "together_ai", 403, "documented", "PermissionDeniedError" },
    { "fireworks_ai", 403, "documented", "PermissionDeniedError" },
    { "perplexity", 403, "documented", "PermissionDeniedError" },
    { "nvidia_nim", 403, "documented", "PermissionDeniedError" },
    { "nvidia_nim", 413, "documented", "BadRequestError" },
    { "nvidia_nim", 400, "documented:content_policy", "ContentPolicyViolationError" },
    { "watsonx", 403, "documented", "PermissionDeniedError" },
    { "watsonx", 413, "documented", "BadRequestError" },
    { "watsonx", 400, "documented:content_policy", "ContentPolicyViolationError" },
    { "databricks", 403, "documented", "PermissionDeniedError" },
    { "databricks", 413, "documented", "BadRequestError" },
    { "databricks", 400, "documented:content_policy", "ContentPolicyViolationError" },
    { "openai", 400, "documented:context_length_code", "ContextWindowExceededError" },
};

const Difference *differenceOf(const QJsonObject &row)
{
    const auto *const found = std::ranges::find_if(differences, [&](const Difference &one) {
        return row[u"provider"].toString() == QLatin1StringView(one.provider)
            && row[u"input"][u"status"].toInt() == one.status
            && row[u"variant"].toString() == QLatin1StringView(one.variant);
    });
    return found == std::end(differences) ? nullptr : found;
}

} // namespace

class TestErrors : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void recordedErrors()
    {
        const QList<QJsonObject> rows = sharedLines(QStringLiteral("litellm-errors/errors.jsonl"));
        if (rows.isEmpty()) {
            QSKIP("the shared error vectors are not here");
        }
        static const QMap<QString, QString> stand { { QStringLiteral("azure"), QStringLiteral("openai") },
                                                    { QStringLiteral("vertex_ai"), QStringLiteral("gemini") } };
        int same = 0;
        int checked = 0;
        QStringList wrong;
        for (const QJsonObject &row : rows) {
            const QString provider = stand.value(row[u"provider"].toString(), row[u"provider"].toString());
            if (catalog().provider(provider.toStdString()) == nullptr) {
                continue;
            }
            std::vector<HttpHeader> headers;
            const QJsonObject given = row[u"input"][u"headers"].toObject();
            for (auto header = given.begin(); header != given.end(); ++header) {
                headers.push_back({ header.key().toStdString(), header->toString().toStdString() });
            }
            const int status = row[u"input"][u"status"].toInt();
            const QString model = provider + u'/' + row[u"model"].toString();
            const Error error = decodeError(qPrintable(model), status, compact(row[u"input"][u"body"]), headers);
            const QString ours = QString::fromUtf8(className(error.kind));
            const QString theirs = row[u"output"][u"class"].toString();
            const Difference *listed = differenceOf(row);
            ++checked;
            same += ours == theirs;
            // What is listed must still differ, and in that way.
            const bool right = listed != nullptr ? ours == QLatin1StringView(listed->ours) && ours != theirs : ours == theirs;
            if (!right) {
                wrong.append(row[u"provider"].toString()
                             + QStringLiteral(" %1 %2: %3, LiteLLM %4")
                                   .arg(status)
                                   .arg(row[u"variant"].toString(), ours, theirs));
            }
            QCOMPARE(error.status, status);
            QVERIFY(!error.message.empty() && !error.provider.empty());
            if (given.contains(u"retry-after")) {
                QCOMPARE(error.retryAfter->count(), given[u"retry-after"].toString().toLongLong() * 1000);
            }
        }
        qInfo("%d of %d as LiteLLM", same, checked);
        QCOMPARE(checked, rows.size());
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void quotaIsNotARateLimit()
    {
        const Error quota = decodeError(
            "openai/gpt-4o", 429,
            R"({"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}})");
        QVERIFY(quota.kind == ErrorClass::RateLimit && quota.quotaExhausted);
        const Error rate = decodeError(
            "openai/gpt-4o", 429,
            R"({"error":{"message":"Rate limit reached. Please try again in 1m2.5s.","type":"tokens","code":"rate_limit_exceeded"}})");
        QVERIFY(rate.kind == ErrorClass::RateLimit && !rate.quotaExhausted);
        QCOMPARE(rate.retryAfter->count(), 62'500);
        const Error credit = decodeError(
            "anthropic/claude-sonnet-4-5", 400,
            R"({"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}})");
        QVERIFY(credit.kind == ErrorClass::RateLimit && credit.quotaExhausted);
        const Error minute = decodeError(
            "gemini/gemini-2.5-flash", 429,
            R"({"error":{"code":429,"message":"You exceeded your current quota, please check your plan.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.07s"}]}})");
        QVERIFY(minute.kind == ErrorClass::RateLimit && !minute.quotaExhausted);
        QCOMPARE(minute.retryAfter->count(), 34'070);
        const Error repeated = decodeError(
            "openrouter/deepseek/deepseek-r1:free", 429,
            R"({"error":{"code":429,"message":"Rate limit exceeded: free-models-per-day","metadata":{"headers":{"X-RateLimit-Limit":"50","X-RateLimit-Remaining":"0","X-RateLimit-Reset":"1700000090000"}}}})");
        QVERIFY(repeated.kind == ErrorClass::RateLimit);
        QVERIFY(repeated.retryAfter.has_value());
        QCOMPARE(repeated.retryAfter->count(), 90'000);
    }

    void waits_data()
    {
        QTest::addColumn<QStringList>("headers");
        QTest::addColumn<QString>("message");
        QTest::addColumn<int>("milliseconds");
        const QString date = QStringLiteral("date: Wed, 21 Oct 2015 07:28:00 GMT");
        QTest::newRow("seconds") << QStringList { QStringLiteral("retry-after: 12") } << QString() << 12'000;
        QTest::newRow("fraction") << QStringList { QStringLiteral("retry-after: 0.25") } << QString() << 250;
        QTest::newRow("milliseconds win")
            << QStringList { QStringLiteral("retry-after: 9"), QStringLiteral("retry-after-ms: 1500") } << QString()
            << 1500;
        QTest::newRow("date") << QStringList { QStringLiteral("retry-after: Wed, 21 Oct 2015 07:28:30 GMT"), date }
                              << QString() << 30'000;
        QTest::newRow("date gone by") << QStringList { QStringLiteral("retry-after: Wed, 21 Oct 2015 07:00:00 GMT"),
                                                       date }
                                      << QString() << 0;
        QTest::newRow("words") << QStringList() << QStringLiteral("Please try again in 450ms.") << 450;
        QTest::newRow("gemini words") << QStringList() << QStringLiteral("Please retry in 12.3s.") << 12'300;
        QTest::newRow("reset of what is used up") << QStringList {
            QStringLiteral("x-ratelimit-remaining-requests: 4"), QStringLiteral("x-ratelimit-reset-requests: 9m"),
            QStringLiteral("x-ratelimit-remaining-tokens: 0"), QStringLiteral("x-ratelimit-reset-tokens: 6m0.5s")
        } << QString() << 360'500;
        QTest::newRow("anthropic") << QStringList {
            QStringLiteral("anthropic-ratelimit-requests-remaining: 0"),
            QStringLiteral("anthropic-ratelimit-requests-reset: 2015-10-21T07:28:05Z"), date
        } << QString() << 5000;
        QTest::newRow("epoch") << QStringList { QStringLiteral("x-ratelimit-remaining: 0"),
                                                QStringLiteral("x-ratelimit-reset: 1445412490000"), date }
                               << QString() << 10'000;
        QTest::newRow("nothing") << QStringList { QStringLiteral("retry-after: soon") } << QStringLiteral("Slow down.")
                                 << -1;
        QTest::newRow("negative") << QStringList { QStringLiteral("retry-after: -5") } << QString() << -1;
        QTest::newRow("absurd") << QStringList { QStringLiteral("retry-after: 1e99") } << QString() << -1;
    }
    void waits()
    {
        QFETCH(QStringList, headers);
        QFETCH(QString, message);
        QFETCH(int, milliseconds);
        HttpResponse response { 429, {}, {} };
        for (const QString &line : headers) {
            const qsizetype colon = line.indexOf(u':');
            response.headers.push_back({ line.left(colon).toStdString(), line.mid(colon + 2).toStdString() });
        }
        const auto wait = findRetryAfter(response, {}, message.toStdString(), 0);
        QCOMPARE(wait ? static_cast<int>(wait->count()) : -1, milliseconds);
    }

    void scrubs_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("clean");
        QTest::newRow("openai") << QByteArray("Incorrect API key provided: sk-proj-abc***********wxyz. You can")
                                << QByteArray("Incorrect API key provided: <redacted>. You can");
        QTest::newRow("any shape") << QByteArray("Incorrect API key provided: abc123def.")
                                   << QByteArray("Incorrect API key provided: <redacted>.");
        QTest::newRow("bearer") << QByteArray("authorization: Bearer abcdef0123456789")
                                << QByteArray("authorization: Bearer <redacted>");
        QTest::newRow("google") << QByteArray("key AIzaSyA1234567890abcdefghij was")
                                << QByteArray("key <redacted> was");
        QTest::newRow("query") << QByteArray("GET /v1?key=abcdefgh&alt=sse")
                               << QByteArray("GET /v1?key=<redacted>&alt=sse");
        QTest::newRow("groq") << QByteArray("\"gsk_abcdefgh\"") << QByteArray("\"<redacted>\"");
        QTest::newRow("token") << QByteArray("eyJhbGciOiJIUzI1NiJ9.e30.abc") << QByteArray("<redacted>");
        QTest::newRow("words stay") << QByteArray("task-force, ask-me-anything, risk-assessment, the key is missing")
                                    << QByteArray("task-force, ask-me-anything, risk-assessment, the key is missing");
        QTest::newRow("bytes") << QByteArray("a\xFFz") << QByteArray("a\xEF\xBF\xBDz");
    }
    void scrubs()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, clean);
        QCOMPARE(QByteArray::fromStdString(scrubbed(text.toStdString())), clean);
    }

    void noKeyComesThrough()
    {
        // In pieces, so that nothing on the way to the repository takes it for a real one.
        const std::string secret = std::string("AbCdEf") + "GhIjKl0123456789";
        const std::string key = std::string("sk-") + "ant-" + secret;
        for (const std::string &body :
             { "{\"error\":{\"message\":\"bad " + key + "\",\"type\":\"" + key + "\",\"code\":\"" + key + "\"}}",
               "<html><title>" + key + "</title></html>", "plain " + key }) {
            const Error error = decodeError("anthropic/claude-sonnet-4-5", 401, body);
            QVERIFY2(!writeError(error).contains(secret), writeError(error).c_str());
            QVERIFY(!error.providerBody.contains(secret));
        }
    }

    void pagesAndNothing()
    {
        const Error page =
            decodeError("openai/gpt-4o", 502, "<html><head><title>502 Bad Gateway</title></head></html>");
        QVERIFY(page.kind == ErrorClass::BadGateway);
        QVERIFY(page.message.contains("502 Bad Gateway") && page.remedy.contains("api_base"));
        const Error nothing = decodeError("openai/gpt-4o", 404, "");
        QVERIFY(nothing.kind == ErrorClass::NotFound && nothing.remedy.contains("api_base"));
        const Error large = decodeError("openai/gpt-4o", 500, std::string(100'000, 'x'));
        QVERIFY(large.providerBody.size() <= 8192 && large.message.size() < 1000);
    }
};

QTEST_APPLESS_MAIN(TestErrors)
#include "tst_errors.moc"
