// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/sample_ledger.h"

#include "models/ledger/attempt_table.h"
#include "models/ledger/spend_query.h"
#include "models/storage/storage_error.h"
#include "models/spend/sample_draw.h"

#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr auto staleAfter = std::chrono::hours(48);

bool isFresh(const QString &file, WallTime now)
{
    if (!QFileInfo::exists(file)) {
        return false;
    }
    const auto query = SpendQuery::open(file);
    const auto ends = query ? (*query)->ends() : Result<std::optional<SpendQuery::Ends>>(std::unexpected(query.error()));
    return ends && *ends && (*ends)->last > now - staleAfter && (*ends)->last <= now;
}

Result<void> fill(const QString &file, WallTime now)
{
    auto database = AttemptTable::openDatabase(file);
    if (!database) {
        return std::unexpected(database.error());
    }
    AttemptTable table(**database);
    storage::Transaction transaction(**database);
    Result<void> done = transaction.begun().and_then([&] { return table.begin(); });
    drawSample(now, [&](const SampleAttempt &row) {
        done = done.and_then([&] { return table.apply(ReservedRecord { row.draft }); })
                   .and_then([&] { return table.apply(SentRecord { row.draft.attemptId, row.draft.start }); })
                   .and_then([&] { return table.apply(SettledRecord { row.draft.attemptId, row.outcome }); });
    });
    return done.and_then([&] { return table.finish(); }).and_then([&] { return transaction.commit(); });
}

} // namespace

void drawSample(WallTime now, const std::function<void(const SampleAttempt &)> &row)
{
    SampleDraw draw(now);
    draw.run(row);
}

Result<void> makeSampleLedger(const QString &file, WallTime now)
{
    if (isFresh(file, now)) {
        return {};
    }
    const QString fresh = file + u".new"_s;
    for (const QString &old : { file, fresh }) {
        for (const QString &part : { QString(), u"-wal"_s, u"-shm"_s }) {
            QFile::remove(old + part);
        }
    }
    return fill(fresh, now).and_then([&]() -> Result<void> {
        if (!QFile::rename(fresh, file)) {
            return std::unexpected(storage::toError({ .code = "io_error",
                                                      .message = u"The sample ledger could not be put at %1."_s.arg(file) }));
        }
        return {};
    });
}

} // namespace patchbay
