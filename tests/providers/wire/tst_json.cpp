// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/json_merge.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"
#include "wire_support.h"

#include <QDirIterator>
#include <QTest>

using namespace patchbay;
using namespace patchbay::wire;

class TestJson : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void suite()
    {
        QDirIterator files(QStringLiteral(PATCHBAY_SHARED_DATA "/json-test-suite"), { QStringLiteral("*.json") },
                           QDir::Files, QDirIterator::Subdirectories);
        int checked = 0;
        QStringList wrong;
        while (files.hasNext()) {
            const QString path = files.next();
            const QString name = files.fileName();
            const QByteArray text = test::readFile(path);
            const bool accepted = parseJson({ text.data(), static_cast<std::size_t>(text.size()) }).has_value();
            checked += name.startsWith(u"y_") || name.startsWith(u"n_");
            if ((name.startsWith(u"y_") && !accepted) || (name.startsWith(u"n_") && accepted)) {
                wrong.append(name);
            }
        }
        if (checked == 0) {
            QSKIP("the shared JSON test suite is not here");
        }
        qInfo("%d cases", checked);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void tellsWhereItStopped()
    {
        const auto json = parseJson(R"({"a": [1, 2, x]})");
        QVERIFY(!json);
        QCOMPARE(json.error().offset, std::size_t { 13 });
        QVERIFY(!parseJson(std::string(maximumJsonDepth + 2, '[') + std::string(maximumJsonDepth + 2, ']')));
        QVERIFY(parseJson(std::string(maximumJsonDepth, '[') + std::string(maximumJsonDepth, ']')));
        QVERIFY(!parseJson("\"\xFF\""));
        QVERIFY(!parseJson("\"\xED\xA0\x80\"")); // a surrogate in UTF-8
        QVERIFY(!parseJson(std::string_view("[\"a\0b\"]", 7)));
    }

    void walks()
    {
        const std::string text =
            " { \"a\\u0062\" : \"x\\ny\\ud83d\\ude00\" , \"n\": [ 1.50 , -3, 1e2, {\"k\":\"}]\"} ],"
            " \"t\":true,\"z\":null } ";
        const auto json = parseJson(text);
        QVERIFY(json);
        QCOMPARE((*json)["ab"].string(), std::string("x\ny\xF0\x9F\x98\x80"));
        QCOMPARE((*json)["n"].at(0).raw(), std::string_view("1.50"));
        QCOMPARE((*json)["n"].at(1).integer().value(), -3);
        QCOMPARE((*json)["n"].at(2).integer().value(), 100);
        QCOMPARE((*json)["n"].at(3)["k"].string(), std::string("}]"));
        QCOMPARE((*json)["n"].size(), std::size_t { 4 });
        QVERIFY((*json)["t"].boolean().value());
        QVERIFY((*json)["z"].kind() == JsonKind::Null);
        QVERIFY((*json)["none"].kind() == JsonKind::Absent);
        QVERIFY(!(*json)["none"]["deeper"]);
        QCOMPARE(JsonView(R"("\ud800x")").string(), std::string("\xEF\xBF\xBDx"));
        QVERIFY(!JsonView("99999999999999999999").integer());
    }

    void writes()
    {
        JsonWriter writer;
        writer.beginObject();
        writer.member("text", "a\"\\\n\x01/\xC3\xA9");
        writer.key("number");
        writer.number(0.3);
        writer.beginArray("list");
        writer.integer(-1);
        writer.null();
        writer.beginObject();
        writer.endObject();
        writer.endArray();
        writer.members(JsonView(R"({"x":1.0,"y":[ ]})"));
        writer.endObject();
        QCOMPARE(writer.take(),
                 std::string("{\"text\":\"a\\\"\\\\\\n\\u0001/\xC3\xA9\",\"number\":0.3,"
                             "\"list\":[-1,null,{}],\"x\":1.0,\"y\":[ ]}"));
    }

    void merges()
    {
        JsonText object { R"({"a":[1],"b":{"c":"x"},"d":"one"})" };
        mergeObject(object, R"({"a":[2],"b":{"c":"y","e":1},"d":" two","f":null})", "d");
        QCOMPARE(object.text, std::string(R"({"a":[1,2],"b":{"c":"y","e":1},"d":"one two","f":null})"));
    }
};

QTEST_APPLESS_MAIN(TestJson)
#include "tst_json.moc"
