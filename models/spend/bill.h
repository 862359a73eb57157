// SPDX-License-Identifier: GPL-3.0-or-later
//
// A provider's usage or cost export as lines of day, model and kind: OpenAI and Anthropic (their usage and cost calls and the
// CSV of their pages), Azure cost exports, AWS (CUR and FOCUS), Google Cloud billing, OpenRouter's activity, and any CSV
// whose columns are named. Pure. What cannot be read is counted with its reason; another currency than USD is refused.
#pragma once

#include "models/ledger/foreign_records.h"
#include "providers/core/money.h"

#include <QDate>
#include <QTimeZone>

#include <functional>
#include <optional>

class QIODevice;

namespace patchbay {

enum class BillFormat { OpenAi, Anthropic, Azure, Aws, Focus, Google, OpenRouter, Csv };
std::optional<BillFormat> billFormatFromName(QStringView name); // "openai", …, "csv"
QString billFormatName(BillFormat format);
// By the fields that only one of them has; nothing where none is told.
std::optional<BillFormat> guessBillFormat(const QList<ForeignRecord> &records);
// The provider whose rows the bill is about, as the ledger names it; empty where the format does not say.
QString billedProvider(BillFormat format);
// That the provider cuts its days in.
QTimeZone billZone(BillFormat format);

// Prompt is what was not cached, as providers bill it.
enum class BilledKind { Prompt, Cached, CacheCreation, Completion, Other };
QString billedKindName(BilledKind kind);

struct BilledLine {
    QDate day;
    QString model;
    BilledKind kind = BilledKind::Other;
    std::optional<qint64> units {}; // tokens
    std::optional<Money> cost {};
    std::optional<qint64> requests {};
    bool batch = false;
};

struct Bill {
    BillFormat format = BillFormat::Csv;
    QList<BilledLine> lines;
    qint64 read = 0; // records
    qint64 refused = 0;
    QStringList reasons; // of the first refused ones
};

// `columns` of a CSV: what ("day", "model", "kind", "units", "cost", "requests", "prompt", "cached", "cache_creation",
// "completion") by the column's name; it comes before what is known of the format.
Bill readBill(const QList<ForeignRecord> &records, BillFormat format, const QMap<QString, QString> &columns = {});
// The records of an export: as readForeignRecords(), with the results inside of each time bucket on their own.
Result<QList<ForeignRecord>> readBillRecords(const QByteArray &bytes);

// What is asked of a file; what is left out is told from its fields.
struct BillQuestion {
    std::optional<BillFormat> format {};
    QString provider {};
    QMap<QString, QString> columns {};
    std::optional<QTimeZone> zone {};
    bool operator==(const BillQuestion &) const = default;
};
struct BillFile {
    Bill bill;
    QString provider; // empty: the file does not say
    QTimeZone zone;
    QStringList header {}; // names of a CSV's columns
};
// In memory that does not grow with the file, but with its days and models. `progress` is told of the bytes that were read;
// false from it ends the reading.
Result<BillFile> readBillFile(QIODevice &device, const BillQuestion &question, const std::function<bool(qint64 bytes)> &progress = {});
// The same of pages that a provider's own calls answered with, one after the other: costs and tokens of the same day, model and
// kind become one line. Only lines of [first, last] are kept.
Result<BillFile> readBillPages(const QList<QByteArray> &pages, BillFormat format, QDate first, QDate last);
// What a column can be named as: "day", "model", …
QStringList billColumnNames();

// "gpt-4o" of "openai/GPT-4o-2024-08-06"; what bills and configurations call one model becomes one name.
QString plainModelName(const QString &name);

} // namespace patchbay
