// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeysToolbar: title, which table, the filter, and what can be done with that table.
#pragma once

#include "ui/keys/keys_context.h"
#include "ui/shell/chrome_widget.h"

class QLineEdit;
class QPushButton;
class QToolButton;

namespace patchbay {

class SegmentedControl;

class KeysToolbar final : public ChromeWidget {
    Q_OBJECT
public:
    enum View { ProviderKeys, VirtualKeys, Leaks, Audit };

    explicit KeysToolbar(const KeysContext &context, QWidget *parent = nullptr);

    View view() const;
    void setView(View view);
    QLineEdit *filter() const { return m_filter; }
    // What can be done now, and why not.
    void refresh();

Q_SIGNALS:
    void viewChanged();
    void filterChanged(const QString &text);

private:
    QPushButton *addButton(const QString &name, const QString &icon, const QString &command);
    void buildMenu();

    KeysContext m_context;
    SegmentedControl *m_views;
    QList<View> m_shown; // of the segments
    QLineEdit *m_filter;
    QToolButton *m_more;
    QPushButton *m_testAll = nullptr;
    QPushButton *m_add = nullptr;
    QPushButton *m_generate = nullptr;
};

} // namespace patchbay
