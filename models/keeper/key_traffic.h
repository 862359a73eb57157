// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeyTraffic: what the ledger knows of the vault's keys, by its own questions: requests, spend, the last error; and the attempts
// with one key in slices of time, for who watches a rotation. Reads only; belongs to the thread that uses it.
#pragma once

#include "providers/core/clock.h"
#include "providers/core/money.h"
#include "providers/core/result.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <map>
#include <optional>
#include <string>

namespace patchbay {

struct KeyUse {
    qint64 requests = 0; // as in Spend: where the first attempt that ended had the key
    Money spend; // of those with a price
    qint64 unpriced = 0; // attempts that ended
    std::optional<WallTime> last {};
    QString lastError {}; // in words; empty: none
    std::optional<WallTime> lastErrorAt {};
    bool operator==(const KeyUse &) const = default;
};

struct KeySlices {
    // Attempts, not requests: a key that only second attempts use is in use.
    QList<qint64> fresh {}; // with the key as it is now
    QList<qint64> old {}; // with the one before the rotation
};

class KeyTraffic {
public:
    // Data directories whose ledgers count: the window's, and the gateway's where it has its own.
    explicit KeyTraffic(QStringList folders);

    // By the key's name in the vault, of before and after rotations, since then. A ledger that is not there is empty.
    Result<std::map<std::string, KeyUse>> uses(WallTime since) const;
    // `count` slices of so many seconds each, the last one ending at `until`.
    Result<KeySlices> slices(const std::string &keyName, WallTime until, std::chrono::seconds width, int count) const;

private:
    QStringList m_files;
};

} // namespace patchbay
