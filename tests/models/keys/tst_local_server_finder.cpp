// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keys/local_server_finder.h"

#include <QSignalSpy>
#include <QTest>

#include <thread>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestLocalServerFinder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void asksEveryPortAndTellsWhoAnswered()
    {
        QStringList asked;
        LocalServerFinder finder([&](const LocalServer &server, const LocalServerFinder::Answer &answer) {
            asked << server.apiBase;
            if (server.provider == u"ollama"_s) {
                answer(std::vector<std::string> { "llama3.2", "qwen3" });
            } else if (server.provider == u"hosted_vllm"_s) {
                answer(std::vector<std::string> { "mistral" });
            } else {
                answer(failure(ErrorClass::ApiConnection, "refused"));
            }
        });
        QSignalSpy finished(&finder, &LocalServerFinder::finished);
        finder.start();
        QVERIFY(finder.isRunning());
        finder.start();
        QVERIFY(finished.wait());
        QVERIFY(!finder.isRunning());
        QCOMPARE(asked.size(), 4);
        QVERIFY(asked.contains(u"http://127.0.0.1:11434"_s));
        const auto found = finished.first().first().value<QList<FoundServer>>();
        QCOMPARE(found.size(), 2);
        QCOMPARE(found[0].server.family, ApiFamily::OllamaChat);
        QCOMPARE(found[0].models, (QStringList { u"llama3.2"_s, u"qwen3"_s }));
        QCOMPARE(foundServersSentence(found, finder.servers()), u"Found Ollama (2 models) and vLLM (1 model)."_s);
        QVERIFY(foundServersSentence({}, finder.servers()).contains(u"127.0.0.1:1234"_s));
        finder.start();
        QVERIFY(finished.wait());
        QCOMPARE(finished.count(), 2);
    }

    void answersMayComeFromOtherThreadsAndTooLate()
    {
        std::vector<std::jthread> threads;
        std::vector<LocalServerFinder::Answer> kept;
        {
            LocalServerFinder finder([&](const LocalServer &server, LocalServerFinder::Answer answer) {
                if (server.provider == u"ollama"_s) {
                    kept.push_back(std::move(answer));
                } else {
                    threads.emplace_back([answer = std::move(answer)] { answer(std::vector<std::string> { "m" }); });
                }
            });
            QSignalSpy finished(&finder, &LocalServerFinder::finished);
            finder.start();
            // One never answers: patience ends.
            QVERIFY(finished.wait(6'000));
            QCOMPARE(finished.first().first().value<QList<FoundServer>>().size(), 3);
        }
        threads.clear();
        kept.front()(std::vector<std::string> { "late" });
        QCoreApplication::sendPostedEvents();
    }

    void knownServersAreInTheCatalogue()
    {
        const Result<Catalog> catalog = Catalog::builtIn();
        QVERIFY(catalog);
        for (const LocalServer &server : wellKnownLocalServers()) {
            const ProviderEntry *provider = catalog->provider(server.provider.toStdString());
            QVERIFY2(provider, qPrintable(server.provider));
            QVERIFY(provider->local);
            QCOMPARE(provider->family, server.family);
            QVERIFY(server.apiBase.startsWith(u"http://127.0.0.1:"_s));
        }
    }
};

QTEST_GUILESS_MAIN(TestLocalServerFinder)
#include "tst_local_server_finder.moc"
