// SPDX-License-Identifier: GPL-3.0-or-later
//
// ConfigHistory: the configurations that were applied, in config.db of the data directory. The file belongs
// to no process: each call is one transaction, SQLite's own lock keeps two apart. It holds configurations as
// they are written, so its mode is 0600.
//
// A version that is under way is added as such and settled by who applies it. Where that process was killed, whoever
// opens the history next settles it by what the file holds; a lock of the kernel's, which goes with its process, tells
// the two apart.
#pragma once

#include "models/storage/database.h"

#include <memory>
#include <string_view>
#include <vector>

namespace patchbay::document {

struct AppliedVersion {
    qint64 id = 0;
    qint64 appliedAt = 0; // microseconds since 1970, UTC
    std::string author {};
    std::string note {};
    std::string source {}; // the file that was given
    std::string target {}; // the file that was written
    std::string digest {}; // SHA-256 of the text
    std::string outcome {}; // "reloaded", "no gateway was running", or what it said
    std::string text {};
};

class ConfigHistory {
public:
    // The outcome of a version that is being applied.
    static constexpr std::string_view underWay = "being applied";

    // Makes the directory and the file where they are missing.
    static Result<ConfigHistory> open(const QString &directory);
    ~ConfigHistory();
    ConfigHistory(ConfigHistory &&other) noexcept;
    ConfigHistory &operator=(ConfigHistory &&other) noexcept;

    // One that is under way is this object's until setOutcome().
    Result<qint64> add(const AppliedVersion &version);
    // What the target holds before it is written, unless it is a version already: the way back.
    Result<void> keepFound(const AppliedVersion &next, const std::string &text);
    Result<void> setOutcome(qint64 id, const std::string &outcome);
    // Newest first, without the texts.
    Result<std::vector<AppliedVersion>> list();
    // NotFound when there is none with this number.
    Result<AppliedVersion> version(qint64 id);

    static std::string digestOf(const std::string &text);

private:
    class Applying;
    ConfigHistory(std::unique_ptr<storage::Database> database, QString lockFile);
    void settle();

    std::unique_ptr<storage::Database> m_database;
    QString m_lockFile;
    std::unique_ptr<Applying> m_applying; // while a version of ours is under way
};

} // namespace patchbay::document
