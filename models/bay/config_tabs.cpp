// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/config_tabs.h"

#include "models/bay/text_map.h"
#include "models/config/atomic_file.h"
#include "models/mailbox/mailbox.h"

#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay::bay {
namespace {

constexpr std::size_t bytesAtOnce = 1'000'000; // of all texts: what is made of them takes less than a frame

QString absolute(const QString &file)
{
    return QFileInfo(file).absoluteFilePath();
}

} // namespace

ConfigTabs::ConfigTabs(ValueStore store, const Catalog *catalog, QObject *parent)
    : QObject(parent)
    , m_store(std::move(store))
    , m_catalog(catalog)
{
    m_readers.setMaxThreadCount(2);
    m_saver.setSingleShot(true);
    m_saver.setInterval(saveDelayMilliseconds);
    connect(&m_saver, &QTimer::timeout, this, &ConfigTabs::saveAside);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &ConfigTabs::takeFromDisk);
}

ConfigTabs::~ConfigTabs()
{
    if (m_saver.isActive() || m_saving > 0) {
        saveNow();
    }
}

int ConfigTabs::indexOf(const ConfigTab *tab) const
{
    const auto found = std::ranges::find(m_tabs, tab, &std::unique_ptr<ConfigTab>::get);
    return found == m_tabs.end() ? -1 : static_cast<int>(found - m_tabs.begin());
}

void ConfigTabs::restore()
{
    if (std::exchange(m_restored, true)) {
        return;
    }
    TabStore::FoundTabs found = m_store.read();
    m_recent.append(found.recent);
    std::vector<ConfigTab *> changed;
    for (TabStore::Found &tab : found.tabs) {
        ConfigTab::Source source { .file = tab.file, .title = tab.title };
        const Result<std::string> onDisk =
            source.file.isEmpty() ? Result<std::string>(std::string()) : document::readFile(source.file.toStdString());
        if (tab.text) {
            source.text = std::move(*tab.text);
            // Drafts know what they were edited from; the file may have changed since.
            source.saved = tab.editedFrom && onDisk ? std::move(*tab.editedFrom) : onDisk.value_or(std::string());
        } else if (onDisk) {
            source.text = source.saved = *onDisk;
        } else {
            continue;
        }
        source.history = historyOf(tab.history, source.text);
        ConfigTab &opened = insert(std::move(source), count());
        if (onDisk && *onDisk != opened.saved()) {
            opened.takeDisk(*onDisk);
            changed.push_back(&opened);
        }
    }
    m_current = std::clamp(found.current, -1, count() - 1);
    if (m_current < 0 && count() > 0) {
        m_current = 0;
    }
    Q_EMIT recentChanged();
    Q_EMIT tabsChanged();
    Q_EMIT currentChanged();
    for (ConfigTab *tab : changed) {
        Q_EMIT changedOnDisk(tab);
    }
}

ConfigTab &ConfigTabs::insert(ConfigTab::Source source, int position)
{
    if (!source.file.isEmpty()) {
        m_watcher.addPath(source.file);
    }
    if (!source.file.isEmpty()) {
        source.places = m_store.places(source.file);
    }
    auto tab = std::make_unique<ConfigTab>(std::move(source), m_catalog, &m_readers);
    connect(tab.get(), &ConfigTab::stateChanged, this, [this] {
        saveSoon();
        Q_EMIT tabsChanged();
    });
    connect(tab.get(), &ConfigTab::placesChanged, this,
            [this, moved = tab.get()] { m_store.keepPlaces(moved->file(), moved->places()); });
    return **m_tabs.insert(m_tabs.begin() + position, std::move(tab));
}

void ConfigTabs::setCurrent(int index)
{
    if (index != m_current && index < count()) {
        m_current = index;
        saveSoon();
        Q_EMIT currentChanged();
    }
}

Result<void> ConfigTabs::open(const QString &name)
{
    const QString file = absolute(name);
    for (int index = 0; index < count(); ++index) {
        if (at(index).file() == file) {
            setCurrent(index);
            return {};
        }
    }
    const Result<std::string> text = document::readFile(file.toStdString());
    if (!text) {
        return std::unexpected(text.error());
    }
    if (!canBeShown(*text)) {
        Error error = makeError(ErrorClass::BadRequest, QFileInfo(file).fileName().toStdString() + " is not a text in UTF-8.");
        error.remedy = "The file was not touched.";
        return std::unexpected(std::move(error));
    }
    insert({ .file = file, .text = *text, .saved = *text }, count());
    remember(file);
    m_current = count() - 1;
    saveSoon();
    Q_EMIT tabsChanged();
    Q_EMIT currentChanged();
    return {};
}

void ConfigTabs::openText(const QString &title, std::string text)
{
    insert({ .title = title, .text = std::move(text) }, count());
    m_current = count() - 1;
    saveSoon();
    Q_EMIT tabsChanged();
    Q_EMIT currentChanged();
}

void ConfigTabs::close(int index)
{
    if (index < 0 || index >= count()) {
        return;
    }
    // Out of the list first, so that nobody meets it while it goes.
    const std::unique_ptr<ConfigTab> gone = std::move(m_tabs[static_cast<std::size_t>(index)]);
    m_tabs.erase(m_tabs.begin() + index);
    gone->release();
    m_closed.push_back({ gone->file(), gone->title(), gone->text(), gone->saved(), gone->history(), gone->places() });
    if (!gone->file().isEmpty()) {
        m_watcher.removePath(gone->file());
    }
    m_current = m_current > index ? m_current - 1 : std::min(m_current, count() - 1);
    saveSoon();
    Q_EMIT tabsChanged();
    Q_EMIT currentChanged();
}

void ConfigTabs::reopenClosed()
{
    if (m_closed.empty()) {
        return;
    }
    insert(std::move(m_closed.back()), count());
    m_closed.pop_back();
    m_current = count() - 1;
    saveSoon();
    Q_EMIT tabsChanged();
    Q_EMIT currentChanged();
}

Result<void> ConfigTabs::save(ConfigTab &tab, const QString &name)
{
    const QString file = name.isEmpty() ? tab.file() : absolute(name);
    if (file == tab.file()) {
        takeFromDisk(file); // the watcher may be about to tell
    }
    // What somebody else wrote there meanwhile goes only when a person says so.
    if (file == tab.file() && tab.editedFrom()) {
        Error error = makeError(ErrorClass::BadRequest, QFileInfo(file).fileName().toStdString() + " was changed on disk.");
        error.remedy = "Merge, take or keep first: the bar above the text asks.";
        return std::unexpected(std::move(error));
    }
    // Before the watcher hears of it, so that our own writing is no change of somebody else's.
    const Result<void> written = document::writeFile(file.toStdString(), tab.text());
    if (!written) {
        return written;
    }
    if (!tab.file().isEmpty() && tab.file() != file) {
        m_watcher.removePath(tab.file());
    }
    tab.markSaved(file);
    m_watcher.removePath(file);
    m_watcher.addPath(file);
    remember(file);
    return {};
}

void ConfigTabs::beginWriting(const ConfigTab &tab)
{
    m_watcher.removePath(tab.file());
}

void ConfigTabs::endWriting(ConfigTab &tab, const std::string &written)
{
    const Result<std::string> bytes = document::readFile(tab.file().toStdString());
    if (bytes && *bytes == written) {
        tab.setSaved(written);
    }
    takeFromDisk(tab.file());
}

void ConfigTabs::remember(const QString &file)
{
    m_recent.removeAll(file);
    m_recent.prepend(file);
    m_recent = m_recent.mid(0, recentFiles);
    saveSoon();
    Q_EMIT recentChanged();
}

void ConfigTabs::takeFromDisk(const QString &file)
{
    // Editors replace files; the watcher follows the name only when told again.
    if (QFileInfo::exists(file)) {
        m_watcher.addPath(file);
    }
    const Result<std::string> bytes = document::readFile(file.toStdString());
    for (const auto &tab : m_tabs) {
        if (!bytes || tab->file() != file || *bytes == tab->saved()) {
            continue;
        }
        if (!tab->isModified()) {
            tab->setSaved(*bytes);
            tab->replaceText(*bytes, tr("reload from disk"));
            continue;
        }
        tab->takeDisk(*bytes);
        if (*bytes == tab->text() || *bytes == *tab->editedFrom()) {
            tab->settleDisk();
        }
        // Also where nothing is left to settle, so that an older question goes.
        Q_EMIT changedOnDisk(tab.get());
    }
}

void ConfigTabs::saveSoon()
{
    if (!m_saver.isActive()) {
        m_saver.start();
    }
}

KeptTabs ConfigTabs::kept() const
{
    KeptTabs kept { .tabs = {}, .current = m_current, .recent = m_recent };
    for (const auto &tab : m_tabs) {
        KeptTab row { .file = tab->file(), .title = tab->title(), .text = tab->text(), .editedFrom = {}, .history = tab->history() };
        if (tab->isModified() && !tab->file().isEmpty()) {
            row.editedFrom = tab->editedFrom().value_or(tab->saved());
        }
        kept.tabs.push_back(std::move(row));
    }
    return kept;
}

void ConfigTabs::saveNow()
{
    m_saver.stop();
    m_saving = 0; // what is still being made is older
    // What was never read must not be written over.
    if (m_store.writes() && m_restored) {
        tell(m_store.write(TabStore::make(kept(), m_store.bases())));
    }
}

// Digests and JSON of large texts are made beside the window.
void ConfigTabs::saveAside()
{
    std::size_t bytes = 0;
    for (const auto &tab : m_tabs) {
        bytes += tab->text().size();
    }
    if (bytes < bytesAtOnce || !m_store.writes() || !m_restored) {
        saveNow();
        return;
    }
    if (m_saving > 0) {
        m_saver.start(); // one at a time
        return;
    }
    m_saving = ++m_begun;
    m_mailbox = m_mailbox ? m_mailbox : Mailbox::of(this);
    m_readers.start([this, number = m_begun, mailbox = m_mailbox, tabs = kept(), known = m_store.bases()] {
        mailbox->post([this, number, made = TabStore::make(tabs, known)] {
            if (number == m_saving) {
                m_saving = 0;
                tell(m_store.write(made));
            }
        });
    });
}

void ConfigTabs::tell(const Result<void> &written)
{
    if (!written) {
        Q_EMIT failed(tr("What was edited could not be kept for the next start: %1")
                          .arg(QString::fromStdString(written.error().message)));
    }
}

} // namespace patchbay::bay
