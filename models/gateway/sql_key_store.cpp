// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/gateway/sql_key_store.h"

#include "models/gateway/gateway_file.h"
#include "models/ledger/attempt_table.h"
#include "models/storage/migrations.h"
#include "providers/gateway/unknown_price.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <thread>

namespace patchbay {

using namespace Qt::StringLiterals;
using storage::Database;
using storage::Statement;

class SqlKeyStore::Worker {
public:
    Worker()
        : m_thread([this](const std::stop_token &stop) { run(stop); })
    {
    }
    // Runs the function on the worker's thread and hands back what it gives.
    template <typename Function> std::invoke_result_t<Function> call(Function &&function)
    {
        std::packaged_task<std::invoke_result_t<Function>()> task(std::forward<Function>(function));
        auto result = task.get_future();
        {
            const std::scoped_lock lock(m_mutex);
            m_waiting.emplace_back([&task] { task(); });
        }
        m_changed.notify_one();
        return result.get();
    }

    ~Worker()
    {
        call([this] { database.reset(); });
    }

    std::unique_ptr<Database> database; // belongs to the thread
    QString ledgerFile;

private:
    void run(const std::stop_token &stop)
    {
        while (true) {
            std::function<void()> work;
            {
                std::unique_lock lock(m_mutex);
                if (!m_changed.wait(lock, stop, [this] { return !m_waiting.empty(); })) {
                    return;
                }
                work = std::move(m_waiting.front());
                m_waiting.pop_front();
            }
            work();
        }
    }

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<std::function<void()>> m_waiting;
    std::jthread m_thread; // last: it uses the others
};

SqlKeyStore::SqlKeyStore(std::unique_ptr<Worker> worker)
    : m_worker(std::move(worker))
{
}

SqlKeyStore::~SqlKeyStore() = default;

Result<std::unique_ptr<SqlKeyStore>> SqlKeyStore::open(const QString &file, const QString &ledgerFile)
{
    auto worker = std::make_unique<Worker>();
    Worker &own = *worker;
    own.ledgerFile = ledgerFile;
    const Result<void> opened = own.call([&own, &file]() -> Result<void> {
        auto database = Database::open(file, { .applicationId = gatewayApplicationId });
        if (!database) {
            return std::unexpected(database.error());
        }
        own.database = std::move(*database);
        return migrate(*own.database, storage::embeddedMigrations("gateway"));
    });
    if (!opened) {
        return std::unexpected(opened.error());
    }
    return std::unique_ptr<SqlKeyStore>(new SqlKeyStore(std::move(worker)));
}

Result<std::vector<SqlKeyStore::Record>> SqlKeyStore::load()
{
    return m_worker->call([this]() -> Result<std::vector<Record>> {
        std::vector<Record> records;
        Statement select = m_worker->database->prepare(u"SELECT id, digest, document FROM virtual_keys ORDER BY id"_s);
        const Result<void> read =
            select.each([&] { records.push_back({ select.utf8(0), select.utf8(1), select.utf8(2) }); });
        return read ? Result<std::vector<Record>>(std::move(records)) : std::unexpected(read.error());
    });
}

Result<void> SqlKeyStore::save(const Record &record)
{
    return m_worker->call([this, &record] {
        Statement upsert = m_worker->database->prepare(
            u"INSERT INTO virtual_keys (id, digest, document) VALUES (?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, document = excluded.document"_s);
        upsert.bindText(record.id).bindText(record.digest).bindText(record.document);
        return upsert.run();
    });
}

Result<void> SqlKeyStore::remove(const std::string &id)
{
    return m_worker->call([this, &id] {
        Statement removal = m_worker->database->prepare(u"DELETE FROM virtual_keys WHERE id = ?"_s);
        removal.bindText(id);
        return removal.run();
    });
}

namespace {

// What a row counts against budgets: its amount; what was reserved where a crash cut it off or nobody knows whether it was
// billed; the assumed price of its tokens where it was answered and nobody knows what it cost.
QString counted()
{
    return u"CASE WHEN amount IS NOT NULL THEN amount WHEN state = 'unknown' OR (state = 'settled' AND error_class <> '') THEN reserved_amount "
           u"WHEN state = 'settled' AND error_class = '' THEN CASE WHEN COALESCE(prompt_tokens, 0) + "
           u"COALESCE(completion_tokens, 0) > 0 THEN (COALESCE(prompt_tokens, 0) + COALESCE(completion_tokens, 0)) "
           u"ELSE %1 END * %2 ELSE 0 END"_s.arg(gateway::tokensOfOtherUnits)
        .arg(gateway::unknownTokenPrice.nanoDollars);
}

} // namespace

Result<std::map<std::string, Money>> SqlKeyStore::spent(const std::map<std::string, WallTime> &since)
{
    return m_worker->call([this, &since]() -> Result<std::map<std::string, Money>> {
        std::map<std::string, Money> sums;
        if (m_worker->ledgerFile.isEmpty() || since.empty()) {
            return sums;
        }
        auto ledger = AttemptTable::openReadOnly(m_worker->ledgerFile);
        if (!ledger) {
            return std::unexpected(ledger.error());
        }
        WallTime first = WallTime::max();
        for (const auto &[id, time] : since) {
            first = std::min(first, time);
        }
        // What became of an attempt that a crash cut off is unknown: it counts as what was reserved.
        Statement rows = (*ledger)->prepare(u"SELECT virtual_key, start_time, "_s + counted()
                                            + u" FROM attempts WHERE start_time >= ? AND virtual_key <> ''"_s);
        rows.bindInteger(qint64 { first.time_since_epoch().count() });
        const Result<void> read = rows.each([&] {
            const std::string key = rows.utf8(0);
            const auto found = since.find(key);
            if (found != since.end() && rows.integer(1) >= found->second.time_since_epoch().count()) {
                sums[key] += Money { rows.integer(2) };
            }
        });
        return read ? Result<std::map<std::string, Money>>(std::move(sums)) : std::unexpected(read.error());
    });
}

namespace {

// Which rows a question is about; one text for each, none is put together from values.
QString ownerCondition(gateway::SpendOf of)
{
    switch (of) {
    case gateway::SpendOf::Key: return u"virtual_key = ?"_s;
    case gateway::SpendOf::Team: return u"team = ?"_s;
    case gateway::SpendOf::User: return u"user = ?"_s; // of keys of teams too
    case gateway::SpendOf::Customer: return u"customer = ?"_s;
    case gateway::SpendOf::Tag: return u"EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)"_s;
    case gateway::SpendOf::Project: return u"project = ?"_s;
    case gateway::SpendOf::All: return u"? = ''"_s;
    case gateway::SpendOf::Member: return u"team = ? AND user = ?"_s;
    }
    return {};
}

QString sumStatement(gateway::SpendOf of)
{
    return u"SELECT COALESCE(SUM("_s + counted() + u"), 0) FROM attempts WHERE "_s + ownerCondition(of)
        + u" AND start_time >= ? AND (? = '' OR model_group = ?)"_s;
}

} // namespace

Result<Money> SqlKeyStore::spent(const gateway::SpendQuestion &question)
{
    return m_worker->call([this, &question]() -> Result<Money> {
        Money sum;
        if (m_worker->ledgerFile.isEmpty()) {
            return sum;
        }
        auto ledger = AttemptTable::openReadOnly(m_worker->ledgerFile);
        if (!ledger) {
            return std::unexpected(ledger.error());
        }
        Statement select = (*ledger)->prepare(sumStatement(question.of));
        if (question.of == gateway::SpendOf::Member) {
            select.bindText(question.team);
        }
        select.bindText(question.id)
            .bindInteger(qint64 { question.since.time_since_epoch().count() })
            .bindText(question.group) // whether one is asked for, and which
            .bindText(question.group);
        const Result<void> read = select.each([&] { sum = Money { select.integer(0) }; });
        return read ? Result<Money>(sum) : std::unexpected(read.error());
    });
}

Result<std::map<std::string, Money>> SqlKeyStore::spentByCustomers(WallTime since)
{
    return m_worker->call([this, since]() -> Result<std::map<std::string, Money>> {
        std::map<std::string, Money> sums;
        if (m_worker->ledgerFile.isEmpty()) {
            return sums;
        }
        auto ledger = AttemptTable::openReadOnly(m_worker->ledgerFile);
        if (!ledger) {
            return std::unexpected(ledger.error());
        }
        Statement select = (*ledger)->prepare(u"SELECT customer, SUM("_s + counted()
                                              + u") FROM attempts WHERE start_time >= ? AND customer <> '' GROUP BY customer"_s);
        select.bindInteger(qint64 { since.time_since_epoch().count() });
        const Result<void> read = select.each([&] { sums[select.utf8(0)] = Money { select.integer(1) }; });
        return read ? Result<std::map<std::string, Money>>(std::move(sums)) : std::unexpected(read.error());
    });
}

Result<std::vector<SqlKeyStore::Account>> SqlKeyStore::loadAccounts()
{
    return m_worker->call([this]() -> Result<std::vector<Account>> {
        std::vector<Account> accounts;
        Statement select = m_worker->database->prepare(u"SELECT kind, id, document FROM accounts ORDER BY kind, id"_s);
        const Result<void> read =
            select.each([&] { accounts.push_back({ select.utf8(0), select.utf8(1), select.utf8(2) }); });
        return read ? Result<std::vector<Account>>(std::move(accounts)) : std::unexpected(read.error());
    });
}

Result<void> SqlKeyStore::saveAccount(const Account &account)
{
    return m_worker->call([this, &account] {
        Statement upsert =
            m_worker->database->prepare(u"INSERT INTO accounts (kind, id, document) VALUES (?, ?, ?) "
                                        "ON CONFLICT (kind, id) DO UPDATE SET document = excluded.document"_s);
        upsert.bindText(account.kind).bindText(account.id).bindText(account.document);
        return upsert.run();
    });
}

Result<void> SqlKeyStore::removeAccount(const std::string &kind, const std::string &id)
{
    return m_worker->call([this, &kind, &id] {
        Statement removal = m_worker->database->prepare(u"DELETE FROM accounts WHERE kind = ? AND id = ?"_s);
        removal.bindText(kind).bindText(id);
        return removal.run();
    });
}

} // namespace patchbay
