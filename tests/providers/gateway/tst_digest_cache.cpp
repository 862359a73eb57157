// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/digest_cache.h"

#include <QTest>

using namespace patchbay::gateway;

class TestDigestCache : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void knowsOnlyWhatWasKept()
    {
        DigestCache cache;
        QVERIFY(!cache.find("sk-a"));
        QVERIFY(!cache.find(""));
        cache.keep("sk-a", "digest of a");
        QCOMPARE(cache.find("sk-a"), std::optional<std::string>("digest of a"));
        QVERIFY(!cache.find("sk-b"));
        QVERIFY(!cache.find("sk-"));
        QVERIFY(!cache.find("sk-aa"));
    }

    // More keys than places: some are forgotten, none is taken for another.
    void neverTakesOneForAnother()
    {
        DigestCache cache;
        constexpr int keys = 5'000;
        for (int number = 0; number < keys; ++number) {
            cache.keep("sk-" + std::to_string(number), std::to_string(number));
        }
        int known = 0;
        for (int number = 0; number < keys; ++number) {
            if (const auto digest = cache.find("sk-" + std::to_string(number))) {
                QCOMPARE(*digest, std::to_string(number));
                ++known;
            }
        }
        QVERIFY(known > 0 && known < keys);
    }
};

QTEST_GUILESS_MAIN(TestDigestCache)
#include "tst_digest_cache.moc"
