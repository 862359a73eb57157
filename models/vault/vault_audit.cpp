// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/vault_audit.h"

#include "models/vault/vault_crypto.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimeZone>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/file.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace patchbay::vault {

namespace {

constexpr mode_t fileMode = 0600;

QString moment(WallTime time)
{
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
    return QDateTime::fromMSecsSinceEpoch(milliseconds, QTimeZone::UTC).toString(Qt::ISODateWithMs);
}

// The part of a line that its digest is over: everything but the digest, keys sorted as QJson does.
QJsonObject body(const AuditEntry &entry)
{
    return { { u"n"_s, static_cast<qint64>(entry.number) },
             { u"time"_s, moment(entry.time) },
             { u"action"_s, QString::fromStdString(entry.action) },
             { u"subject"_s, QString::fromStdString(entry.subject) },
             { u"detail"_s, QString::fromStdString(entry.detail) } };
}

std::string digestAfter(const std::string &previous, const QJsonObject &body)
{
    return digestOf(previous + QJsonDocument(body).toJson(QJsonDocument::Compact).toStdString());
}

AuditEntry entryFrom(const QJsonObject &line)
{
    AuditEntry entry;
    entry.number = static_cast<std::uint64_t>(line[u"n"].toInteger());
    entry.time = WallTime(
        std::chrono::milliseconds(QDateTime::fromString(line[u"time"].toString(), Qt::ISODateWithMs).toMSecsSinceEpoch()));
    entry.action = line[u"action"].toString().toStdString();
    entry.subject = line[u"subject"].toString().toStdString();
    entry.detail = line[u"detail"].toString().toStdString();
    entry.digest = line[u"digest"].toString().toStdString();
    return entry;
}

struct LogEnd {
    AuditEntry last; // of number 0 in an empty log
    bool isTorn = false;
};

// The last whole line. A log grows for years: it is not read from its beginning for each line more.
LogEnd endOf(int handle)
{
    constexpr off_t longest = 256 * 1024; // of a line
    const off_t size = ::lseek(handle, 0, SEEK_END);
    const off_t start = std::max<off_t>(0, size - longest);
    QByteArray bytes(static_cast<qsizetype>(size - start), '\0');
    if (size <= 0 || ::pread(handle, bytes.data(), static_cast<std::size_t>(bytes.size()), start) != bytes.size()) {
        return {};
    }
    LogEnd end;
    end.isTorn = !bytes.endsWith('\n');
    QList<QByteArray> lines = bytes.split('\n');
    lines.removeLast(); // what is behind the last line break
    if (!lines.isEmpty()) {
        end.last = entryFrom(QJsonDocument::fromJson(lines.last()).object());
    }
    return end;
}

std::unexpected<Error> cannotWrite(const std::filesystem::path &file, int reason)
{
    Error error = makeError(ErrorClass::ServiceUnavailable,
                            "The vault's audit log cannot be written: " + std::string(std::strerror(reason)) + " ("
                                + file.string() + ").");
    error.code = reason == ENOSPC || reason == EDQUOT ? "disk_full" : "io_error";
    return std::unexpected(error);
}

// The whole of it, synced, or nothing: half a line at the end would break the chain for good. 0 or the error's number.
int writeWhole(int handle, const QByteArray &bytes)
{
    const off_t before = ::lseek(handle, 0, SEEK_END);
    int problem = before < 0 ? errno : 0;
    for (qsizetype done = 0; problem == 0 && done < bytes.size();) {
        const ssize_t count = ::write(handle, bytes.constData() + done, static_cast<std::size_t>(bytes.size() - done));
        problem = count > 0 || (count < 0 && errno == EINTR) ? 0 : count < 0 ? errno : EIO;
        done += std::max<ssize_t>(count, 0);
    }
    if (problem == 0 && ::fdatasync(handle) != 0) {
        problem = errno;
    }
    if (problem != 0 && before >= 0) {
        (void)!::ftruncate(handle, before);
    }
    return problem;
}

} // namespace

AuditAnchor auditAnchorOf(const std::filesystem::path &file)
{
    const int handle = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (handle < 0) {
        return {};
    }
    const LogEnd end = endOf(handle);
    ::close(handle);
    return { end.last.number, end.last.digest };
}

bool holds(const std::filesystem::path &file, const AuditAnchor &anchor)
{
    std::ifstream stream(file);
    std::string text;
    while (anchor.number != 0 && std::getline(stream, text)) {
        // Not each is read as JSON: a log grows for years.
        if (text.find(anchor.digest) != std::string::npos) {
            const AuditEntry entry = entryFrom(QJsonDocument::fromJson(QByteArray::fromStdString(text)).object());
            if (entry.number == anchor.number && entry.digest == anchor.digest) {
                return true;
            }
        }
    }
    return anchor.number == 0;
}

Error auditCut(const AuditAnchor &anchor)
{
    Error error = makeError(ErrorClass::Api, "The audit log was cut, written anew or deleted: the vault knows of a line "
                                + std::to_string(anchor.number) + " that it does not have any more.");
    error.code = "audit_broken";
    return error;
}

Result<AuditLog> readAudit(const std::filesystem::path &file)
{
    AuditLog log;
    std::ifstream stream(file);
    std::string text;
    std::string previous;
    for (std::size_t number = 1; std::getline(stream, text); ++number) {
        QJsonObject line = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
        AuditEntry entry = entryFrom(line);
        line.remove(u"digest"_s);
        const bool follows = entry.number == number && entry.digest == digestAfter(previous, line);
        if (!follows && log.firstBroken == 0) {
            log.firstBroken = number;
        }
        previous = entry.digest;
        log.entries.push_back(std::move(entry));
    }
    return log;
}

Result<void> appendAudit(const std::filesystem::path &file, AuditEntry entry)
{
    const int handle = ::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, fileMode);
    // Two processes must not append to the same end.
    if (handle < 0 || ::flock(handle, LOCK_EX) != 0) {
        auto failed = cannotWrite(file, errno);
        if (handle >= 0) {
            ::close(handle);
        }
        return failed;
    }
    const LogEnd end = endOf(handle);
    entry.number = end.last.number + 1;
    QJsonObject line = body(entry);
    line.insert(u"digest"_s, QString::fromStdString(digestAfter(end.last.digest, line)));
    // What a crash has torn stays a line of its own, and --verify tells of it.
    const QByteArray bytes = (end.isTorn ? "\n" : "") + QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
    const int problem = writeWhole(handle, bytes);
    Result<void> result;
    if (problem != 0) {
        result = cannotWrite(file, problem);
    }
    ::close(handle);
    return result;
}

} // namespace patchbay::vault
