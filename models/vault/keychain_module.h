// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeychainModule: what the module of models/keychain offers to who loads it. Calls wait for the person, at most 90 s.
#pragma once

#include <QByteArray>
#include <QString>
#include <QtPlugin>

namespace patchbay::vault {

struct KeychainReply {
    enum class Outcome { Done, Empty, Denied, Absent, Failed };
    Outcome outcome = Outcome::Done;
    QString said {}; // in the desktop's words
    QByteArray bytes {}; // of read(); whoever takes them wipes them
};

class KeychainModule {
public:
    virtual ~KeychainModule() = default;
    virtual KeychainReply read(const QString &name) = 0;
    virtual KeychainReply write(const QString &name, const QByteArray &bytes) = 0;
    virtual KeychainReply remove(const QString &name) = 0;
};

} // namespace patchbay::vault

Q_DECLARE_INTERFACE(patchbay::vault::KeychainModule, "org.patchbay.KeychainModule/1")
