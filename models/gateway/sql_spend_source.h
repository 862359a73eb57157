// SPDX-License-Identifier: GPL-3.0-or-later
//
// SqlSpendSource: the ledger as the gateway's admin calls read it. Every call opens a read-only connection of
// its own, on the thread that makes it: callers do not wait for each other, and writers for none of them.
#pragma once

#include "providers/gateway/spend_source.h"

#include <QString>

namespace patchbay {

class SqlSpendSource final : public gateway::SpendSource {
public:
    // The file must exist when something is asked (SqlLedger::open makes it).
    explicit SqlSpendSource(QString ledgerFile)
        : m_file(std::move(ledgerFile))
    {
    }
    Result<std::vector<gateway::SpendSum>> sums(const std::vector<gateway::SpendBy> &by,
                                                const gateway::SpendFilter &filter) override;
    Result<std::vector<gateway::SpendEntry>> entries(const gateway::SpendFilter &filter, std::size_t offset,
                                                     std::size_t atMost) override;

private:
    const QString m_file;
};

} // namespace patchbay
