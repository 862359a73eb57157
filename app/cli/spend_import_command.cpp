// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/spend_command.h"
#include "models/ledger/foreign_stream.h"
#include "models/ledger/spend_importer.h"
#include "models/spend/bill.h"
#include "models/storage/data_directory.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <chrono>
#include <iostream>
#include <ostream>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace patchbay::cli {
namespace {

constexpr Option options[] = {
    { "--format", true, "litellm, openrouter, langfuse or csv; told from the fields when left out" },
    { "--json", false, "for machines" },
    { "--data", true, "the data directory" },
    { "--help", false, "this text" },
};

constexpr std::string_view synopsis
    = "spend import FILE [--format litellm|openrouter|langfuse|csv]\n\n"
      "Spend records of another tool into the ledger: JSON, JSON lines or CSV with a header. Importing the same\n"
      "file again adds nothing. What cannot be read is counted, with the reason of each; what is there already with\n"
      "another amount stays as it is and is named. The exit code is 1 where nothing could be read.";

constexpr qsizetype reasonsShown = 20;

Result<void> openFile(QFile &file)
{
    const bool opened = file.fileName() == u"-" ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    return opened ? Result<void>()
                  : failure(ErrorClass::BadRequest, "Cannot read " + file.fileName().toStdString() + ": " + file.errorString().toStdString() + '.');
}

void printFirst(const QStringList &sentences, qint64 all, std::ostream &out)
{
    const QStringList shown = sentences.first(std::min(reasonsShown, sentences.size()));
    for (const QString &sentence : shown) {
        out << "  " << sentence.toStdString() << '\n';
    }
    if (all > shown.size()) {
        out << "  and " << all - shown.size() << " more\n";
    }
}

// Told once a second, where somebody looks on.
class Progress {
public:
    Progress(std::ostream &err, qint64 size)
        : m_err(err)
        , m_size(size)
        , m_shown(&err == &std::cerr && ::isatty(STDERR_FILENO) != 0)
    {
    }

    bool told(qint64 bytes, const SpendImportCounts &counts)
    {
        const auto now = std::chrono::steady_clock::now();
        if (m_shown && now - m_last >= std::chrono::seconds(1)) {
            m_last = now;
            m_err << '\r' << records(counts) << " records, " << rate(counts) << " a second";
            if (m_size > 0) {
                constexpr qint64 percent = 100;
                m_err << ", " << bytes * percent / m_size << " %";
            }
            m_err << "   " << std::flush;
        }
        return true;
    }

    void end(const SpendImportCounts &counts)
    {
        if (m_shown) {
            m_err << '\r' << records(counts) << " records in " << std::chrono::duration<double>(passed()).count() << " s, " << rate(counts) << " a second\n";
        }
    }

    qint64 rate(const SpendImportCounts &counts) const
    {
        const double seconds = std::max(std::chrono::duration<double>(passed()).count(), 1e-3);
        return static_cast<qint64>(static_cast<double>(records(counts)) / seconds);
    }

private:
    static qint64 records(const SpendImportCounts &counts) { return counts.taken + counts.known + counts.conflicts + counts.refused; }
    std::chrono::steady_clock::duration passed() const { return std::chrono::steady_clock::now() - m_start; }

    std::ostream &m_err;
    const qint64 m_size; // 0: not known
    const bool m_shown;
    const std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point m_last = m_start;
};

void print(const SpendImportCounts &counts, bool json, std::ostream &out)
{
    if (json) {
        const QJsonObject object { { u"format"_s, spendFormatName(counts.format) },
                                   { u"taken"_s, counts.taken },
                                   { u"already_there"_s, counts.known },
                                   { u"conflicts"_s, counts.conflicts },
                                   { u"conflict_reasons"_s, QJsonArray::fromStringList(counts.conflictWords) },
                                   { u"rejected"_s, counts.refused },
                                   { u"reasons"_s, QJsonArray::fromStringList(counts.reasons) } };
        out << QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString() << '\n';
        return;
    }
    out << "taken " << counts.taken << "\nalready there " << counts.known << '\n';
    if (counts.conflicts > 0) {
        out << "already there with another amount, which stays " << counts.conflicts << '\n';
        printFirst(counts.conflictWords, counts.conflicts, out);
    }
    out << "rejected " << counts.refused << '\n';
    printFirst(counts.reasons, counts.refused, out);
}

// A provider's bill has sums by days, and no calls to take.
bool looksLikeABill(const QString &path)
{
    constexpr int looksAt = 20;
    QFile file(path);
    if (path == u"-" || !file.open(QIODevice::ReadOnly)) {
        return false;
    }
    ForeignStream stream(file, u"results"_s);
    QList<ForeignRecord> first;
    for (int number = 0; number < looksAt; ++number) {
        Result<std::optional<ForeignRecord>> record = stream.next();
        if (!record || !*record) {
            break;
        }
        first.append(std::move(**record));
    }
    return guessBillFormat(first).has_value();
}

Result<SpendImportCounts> importFile(const Arguments &arguments, std::optional<SpendFormat> format, std::ostream &err)
{
    QFile file(QString::fromStdString(arguments.positional().front()));
    if (const Result<void> opened = openFile(file); !opened) {
        return std::unexpected(opened.error());
    }
    const Result<DataDirectory> directory = DataDirectory::open(QString::fromStdString(arguments.value("--data")));
    if (!directory) {
        return std::unexpected(directory.error());
    }
    const SystemClock clock;
    // Nobody waits for a single row: ids come in no order, and a larger group writes each page of their index once.
    constexpr LedgerOptions large { .groupAge = std::chrono::seconds(2), .groupSize = 32'768 };
    const Result<std::unique_ptr<SqlLedger>> ledger = SqlLedger::open(directory->ledgerFile(), clock, large);
    if (!ledger) {
        return std::unexpected(ledger.error());
    }
    Progress progress(err, file.isSequential() ? 0 : file.size());
    return importSpend(**ledger, file, format, [&](qint64 bytes, const SpendImportCounts &counts) { return progress.told(bytes, counts); })
        .transform([&](const SpendImportCounts &counts) {
            progress.end(counts);
            return counts;
        });
}

} // namespace

int spendImportCommand(std::span<const std::string> words, const Streams &streams)
{
    const Result<Arguments> arguments = Arguments::parse(words, options);
    if (arguments && arguments->has("--help")) {
        streams.out << usageText(synopsis, options);
        return Done;
    }
    const QString name = arguments ? QString::fromStdString(arguments->value("--format")) : QString();
    const std::optional<SpendFormat> format = spendFormatFromName(name);
    if (!arguments || arguments->positional().size() != 1 || (!name.isEmpty() && !format)) {
        streams.err << (arguments ? std::string("spend import takes one file and one of the formats named below.")
                                  : arguments.error().message)
                    << "\n\n" << usageText(synopsis, options);
        return WrongUsage;
    }
    const Result<SpendImportCounts> imported = importFile(*arguments, format, streams.err);
    if (!imported) {
        return reportError(imported.error(), streams.err);
    }
    print(*imported, arguments->has("--json"), streams.out);
    const std::string &path = arguments->positional().front();
    if (imported->readNothing() && looksLikeABill(QString::fromStdString(path))) {
        streams.err << "This looks like a provider's bill: compare it with patchbay-cli spend reconcile " << path << '\n';
    }
    return imported->readNothing() ? Failed : Done;
}

} // namespace patchbay::cli
