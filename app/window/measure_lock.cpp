// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/measure_lock.h"

#include "models/compare/comparison.h"
#include "models/compare/comparison_set.h"
#include "models/compare/turn_live.h"
#include "models/keeper/vault_keeper.h"
#include "models/settings/settings.h"
#include "ui/keys/keys_panel.h"
#include "ui/keys/provider_keys_view.h"
#include "ui/shell/command.h"
#include "ui/shell/main_window.h"

#include <QAbstractButton>
#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>

#include <iostream>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int turnMilliseconds = 10;
constexpr int mostTurns = 3'000; // 30 s

void press(QWidget *widget, int key, const QString &text)
{
    QKeyEvent down(QEvent::KeyPress, key, Qt::NoModifier, text);
    QCoreApplication::sendEvent(widget, &down);
    QKeyEvent up(QEvent::KeyRelease, key, Qt::NoModifier, text);
    QCoreApplication::sendEvent(widget, &up);
}

} // namespace

LockMeasure::LockMeasure(Composition &composition)
    : m_composition(composition)
    , m_panel(composition.window().findChild<KeysPanel *>())
{
    m_timer.setInterval(turnMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &LockMeasure::turn);
    // Nothing else happens while the other side looks.
    QTimer::singleShot(0, this, &LockMeasure::readLine);
}

VaultKeeper &LockMeasure::keeper() const
{
    return m_panel->context().keeper;
}

QString LockMeasure::keyId() const
{
    return keeper().keys().isEmpty() ? QString() : keeper().keys().first().id;
}

template <typename T>
T *LockMeasure::find(const QString &name) const
{
    T *found = m_composition.window().findChild<T *>(name);
    return found != nullptr && found->isVisible() ? found : nullptr;
}

void LockMeasure::add(const char *name, std::function<void()> act, std::function<bool()> isDone)
{
    m_steps.push_back({ name, std::move(act), std::move(isDone) });
}

void LockMeasure::type(const QString &field, const Canary &canary)
{
    auto *line = find<QLineEdit>(field);
    for (std::size_t index = 0; line != nullptr && index < canary.size(); ++index) {
        press(line, 0, QString(QLatin1Char(canary.at(index))));
    }
}

void LockMeasure::typeText(const QString &field, const QString &text)
{
    if (auto *line = find<QLineEdit>(field)) {
        line->selectAll();
        for (const QChar letter : text) {
            press(line, 0, QString(letter));
        }
    }
}

void LockMeasure::click(const QString &button)
{
    if (auto *found = find<QAbstractButton>(button)) {
        found->click();
    }
}

void LockMeasure::readLine()
{
    std::string line;
    if (!std::getline(std::cin, line)) {
        QCoreApplication::quit();
        return;
    }
    if (m_seed == 0) {
        const QStringList words = QString::fromStdString(line).split(u' ');
        m_seed = words.value(0).toULongLong();
        m_origin = words.value(1);
        m_composition.settings().setApiBase(u"openai"_s, m_origin + u"/v1"_s);
        m_panel->context().commands.trigger(u"panel.keys"_s);
        makeVault();
        addKey();
    } else if (m_open) {
        m_open = false;
        lock();
        m_timer.start();
        return;
    } else {
        unlock();
    }
    useKey();
    m_open = true;
    m_timer.start();
}

void LockMeasure::turn()
{
    if (m_steps.empty()) {
        m_timer.stop();
        std::cout << (m_open ? "open" : "locked") << std::endl;
        QTimer::singleShot(0, this, &LockMeasure::readLine);
        return;
    }
    const Step &step = m_steps.front();
    if (!std::exchange(m_acted, true)) {
        step.act();
    }
    if (step.isDone()) {
        m_steps.pop_front();
        m_acted = false;
        m_turns = 0;
    } else if (++m_turns > mostTurns) {
        std::cout << "stuck: " << step.name << std::endl;
        QCoreApplication::exit(1);
    }
}

void LockMeasure::makeVault()
{
    add("make the vault",
        [this] {
            type(u"newPassphrase"_s, passphraseCanary(m_seed));
            type(u"newPassphraseAgain"_s, passphraseCanary(m_seed));
            click(u"createVault"_s);
        },
        [this] { return find<QAbstractButton>(u"recoveryDone"_s) != nullptr; });
    add("put the code away",
        [this] {
            click(u"recoveryWritten"_s);
            click(u"recoveryDone"_s);
        },
        [this] { return keeper().isUnlocked() && m_panel->providerKeys() != nullptr; });
}

void LockMeasure::addKey()
{
    add("type the key",
        [this] {
            m_panel->providerKeys()->startAdd();
            type(u"newKey"_s, keyCanary(m_seed));
            press(find<QLineEdit>(u"newKey"_s), Qt::Key_Tab, {});
        },
        [this] { return find<QLineEdit>(u"newKeyOrigin"_s) != nullptr; });
    // Where it is tested takes the place of the provider's own address, once the shape was recognised.
    add("test the new key",
        [this] {
            click(u"testNewKey"_s);
            typeText(u"newKeyOrigin"_s, m_origin);
            click(u"testNewKey"_s);
        },
        [this] {
            const auto *save = find<QAbstractButton>(u"saveNewKey"_s);
            return save != nullptr && save->isEnabled();
        });
    add("save the key", [this] { click(u"saveNewKey"_s); }, [this] { return !keyId().isEmpty(); });
}

void LockMeasure::unlock()
{
    add("unlock",
        [this] {
            type(u"vaultPassphrase"_s, passphraseCanary(m_seed));
            click(u"unlockVault"_s);
        },
        [this] { return keeper().isUnlocked() && !keyId().isEmpty(); });
}

void LockMeasure::useKey()
{
    add("test the key", [this] { m_panel->providerKeys()->test(keyId()); },
        [this] { return !keeper().isTesting(keyId()) && keeper().key(keyId())->testResult == u"valid"; });
    // The provider's answer has the key in its body, as some providers' do.
    add("call with the key",
        [this] {
            m_comparison = &m_composition.comparisons().openNew();
            m_comparison->setModel(0, u"openai/gpt-4o"_s);
            m_comparison->setUserText(u"ping"_s);
            m_comparison->runPane(0);
        },
        [this] { return m_comparison->lastTurn(0) && m_comparison->lastTurn(0)->isFinished(); });
    add("copy the key", [this] { m_panel->providerKeys()->copy(keyId()); }, [] { return true; });
    add("ask to see the key",
        [this] {
            m_panel->providerKeys()->select(keyId());
            click(u"revealKey"_s);
        },
        [this] { return find<QLineEdit>(u"revealPassphrase"_s) != nullptr; });
    add("see the key",
        [this] {
            type(u"revealPassphrase"_s, passphraseCanary(m_seed));
            press(find<QLineEdit>(u"revealPassphrase"_s), Qt::Key_Return, {});
        },
        [this] {
            const auto *shown = find<QLabel>(u"maskedKey"_s);
            return shown != nullptr && shown->text().startsWith(u"sk-proj-");
        });
}

void LockMeasure::lock()
{
    add("lock", [this] { m_panel->context().commands.trigger(u"vault.lock"_s); },
        [this] { return keeper().state() == VaultKeeper::State::Locked; });
}

} // namespace patchbay
