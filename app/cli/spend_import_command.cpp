// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/spend_command.h"
#include "app/cli/spend_printing.h"
#include "models/ledger/foreign_stream.h"
#include "models/ledger/postgres_source.h"
#include "models/ledger/spend_importer.h"
#include "models/spend/bill.h"
#include "models/storage/data_directory.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <ostream>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace patchbay::cli {
namespace {

constexpr Option options[] = {
    { "--format", true, "litellm, openrouter, langfuse or csv; told from the fields when left out" },
    { "--postgres", true, "LiteLLM's database instead of a file: a URL without a password, env:VARIABLE, service=NAME, or - (standard input)" },
    { "--from", true, "--postgres: first moment taken: 2026-11-01, 2026-11-01T08:00Z" },
    { "--to", true, "--postgres: first moment that is not taken any more" },
    { "--json", false, "for machines" },
    { "--data", true, "the data directory" },
    { "--help", false, "this text" },
};

constexpr std::string_view synopsis
    = "spend import FILE [--format litellm|openrouter|langfuse|csv]\n"
      "spend import --postgres DATABASE [--from T] [--to T]\n\n"
      "Spend records of another tool into the ledger: JSON, JSON lines or CSV with a header. Importing the same\n"
      "file again adds nothing. What cannot be read is counted, with the reason of each; what is there already with\n"
      "another amount stays as it is and is named. The exit code is 1 where nothing could be read.\n\n"
      "A LiteLLM proxy's spend logs are read from its PostgreSQL in one read-only transaction, without prompts and answers. A\n"
      "password comes from PGPASSWORD, PGPASSFILE, libpq's service file, or in the URL of an environment variable (env:DATABASE_URL)\n"
      "or of standard input (-), never from the command line.";

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

Result<SpendImportCounts> importRecords(const Arguments &arguments, ForeignSource &source, std::optional<SpendFormat> format, Progress progress)
{
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
    return importSpend(**ledger, source, format, [&](qint64 position, const SpendImportCounts &counts) { return progress.told(position, counts); })
        .transform([&](const SpendImportCounts &counts) {
            progress.end(counts);
            return counts;
        });
}

Result<SpendImportCounts> importFile(const Arguments &arguments, std::optional<SpendFormat> format, std::ostream &err)
{
    QFile file(QString::fromStdString(arguments.positional().front()));
    if (const Result<void> opened = openFile(file); !opened) {
        return std::unexpected(opened.error());
    }
    ForeignStream stream(file);
    return importRecords(arguments, stream, format, Progress(err, file.isSequential() ? 0 : file.size()));
}

// Everybody on the computer can read a command line.
Result<PostgresPlace> placeFrom(const std::string &written)
{
    if (written == "-") {
        constexpr qint64 longest = 8'192;
        QFile input;
        (void)input.open(stdin, QIODevice::ReadOnly);
        return postgresPlaceFrom(QString::fromUtf8(input.readLine(longest)).trimmed());
    }
    constexpr std::string_view variable = "env:";
    if (written.starts_with(variable)) {
        const std::string name = written.substr(variable.size());
        const char *value = std::getenv(name.c_str());
        return value ? postgresPlaceFrom(QString::fromUtf8(value).trimmed()) : failure(ErrorClass::BadRequest, "The environment has no " + name + '.');
    }
    return postgresPlaceFrom(QString::fromStdString(written)).and_then([](const PostgresPlace &place) -> Result<PostgresPlace> {
        if (!place.password.isEmpty()) {
            return failure(ErrorClass::BadRequest,
                           "A password in the command line can be read by everybody on this computer. Put the URL into an environment variable "
                           "(--postgres env:DATABASE_URL) or on standard input (--postgres -), or the password into PGPASSFILE.");
        }
        return place;
    });
}

Result<SpendImportCounts> importDatabase(const Arguments &arguments, std::ostream &err)
{
    const Result<std::optional<WallTime>> from = momentFrom(arguments.value("--from"), QTimeZone::utc());
    const Result<std::optional<WallTime>> to = momentFrom(arguments.value("--to"), QTimeZone::utc());
    if (!from || !to) {
        return std::unexpected(from ? to.error() : from.error());
    }
    const Result<PostgresPlace> place = orderedSpan(*from, *to).and_then([&] { return placeFrom(arguments.value("--postgres")); });
    if (!place) {
        return std::unexpected(place.error());
    }
    const Result<std::unique_ptr<PostgresSource>> source = PostgresSource::open(*place, *from, *to);
    if (!source) {
        return std::unexpected(source.error());
    }
    return importRecords(arguments, **source, SpendFormat::LiteLlm, Progress(err, 0));
}

// What is wrong with the words; empty for nothing.
std::string wrongUse(const Arguments &arguments, std::optional<SpendFormat> format)
{
    const std::string name = arguments.value("--format");
    if (!name.empty() && !format) {
        return "spend import knows the formats named below.";
    }
    if (!arguments.has("--postgres")) {
        return arguments.positional().size() != 1 ? "spend import takes one file, or --postgres."
            : arguments.has("--from") || arguments.has("--to") ? "--from and --to go with --postgres only." : "";
    }
    return !arguments.positional().empty()                   ? "spend import takes a file or --postgres, not both."
        : format.value_or(SpendFormat::LiteLlm) != SpendFormat::LiteLlm ? "--postgres reads the format litellm only."
                                                             : "";
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
    const std::string wrong = arguments ? wrongUse(*arguments, format) : arguments.error().message;
    if (!wrong.empty()) {
        streams.err << wrong << "\n\n" << usageText(synopsis, options);
        return WrongUsage;
    }
    const bool database = arguments->has("--postgres");
    const Result<SpendImportCounts> imported = database ? importDatabase(*arguments, streams.err) : importFile(*arguments, format, streams.err);
    if (!imported) {
        const int failed = reportError(imported.error(), streams.err);
        return database && imported.error().kind == ErrorClass::BadRequest ? WrongUsage : failed; // it was named wrongly
    }
    print(*imported, arguments->has("--json"), streams.out);
    if (imported->readNothing() && !database && looksLikeABill(QString::fromStdString(arguments->positional().front()))) {
        streams.err << "This looks like a provider's bill: compare it with patchbay-cli spend reconcile " << arguments->positional().front() << '\n';
    }
    return imported->readNothing() ? Failed : Done;
}

} // namespace patchbay::cli
