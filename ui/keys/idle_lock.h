// SPDX-License-Identifier: GPL-3.0-or-later
//
// IdleLock: locks the vault when nobody has touched keyboard or mouse for a while. Watches the whole application.
#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>

namespace patchbay {

class VaultKeeper;

class IdleLock final : public QObject {
    Q_OBJECT
public:
    // Watches from now on; both outlive it.
    explicit IdleLock(VaultKeeper &keeper, QObject *parent = nullptr);

    // 0: never.
    void setPatience(std::chrono::milliseconds patience);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void restart();

    VaultKeeper &m_keeper;
    QTimer m_timer;
};

} // namespace patchbay
