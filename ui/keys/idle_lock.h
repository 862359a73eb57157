// SPDX-License-Identifier: GPL-3.0-or-later
//
// IdleLock: locks the vault when nobody has touched keyboard or mouse for a while. Watches the whole application.
#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>

namespace patchbay {

class VaultKeeper;

class IdleLock final : public QObject {
    Q_OBJECT
public:
    // Watches from now on; both outlive it.
    explicit IdleLock(VaultKeeper &keeper, QObject *parent = nullptr);

    // 0: never.
    void setPatience(std::chrono::milliseconds patience);
    // Not while it is needed: a gateway of the window's own serves with its keys. Asked when the time is over, and then
    // every few seconds.
    void setNeeded(std::function<bool()> isNeeded) { m_isNeeded = std::move(isNeeded); }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void restart();
    void lock();

    VaultKeeper &m_keeper;
    QTimer m_timer;
    std::chrono::milliseconds m_patience { 0 };
    std::function<bool()> m_isNeeded;
};

} // namespace patchbay
