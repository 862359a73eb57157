// SPDX-License-Identifier: GPL-3.0-or-later
//
// OpenPage: what the panel shows while nothing is open: open a file, one of the last ones, or begin with a starter.
#pragma once

#include "ui/routing/routing_context.h"

#include <QScrollArea>

class QVBoxLayout;

namespace patchbay {

class OpenPage final : public QScrollArea {
    Q_OBJECT
public:
    explicit OpenPage(const RoutingContext &context, QWidget *parent = nullptr);

    void focusFirst();

Q_SIGNALS:
    void openWanted();
    void fileWanted(const QString &file);

private:
    void showRecent();
    QWidget *addRow(QVBoxLayout *column, const QString &icon, const QString &title, const QString &detail);

    RoutingContext m_context;
    QWidget *m_recent;
    QWidget *m_open = nullptr;
};

} // namespace patchbay
