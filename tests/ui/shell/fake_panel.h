// SPDX-License-Identifier: GPL-3.0-or-later
//
// FakePanel: a panel that shows and does what a test tells it, and writes down what it was asked.
#pragma once

#include "ui/shell/panel.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace patchbay {

class FakePanel final : public Panel {
public:
    FakePanel(const QString &id, const QString &title, const QString &icon)
        : m_id(id)
        , m_title(title)
        , m_icon(icon)
        , edit(new QLineEdit(this))
    {
        edit->setAccessibleName(title + QStringLiteral(" text"));
        auto *column = new QVBoxLayout(this);
        column->addWidget(edit);
        column->addStretch(1);
    }

    QString id() const override { return m_id; }
    QString title() const override { return m_title; }
    QString iconName() const override { return m_icon; }
    QWidget *inspector() override { return details; }
    QList<PaletteEntry> find(const QString &text) override
    {
        ++finds;
        QList<PaletteEntry> found;
        for (const PaletteEntry &entry : std::as_const(entries)) {
            if (entry.text.contains(text, Qt::CaseInsensitive)) {
                found.append(entry);
            }
        }
        return found;
    }
    void focusFirst() override { edit->setFocus(); }
    QList<QueueItem> queue() const override { return work; }
    void cancelQueueItem(const QString &item) override { cancelled.append(item); }
    double tokensPerSecond() const override { return rate; }
    QList<std::pair<QString, QString>> statusItems() const override { return values; }
    QStringList tabTitles() const override { return tabs; }
    int currentTab() const override { return tabs.isEmpty() ? -1 : current; }
    void setCurrentTab(int index) override
    {
        current = index;
        Q_EMIT tabsChanged();
    }
    void closeTab(int index) override
    {
        tabs.removeAt(index);
        current = std::min(current, static_cast<int>(tabs.size()) - 1);
        Q_EMIT tabsChanged();
    }
    void newTab() override
    {
        tabs.append(QStringLiteral("Untitled"));
        setCurrentTab(static_cast<int>(tabs.size()) - 1);
    }
    void renameTab(int index, const QString &name) override
    {
        tabs[index] = name;
        Q_EMIT tabsChanged();
    }
    bool tabModified(int index) const override { return index == modified; }
    bool tabsMovable() const override { return true; }
    void moveTab(int from, int to) override
    {
        tabs.move(from, to);
        moves.append({ from, to });
        // The current document stays current, wherever it is now.
        current = current == from ? to : current == to ? from : current;
        Q_EMIT tabsChanged();
    }

private:
    QString m_id;
    QString m_title;
    QString m_icon;

public:
    QLineEdit *edit;
    QWidget *details = nullptr;
    QStringList tabs;
    int current = 0;
    int modified = -1;
    int finds = 0;
    double rate = 0;
    QList<std::pair<int, int>> moves;
    QList<QueueItem> work;
    QStringList cancelled;
    QList<PaletteEntry> entries;
    QList<std::pair<QString, QString>> values;
};

} // namespace patchbay
