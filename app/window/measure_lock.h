// SPDX-License-Identifier: GPL-3.0-or-later
//
// LockMeasure: the window as a person uses it with a key, for who looks into its memory from outside: makes a vault,
// types a key, tests it, calls with it, copies and shows it. Then it says "open" and waits for a line, locks, says
// "locked" and waits for another, after which it unlocks and goes on.
//
// The first line of standard input is "SEED ORIGIN": the canaries to type and the provider to ask.
#pragma once

#include "app/shared/canary.h"
#include "app/window/composition.h"

#include <QObject>
#include <QTimer>

#include <deque>
#include <functional>

namespace patchbay {

class Comparison;
class KeysPanel;
class VaultKeeper;

class LockMeasure final : public QObject {
    Q_OBJECT
public:
    // The composition outlives it. Quits the application at the end of standard input, with 1 when a step takes too long.
    explicit LockMeasure(Composition &composition);

private:
    struct Step {
        const char *name;
        std::function<void()> act;
        std::function<bool()> isDone;
    };
    void readLine();
    void turn();
    void makeVault();
    void addKey();
    void unlock();
    void useKey();
    void lock();
    void add(const char *name, std::function<void()> act, std::function<bool()> isDone);
    void type(const QString &field, const Canary &canary);
    void typeText(const QString &field, const QString &text);
    void click(const QString &button);
    template <typename T>
    T *find(const QString &name) const;
    VaultKeeper &keeper() const;
    QString keyId() const;

    Composition &m_composition;
    KeysPanel *m_panel;
    Comparison *m_comparison = nullptr;
    std::uint64_t m_seed = 0;
    QString m_origin;
    std::deque<Step> m_steps;
    bool m_acted = false;
    bool m_open = false;
    int m_turns = 0; // of the step
    QTimer m_timer;
};

} // namespace patchbay
