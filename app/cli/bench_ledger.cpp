// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench ledger: a year of a made-up company written through the ledger as calls write it, and read as the Spend panel
// reads it. The files lie in a temporary folder and go at the end.
#include "app/cli/bench_command.h"
#include "app/cli/ledger_generator.h"
#include "models/ledger/sql_ledger.h"
#include "models/spend/spend_picture.h"

#include <QDateTime>
#include <QFileInfo>
#include <QStorageInfo>
#include <QTemporaryDir>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <ctime>
#include <format>

namespace patchbay::cli {
namespace {

using namespace Qt::StringLiterals;
using enum SpendDimension;

// 2026-11-22 12:00 UTC: a ledger that ends in the middle of a month.
constexpr WallTime benchNow { std::chrono::seconds(1'795'348'800) };
constexpr auto benchYear = std::chrono::hours(24 * 365);
constexpr int repetitions = 2;
constexpr int pageSize = 200;

class BenchClock final : public Clock {
public:
    WallTime now() const override { return benchNow; }
    SteadyTime steadyNow() const override { return {}; }
};

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double secondsOf(clockid_t clock)
{
    timespec time {};
    ::clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

struct Written {
    double perSecond = 0; // of the clock on the wall
    double perProcessorSecond = 0; // of the writer's thread
    double perCommit = 0;
    double bytes = 0; // a row
};

// One thread hands in what two hundred would.
Result<void> handIn(SqlLedger &ledger, LedgerGenerator &generator, std::int64_t rows, Written &written)
{
    std::vector<LedgerGenerator::Row> batch;
    for (std::int64_t row = 0; row < rows; ++row) {
        batch.push_back(generator.next());
    }
    const auto start = std::chrono::steady_clock::now();
    // All threads but this one, which hands in.
    const double busy = secondsOf(CLOCK_PROCESS_CPUTIME_ID) - secondsOf(CLOCK_THREAD_CPUTIME_ID);
    for (const LedgerGenerator::Row &row : batch) {
        if (const Result<void> reserved = ledger.reserveAndSend(row.draft); !reserved) {
            return reserved;
        }
        ledger.settle(row.draft.attemptId, row.outcome);
    }
    return ledger.flush().transform([&] {
        const double writer = secondsOf(CLOCK_PROCESS_CPUTIME_ID) - secondsOf(CLOCK_THREAD_CPUTIME_ID) - busy;
        written.perSecond = double(rows) / secondsSince(start);
        written.perProcessorSecond = double(rows) / writer;
    });
}

// A year, and behind it ten busy minutes, which are what is measured: as calls come, they are of one hour, and of a first
// quarter that is kept apart, which is the most work.
Result<Written> writeRows(const QString &file, std::int64_t rows, std::ostream &progress)
{
    const BenchClock clock;
    LedgerOptions options;
    options.maximumWaiting = 1'000'000;
    Result<std::unique_ptr<SqlLedger>> ledger = SqlLedger::open(file, clock, options);
    if (!ledger) {
        return std::unexpected(ledger.error());
    }
    std::atomic<int> commits = 0;
    (*ledger)->setCommitListener([&] { ++commits; });
    constexpr auto busyTime = std::chrono::minutes(10);
    constexpr WallTime busyEnd = benchNow - std::chrono::hours(1) + busyTime;
    constexpr std::int64_t portion = 100'000;
    const std::int64_t measured = std::min<std::int64_t>(rows / 5, 2 * portion);
    LedgerGenerator year(rows - measured, benchNow - benchYear, busyEnd - busyTime);
    Written written;
    Result<void> done;
    for (std::int64_t row = 0; row < rows - measured && done; row += portion) {
        done = handIn(**ledger, year, std::min(portion, rows - measured - row), written);
        progress << std::format("{} rows, {:.0f} a second, {:.0f} of processor time\n", row + portion, written.perSecond,
                                written.perProcessorSecond)
                 << std::flush;
    }
    commits = 0;
    LedgerGenerator busy(measured, busyEnd - busyTime, busyEnd);
    done = done.and_then([&] { return handIn(**ledger, busy, measured, written); });
    (*ledger)->setCommitListener({});
    ledger->reset();
    written.perCommit = double(measured) / std::max(1, commits.load());
    written.bytes = double(QFileInfo(file).size()) / double(rows);
    return done.transform([&] { return written; });
}

// Processor time, the best of several: what the question costs, not what else the machine did. The first one, which
// fills the cache, is left out.
template <typename Question> Result<double> milliseconds(const Question &question)
{
    double best = 1e9;
    for (int repetition = 0; repetition <= repetitions; ++repetition) {
        const double start = secondsOf(CLOCK_THREAD_CPUTIME_ID);
        if (const auto answer = question(); !answer) {
            return std::unexpected(answer.error());
        }
        best = repetition == 0 ? best : std::min(best, (secondsOf(CLOCK_THREAD_CPUTIME_ID) - start) * 1e3);
    }
    return best;
}

struct Slowest {
    double value = 0;
    std::string what;
    int count = 0;
};

std::string nameOf(const SpendRequest &request, SpendPreset preset)
{
    QStringList words;
    for (const SpendDimension by : request.by) {
        words.append(spendDimensionName(by));
    }
    return std::format("{} {} {}", presetName(preset).toStdString(), words.join(u'+').toStdString(), request.zone.id().toStdString());
}

SpendRequest requestOf(SpendPreset preset, const QTimeZone &zone)
{
    const std::optional<SpendRange> range = rangeOf(preset, benchNow, zone);
    SpendRequest request { .zone = zone };
    if (range) {
        request.from = range->from;
        request.to = range->to;
    }
    return request;
}

// Each preset range, each of the dimensions: the sums and the chart over time, in the unit that the panel takes.
template <typename Fill>
Result<Slowest> slowest(SpendQuery &query, const QTimeZone &zone, const Fill &fill)
{
    Slowest found;
    for (const SpendPreset preset : spendPresets) {
        SpendRequest request = requestOf(preset, zone);
        const SpendRange range { request.from.value_or(benchNow - benchYear), request.to.value_or(benchNow) };
        const SpendDimension unit = usableUnit(preset == SpendPreset::All || preset == SpendPreset::ThisYear ? Week : Day, range);
        for (const SpendRequest &asked : fill(request, unit)) {
            const Result<double> time = milliseconds([&] { return query.read(asked); });
            if (!time) {
                return std::unexpected(time.error());
            }
            ++found.count;
            if (*time > found.value) {
                found = { *time, nameOf(asked, preset), found.count };
            }
        }
    }
    return found;
}

QList<SpendRequest> oneDimension(SpendRequest request, SpendDimension unit)
{
    QList<SpendRequest> asked;
    for (const SpendDimension by : { Model, Provider, ProviderKey, Key, Team, User, Tag, Project, Endpoint, Status, Failure }) {
        request.by = { by };
        asked.append(request);
        request.by = { unit, by };
        asked.append(request);
    }
    return asked;
}

QList<SpendRequest> twoDimensions(SpendRequest request, SpendDimension unit)
{
    QList<SpendRequest> asked;
    request.by = { Team, Model };
    asked.append(request);
    request.by = { Key, Model };
    asked.append(request);
    request.by = { unit, Model };
    request.where = { { Team, { u"team-3"_s } }, { Status, { u"failure"_s } } };
    asked.append(request);
    request.by = { unit };
    request.where = { { Provider, { u"provider-2"_s }, true } };
    asked.append(request);
    return asked;
}

Measurement timed(std::string name, const Slowest &slowest, double goal)
{
    return { std::move(name), slowest.value, "ms", goal, true,
             std::format("slowest of {}: {}; processor time, each the best of {}", slowest.count, slowest.what, repetitions) };
}

Result<Slowest> slowestPage(SpendQuery &query)
{
    Slowest found;
    const QList<QList<SpendCondition>> filters {
        {}, { { Model, { u"model-7"_s } } }, { { Status, { u"failure"_s } }, { Team, { u"team-3"_s } } }, { { User, { u"user-17"_s } } },
        { { Failure, { u"Timeout"_s } }, { Model, { u"model-29"_s } } }, { { Team, { u"nobody"_s } } },
    };
    for (const QList<SpendCondition> &where : filters) {
        SpendRequest request = requestOf(SpendPreset::All, QTimeZone::utc());
        request.where = where;
        const Result<double> time = milliseconds([&] { return query.attempts(request, {}, pageSize); });
        if (!time) {
            return std::unexpected(time.error());
        }
        const int count = found.count + 1;
        const std::string what = where.isEmpty() ? "no filter" : where.first().values.join(u',').toStdString();
        found = *time > found.value ? Slowest { *time, what, count } : Slowest { found.value, found.what, count };
    }
    return found;
}

Result<Slowest> slowestPicture(SpendQuery &query)
{
    Slowest found;
    for (const SpendPreset preset : spendPresets) {
        SpendView view;
        view.preset = preset;
        view.zone = QTimeZone("Europe/Berlin");
        const auto wanted = [] { return true; };
        const Result<double> time = milliseconds([&] { return readPicture(query, view, benchNow, {}, wanted); });
        if (!time) {
            return std::unexpected(time.error());
        }
        const int count = found.count + 1;
        found = *time > found.value ? Slowest { *time, presetName(preset).toStdString(), count }
                                    : Slowest { found.value, found.what, count };
    }
    return found;
}

} // namespace

Result<std::vector<Measurement>> benchLedger(const BenchWishes &wishes)
{
    const QTemporaryDir folder;
    constexpr double bytesNeeded = 1'000; // a row, with what is written beside it on the way
    if (!folder.isValid() || double(QStorageInfo(folder.path()).bytesAvailable()) < bytesNeeded * double(wishes.rows)) {
        return failure(ErrorClass::InternalServer, "There is no room for so many rows in the temporary folder.");
    }
    const QString file = folder.filePath(u"ledger.db"_s);
    const Result<Written> written = writeRows(file, wishes.rows, wishes.err);
    const Result<std::unique_ptr<SpendQuery>> query =
        written ? SpendQuery::open(file) : Result<std::unique_ptr<SpendQuery>>(std::unexpected(written.error()));
    if (!query) {
        return std::unexpected(query.error());
    }
    std::vector<Measurement> all {
        { "writing", written->perProcessorSecond, "attempts/s", 50'000, false,
          std::format("behind {} attempts, processor time of the writer's thread, synchronous=FULL; {:.0f} attempts a commit", wishes.rows,
                      written->perCommit) },
        { "writing, by the wall", written->perSecond, "attempts/s", 50'000, false, "the same by the clock, with whatever else the machine did" },
        { "size", written->bytes, "bytes a row", 400, true, "the file, indexes and roll-ups counted" },
    };
    struct Part {
        const char *name;
        const char *zone;
        QList<SpendRequest> (*fill)(SpendRequest, SpendDimension);
        double goal;
    };
    wishes.err << std::format("written: {:.0f} a second, {:.0f} of the writer's processor time, {:.0f} bytes a row\n", written->perSecond,
                              written->perProcessorSecond, written->bytes)
               << std::flush;
    for (const Part &part : { Part { "one dimension, UTC", "UTC", oneDimension, 50 }, { "one dimension, Berlin", "Europe/Berlin", oneDimension, 50 },
                              { "one dimension, Kolkata", "Asia/Kolkata", oneDimension, 50 }, { "one dimension, Kathmandu", "Asia/Kathmandu", oneDimension, 50 },
                              { "two dimensions or filters, Berlin", "Europe/Berlin", twoDimensions, 500 } }) {
        const Result<Slowest> found = slowest(**query, QTimeZone(part.zone), part.fill);
        if (!found) {
            return std::unexpected(found.error());
        }
        all.push_back(timed(part.name, *found, part.goal));
        wishes.err << std::format("{}: {:.1f} ms ({})\n", part.name, found->value, found->what) << std::flush;
    }
    const Result<Slowest> page = slowestPage(**query);
    const Result<Slowest> picture = page ? slowestPicture(**query) : page;
    if (!picture) {
        return std::unexpected(picture.error());
    }
    all.push_back(timed(std::format("a page of {} rows", pageSize), *page, 50));
    all.push_back(timed("the dashboard's figures", *picture, 300));
    return all;
}

} // namespace patchbay::cli
