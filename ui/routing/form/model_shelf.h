// SPDX-License-Identifier: GPL-3.0-or-later
//
// ModelShelf: the catalogue's models to drag onto the canvas; Enter and a double click add to the group that is
// selected.
#pragma once

#include "ui/widgets/theme.h"

#include <QWidget>

class QLineEdit;
class QListView;

namespace patchbay {

class Catalog;

class ModelShelf final : public QWidget {
    Q_OBJECT
public:
    ModelShelf(const Theme &theme, const Catalog &catalog, QWidget *parent = nullptr);

    // "to support-triage": what Enter would do.
    void setTarget(const QString &group);
    QLineEdit *filter() const { return m_filter; }
    QListView *list() const { return m_list; }

Q_SIGNALS:
    void chosen(const QString &model);

private:
    void narrow(const QString &text);

    QStringList m_models;
    QLineEdit *m_filter;
    QListView *m_list;
};

} // namespace patchbay
