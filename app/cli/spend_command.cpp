// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/spend_command.h"

#include "app/cli/arguments.h"
#include "app/cli/spend_printing.h"
#include "models/format/format.h"
#include "models/gateway/key_names.h"
#include "models/ledger/plausible_time.h"
#include "models/spend/spend_sums_model.h"
#include "models/storage/data_directory.h"

#include <QDateTime>
#include <QFileInfo>

#include <ostream>

using namespace Qt::StringLiterals;

namespace patchbay::cli {
namespace {

constexpr Option options[] = {
    { "--by", true, "dimensions, separated by commas: model, provider, group, deployment, key, provider_key,\n"
                    "                     team, user, customer, project, tag, tag_list, status, endpoint, error, hour, day, week, month" },
    { "--from", true, "first moment counted: 2026-11-01, 2026-11-01T08:00, with Z or +01:00" },
    { "--to", true, "first moment no longer counted" },
    { "--timezone", true, "of days, weeks, months and of moments without a zone: Europe/Berlin; UTC when left out" },
    { "--format", true, "table, json, csv or focus (FOCUS 1.2: a row a day, model, endpoint, group, key, team, user, project and tags)" },
    { "--simulated", false, "counts what the sandbox answered, too" },
    { "--data", true, "the data directory" },
    { "--help", false, "this text" },
};

constexpr std::string_view synopsis
    = "spend [--by model,provider,…] [--from T] [--to T] [--format table|json|csv|focus]\n\n"
      "The ledger, summed. An amount that is not known is counted as unpriced, never as 0.\n"
      "Verbs with a help of their own: spend import, reprice, reconcile, budget, rebuild.";

struct Wanted {
    SpendRequest request;
    QString format = u"table"_s;
    QString directory;
    QString file;
};

Result<QList<SpendDimension>> dimensionsFrom(const std::string &text)
{
    QList<SpendDimension> dimensions;
    for (const QString &name : QString::fromStdString(text).split(u',', Qt::SkipEmptyParts)) {
        const std::optional<SpendDimension> dimension = spendDimensionFromName(name.trimmed());
        if (!dimension) {
            return failure(ErrorClass::BadRequest, "No such dimension: " + name.toStdString() + ". There are "
                               + spendDimensionNames().join(u", "_s).toStdString() + '.');
        }
        if (!dimensions.contains(*dimension)) {
            dimensions.append(*dimension);
        }
    }
    return dimensions;
}

Result<Wanted> wantedFrom(const Arguments &arguments)
{
    Wanted wanted;
    if (arguments.has("--format")) {
        wanted.format = QString::fromStdString(arguments.value("--format"));
    }
    if (!QStringList { u"table"_s, u"json"_s, u"csv"_s, u"focus"_s }.contains(wanted.format)) {
        return failure(ErrorClass::BadRequest, "No such format: " + wanted.format.toStdString() + '.');
    }
    const Result<QTimeZone> zone = zoneFrom(arguments.value("--timezone"));
    if (!zone) {
        return std::unexpected(zone.error());
    }
    const Result<std::optional<WallTime>> from = momentFrom(arguments.value("--from"), *zone);
    const Result<std::optional<WallTime>> to = momentFrom(arguments.value("--to"), *zone);
    const Result<QList<SpendDimension>> by = dimensionsFrom(arguments.value("--by"));
    for (const Error *error : { from ? nullptr : &from.error(), to ? nullptr : &to.error(), by ? nullptr : &by.error() }) {
        if (error) {
            return std::unexpected(*error);
        }
    }
    if (const Result<void> span = orderedSpan(*from, *to); !span) {
        return std::unexpected(span.error());
    }
    wanted.request = { *by, *from, *to, *zone, arguments.has("--simulated") };
    if (wanted.format == u"focus") {
        if (!by->isEmpty()) {
            return failure(ErrorClass::BadRequest, "The rows of FOCUS are what they are; --by does not go with it.");
        }
        wanted.request.by = focusDimensions();
    }
    const QString directory = QString::fromStdString(arguments.value("--data"));
    wanted.directory = directory.isEmpty() ? DataDirectory::defaultPath() : directory;
    if (QFileInfo(wanted.directory).exists() && !QFileInfo(wanted.directory).isDir()) {
        return failure(ErrorClass::BadRequest, "--data is no directory: " + wanted.directory.toStdString() + '.');
    }
    wanted.file = wanted.directory + u"/ledger.db"_s;
    return wanted;
}

Result<QList<SpendRow>> rowsOf(const Wanted &wanted)
{
    // A directory that nothing was recorded in yet has no spend; that is no error.
    if (!QFileInfo::exists(wanted.file)) {
        return QList<SpendRow> {};
    }
    return SpendQuery::open(wanted.file).and_then([&](const std::unique_ptr<SpendQuery> &query) {
        return query->read(wanted.request);
    });
}

// Rows of a clock that was wrong are in a sum without a span; whoever reads it is told.
std::string strayNote(const Wanted &wanted)
{
    if ((wanted.request.from && wanted.request.to) || !QFileInfo::exists(wanted.file)) {
        return {};
    }
    SpendRequest outside { .zone = wanted.request.zone, .withSimulated = wanted.request.withSimulated };
    if (wanted.request.from) {
        outside.from = SystemClock().now() + latestCallAhead;
    } else if (wanted.request.to) {
        outside.to = earliestCall;
    } else {
        outside.from = earliestCall;
        outside.to = SystemClock().now() + latestCallAhead;
        outside.outside = true;
    }
    const Result<QList<SpendRow>> rows = SpendQuery::open(wanted.file).and_then([&](const std::unique_ptr<SpendQuery> &query) {
        return query->read(outside);
    });
    if (!rows || rows->isEmpty()) {
        return {};
    }
    return format::counted(rows->first().attempts, u"attempt"_s).toStdString() + " of these with a time that cannot be, before 2015 or more than a day ahead: "
        + amountText(rows->first()).toStdString() + ". --from 2015-01-01 and --to with a day leave them out.";
}

std::string printed(const Wanted &wanted, const QList<SpendRow> &rows)
{
    if (wanted.format == u"focus") {
        return focusCsv(rows, wanted.request.zone);
    }
    if (wanted.format == u"csv") {
        return spendCsv(wanted.request.by, rows);
    }
    // A directory without a gateway has no names; that is no error, nor is one that cannot be read.
    const KeyNames names = virtualKeyNames(wanted.directory + u"/gateway.db"_s).value_or(KeyNames {});
    return wanted.format == u"json" ? spendJson(wanted.request.by, rows, names)
                                    : spendTable(wanted.request.by, rows, names);
}

} // namespace

Result<QTimeZone> zoneFrom(const std::string &name)
{
    if (name.empty()) {
        return QTimeZone::utc();
    }
    const QTimeZone zone(QByteArray::fromStdString(name));
    if (!zone.isValid()) {
        return failure(ErrorClass::BadRequest, "No such time zone: " + name + ". Zones are named as in Europe/Berlin.");
    }
    return zone;
}

Result<std::optional<WallTime>> momentFrom(const std::string &text, const QTimeZone &zone)
{
    if (text.empty()) {
        return std::nullopt;
    }
    const QString written = QString::fromStdString(text);
    QDateTime moment = QDateTime::fromString(written, Qt::ISODate);
    if (moment.isValid() && moment.timeSpec() == Qt::LocalTime) {
        moment = QDateTime(moment.date(), moment.time(), zone);
    }
    if (const QDate date = QDate::fromString(written, Qt::ISODate); date.isValid()) {
        moment = date.startOfDay(zone);
    }
    if (!moment.isValid()) {
        return failure(ErrorClass::BadRequest, "Not a moment: " + text + ". Write 2026-11-01 or 2026-11-01T08:00Z.");
    }
    return WallTime(std::chrono::milliseconds(moment.toMSecsSinceEpoch()));
}

Result<void> orderedSpan(const std::optional<WallTime> &from, const std::optional<WallTime> &to)
{
    if (from && to && *from >= *to) {
        return failure(ErrorClass::BadRequest, "--to is not behind --from. It is the first moment that no longer counts: a day from --from 2026-11-01 ends --to 2026-11-02.");
    }
    return {};
}

int spendCommand(std::span<const std::string> words, const Streams &streams, const Catalog &catalog)
{
    const std::string verb = words.empty() ? std::string() : words.front();
    if (verb == "import") {
        return spendImportCommand(words.subspan(1), streams);
    }
    if (verb == "reprice") {
        return spendRepriceCommand(words.subspan(1), streams, catalog);
    }
    if (verb == "rebuild") {
        return spendRebuildCommand(words.subspan(1), streams);
    }
    if (verb == "reconcile") {
        return spendReconcileCommand(words.subspan(1), streams, catalog);
    }
    if (verb == "budget") {
        return spendBudgetCommand(words.subspan(1), streams);
    }
    const Result<Arguments> arguments = Arguments::parse(words, options);
    if (arguments && arguments->has("--help")) {
        streams.out << usageText(synopsis, options);
        return Done;
    }
    const Result<Wanted> wanted = arguments && arguments->positional().empty()
        ? wantedFrom(*arguments)
        : Result<Wanted>(arguments ? failure(ErrorClass::BadRequest, "spend takes options only.")
                                   : std::unexpected(arguments.error()));
    if (!wanted) {
        streams.err << wanted.error().message << "\n\n" << usageText(synopsis, options);
        return WrongUsage;
    }
    const Result<QList<SpendRow>> rows = rowsOf(*wanted);
    if (!rows) {
        return reportError(rows.error(), streams.err);
    }
    streams.out << printed(*wanted, *rows);
    if (const std::string note = strayNote(*wanted); !note.empty()) {
        streams.err << note << std::endl;
    }
    if (rows->isEmpty() && wanted->format == u"table") {
        streams.err << "Nothing was spent in that time. What the sandbox answered is counted with --simulated." << std::endl;
    }
    return Done;
}

} // namespace patchbay::cli
