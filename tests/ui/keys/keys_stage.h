// SPDX-License-Identifier: GPL-3.0-or-later
//
// Stage: the window with the Keys panel over a vault in a temporary folder; providers are asked through a probe that
// the test answers.
#pragma once

#include "models/keeper/vault_keeper.h"
#include "models/keeper/virtual_key_desk.h"
#include "tests/models/keeper/fake_keychain.h"
#include "ui/keys/keys_panel.h"
#include "ui/keys/secret_clipboard.h"
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QTemporaryDir>
#include <QTest>

namespace patchbay {

using namespace Qt::StringLiterals;

class SteppedClock final : public Clock {
public:
    WallTime now() const override { return wall; }
    SteadyTime steadyNow() const override { return steady; }
    WallTime wall { std::chrono::sys_days { std::chrono::year(2026) / 11 / 22 } };
    SteadyTime steady { std::chrono::hours(1) };
};

class NoKeys final : public KeySource {
public:
    std::optional<SecretBytes> find(std::string_view, const Origin &) const override { return std::nullopt; }
};

inline constexpr auto passphrase = "seven calm rivers meet";
inline constexpr auto pastedKey = "sk-proj-canary-0123456789abcdefghijklmnopqrstuvwxyz-4f2a";

inline QString textOf(const SecretBytes &secret)
{
    return QString::fromUtf8(secret.bytes().data(), static_cast<qsizetype>(secret.bytes().size()));
}

// The window with one panel, as the program makes it.
struct Stage {
    // `prepare` gets the folder before anything looks into it.
    explicit Stage(std::chrono::milliseconds stay = SecretClipboard::usualStay, const std::function<bool(const QString &)> &prepare = {})
        : prepared(!prepare || prepare(folder.path()))
        , catalog(*Catalog::builtIn())
        , keys(catalog, none, &clock)
        , keeper({ folder.path().toStdString(), clock, catalog, &keys, { .cost = vault::KeyCost { 1, 64 } }, &keychain })
        , clipboard(stay)
        , desk({ folder.path() }, clock)
    {
        keeper.setProbe([this](const KeyDraft &key, std::function<void(Result<std::vector<std::string>>)> answer) {
            const auto only = key.parts.find("key");
            asked.append({ QString::fromStdString(key.provider), QString::fromStdString(key.origin),
                           only != key.parts.end() ? textOf(only->second) : QString() });
            askedParts.clear();
            for (const auto &[part, secret] : key.parts) {
                askedParts.insert(QString::fromStdString(part), textOf(secret));
            }
            answer(verdict);
        });
        window.addPanel(panel = new KeysPanel({ theme, commands, keeper, clipboard, &desk }));
        window.resize(1440, 900);
        window.show();
        window.activateWindow();
        (void)QTest::qWaitForWindowActive(&window);
    }

    template <typename T = QWidget>
    T *find(const QString &name)
    {
        T *found = window.findChild<T *>(name);
        if (!found) {
            qFatal("no %s", qPrintable(name));
        }
        return found;
    }
    void click(const QString &name) { QTest::mouseClick(find(name), Qt::LeftButton); }
    void type(const QString &name, const QString &text)
    {
        auto *field = find<QLineEdit>(name);
        field->setFocus();
        QTest::keyClicks(field, text);
    }
    void paste(const QString &name, const QString &text)
    {
        QApplication::clipboard()->setText(text);
        auto *field = find<QLineEdit>(name);
        field->setFocus();
        QTest::keyClick(field, Qt::Key_V, Qt::ControlModifier);
    }
    void makeVault()
    {
        bool done = false;
        keeper.create(SecretBytes::copyOf(passphrase), [&done](const Result<SecretBytes> &made) { done = made.has_value(); });
        QTRY_VERIFY(done && keeper.isUnlocked());
    }
    void addKey(const QString &name, const char *secret)
    {
        bool done = false;
        KeyDraft draft;
        draft.name = name.toStdString();
        draft.provider = "openai";
        draft.parts.emplace("key", SecretBytes::copyOf(secret));
        keeper.add(std::move(draft), [&done](const Result<void> &added) { done = added.has_value(); });
        QTRY_VERIFY(done);
    }

    QTemporaryDir folder;
    bool prepared;
    SteppedClock clock;
    NoKeys none;
    Catalog catalog;
    vault::VaultKeys keys;
    Theme theme;
    CommandRegistry commands;
    FakeKeychain keychain;
    VaultKeeper keeper;
    SecretClipboard clipboard;
    VirtualKeyDesk desk;
    Result<std::vector<std::string>> verdict { std::vector<std::string> { "gpt-4o", "gpt-4o-mini" } };
    QList<QStringList> asked;
    QMap<QString, QString> askedParts; // of the last question
    MainWindow window { theme, commands };
    KeysPanel *panel = nullptr;
};

} // namespace patchbay
