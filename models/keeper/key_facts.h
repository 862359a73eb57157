// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeyFacts: what people may see of a provider key in the vault; never the key. Pure.
#pragma once

#include "models/keeper/key_traffic.h"
#include "models/vault/vault_record.h"
#include "providers/catalog/catalog.h"

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

namespace patchbay {

struct KeyFacts {
    QString id {};
    QString name {};
    QString provider {}; // id in the catalogue
    QString providerName {};
    QString keyPage {}; // where the provider lets a key be made and revoked; may be empty
    QString origin {}; // "https://api.openai.com:443"; empty: bound to no host
    QString masked {}; // "sk-…4f2a", or how many parts it has
    QString notes {};
    QStringList tags {};
    QStringList parts {}; // secret ones
    QStringList headers {}; // of the parts, those that are headers: "cf-access-client-id"
    QStringList settings {}; // of the account: "azure_api_version 2024-10-21"
    QDateTime created {};
    QDateTime rotated {};
    QDateTime expires {};
    QDateTime tested {};
    QDateTime previousUntil {};
    QDateTime lastUsed {}; // in this session or by the ledger; invalid: not known
    QString testResult {};
    QString previousMasked {}; // the one before the last rotation, while it is kept
    int share = 100; // percent of the calls that the new one gets
    QStringList toRevoke {}; // "····4f2a": rotated out, and valid at the provider until somebody revokes it there
    QDateTime toRevokeSince {}; // since no call uses the first of them any more; later than now while one may
    KeyUse use {}; // of the last 120 days, from the ledger
    bool operator==(const KeyFacts &) const = default;
};

KeyFacts factsOf(const vault::VaultRecord &record, const Catalog &catalog);
// The host alone, with its port where it is not the scheme's own: "api.openai.com".
QString hostOf(const QString &origin);
// "valid", "expires in 6 days", "not tested": the one thing to know about a key.
QString stateOf(const KeyFacts &key, const QDateTime &now);
// What was rotated out waits to be revoked at the provider.
bool isToRevoke(const KeyFacts &key, const QDateTime &now);
// The old key of a rotation is still there.
bool isRotating(const KeyFacts &key, const QDateTime &now);
// "today", "212 d": since it was made or rotated.
QString ageOf(const KeyFacts &key, const QDateTime &now);

// What an answer of the provider says about the key: "valid", "not accepted", "forbidden", "no quota", ….
// A verdict that says nothing of the key: nobody could be asked.
bool saysNothing(std::string_view verdict);
// What to keep and to show of a new verdict beside the one that is remembered.
std::string keptVerdict(const std::string &before, const std::string &verdict);
std::string verdictOf(const Result<std::vector<std::string>> &models);

QDateTime toDateTime(WallTime time);

} // namespace patchbay
