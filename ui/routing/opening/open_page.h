// SPDX-License-Identifier: GPL-3.0-or-later
//
// OpenPage: what the panel shows while nothing is open: open a file, one of the last ones, import what is elsewhere, or
// begin with a starter.
#pragma once

#include "ui/routing/routing_context.h"

#include <QScrollArea>

class QVBoxLayout;

namespace patchbay {

class Importer;

class OpenPage final : public QScrollArea {
    Q_OBJECT
public:
    // The importer outlives the page.
    OpenPage(const RoutingContext &context, Importer &importer, QWidget *parent = nullptr);

    void focusFirst();

Q_SIGNALS:
    void openWanted();
    void fileWanted(const QString &file);

private:
    void addHead(QVBoxLayout *column);
    void addImports(QVBoxLayout *column);
    void showRecent();
    QWidget *addRow(QVBoxLayout *column, const QString &icon, const QString &title, const QString &detail);

    RoutingContext m_context;
    Importer &m_importer;
    QWidget *m_recent;
    QWidget *m_open = nullptr;
};

} // namespace patchbay
