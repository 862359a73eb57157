// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/gateway/key_names.h"

#include "models/gateway/gateway_file.h"
#include "models/storage/database.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace patchbay {

Result<QHash<QString, QString>> virtualKeyNames(const QString &file)
{
    QHash<QString, QString> names;
    if (!QFileInfo::exists(file)) {
        return names;
    }
    const auto database = storage::Database::open(
        file, { .access = storage::DatabaseOptions::Access::ReadOnly, .applicationId = gatewayApplicationId });
    if (!database) {
        return std::unexpected(database.error());
    }
    storage::Statement select = (*database)->prepare(
        u"SELECT id, json_extract(document, '$.alias') FROM virtual_keys WHERE json_extract(document, '$.alias') <> ''"_s);
    const Result<void> read = select.each([&] { names.insert(select.text(0), select.text(1)); });
    return read ? Result<QHash<QString, QString>>(std::move(names)) : std::unexpected(read.error());
}

} // namespace patchbay
