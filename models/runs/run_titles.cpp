// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/runs/run_titles.h"

#include "models/runs/runs_file.h"
#include "models/storage/database.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace patchbay {

Result<QHash<QString, QString>> runTitles(const QString &file)
{
    QHash<QString, QString> titles;
    if (!QFileInfo::exists(file)) {
        return titles;
    }
    const auto database =
        storage::Database::open(file, { .access = storage::DatabaseOptions::Access::ReadOnly, .applicationId = runsApplicationId });
    if (!database) {
        return std::unexpected(database.error());
    }
    storage::Statement select =
        (*database)->prepare(u"SELECT id, CASE title WHEN '' THEN substr(user_text, 1, 60) ELSE title END FROM runs WHERE title <> '' OR user_text <> ''"_s);
    const Result<void> read = select.each([&] { titles.insert(select.text(0), select.text(1).simplified()); });
    return read ? Result<QHash<QString, QString>>(std::move(titles)) : std::unexpected(read.error());
}

} // namespace patchbay
