// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every row of the provider table, by its id: where its requests go, which credential they carry, and that
// its quirks are honoured. The README's table links here.
#include "wire_support.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::test;

class TestProviderRows : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void encodesARequest_data() { everyRow(); }
    void encodesARequest()
    {
        QFETCH(QString, id);
        const ProviderEntry &provider = *catalog().provider(id.toStdString());
        const std::string base = provider.apiBase.empty() ? "https://host.example/v1" : withoutBraces(provider.apiBase);
        const wire::Target target { provider, "some-model", nullptr, base, 1'700'000'000 };
        ChatRequest request;
        request.model = provider.id + "/some-model";
        request.messages.push_back(textMessage(MessageRole::User, "Hello"));
        request.maxCompletionTokens = 10;
        const Result<HttpRequest> encoded = wire::codecFor(provider.family).encode(request, target);
        if (!encoded) {
            // Such as an account that only a setting names: the error says which.
            QVERIFY2(!encoded.error().message.empty(), id.toUtf8().constData());
            QVERIFY2(!provider.settings.empty(), encoded.error().message.c_str());
            return;
        }
        QCOMPARE(encoded->method, "POST");
        QVERIFY2(encoded->url.starts_with(base.substr(0, base.find('/', 8))), encoded->url.c_str());
        QVERIFY(encoded->auth.kind == provider.auth.kind || provider.auth.kind == AuthPlacement::Kind::None);
        QVERIFY(encoded->body.contains("Hello"));
        if (!provider.quirks.maxTokensField.empty()) {
            QVERIFY(encoded->body.contains("\"" + provider.quirks.maxTokensField + "\":10"));
        }
        for (const HttpHeader &header : provider.quirks.headers) {
            QVERIFY(headerValue(encoded->headers, header.name) == header.value);
        }
    }

    void saysWhereAKeyComesFrom_data() { everyRow(); }
    void saysWhereAKeyComesFrom()
    {
        QFETCH(QString, id);
        const ProviderEntry &provider = *catalog().provider(id.toStdString());
        QVERIFY(!provider.name.empty());
        QVERIFY(!provider.keyRequired || !provider.keyVariables.empty());
        QVERIFY(!provider.apiBase.empty() || !provider.baseVariables.empty() || !provider.settings.empty());
        for (const KeyShape &shape : provider.keyShapes) {
            const std::string key = shape.prefix + std::string(shape.minimumLength, 'x');
            const std::vector<const ProviderEntry *> found = catalog().recogniseKey(key);
            QVERIFY(std::ranges::find(found, &provider) != found.end() || !found.empty());
        }
    }

private:
    static void everyRow()
    {
        QTest::addColumn<QString>("id");
        for (const ProviderEntry &provider : catalog().providers()) {
            QTest::newRow(provider.id.c_str()) << QString::fromStdString(provider.id);
        }
    }

    // "https://host.{region}.example" with a word for each setting.
    static std::string withoutBraces(std::string base)
    {
        for (std::size_t open = base.find('{'); open != std::string::npos; open = base.find('{')) {
            base.replace(open, base.find('}', open) - open + 1, "setting");
        }
        return base;
    }
};

QTEST_APPLESS_MAIN(TestProviderRows)
#include "tst_provider_rows.moc"
