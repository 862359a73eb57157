// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/schema_value.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace patchbay::sandbox;

namespace {

// Enough of JSON schema to judge what the generator claims to know.
bool satisfies(const QJsonValue &value, const QJsonObject &schema, const QJsonObject &root);

bool satisfiesObject(const QJsonObject &object, const QJsonObject &schema, const QJsonObject &root)
{
    for (const QJsonValue name : schema["required"].toArray()) {
        if (!object.contains(name.toString())) {
            return false;
        }
    }
    const QJsonObject properties = schema["properties"].toObject();
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        if (properties.contains(entry.key()) && !satisfies(entry.value(), properties[entry.key()].toObject(), root)) {
            return false;
        }
        if (!properties.contains(entry.key()) && schema["additionalProperties"] == QJsonValue(false)) {
            return false;
        }
    }
    return true;
}

bool satisfiesNumber(double number, const QJsonObject &schema)
{
    const double step = schema["multipleOf"].toDouble(0);
    return number >= schema["minimum"].toDouble(-1e308) && number <= schema["maximum"].toDouble(1e308)
        && number > schema["exclusiveMinimum"].toDouble(-1e308) && number < schema["exclusiveMaximum"].toDouble(1e308)
        && (step == 0 || std::abs(number / step - std::round(number / step)) < 1e-9);
}

bool hasType(const QJsonValue &value, const QString &type)
{
    return (type == "object" && value.isObject()) || (type == "array" && value.isArray())
        || (type == "string" && value.isString()) || (type == "boolean" && value.isBool())
        || (type == "null" && value.isNull()) || (type == "number" && value.isDouble())
        || (type == "integer" && value.isDouble() && value.toDouble() == std::floor(value.toDouble()));
}

bool satisfies(const QJsonValue &value, const QJsonObject &schema, const QJsonObject &root)
{
    if (const QString reference = schema["$ref"].toString(); !reference.isEmpty()) {
        QJsonValue target = root;
        for (const QString &step : reference.mid(2).split(u'/')) {
            target = target[step];
        }
        return satisfies(value, target.toObject(), root);
    }
    if (schema.contains("const") && value != schema["const"]) {
        return false;
    }
    if (schema.contains("enum") && !schema["enum"].toArray().contains(value)) {
        return false;
    }
    for (const char *key : { "anyOf", "oneOf" }) {
        const QJsonArray choices = schema[QLatin1String(key)].toArray();
        if (!choices.isEmpty() && std::ranges::none_of(choices, [&](const QJsonValue &choice) {
                return satisfies(value, choice.toObject(), root);
            })) {
            return false;
        }
    }
    for (const QJsonValue part : schema["allOf"].toArray()) {
        if (!satisfies(value, part.toObject(), root)) {
            return false;
        }
    }
    QStringList types;
    for (const QJsonValue type : schema["type"].toArray()) {
        types += type.toString().toLower();
    }
    if (schema["type"].isString()) {
        types += schema["type"].toString().toLower();
    }
    if (!types.isEmpty() && std::ranges::none_of(types, [&](const QString &type) { return hasType(value, type); })) {
        return false;
    }
    if (value.isString()) {
        const qsizetype length = value.toString().size();
        return length >= schema["minLength"].toInt(0) && length <= schema["maxLength"].toInt(1 << 30);
    }
    if (value.isArray()) {
        const QJsonArray list = value.toArray();
        return list.size() >= schema["minItems"].toInt(0) && list.size() <= schema["maxItems"].toInt(1 << 30)
            && std::ranges::all_of(
                   list, [&](const QJsonValue &item) { return satisfies(item, schema["items"].toObject(), root); });
    }
    return value.isObject() ? satisfiesObject(value.toObject(), schema, root)
                            : !value.isDouble() || satisfiesNumber(value.toDouble(), schema);
}

} // namespace

class TestSchemaValue : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void satisfiesSchemas_data()
    {
        QTest::addColumn<QString>("schema");
        QTest::newRow("types")
            << R"({"type":"object","required":["a","b","c","d","e","f"],"additionalProperties":false,"properties":{
            "a":{"type":"string"},"b":{"type":"integer"},"c":{"type":"number"},"d":{"type":"boolean"},"e":{"type":"null"},
            "f":{"type":"array","items":{"type":"integer"}}}})";
        QTest::newRow("enum")
            << R"({"type":"object","properties":{"p":{"enum":["P1","P2"]},"c":{"const":7}},"required":["p","c"]})";
        QTest::newRow("bounds") << R"({"type":"object","properties":{"n":{"type":"integer","minimum":50,"maximum":60},
            "m":{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1},"k":{"type":"integer","multipleOf":5,"minimum":7}}})";
        QTest::newRow("lengths") << R"({"type":"object","properties":{"s":{"type":"string","minLength":30},
            "t":{"type":"string","maxLength":5},"l":{"type":"array","minItems":4,"items":{"type":"string"}},
            "o":{"type":"array","maxItems":1,"items":{"type":"string"}},"z":{"type":"array","maxItems":0}}})";
        QTest::newRow("nested")
            << R"({"type":"object","required":["people"],"properties":{"people":{"type":"array","minItems":1,
            "items":{"type":"object","required":["name","age"],"properties":{"name":{"type":"string"},"age":{"type":"integer"}}}}}})";
        QTest::newRow("any of") << R"({"type":"object","properties":{"v":{"anyOf":[{"type":"null"},{"type":"string"}]},
            "w":{"oneOf":[{"type":"integer"}]}},"required":["v","w"]})";
        QTest::newRow("all of") << R"({"allOf":[{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},
            {"type":"object","properties":{"b":{"type":"integer"}},"required":["b"]}]})";
        QTest::newRow("references") << R"({"type":"object","properties":{"c":{"$ref":"#/$defs/city"}},"required":["c"],
            "$defs":{"city":{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}}})";
        QTest::newRow("recursive")
            << R"({"type":"object","properties":{"value":{"type":"integer"},"children":{"type":"array",
            "items":{"$ref":"#/$defs/node"}}},"required":["value","children"],"$defs":{"node":{"type":"object","properties":{
            "value":{"type":"integer"},"children":{"type":"array","items":{"$ref":"#/$defs/node"}}},"required":["value","children"]}}})";
        QTest::newRow("list of types")
            << R"({"type":["object","null"],"properties":{"a":{"type":["null","string"]}},"required":["a"]})";
        QTest::newRow("Gemini's capitals")
            << R"({"type":"OBJECT","properties":{"n":{"type":"STRING"},"i":{"type":"INTEGER"}},"required":["n"]})";
        QTest::newRow("required but not described") << R"({"type":"object","required":["x"]})";
        QTest::newRow("many items") << R"({"type":"array","items":{"type":"boolean"},"minItems":100})";
        QTest::newRow("a huge bound") << R"({"type":"object","properties":{"n":{"type":"number","minimum":1e300}}})";
        QTest::newRow("a bare array") << R"({"type":"array","items":{"type":"boolean"},"minItems":3})";
    }
    void satisfiesSchemas()
    {
        QFETCH(QString, schema);
        const QJsonObject parsed = QJsonDocument::fromJson(schema.toUtf8()).object();
        QVERIFY(!parsed.isEmpty());
        for (const char *prompt : { "", "Ada Lovelace, 36, lives in London", "Give 3 \"quoted words\" über alles" }) {
            const std::string text = valueForSchema(schema.toStdString(), prompt);
            const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(text));
            const QJsonValue value = document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
            QVERIFY2(!document.isNull() && satisfies(value, parsed, parsed), text.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestSchemaValue)
#include "tst_schema_value.moc"
