// SPDX-License-Identifier: GPL-3.0-or-later
//
// InspectorPage: what the inspectors of the Keys panel share: a title with a menu, headings, rows of facts, a scroll
// area around it.
#pragma once

#include "ui/widgets/theme.h"

#include <QScrollArea>

class QFormLayout;
class QLabel;
class QMenu;
class QVBoxLayout;

namespace patchbay {

class ElidedLabel;

class InspectorPage : public QScrollArea {
    Q_OBJECT
public:
    explicit InspectorPage(const Theme &theme, QWidget *parent = nullptr);

protected:
    const Theme &theme() const { return m_theme; }
    QWidget *body() const { return m_body; }
    QVBoxLayout *column() const { return m_column; }
    QMenu *menu() const { return m_menu; }
    void setTitle(const QString &title);
    // Semibold, with muted words at the right.
    QLabel *addHeading(const QString &text);
    QFormLayout *addForm();
    ElidedLabel *addFact(QFormLayout *form, const QString &name);
    QLabel *addText(TypeStep step, Role role);

private:
    const Theme &m_theme;
    QWidget *m_body;
    QVBoxLayout *m_column;
    ElidedLabel *m_title;
    QMenu *m_menu;
};

} // namespace patchbay
