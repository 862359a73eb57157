// SPDX-License-Identifier: GPL-3.0-or-later
//
// ConfigTabs: the open configurations in the order of their tabs, the files opened lately, and their way to the
// session store. A tab with changes is written half a second after them, text, undo and all, so that a killed process
// loses at most that (TabStore; what is made of large texts is made on another thread). Node positions are kept by file name, beside the file and never in it. Files are watched:
// one that changes on disk is taken in silently where nothing was edited, else told.
#pragma once

#include "models/bay/config_tab.h"
#include "models/bay/tab_store.h"

#include <QFileSystemWatcher>
#include <QThreadPool>

#include <memory>

namespace patchbay::bay {

class ConfigTabs final : public QObject {
    Q_OBJECT
public:
    static constexpr int saveDelayMilliseconds = 500;
    static constexpr int recentFiles = 8;

    ConfigTabs(ValueStore store, const Catalog *catalog, QObject *parent = nullptr);
    ~ConfigTabs() override; // writes what is not written yet

    // Opens the tabs of the last session. Once.
    void restore();
    int count() const { return static_cast<int>(m_tabs.size()); }
    ConfigTab &at(int index) const { return *m_tabs[static_cast<std::size_t>(index)]; }
    int current() const { return m_current; }
    ConfigTab *currentTab() const { return m_current < 0 ? nullptr : &at(m_current); }
    int indexOf(const ConfigTab *tab) const;
    void setCurrent(int index);

    // Goes to its tab where it is open already.
    Result<void> open(const QString &file);
    void openText(const QString &title, std::string text);
    void close(int index);
    bool canReopen() const { return !m_closed.empty(); }
    void reopenClosed();
    // Writes the tab's text atomically, to its own file or to another one.
    Result<void> save(ConfigTab &tab, const QString &file = {});

    // While somebody writes the tab's file on our behalf it is not watched. Afterwards these bytes are what was saved;
    // others that the file holds then are a change of somebody else's.
    void beginWriting(const ConfigTab &tab);
    void endWriting(ConfigTab &tab, const std::string &written);

    QStringList recent() const { return m_recent; }
    // All of it on this thread, however large.
    void saveNow();

Q_SIGNALS:
    void tabsChanged();
    void currentChanged();
    void recentChanged();
    // Somebody else wrote the file of a tab that has changes of its own: what is to be settled is the tab's.
    void changedOnDisk(patchbay::bay::ConfigTab *tab);
    void failed(const QString &sentence);

private:
    ConfigTab &insert(ConfigTab::Source source, int position);
    void remember(const QString &file);
    void takeFromDisk(const QString &file);
    void saveSoon();
    void saveAside();
    KeptTabs kept() const;
    void tell(const Result<void> &written);

    TabStore m_store;
    const Catalog *m_catalog;
    std::vector<std::unique_ptr<ConfigTab>> m_tabs;
    std::vector<ConfigTab::Source> m_closed;
    QStringList m_recent;
    int m_current = -1;
    bool m_restored = false;
    QFileSystemWatcher m_watcher;
    QTimer m_saver;
    std::shared_ptr<Mailbox> m_mailbox;
    int m_saving = 0; // number of the state that is made on another thread; 0: none
    int m_begun = 0; // how many were
    QThreadPool m_readers; // goes first, and waits for what it reads
};

} // namespace patchbay::bay
