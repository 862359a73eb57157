// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/keys_showcase.h"

#include "models/keeper/virtual_key_desk.h"
#include "ui/keys/add_key_strip.h"
#include "ui/keys/keys_panel.h"
#include "ui/keys/leaks_view.h"
#include "ui/keys/provider_keys_view.h"
#include "ui/keys/virtual_keys_view.h"

#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>

#include <atomic>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

// Cheap: a picture need not be hard to guess.
constexpr vault::KeyCost sampleCost { 1, 64 };

struct Sample {
    const char *name;
    const char *provider;
    const char *secret; // made up: only its end is seen
    int ageDays;
    int expiresInDays; // 0: never
    const char *result;
    int usedSecondsAgo; // 0: not
};

constexpr Sample samples[] = {
    { "anthropic-team", "anthropic", "sk-ant-sample-0001-of-the-pictures-81c0", 61, 53, "valid", 4 },
    { "deepseek-lab", "deepseek", "sk-sample-0002-of-the-pictures-a77e", 120, 6, "valid", 9 },
    { "groq-dev", "groq", "gsk_sample-0003-of-the-pictures-90bd", 18, 0, "valid", 360 },
    { "mistral-trial", "mistral", "sample-0004-of-the-pictures-e19c", 131, 0, "no quota", 0 },
    { "openai-prod", "openai", "sk-proj-sample-0005-of-the-pictures-4f2a", 212, 0, "valid", 12 },
    { "openai-prod-2", "openai", "sk-proj-sample-0006-of-the-pictures-b7d3", 0, 0, "valid", 1 },
    { "openrouter-old", "openrouter", "sk-or-sample-0007-of-the-pictures-55aa", 340, -21, "valid", 0 },
    { "xai-new", "xai", "xai-sample-0008-of-the-pictures-03f1", 2, 0, "", 0 },
};

} // namespace

class KeysShowcase::SampleClock final : public Clock {
public:
    WallTime now() const override { return wall; }
    SteadyTime steadyNow() const override { return SteadyTime(std::chrono::hours(1)); }
    // The vault's thread looks at it while samples are made older.
    std::atomic<WallTime> wall { std::chrono::sys_days { std::chrono::year(2026) / 11 / 22 } + std::chrono::hours(10) };
};

class KeysShowcase::NoKeys final : public KeySource {
public:
    std::optional<SecretBytes> find(std::string_view, const Origin &) const override { return std::nullopt; }
};

KeysShowcase::KeysShowcase(const Theme &theme, CommandRegistry &commands, const Catalog &catalog, Vault vault)
    : m_catalog(catalog)
    , m_kind(vault)
    , m_clock(std::make_unique<SampleClock>())
    , m_none(std::make_unique<NoKeys>())
    , m_keys(std::make_unique<vault::VaultKeys>(catalog, *m_none, m_clock.get()))
    , m_clipboard(std::make_unique<SecretClipboard>())
{
    if (vault == Vault::Filled) {
        fill();
    }
    m_keeper = std::make_unique<VaultKeeper>(VaultWork::Parts { m_folder.path().toStdString(), *m_clock, catalog, m_keys.get(),
                                                                { .cost = sampleCost } });
    m_desk = std::make_unique<VirtualKeyDesk>(QStringList { m_folder.path() }, *m_clock);
    fillDesk();
    m_panel = new KeysPanel({ theme, commands, *m_keeper, *m_clipboard, m_desk.get() });
}

KeysShowcase::~KeysShowcase()
{
    delete m_panel.data();
}

void KeysShowcase::fill()
{
    const auto file = std::filesystem::path(m_folder.path().toStdString()) / "vault.bin";
    auto made = vault::Vault::create(file, SecretBytes::copyOf(passphrase), *m_clock, { .cost = sampleCost });
    for (const Sample &sample : samples) {
        vault::VaultRecord record;
        record.id = std::string("sample-") + sample.name;
        record.name = sample.name;
        record.provider = sample.provider;
        if (const ProviderEntry *entry = m_catalog.provider(sample.provider)) {
            record.origin = vault::defaultOrigin(*entry);
        }
        record.created = m_clock->now() - std::chrono::days(sample.ageDays);
        if (sample.expiresInDays != 0) {
            record.expires = m_clock->now() + std::chrono::days(sample.expiresInDays);
        }
        record.testResult = sample.result;
        record.tested = m_clock->now() - std::chrono::minutes(4);
        record.tags = { "helpdesk" };
        record.notes = "Project helpdesk-eu, paid by Support.";
        record.parts.emplace("key", SecretBytes::copyOf(sample.secret));
        if (record.name == "groq-dev") {
            record.toRevoke.push_back({ "····71d0", m_clock->now() - std::chrono::days(3) });
            record.rotated = m_clock->now() - std::chrono::days(4);
        }
        if (record.name == "openai-prod-2") {
            record.parts.emplace("header:cf-access-client-id", SecretBytes::copyOf("sample-0010-of-the-pictures-9e21"));
            record.parts.emplace("header:cf-access-client-secret", SecretBytes::copyOf("sample-0011-of-the-pictures-0c4f"));
        }
        (void)made->add(std::move(record));
    }
}

void KeysShowcase::fillDesk()
{
    struct VirtualSample {
        const char *name;
        const char *team;
        const char *models; // empty: all
        const char *budget;
        const char *period;
        const char *requests;
        const char *life; // empty: for ever
    };
    constexpr VirtualSample rows[] = {
        { "helpdesk-bot", "Support", "support-triage,long-context", "15", "1mo", "60", "" },
        { "mobile-app", "Product", "support-triage", "1", "7d", "30", "" },
        { "ci-bot", "Platform", "", "0.5", "1d", "20", "" },
        { "intern-lab", "Data", "local,gemini-2.5-flash", "2", "1mo", "10", "7d" },
        { "wiki-search", "Platform", "embeddings", "", "", "600", "" },
    };
    if (m_kind == Vault::Missing) {
        return;
    }
    for (const VirtualSample &row : rows) {
        const auto text = [](const char *value) { return QString::fromLatin1(value); };
        m_desk->generate({ .alias = text(row.name),
                           .models = *row.models ? text(row.models).split(u',') : QStringList(),
                           .budget = text(row.budget),
                           .budgetDuration = text(row.period),
                           .duration = text(row.life),
                           .requestsPerMinute = text(row.requests),
                           .tokensPerMinute = u"60000"_s,
                           .team = text(row.team) },
                         [](const Result<SecretBytes> &) { });
    }
}

QStringList KeysShowcase::states() const
{
    if (m_kind == Vault::Missing) {
        return { u"create"_s, u"recovery"_s };
    }
    return { u"locked"_s, u"provider"_s, u"add"_s, u"headers"_s, u"account"_s, u"revoke"_s, u"rotate"_s, u"rotate-parts"_s, u"import"_s, u"export"_s, u"virtual"_s, u"new-virtual"_s, u"leaks"_s, u"audit"_s };
}

void KeysShowcase::show(const QString &state)
{
    if (state == u"create") {
        return;
    }
    if (state == u"recovery") {
        for (const QString &name : { u"newPassphrase"_s, u"newPassphraseAgain"_s }) {
            m_panel->findChild<QLineEdit *>(name)->setText(QString::fromLatin1(passphrase));
        }
        Q_EMIT m_panel->findChild<QLineEdit *>(u"newPassphraseAgain"_s)->returnPressed();
        return;
    }
    if (state == u"locked") {
        m_keeper->lock(u"while idle"_s);
        return;
    }
    if (m_keeper->isUnlocked()) {
        showOpen(state);
        return;
    }
    m_keeper->unlock(SecretBytes::copyOf(passphrase), [this, state](const Result<void> &) {
        const WallTime now = m_clock->wall;
        for (const Sample &sample : samples) {
            const ProviderEntry *entry = m_catalog.provider(sample.provider);
            if (sample.usedSecondsAgo > 0 && entry != nullptr) {
                m_clock->wall = now - std::chrono::seconds(sample.usedSecondsAgo);
                const std::string origin = vault::defaultOrigin(*entry);
                const std::string host = origin.substr(8, origin.rfind(':') - 8);
                (void)m_keys->find(std::string("patchbay/vault:") + sample.name, { "https", host, 443 });
            }
        }
        m_clock->wall = now;
        m_keeper->refresh();
        showOpen(state);
    });
}

void KeysShowcase::showOpen(const QString &state)
{
    m_panel->showView(KeysToolbar::ProviderKeys);
    ProviderKeysView &view = *m_panel->providerKeys();
    view.closeStrip();
    view.select(u"sample-openai-prod"_s);
    if (state == u"add") {
        view.startAdd(u"sk-proj-sample-0009-of-the-pictures-77c1"_s);
    } else if (state == u"headers") {
        view.startAdd(u"sk-proj-sample-0009-of-the-pictures-77c1"_s);
        m_panel->findChild<QPushButton *>(u"withHeaders"_s)->click();
        m_panel->findChild<QPushButton *>(u"addHeader"_s)->click();
        m_panel->findChild<QLineEdit *>(u"headerName0"_s)->setText(u"CF-Access-Client-Id"_s);
    } else if (state == u"account") {
        view.startAdd(u"AKIASAMPLEOFPICTURES"_s);
        auto *provider = m_panel->findChild<QComboBox *>(u"newKeyProvider"_s);
        provider->setCurrentIndex(provider->findData(u"bedrock"_s));
    } else if (state == u"revoke") {
        view.select(u"sample-groq-dev"_s);
    } else if (state == u"rotate-parts") {
        view.select(u"sample-openai-prod-2"_s);
        view.startRotate(u"sample-openai-prod-2"_s);
    } else if (state == u"rotate") {
        view.startRotate(u"sample-openai-prod"_s);
    } else if (state == u"import") {
        view.startImport();
    } else if (state == u"export") {
        view.startExport();
    } else if (state == u"leaks") {
        m_panel->showView(KeysToolbar::Leaks);
        showLeaks();
    } else if (state == u"audit") {
        m_panel->showView(KeysToolbar::Audit);
    } else if (state == u"virtual" || state == u"new-virtual") {
        m_panel->showView(KeysToolbar::VirtualKeys);
        if (state == u"new-virtual") {
            m_panel->virtualKeys()->startNew();
        }
    }
}

void KeysShowcase::showLeaks()
{
    const QDir home(m_folder.filePath(u"home"_s));
    home.mkpath(u"service"_s);
    const auto write = [&](const QString &name, const QByteArray &text, QFile::Permissions mode) {
        QFile file(home.filePath(name));
        if (file.open(QIODevice::WriteOnly)) {
            file.write(text);
            file.setPermissions(mode);
        }
    };
    const QFile::Permissions own = QFile::ReadOwner | QFile::WriteOwner;
    write(u".zsh_history"_s, QByteArray("ls\ncurl -H 'authorization: Bearer ") + samples[4].secret + "'\n", own);
    write(u"service/.env"_s, QByteArray("PORT=80\nANTHROPIC_API_KEY=") + samples[0].secret + "\n", own | QFile::ReadGroup | QFile::ReadOther);
    write(u"service/config.yaml"_s, QByteArray("model_list:\n  - litellm_params:\n      api_key: ") + samples[1].secret + "\n", own);
    m_panel->leaks()->search({ home.path() });
}

} // namespace patchbay
