// SPDX-License-Identifier: GPL-3.0-or-later
//
// The sandbox's answers have the fields of the real ones, no more and no fewer.
#include "tests/providers/sandbox/family_requests.h"

#include <QFile>
#include <QSet>
#include <QTest>

using namespace patchbay;
using namespace patchbay::sandbox;

namespace {

void collectKeys(const QJsonValue &value, const QString &path, QSet<QString> &keys)
{
    for (const QJsonValue item : value.toArray()) {
        collectKeys(item, path + "[]", keys);
    }
    const QJsonObject object = value.toObject();
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        const QString name = path + "." + entry.key();
        keys.insert(name);
        const bool free = entry.key() == "args" || entry.key() == "input" || entry.key() == "arguments";
        if (!free) {
            collectKeys(entry.value(), name, keys);
        }
    }
}

QSet<QString> keysOf(const QJsonValue &value)
{
    QSet<QString> keys;
    collectKeys(value, {}, keys);
    return keys;
}

// The recorded answers of a file that fit an operation.
QList<QJsonObject> recordings(const QString &file, const QString &kind)
{
    QList<QJsonObject> found;
    QFile lines(QStringLiteral(PATCHBAY_SHARED_DATA "/golden/") + file);
    if (!lines.open(QIODevice::ReadOnly)) {
        return found;
    }
    while (!lines.atEnd()) {
        const QJsonObject line = QJsonDocument::fromJson(lines.readLine()).object();
        const QString operation = line["op"].toString();
        const bool chat = operation == "chat" || operation == "messages" || operation == "generateContent"
            || operation == "streamGenerateContent";
        if (line["kind"] == kind && chat) {
            found.append(line["response"].toObject());
        }
    }
    return found;
}

} // namespace

class TestRecordings : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void looksLikeTheRecordings_data()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QStringList>("files");
        QTest::newRow("openai") << "openai" << QStringList { "openai-chat.jsonl", "deepseek.jsonl" };
        QTest::newRow("anthropic") << "anthropic" << QStringList { "anthropic-messages.jsonl" };
        QTest::newRow("gemini") << "gemini" << QStringList { "gemini.jsonl" };
    }
    void looksLikeTheRecordings()
    {
        QFETCH(QString, family);
        QFETCH(QStringList, files);
        const std::string name = family.toStdString();
        QSet<QString> known;
        QSet<QString> knownInStreams;
        QHash<QString, int> counts;
        int answers = 0;
        for (const QString &file : files) {
            for (const QJsonObject &response : recordings(file, "json")) {
                const QSet<QString> keys = keysOf(response["body"]);
                known |= keys;
                if (file == files.first()) {
                    ++answers;
                    for (const QString &key : keys) {
                        ++counts[key];
                    }
                }
            }
            for (const QJsonObject &response : recordings(file, "sse")) {
                for (const QJsonObject &event : eventsOf(name, response["body"].toString().toStdString())) {
                    knownInStreams |= keysOf(event);
                }
            }
        }
        if (answers == 0) {
            QSKIP("The recorded answers are not here.");
        }
        for (const bool tools : { false, true }) {
            const Dialect &dialect = *dialectFor(name);
            const QSet<QString> own = keysOf(parsed(prepare(dialect, callOf(name, false, tools), nullptr, 1).whole));
            QVERIFY2(known.contains(own), qPrintable("not recorded: " + QStringList((own - known).values()).join(' ')));
            for (auto entry = counts.begin(); entry != counts.end(); ++entry) {
                // What all recorded answers have, ours has (the text's place may hold tool calls).
                const bool always = entry.value() == answers;
                QVERIFY2(!always || own.contains(entry.key()), qPrintable("missing: " + entry.key()));
            }
            for (const QJsonObject &event :
                 eventsOf(name, prepare(dialect, callOf(name, true, tools), nullptr, 1).stream.bytes)) {
                const QSet<QString> keys = keysOf(event);
                QVERIFY2(knownInStreams.contains(keys),
                         qPrintable("not recorded: " + QStringList((keys - knownInStreams).values()).join(' ')));
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestRecordings)
#include "tst_recordings.moc"
