// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settings_panel.h"

#include "models/settings/settings.h"
#include "ui/settings/about_page.h"
#include "ui/settings/appearance_page.h"
#include "ui/settings/data_page.h"
#include "ui/settings/providers_page.h"
#include "ui/settings/shortcuts_page.h"
#include "ui/shell/chrome_widget.h"
#include "ui/shell/command.h"
#include "ui/shell/fuzzy_match.h"
#include "ui/shell/palette_search.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr int listWidth = 200;

} // namespace

SettingsPanel::SettingsPanel(SettingsParts parts, QWidget *parent)
    : Panel(parent)
    , m_parts(std::move(parts))
    , m_list(new QListWidget(this))
    , m_pages(new QStackedWidget(this))
{
    m_sections = {
        { .id = u"appearance"_s, .title = tr("Appearance"), .iconName = u"preferences-desktop-theme-global"_s,
          .keywords = tr("theme light dark density font size") },
        { .id = u"shortcuts"_s, .title = tr("Shortcuts"), .iconName = u"input-keyboard"_s,
          .keywords = tr("keys keyboard rebind") },
        { .id = u"providers"_s, .title = tr("Providers"), .iconName = u"network-server"_s,
          .keywords = tr("key api base local servers ollama") },
        { .id = u"data"_s, .title = tr("Data"), .iconName = u"folder"_s,
          .keywords = tr("directory size sandbox sample") },
        { .id = u"about"_s, .title = tr("About"), .iconName = u"help-about"_s,
          .keywords = tr("version licence libraries") },
    };
    m_list->setObjectName(u"settingsSections"_s);
    m_list->setAccessibleName(tr("Sections"));
    m_list->setFrameShape(QFrame::NoFrame);
    for (const Section &section : std::as_const(m_sections)) {
        m_list->addItem(section.title);
    }
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(buildSide());
    row->addWidget(m_pages, 1);
    connect(m_list, &QListWidget::currentRowChanged, this, &SettingsPanel::showRow);
    addCommands();
    addSectionCommands();
}

QWidget *SettingsPanel::buildSide()
{
    auto *side = new ChromeWidget(m_parts.theme, Role::Raised, Qt::RightEdge, this);
    side->setFixedWidth(listWidth);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 8, 1, 0);
    column->addWidget(m_list);
    // Lists paint on the content's colour; this one stands on chrome.
    const auto colour = [this] {
        QPalette palette = m_list->palette();
        palette.setColor(QPalette::Base, m_parts.theme.color(Role::Raised));
        m_list->setPalette(palette);
    };
    connect(&m_parts.theme, &Theme::changed, m_list, colour);
    colour();
    return side;
}

QString SettingsPanel::id() const { return u"settings"_s; }
QString SettingsPanel::title() const { return tr("Settings"); }
QString SettingsPanel::iconName() const { return u"configure"_s; }

void SettingsPanel::focusFirst()
{
    if (m_list->currentRow() < 0) {
        m_list->setCurrentRow(0);
    }
    m_list->setFocus(Qt::OtherFocusReason);
}

QWidget *SettingsPanel::makePage(const QString &id)
{
    if (id == u"appearance") {
        return new AppearancePage(m_parts.theme, m_parts.settings, this);
    }
    if (id == u"shortcuts") {
        return new ShortcutsPage(m_parts.theme, m_parts.registry, m_parts.settings, this);
    }
    if (id == u"providers") {
        m_providers = new ProvidersPage(m_parts.theme, m_parts.providers, this);
        return m_providers;
    }
    if (id == u"data") {
        return new DataPage(m_parts.theme, m_parts.settings, m_parts.dataDirectory, this);
    }
    return new AboutPage(m_parts.theme, m_parts.version, this);
}

void SettingsPanel::showRow(int row)
{
    if (row < 0) {
        return;
    }
    Section &section = m_sections[row];
    if (!section.page) {
        section.page = makePage(section.id);
        m_pages->addWidget(section.page);
    }
    m_pages->setCurrentWidget(section.page);
}

void SettingsPanel::showSection(const QString &id)
{
    const auto found = std::ranges::find(m_sections, id, &Section::id);
    if (found != m_sections.end()) {
        m_list->setCurrentRow(static_cast<int>(found - m_sections.begin()));
    }
}

void SettingsPanel::showAddProvider(const QString &pasted)
{
    open(u"providers"_s);
    m_providers->showAddForm(pasted);
}

void SettingsPanel::open(const QString &section)
{
    Q_EMIT shown();
    showSection(section);
}

QList<PaletteEntry> SettingsPanel::find(const QString &text)
{
    QList<PaletteEntry> found;
    for (const Section &section : std::as_const(m_sections)) {
        if (fuzzyMatch(text, section.title + u' ' + section.keywords)) {
            found.append({ .category = paletteSettingsCategory(),
                           .text = section.title,
                           .detail = section.keywords,
                           .iconName = section.iconName,
                           .run = [this, id = section.id] { open(id); } });
        }
    }
    return found;
}

void SettingsPanel::addCommands()
{
    const auto theme = [this](const QString &id, const QString &text, const QString &icon, Settings::Theme scheme) {
        m_parts.registry.add({ .id = id,
                               .text = text,
                               .category = paletteSettingsCategory(),
                               .iconName = icon,
                               .run = [this, scheme] { m_parts.settings.setTheme(scheme); } });
    };
    theme(u"settings.themeLight"_s, tr("Light theme"), u"lighttable"_s, Settings::Theme::Light);
    theme(u"settings.themeDark"_s, tr("Dark theme"), u"lighttable"_s, Settings::Theme::Dark);
    theme(u"settings.themeSystem"_s, tr("Theme of the system"), u"lighttable"_s, Settings::Theme::System);
    m_parts.registry.add({ .id = u"settings.density"_s,
                           .text = tr("Comfortable or compact rows"),
                           .category = paletteSettingsCategory(),
                           .iconName = u"view-list-text"_s,
                           .run = [this] {
                               const bool compact = m_parts.settings.density() == Settings::Density::Compact;
                               m_parts.settings.setDensity(compact ? Settings::Density::Comfortable
                                                                   : Settings::Density::Compact);
                           } });
}

void SettingsPanel::addSectionCommands()
{
    m_parts.registry.add({ .id = u"settings.shortcuts"_s,
                           .text = tr("Change shortcuts"),
                           .category = paletteSettingsCategory(),
                           .iconName = u"input-keyboard"_s,
                           .run = [this] { open(u"shortcuts"_s); } });
    if (m_parts.providers.testKey) {
        m_parts.registry.add({ .id = u"settings.addProvider"_s,
                               .text = tr("Add a provider: paste a key"),
                               .category = paletteSettingsCategory(),
                               .iconName = u"list-add"_s,
                               .run = [this] { showAddProvider(); } });
    }
}

} // namespace patchbay
