// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/foreign_records.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <optional>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int deepest = 4;

QString textOf(const QJsonValue &value)
{
    if (value.isString()) {
        return value.toString();
    }
    if (value.isArray()) {
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    }
    return value.toVariant().toString();
}

void flatten(const QJsonObject &object, const QString &prefix, int depth, QMap<QString, QString> &fields)
{
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        if (entry->isObject() && depth < deepest) {
            flatten(entry->toObject(), prefix + entry.key() + u'.', depth + 1, fields);
        } else if (!entry->isNull() && !entry->isUndefined()) {
            fields.insert(prefix + entry.key(), textOf(*entry));
        }
    }
}

ForeignRecord recordOf(const QJsonValue &value, qint64 number)
{
    ForeignRecord record { .number = number, .fields = {}, .problem = {} };
    if (value.isObject()) {
        flatten(value.toObject(), {}, 0, record.fields);
    } else {
        record.problem = u"is not an object"_s;
    }
    return record;
}

QList<ForeignRecord> fromArray(const QJsonArray &array)
{
    QList<ForeignRecord> records;
    for (qsizetype index = 0; index < array.size(); ++index) {
        records.append(recordOf(array[index], index + 1));
    }
    return records;
}

std::optional<QJsonArray> arrayIn(const QJsonDocument &document)
{
    if (document.isArray()) {
        return document.array();
    }
    for (const QString &name : { u"data"_s, u"logs"_s, u"observations"_s }) {
        if (const QJsonValue found = document.object().value(name); found.isArray()) {
            return found.toArray();
        }
    }
    return std::nullopt;
}

QList<ForeignRecord> fromJsonLines(const QByteArray &bytes)
{
    QList<ForeignRecord> records;
    qint64 number = 0;
    for (const QByteArray &line : bytes.split('\n')) {
        ++number;
        if (line.trimmed().isEmpty()) {
            continue;
        }
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(line, &error);
        records.append(document.isObject() ? recordOf(document.object(), number)
                                           : ForeignRecord { number, {}, u"is not JSON: "_s + error.errorString() });
    }
    return records;
}

// One record of RFC 4180, which may span lines. Moves `at` behind it.
struct CsvReader {
    const QByteArray &bytes;
    char separator = ',';
    qsizetype at = 0;
    qint64 line = 1;

    bool atEnd() const { return at >= bytes.size(); }
    std::optional<QStringList> next() // nothing: a quote stays open
    {
        QStringList cells;
        QByteArray cell;
        bool quoted = false;
        for (; !atEnd(); ++at) {
            const char character = bytes[at];
            line += character == '\n' ? 1 : 0;
            if (quoted) {
                const bool doubled = character == '"' && at + 1 < bytes.size() && bytes[at + 1] == '"';
                if (character != '"' || doubled) {
                    cell += character;
                    at += doubled ? 1 : 0;
                } else {
                    quoted = false;
                }
            } else if (character == '"') {
                quoted = true;
            } else if (character == separator) {
                cells.append(QString::fromUtf8(cell));
                cell.clear();
            } else if (character == '\n') {
                ++at;
                break;
            } else if (character != '\r') {
                cell += character;
            }
        }
        cells.append(QString::fromUtf8(cell));
        return quoted ? std::nullopt : std::optional(cells);
    }
};

QList<ForeignRecord> fromCsv(const QByteArray &bytes)
{
    const QByteArray firstLine = bytes.left(bytes.indexOf('\n'));
    CsvReader reader { .bytes = bytes, .separator = firstLine.count(';') > firstLine.count(',') ? ';' : ',' };
    const QStringList header = reader.next().value_or(QStringList());
    QList<ForeignRecord> records;
    while (!reader.atEnd()) {
        const qint64 line = reader.line;
        const std::optional<QStringList> cells = reader.next();
        if (cells && cells->size() == 1 && cells->first().isEmpty()) {
            continue;
        }
        ForeignRecord record { .number = line, .fields = {}, .problem = {} };
        if (!cells) {
            record.problem = u"has a quote that is not closed"_s;
        } else if (cells->size() != header.size()) {
            record.problem = u"has %1 cells, the header has %2"_s.arg(cells->size()).arg(header.size());
        } else {
            for (qsizetype column = 0; column < header.size(); ++column) {
                if (!(*cells)[column].isEmpty()) {
                    record.fields.insert(header[column].trimmed(), (*cells)[column]);
                }
            }
        }
        records.append(std::move(record));
    }
    return records;
}

} // namespace

Result<QList<ForeignRecord>> readForeignRecords(const QByteArray &file)
{
    const QByteArray bytes = (file.startsWith("\xEF\xBB\xBF") ? file.mid(3) : file).trimmed();
    if (bytes.isEmpty()) {
        return QList<ForeignRecord> {};
    }
    if (bytes.startsWith('[') || bytes.startsWith('{')) {
        if (const std::optional<QJsonArray> array = arrayIn(QJsonDocument::fromJson(bytes))) {
            return fromArray(*array);
        }
        if (bytes.startsWith('[')) {
            return failure(ErrorClass::BadRequest, "The file begins like a JSON list but is not one.");
        }
        return fromJsonLines(bytes);
    }
    if (!bytes.left(bytes.indexOf('\n')).contains(',') && !bytes.left(bytes.indexOf('\n')).contains(';')) {
        return failure(ErrorClass::BadRequest, "The file is neither JSON, JSON lines nor CSV with a header.");
    }
    return fromCsv(bytes);
}

} // namespace patchbay
