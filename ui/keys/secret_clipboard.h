// SPDX-License-Identifier: GPL-3.0-or-later
//
// SecretClipboard: a secret on the clipboard for a short time, marked so that clipboard managers keep no copy. Taken
// away only when it is still ours: what a person copied since stays.
#pragma once

#include "providers/core/secret.h"

#include <QObject>
#include <QTimer>

#include <chrono>

namespace patchbay {

class SecretClipboard final : public QObject {
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds usualStay { 10'000 };

    explicit SecretClipboard(std::chrono::milliseconds stay = usualStay, QObject *parent = nullptr);
    ~SecretClipboard() override;

    void put(const SecretBytes &secret);
    void clearNow();
    // As when the time is over; for tests.
    QTimer &timer() { return m_timer; }
    bool holdsSecret() const { return !m_copied.empty(); }
    int seconds() const { return m_timer.interval() / 1000; }

Q_SIGNALS:
    void cleared();

private:
    SecretBytes m_copied; // to know it again
    QTimer m_timer;
};

} // namespace patchbay
