// SPDX-License-Identifier: GPL-3.0-or-later
//
// ProvidersPage: which providers are there and whether each has a key; the way to add one.
#pragma once

#include "ui/settings/provider_parts.h"
#include "ui/settings/settings_page.h"

class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QStackedWidget;
class QTreeView;

namespace patchbay {

class AddProviderForm;

class ProvidersPage final : public SettingsPage {
    Q_OBJECT
public:
    ProvidersPage(const Theme &theme, const ProviderParts &parts, QWidget *parent = nullptr);

    void showAddForm(const QString &pasted = {});

private:
    QWidget *buildList();
    QWidget *buildButtons();
    QWidget *buildForm();
    void buildTable(QWidget *parent);
    void showList(const QString &news);
    void lookForLocalServers();

    ProviderParts m_parts;
    QStackedWidget *m_stack = nullptr;
    QLineEdit *m_filter = nullptr;
    QSortFilterProxyModel *m_shown = nullptr;
    QTreeView *m_table = nullptr;
    QPushButton *m_add = nullptr;
    QPushButton *m_look = nullptr;
    QLabel *m_news = nullptr;
    AddProviderForm *m_form = nullptr;
};

} // namespace patchbay
