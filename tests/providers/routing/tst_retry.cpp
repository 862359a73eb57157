// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/retry.h"

#include <QTest>

using namespace patchbay;
using std::chrono::milliseconds;

class TestRetry : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void retriesOnlyWhatMayPass()
    {
        for (const ErrorClass kind :
             { ErrorClass::RateLimit, ErrorClass::Timeout, ErrorClass::InternalServer, ErrorClass::ApiConnection,
               ErrorClass::BadGateway, ErrorClass::ServiceUnavailable }) {
            QVERIFY2(isRetryable(makeError(kind, "x")), className(kind).data());
        }
        for (const ErrorClass kind :
             { ErrorClass::Authentication, ErrorClass::BadRequest, ErrorClass::NotFound,
               ErrorClass::ContextWindowExceeded, ErrorClass::ContentPolicyViolation, ErrorClass::UnsupportedParams,
               ErrorClass::Cancelled, ErrorClass::LedgerUnavailable, ErrorClass::ApiResponseValidation }) {
            QVERIFY2(!isRetryable(makeError(kind, "x")), className(kind).data());
        }
        Error quota = makeError(ErrorClass::RateLimit, "no credit");
        quota.quotaExhausted = true;
        QVERIFY(!isRetryable(quota));
        Error forbidden = makeError(ErrorClass::ApiConnection, "the proxy says no");
        forbidden.permanent = true;
        QVERIFY(!isRetryable(forbidden));
    }

    void doublesWithinBounds()
    {
        SeededRandom random(7);
        const RetryPolicy policy { .maximumAttempts = 20 };
        const Error error = makeError(ErrorClass::InternalServer, "x");
        milliseconds floor = policy.firstWait;
        for (int finished = 1; finished < 20; ++finished) {
            const auto delay = retryDelay(policy, finished, error, random);
            QVERIFY(delay);
            QVERIFY(*delay >= floor);
            QVERIFY(*delay <= floor * 7 / 4);
            floor = std::min(floor * 2, policy.longestWait);
        }
        QVERIFY(!retryDelay(policy, 20, error, random));
    }

    void neverSoonerThanAsked()
    {
        SeededRandom random(7);
        Error error = makeError(ErrorClass::RateLimit, "x");
        for (int asked = 0; asked <= 20'000; asked += 250) {
            error.retryAfter = milliseconds(asked);
            const auto delay = retryDelay({}, 1, error, random);
            QVERIFY(delay);
            QVERIFY(*delay >= milliseconds(asked));
        }
        error.retryAfter = milliseconds(20'001);
        QVERIFY(!retryDelay({}, 1, error, random));
    }

    void aConflictIsRepeatedWhateverItsClass()
    {
        Error error = makeError(ErrorClass::Api, "x");
        error.status = 409;
        QVERIFY(isRetryable(error));
        error.status = 418;
        QVERIFY(!isRetryable(error));
    }
};

QTEST_APPLESS_MAIN(TestRetry)
#include "tst_retry.moc"
