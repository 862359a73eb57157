// SPDX-License-Identifier: GPL-3.0-or-later
//
// PostgresSource: the spend logs of a LiteLLM proxy, read from its PostgreSQL in one read-only transaction, page by page: memory
// does not grow with the table. Each statement ends after some minutes. Prompts and answers stay where they are. Waits for the server: not for the GUI thread; belongs
// to the thread that opened it.
#pragma once

#include "models/ledger/foreign_records.h"
#include "providers/core/clock.h"

#include <QDate>

#include <functional>
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

// What there is to read.
struct PostgresFound {
    QString server {}; // PostgreSQL's version
    qint64 rows = 0;
    bool rowsAreEstimated = false; // counting took too long: what the server's planner believes
    QDate first {}; // of UTC; null: there are no rows
    QDate last {};
};

class PostgresSource final : public ForeignSource {
public:
    // Told the server's number of the connection as soon as there is one: for interrupt().
    using Connected = std::function<void(int backend)>;
    // Records that started in [from, to), the earliest first.
    static Result<std::unique_ptr<PostgresSource>> open(const PostgresPlace &place, std::optional<WallTime> from = {},
                                                        std::optional<WallTime> to = {}, const Connected &connected = {});
    static Result<PostgresFound> look(const PostgresPlace &place, const Connected &connected = {});
    // Ends what a connection waits for, from any other thread; what it was asked fails then. Nothing where the server cannot be reached.
    static void interrupt(const PostgresPlace &place, int backend);
    ~PostgresSource() override;

    Result<std::optional<ForeignRecord>> next() override;
    qint64 position() const override { return m_rows; }

private:
    struct Connection;
    PostgresSource(std::unique_ptr<Connection> connection, QStringList fields);

    std::unique_ptr<Connection> m_connection;
    const QStringList m_fields;
    qint64 m_rows = 0;
    int m_inPage = 0; // rows of the page that was fetched last
};

} // namespace patchbay
