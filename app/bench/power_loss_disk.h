// SPDX-License-Identifier: GPL-3.0-or-later
//
// PowerLossDisk: a disk in memory that remembers every call and tells what could stand on it after the power went:
// what was not synced is there, is not there, or is torn by sectors, each piece on its own and in any order.
#pragma once

#include "models/vault/vault_disk.h"
#include "providers/core/random.h"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace patchbay::bench {

class PowerLossDisk final : public vault::VaultDisk {
public:
    using Files = std::map<std::string, std::string>;

    PowerLossDisk() = default;
    explicit PowerLossDisk(const Files &files); // that outlived the last loss

    // The calls so far; a loss may follow each of them.
    std::size_t steps() const { return m_log.size(); }
    // What stands on the disk when the power goes after so many calls.
    Files afterLoss(std::size_t steps, Random &random) const;
    // A disk that says it has synced and has not: what a test must find out.
    void forgetSyncs() { m_forgetsSyncs = true; }
    // The call that comes after so many others fails with this error number, once.
    void failAfter(int calls, int reason) { m_failure = { calls, reason }; }
    bool hasFailed() const { return m_failure && m_failure->calls < 0; }

    std::expected<std::string, int> read(const std::string &name) override;
    std::expected<int, int> create(const std::string &name) override;
    int append(int handle, std::string_view bytes) override;
    int sync(int handle) override;
    void close(int handle) override;
    int link(const std::string &from, const std::string &to) override;
    int rename(const std::string &from, const std::string &to) override;
    int remove(const std::string &name) override;
    int syncFolder(const std::string &folder) override;

private:
    using FileNumber = int;
    enum class Kind : std::uint8_t { Append, Sync, SetName, RemoveName, SyncFolder };
    struct Step {
        Kind kind;
        FileNumber file = 0;
        std::string text; // bytes or a name
    };
    struct Failure {
        int calls;
        int reason;
    };
    struct Pieces {
        std::string synced;
        std::string rest;
    };
    int failing();
    void setName(const std::string &name, FileNumber file);
    static std::string torn(const Pieces &pieces, Random &random);

    std::vector<Step> m_log;
    std::vector<std::string> m_contents; // by number
    std::map<std::string, FileNumber> m_names;
    std::optional<Failure> m_failure;
    bool m_forgetsSyncs = false;
};

} // namespace patchbay::bench
