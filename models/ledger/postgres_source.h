// SPDX-License-Identifier: GPL-3.0-or-later
//
// PostgresSource: the spend logs of a LiteLLM proxy, read from its PostgreSQL in one read-only transaction, row by row: memory
// does not grow with the table. Prompts and answers stay where they are. Waits for the server: not for the GUI thread; belongs
// to the thread that opened it.
#pragma once

#include "models/ledger/foreign_records.h"
#include "providers/core/clock.h"

#include <memory>

namespace patchbay {

// How a database is reached. What is empty libpq takes from its own environment (PGHOST, PGPASSWORD, PGPASSFILE, …).
struct PostgresPlace {
    QString host {};
    int port = -1;
    QString user {};
    QString password {};
    QString database {};
    QString schema {}; // "schema" of a URL of Prisma
    QString service {}; // of libpq's service file
    QList<std::pair<QString, QString>> options {}; // of libpq: sslmode, …

    bool operator==(const PostgresPlace &) const = default;
};

// From "postgresql://user:password@host:5432/name?sslmode=require" or "service=NAME". Parameters that only Prisma knows are left out.
// The error does not say what was written, which may hold a secret.
Result<PostgresPlace> postgresPlaceFrom(const QString &written);

class PostgresSource final : public ForeignSource {
public:
    // Records that started in [from, to), the earliest first.
    static Result<std::unique_ptr<PostgresSource>> open(const PostgresPlace &place, std::optional<WallTime> from = {},
                                                        std::optional<WallTime> to = {});
    ~PostgresSource() override;

    Result<std::optional<ForeignRecord>> next() override;
    qint64 position() const override { return m_rows; }

private:
    struct Connection;
    PostgresSource(std::unique_ptr<Connection> connection, QStringList fields);

    std::unique_ptr<Connection> m_connection;
    const QStringList m_fields;
    qint64 m_rows = 0;
};

} // namespace patchbay
