// SPDX-License-Identifier: GPL-3.0-or-later
//
// StatusLine: the lowest 24 px. At the left what the program itself says (state with its dot), at
// the right what the panels say (label and value).
#pragma once

#include "ui/widgets/theme.h"

#include <QStatusBar>

#include <optional>
#include <utility>

class QHBoxLayout;

namespace patchbay {

struct StatusItem {
    QString text {};   // "sandbox ready"
    QString detail {}; // muted, after it: "12 req/min"
    // Colour of the dot before the text; state is always said in the text too.
    std::optional<Role> dot {};
    QString toolTip {};
    bool opens = false; // something can be done about it: a click, Enter or Space says activated()
    bool operator==(const StatusItem &) const = default;
};

class StatusLine final : public QStatusBar {
    Q_OBJECT
public:
    explicit StatusLine(const Theme &theme, QWidget *parent = nullptr);

    // Sets or replaces the left item of that id; an empty text takes it away.
    void setItem(const QString &id, const StatusItem &item);
    void setValues(const QList<std::pair<QString, QString>> &values);
    // Where an item stands on the screen; empty where it is not there.
    QRect placeOf(const QString &id) const;

Q_SIGNALS:
    void activated(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void rebuildRight();

    const Theme &m_theme;
    QHBoxLayout *m_left = nullptr;
    QHBoxLayout *m_right = nullptr;
    QHash<QString, QWidget *> m_items;
    QList<std::pair<QString, QString>> m_values;
};

} // namespace patchbay
