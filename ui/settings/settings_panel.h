// SPDX-License-Identifier: GPL-3.0-or-later
//
// SettingsPanel: sections in a list at the left, the chosen one beside it. A page is made when it is
// shown first, so that the panel costs nothing at the start.
#pragma once

#include "ui/settings/provider_parts.h"
#include "ui/shell/panel.h"
#include "ui/widgets/theme.h"

class QListWidget;
class QStackedWidget;

namespace patchbay {

class CommandRegistry;
class ProvidersPage;
class Settings;

// Everything outlives the panel.
struct SettingsParts {
    const Theme &theme;
    Settings &settings;
    CommandRegistry &registry;
    ProviderParts providers;
    QString dataDirectory {};
    QString version {};
};

class SettingsPanel final : public Panel {
    Q_OBJECT
public:
    // Adds the commands of the settings ("Add a provider…", "Dark theme") to the registry.
    explicit SettingsPanel(SettingsParts parts, QWidget *parent = nullptr);

    QString id() const override;
    QString title() const override;
    QString iconName() const override;
    QWidget *inspector() override { return nullptr; }
    QList<PaletteEntry> find(const QString &text) override;
    void focusFirst() override;

    // "appearance", "shortcuts", "providers", "data", "about".
    void showSection(const QString &id);
    // The page on which a key is pasted; with one that was pasted elsewhere in it.
    void showAddProvider(const QString &pasted = {});

Q_SIGNALS:
    // The panel wants to be the current one (a command or the palette chose one of its sections).
    void shown();

private:
    struct Section {
        QString id;
        QString title;
        QString iconName;
        QString keywords; // what else it is found by
        QWidget *page = nullptr;
    };

    QWidget *buildSide();
    void addCommands();
    void addSectionCommands();
    void open(const QString &section);
    QWidget *makePage(const QString &id);
    void showRow(int row);

    SettingsParts m_parts;
    QList<Section> m_sections;
    QListWidget *m_list = nullptr;
    QStackedWidget *m_pages = nullptr;
    ProvidersPage *m_providers = nullptr;
};

} // namespace patchbay
