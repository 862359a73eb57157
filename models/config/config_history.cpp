// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/config_history.h"

#include "models/config/atomic_file.h"
#include "models/storage/migrations.h"
#include "models/storage/storage_error.h"

#include <QCryptographicHash>
#include <QDir>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace patchbay::document {

using namespace Qt::StringLiterals;
using storage::Database;
using storage::Statement;

namespace {

// "PbCf": tells this file from other SQLite files.
constexpr qint32 configApplicationId = 0x50624366;

} // namespace

// A lock on a file of the directory: shared by all that apply something, alone for who settles.
class ConfigHistory::Applying {
public:
    Applying(const QString &file, int operation)
        : m_handle(::open(QFile::encodeName(file).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600))
        , m_held(m_handle >= 0 && ::flock(m_handle, operation) == 0)
    {
    }
    ~Applying()
    {
        if (m_handle >= 0) {
            ::close(m_handle);
        }
    }
    Applying(const Applying &) = delete;
    Applying &operator=(const Applying &) = delete;
    bool isHeld() const { return m_held; }

private:
    const int m_handle;
    const bool m_held;
};

ConfigHistory::ConfigHistory(std::unique_ptr<Database> database, QString lockFile)
    : m_database(std::move(database))
    , m_lockFile(std::move(lockFile))
{
}

ConfigHistory::~ConfigHistory() = default;
ConfigHistory::ConfigHistory(ConfigHistory &&other) noexcept = default;
ConfigHistory &ConfigHistory::operator=(ConfigHistory &&other) noexcept = default;

Result<ConfigHistory> ConfigHistory::open(const QString &directory)
{
    if (!QDir().exists(directory)) {
        const QString parent = QFileInfo(directory).absolutePath();
        if (!QDir().mkpath(parent) || ::mkdir(QFile::encodeName(directory).constData(), 0700) != 0) {
            return std::unexpected(storage::fileError(errno, u"make"_s, directory));
        }
    }
    auto database = Database::open(directory + u"/config.db"_s, { .applicationId = configApplicationId });
    if (!database) {
        return std::unexpected(database.error());
    }
    if (const Result<void> migrated = migrate(**database, storage::embeddedMigrations("config")); !migrated) {
        return std::unexpected(migrated.error());
    }
    ConfigHistory history(std::move(*database), directory + u"/config.applying"_s);
    history.settle();
    return history;
}

// What nobody applies any more, though its row says so. A row that cannot be changed stays as it is.
void ConfigHistory::settle()
{
    const QString word = QString::fromUtf8(underWay.data(), static_cast<qsizetype>(underWay.size()));
    struct Left {
        qint64 id = 0;
        std::string target;
        std::string digest;
    };
    std::vector<Left> all;
    const auto find = [&] {
        all.clear();
        Statement select = m_database->prepare(u"SELECT id, target, digest FROM versions WHERE outcome = ?"_s);
        (void)select.bindText(word).each([&] { all.push_back({ select.integer(0), select.utf8(1), select.utf8(2) }); });
        return !all.empty();
    };
    if (!find()) {
        return;
    }
    const Applying alone(m_lockFile, LOCK_EX | LOCK_NB);
    if (!alone.isHeld() || !find()) {
        return; // somebody is at it
    }
    for (const Left &left : all) {
        const Result<std::string> bytes = readFile(left.target);
        const char *outcome = !bytes               ? "interrupted; the file cannot be read"
            : digestOf(*bytes) == left.digest ? "interrupted; the file was written, whether a gateway took it is not known"
                                              : "interrupted; the file holds another text";
        (void)setOutcome(left.id, outcome);
    }
}

Result<qint64> ConfigHistory::add(const AppliedVersion &version)
{
    if (version.outcome == underWay) {
        m_applying = std::make_unique<Applying>(m_lockFile, LOCK_SH);
    }
    Statement insert = m_database->prepare(
        u"INSERT INTO versions (applied_at, author, note, source, target, digest, outcome, text) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"_s);
    insert.bindInteger(version.appliedAt)
        .bindText(version.author)
        .bindText(version.note)
        .bindText(version.source)
        .bindText(version.target)
        .bindText(version.digest)
        .bindText(version.outcome)
        .bindBlob(QByteArray::fromStdString(version.text));
    qint64 id = 0;
    const Result<void> inserted = insert.each([&] { id = insert.integer(0); });
    return inserted ? Result<qint64>(id) : std::unexpected(inserted.error());
}

Result<void> ConfigHistory::keepFound(const AppliedVersion &next, const std::string &text)
{
    AppliedVersion found { .appliedAt = next.appliedAt, .author = "unknown", .source = next.target, .target = next.target };
    found.digest = digestOf(text);
    found.outcome = "found in the file";
    found.text = text;
    if (found.digest == next.digest) {
        return {};
    }
    qint64 known = 0;
    Statement select = m_database->prepare(u"SELECT count(*) FROM versions WHERE target = ? AND digest = ?"_s);
    const Result<void> counted = select.bindText(found.target).bindText(found.digest).each([&] { known = select.integer(0); });
    if (!counted || known > 0) {
        return counted;
    }
    const Result<qint64> id = add(found);
    return id ? Result<void>() : std::unexpected(id.error());
}

Result<void> ConfigHistory::setOutcome(qint64 id, const std::string &outcome)
{
    Statement update = m_database->prepare(u"UPDATE versions SET outcome = ? WHERE id = ?"_s);
    Result<void> done = update.bindText(outcome).bindInteger(id).run();
    m_applying.reset();
    return done;
}

Result<std::vector<AppliedVersion>> ConfigHistory::list()
{
    std::vector<AppliedVersion> versions;
    Statement select = m_database->prepare(
        u"SELECT id, applied_at, author, note, source, target, digest, outcome FROM versions ORDER BY id DESC"_s);
    const Result<void> read = select.each([&] {
        versions.push_back({ select.integer(0), select.integer(1), select.utf8(2), select.utf8(3), select.utf8(4),
                             select.utf8(5), select.utf8(6), select.utf8(7), {} });
    });
    return read ? Result<std::vector<AppliedVersion>>(std::move(versions)) : std::unexpected(read.error());
}

Result<AppliedVersion> ConfigHistory::version(qint64 id)
{
    std::vector<AppliedVersion> found;
    Statement select = m_database->prepare(
        u"SELECT id, applied_at, author, note, source, target, digest, outcome, text FROM versions WHERE id = ?"_s);
    const Result<void> read = select.bindInteger(id).each([&] {
        found.push_back({ select.integer(0), select.integer(1), select.utf8(2), select.utf8(3), select.utf8(4),
                          select.utf8(5), select.utf8(6), select.utf8(7), select.blob(8).toStdString() });
    });
    if (!read) {
        return std::unexpected(read.error());
    }
    if (found.empty()) {
        return failure(ErrorClass::NotFound, "There is no version " + std::to_string(id) + " in the history.");
    }
    return std::move(found.front());
}

std::string ConfigHistory::digestOf(const std::string &text)
{
    return QCryptographicHash::hash(QByteArrayView(text.data(), qsizetype(text.size())), QCryptographicHash::Sha256)
        .toHex()
        .toStdString();
}

} // namespace patchbay::document
