// SPDX-License-Identifier: GPL-3.0-or-later
//
// SqlKeyStore: the gateway's virtual keys in gateway.db, and what the ledger says was spent with them.
//
// Calls come from any thread and wait for a thread of the store's own, since a database connection
// belongs to the thread that opened it. A call that returned without an error is on the disk.
#pragma once

#include "providers/gateway/virtual_key.h"

#include <QString>

#include <memory>

namespace patchbay {

class SqlKeyStore final : public gateway::KeyStore {
public:
    // An empty ledger file: nothing was spent.
    static Result<std::unique_ptr<SqlKeyStore>> open(const QString &file, const QString &ledgerFile);
    ~SqlKeyStore() override;

    Result<std::vector<Record>> load() override;
    Result<void> save(const Record &record) override;
    Result<void> remove(const std::string &id) override;
    Result<std::map<std::string, Money>> spent(const std::map<std::string, WallTime> &since) override;
    Result<Money> spent(const gateway::SpendQuestion &question) override;
    Result<std::map<std::string, Money>> spentByCustomers(WallTime since) override;
    Result<std::vector<Account>> loadAccounts() override;
    Result<void> saveAccount(const Account &account) override;
    Result<void> removeAccount(const std::string &kind, const std::string &id) override;

private:
    class Worker;
    explicit SqlKeyStore(std::unique_ptr<Worker> worker);
    std::unique_ptr<Worker> m_worker;
};

} // namespace patchbay
