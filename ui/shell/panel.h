// SPDX-License-Identifier: GPL-3.0-or-later
//
// Panel: what the rail switches between. The shell owns panels and knows them only by this face.
#pragma once

#include <QIcon>
#include <QWidget>

#include <functional>
#include <utility>

namespace patchbay {

// A line in the queue at the bottom: long work with its progress and cost so far.
struct QueueItem {
    QString id {};
    QString iconName {};
    QString title {};
    QString detail {};
    int done = 0;
    int total = 0; // 0: unknown
    QString state {}; // "2 of 4", "waiting"
    QString cost {};  // formatted, empty when nothing is charged
    QString remaining {};
    // For the sum in the queue's header; -1: not known, then it is left out of the sum.
    qint64 costNanoDollars = -1;
    qint64 capNanoDollars = -1; // what it may cost at most; -1: no cap
    bool costEstimated = false;
    bool operator==(const QueueItem &) const = default;
};

// A quiet line below the panel ("Run deleted"), with an offer ("Undo") that goes away with it.
struct Notice {
    QString text {};
    QString actionText {}; // empty: nothing is offered
    std::function<void()> action {};
};

// One result of the palette that is not a command (a run, a model, a setting). Categories that the
// palette's prefixes know are in ui/shell/palette_search.h.
struct PaletteEntry {
    QString category {};
    QString text {};
    QString detail {};
    QString iconName {};
    std::function<void()> run {};
};

class Panel : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;

    virtual QString id() const = 0;    // "compare"
    virtual QString title() const = 0; // "Compare", under the icon in the rail
    virtual QString iconName() const = 0;
    // Shown at the right while this panel is current; null when there is none. Stays owned by the panel's parent chain.
    virtual QWidget *inspector() = 0;
    // What the palette finds here; called as the person types, so it must be quick.
    virtual QList<PaletteEntry> find(const QString &text) = 0;
    // Gives the focus to what a person types into first.
    virtual void focusFirst() = 0;
    // Work under way, for the queue.
    virtual QList<QueueItem> queue() const { return {}; }
    virtual void cancelQueueItem(const QString &) { }
    // Output rate for the queue's meter.
    virtual double tokensPerSecond() const { return 0; }
    // Right part of the status bar: label and value pairs ("today", "$1.24").
    virtual QList<std::pair<QString, QString>> statusItems() const { return {}; }
    // Tabs above the panel; panels without tabs have none.
    virtual QStringList tabTitles() const { return {}; }
    virtual int currentTab() const { return -1; }
    virtual void setCurrentTab(int) { }
    virtual void closeTab(int) { }
    virtual void newTab() { }
    virtual void renameTab(int, const QString &) { }
    // Icon of a tab; the panel's own where tabs are of one kind.
    virtual QString tabIconName(int) const { return iconName(); }
    // Has changes that are not saved: a dot stands in place of the close button.
    virtual bool tabModified(int) const { return false; }
    // Whether tabs can be dragged; moveTab is then told that the tab at
    // `from` stands at `to` now (neighbours change places as one is dragged past the other).
    virtual bool tabsMovable() const { return false; }
    virtual void moveTab(int, int) { }

Q_SIGNALS:
    void queueChanged();
    void statusChanged();
    void tabsChanged();
    // The inspector became another widget.
    void inspectorChanged();
    void noticeRaised(const patchbay::Notice &notice);
};

} // namespace patchbay
