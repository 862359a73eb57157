// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keys/provider_list_model.h"
#include "models/keys/session_keys.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <thread>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

constexpr const char *pastedKey = "sk-pasted-0123456789abcdef0123456789abcdef-4f2a";
constexpr const char *environmentKey = "sk-environment-0123456789abcdef0123456789-9c1d";

std::string fakeEnvironment(const std::string &name)
{
    if (name == "ANTHROPIC_API_KEY") {
        return environmentKey;
    }
    return name == "OPENAI_API_BASE" ? "http://base.example/v1" : "";
}

std::string textOf(const std::optional<SecretBytes> &secret)
{
    return secret ? std::string(secret->bytes().begin(), secret->bytes().end()) : "none";
}

} // namespace

class TestSessionKeys : public QObject {
    Q_OBJECT
    Catalog m_catalog;
    const Origin m_origin { .scheme = "https", .host = "api.openai.com", .port = 443 };

private Q_SLOTS:
    void initTestCase()
    {
        Result<Catalog> catalog = Catalog::builtIn();
        QVERIFY2(catalog, catalog ? "" : catalog.error().message.c_str());
        m_catalog = std::move(*catalog);
    }

    void findsPastedThenEnvironment()
    {
        SessionKeys keys(m_catalog, fakeEnvironment);
        QSignalSpy changed(&keys, &SessionKeys::changed);
        QVERIFY(!keys.find("OPENAI_API_KEY", m_origin));
        QVERIFY(textOf(keys.find("ANTHROPIC_API_KEY", m_origin)) == environmentKey);
        QVERIFY(keys.paste("openai", SecretBytes::copyOf(pastedKey)));
        QVERIFY(keys.paste("anthropic", SecretBytes::copyOf(pastedKey)));
        QVERIFY(textOf(keys.find("OPENAI_API_KEY", m_origin)) == pastedKey);
        QVERIFY(textOf(keys.find("ANTHROPIC_API_KEY", m_origin)) == pastedKey);
        keys.forget("openai");
        keys.forget("anthropic");
        keys.forget("anthropic");
        QVERIFY(!keys.find("OPENAI_API_KEY", m_origin));
        QVERIFY(textOf(keys.find("ANTHROPIC_API_KEY", m_origin)) == environmentKey);
        QCOMPARE(changed.count(), 4);
        QVERIFY(!keys.paste("no such provider", SecretBytes::copyOf(pastedKey)));
        QVERIFY(!keys.paste("openai", SecretBytes()));
    }

    void asksTheStoredSourceBeforeTheEnvironment()
    {
        class Stored final : public KeySource {
        public:
            std::optional<SecretBytes> find(std::string_view, const Origin &) const override
            {
                return SecretBytes::copyOf("stored");
            }
        } stored;
        SessionKeys keys(m_catalog, fakeEnvironment);
        QSignalSpy changed(&keys, &SessionKeys::changed);
        keys.setStored(&stored);
        keys.setStoredInfo({ { "openai", { KeyInfo::Source::Vault, u"openai-prod"_s, u"····4f2a"_s } } });
        QCOMPARE(changed.count(), 1);
        QVERIFY(textOf(keys.find("ANTHROPIC_API_KEY", m_origin)) == "stored");
        QCOMPARE(keySourceText(keys.infoOf(*m_catalog.provider("openai"))), u"vault openai-prod"_s);
        QVERIFY(keys.paste("openai", SecretBytes::copyOf(pastedKey)));
        QVERIFY(textOf(keys.find("OPENAI_API_KEY", m_origin)) == pastedKey);
        QCOMPARE(keySourceText(keys.infoOf(*m_catalog.provider("openai"))), u"pasted"_s);
    }

    void boundKeyGoesNowhereElse()
    {
        SessionKeys keys(m_catalog, fakeEnvironment);
        QVERIFY(keys.paste("anthropic", SecretBytes::copyOf(pastedKey), m_origin));
        QVERIFY(keys.find("ANTHROPIC_API_KEY", m_origin));
        for (const Origin &other : { Origin { "http", "api.openai.com", 443 }, Origin { "https", "evil.example", 443 },
                                     Origin { "https", "api.openai.com", 8443 } }) {
            QVERIFY(!keys.find("ANTHROPIC_API_KEY", other));
        }
    }

    void tellsWhereKeysComeFrom()
    {
        SessionKeys keys(m_catalog, fakeEnvironment);
        const KeyInfo environment = keys.infoOf(*m_catalog.provider("anthropic"));
        QCOMPARE(keySourceText(environment), u"environment ANTHROPIC_API_KEY"_s);
        QVERIFY(environment.masked.endsWith(u"9c1d"_s));
        QVERIFY(environment.masked.size() < 12);
        QVERIFY(keys.paste("openai", SecretBytes::copyOf(pastedKey)));
        QCOMPARE(keySourceText(keys.infoOf(*m_catalog.provider("openai"))), u"pasted"_s);
        QCOMPARE(keySourceText(keys.infoOf(*m_catalog.provider("groq"))), QString());
        QVERIFY(keys.isReady(*m_catalog.provider("openai")));
        QVERIFY(keys.isReady(*m_catalog.provider("ollama")));
        QVERIFY(!keys.isReady(*m_catalog.provider("groq")));
    }

    void isSafeBetweenThreads()
    {
        SessionKeys keys(m_catalog, fakeEnvironment);
        std::atomic<bool> wrong = false;
        std::vector<std::jthread> readers;
        for (int reader = 0; reader < 2; ++reader) {
            readers.emplace_back([&](const std::stop_token &stop) {
                while (!stop.stop_requested()) {
                    const std::string found = textOf(keys.find("OPENAI_API_KEY", m_origin));
                    wrong = wrong || (found != pastedKey && found != "none");
                }
            });
        }
        for (int round = 0; round < 2'000; ++round) {
            QVERIFY(keys.paste("openai", SecretBytes::copyOf(pastedKey)));
            keys.forget("openai");
        }
        readers.clear();
        QVERIFY(!wrong);
    }

    void listShowsStates()
    {
        SessionKeys keys(m_catalog, fakeEnvironment);
        ProviderListModel model(m_catalog, keys);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), int(m_catalog.providers().size()));
        const int openai = model.rowOf(u"openai"_s);
        const int anthropic = model.rowOf(u"anthropic"_s);
        const int ollama = model.rowOf(u"ollama"_s);
        const auto text = [&](int row, int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(text(openai, ProviderListModel::NameColumn), u"OpenAI"_s);
        QCOMPARE(text(openai, ProviderListModel::KeyColumn), u"missing"_s);
        QCOMPARE(text(openai, ProviderListModel::ApiBaseColumn), u"http://base.example/v1"_s);
        QCOMPARE(text(anthropic, ProviderListModel::SourceColumn), u"environment ANTHROPIC_API_KEY"_s);
        QCOMPARE(text(ollama, ProviderListModel::KeyColumn), u"not needed"_s);
        QCOMPARE(text(ollama, ProviderListModel::PlaceColumn), u"this machine"_s);
        QCOMPARE(model.headerData(ProviderListModel::KeyColumn, Qt::Horizontal).toString(), u"Key"_s);

        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QVERIFY(keys.paste("openai", SecretBytes::copyOf(pastedKey)));
        QVERIFY(changed.count() >= 1);
        QCOMPARE(text(openai, ProviderListModel::SourceColumn), u"pasted"_s);
        QCOMPARE(model.index(openai, 0).data(ProviderListModel::KeyStateRole).value<ProviderListModel::KeyState>(),
                 ProviderListModel::KeyState::Pasted);
        model.setApiBases({ { u"openai"_s, u"http://mine.example"_s } });
        QCOMPARE(text(openai, ProviderListModel::ApiBaseColumn), u"http://mine.example"_s);
        model.setSandboxShown(false);
        QCOMPARE(model.rowOf(u"sandbox"_s), -1);
        model.setSandboxShown(true);
        QVERIFY(model.rowOf(u"sandbox"_s) >= 0);
    }

    void noCellHoldsAKey()
    {
        SessionKeys keys(m_catalog,
                         [](const std::string &name) { return name.ends_with("KEY") ? environmentKey : ""; });
        QVERIFY(keys.paste("openai", SecretBytes::copyOf(pastedKey)));
        const ProviderListModel model(m_catalog, keys);
        for (int row = 0; row < model.rowCount(); ++row) {
            for (int column = 0; column < model.columnCount(); ++column) {
                for (int role = 0; role < Qt::UserRole + 10; ++role) {
                    const QString text = model.index(row, column).data(role).toString();
                    QVERIFY(!text.contains(u"0123456789"_s));
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestSessionKeys)
#include "tst_session_keys.moc"
