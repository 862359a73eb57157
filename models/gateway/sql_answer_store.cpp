// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/gateway/sql_answer_store.h"

#include "models/gateway/sql_worker.h"

namespace patchbay {

using namespace Qt::StringLiterals;
using gateway::KeptAnswer;
using storage::Database;
using storage::Statement;

namespace {

// "PbAn": tells the file from other SQLite files.
constexpr qint32 answersApplicationId = 0x5062416e;
constexpr std::size_t waitingAtMost = 1'024;
constexpr qint64 rowsAtMost = 50'000;
constexpr int writesBetweenPurges = 128;

qint64 microseconds(WallTime time)
{
    return time.time_since_epoch().count();
}

} // namespace

class SqlAnswerStore::Worker {
public:
    explicit Worker(const QString &file)
        : m_worker({ file, answersApplicationId, "answers" }, waitingAtMost)
    {
    }
    bool post(SqlWorker::Work work) { return m_worker.post(std::move(work)); }
    // After every so many writes what is over goes, and the oldest where there are too many.
    void written(Database &database)
    {
        if (++m_writes % writesBetweenPurges != 0) {
            return;
        }
        Statement over = database.prepare(u"DELETE FROM answers WHERE ends <= ?"_s);
        (void)over.bindInteger(microseconds(SystemClock().now())).run();
        Statement oldest =
            database.prepare(u"DELETE FROM answers WHERE key IN (SELECT key FROM answers ORDER BY made DESC "
                             "LIMIT -1 OFFSET ?)"_s);
        (void)oldest.bindInteger(rowsAtMost).run();
    }

private:
    int m_writes = 0; // of the thread
    SqlWorker m_worker; // last: its thread uses the other
};

SqlAnswerStore::SqlAnswerStore(std::unique_ptr<Worker> worker)
    : m_worker(std::move(worker))
{
}

SqlAnswerStore::~SqlAnswerStore() = default;

Result<std::unique_ptr<SqlAnswerStore>> SqlAnswerStore::open(const QString &file)
{
    return std::unique_ptr<SqlAnswerStore>(new SqlAnswerStore(std::make_unique<Worker>(file)));
}

void SqlAnswerStore::find(const std::string &key, Found found)
{
    // Shared, so that it is called even where the work does not fit into the queue.
    const auto told = std::make_shared<Found>(std::move(found));
    const bool posted = m_worker->post([key, told](Database *database) {
        std::shared_ptr<KeptAnswer> answer;
        if (database) {
            Statement select = database->prepare(u"SELECT type, stream, provider, model, deployment, prompt_tokens, "
                                                 "completion_tokens, made, ends, body FROM answers WHERE key = ?"_s);
            (void)select.bindText(key).each([&] {
                answer = std::make_shared<KeptAnswer>();
                answer->type = select.utf8(0);
                answer->stream = select.integer(1) != 0;
                answer->provider = select.utf8(2);
                answer->model = select.utf8(3);
                answer->deployment = select.utf8(4);
                answer->promptTokens = select.integer(5);
                answer->completionTokens = select.integer(6);
                answer->made = WallTime(Microseconds(select.integer(7)));
                answer->ends = WallTime(Microseconds(select.integer(8)));
                answer->body = select.blob(9).toStdString();
            });
        }
        (*told)(std::move(answer));
    });
    if (!posted) {
        (*told)(nullptr);
    }
}

void SqlAnswerStore::keep(const std::string &key, std::shared_ptr<const KeptAnswer> answer)
{
    (void)m_worker->post([worker = m_worker.get(), key, answer = std::move(answer)](Database *database) {
        if (!database) {
            return;
        }
        Statement upsert = database->prepare(
            u"INSERT OR REPLACE INTO answers (key, type, stream, provider, model, deployment, prompt_tokens, "
            "completion_tokens, made, ends, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s);
        upsert.bindText(key).bindText(answer->type).bindInteger(qint64 { answer->stream });
        upsert.bindText(answer->provider).bindText(answer->model).bindText(answer->deployment);
        upsert.bindInteger(qint64 { answer->promptTokens }).bindInteger(qint64 { answer->completionTokens });
        upsert.bindInteger(microseconds(answer->made)).bindInteger(microseconds(answer->ends));
        upsert.bindBlob(QByteArray::fromStdString(answer->body));
        if (upsert.run()) {
            worker->written(*database);
        }
    });
}

void SqlAnswerStore::remove(const std::string &key)
{
    (void)m_worker->post([key](Database *database) {
        if (database) {
            Statement one = database->prepare(u"DELETE FROM answers WHERE key = ?"_s);
            one.bindText(key);
            (void)SqlWorker::deleteForGood(*database, one);
        }
    });
}

void SqlAnswerStore::clear()
{
    (void)m_worker->post([](Database *database) {
        if (database) {
            Statement all = database->prepare(u"DELETE FROM answers"_s);
            (void)SqlWorker::deleteForGood(*database, all);
        }
    });
}

} // namespace patchbay
