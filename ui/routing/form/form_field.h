// SPDX-License-Identifier: GPL-3.0-or-later
//
// FormField: one parameter of the selected thing: an editor of its type, the default as placeholder, what it means
// as tool tip, and the line where it is set. Says what was entered; writes nothing itself.
#pragma once

#include "models/bay/form_rows.h"
#include "ui/widgets/theme.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QToolButton;

namespace patchbay {

class FormField final : public QWidget {
    Q_OBJECT
public:
    // `choices`: what may be chosen where the schema has no list of its own (groups); may be typed too.
    FormField(const Theme &theme, const bay::FormRow &row, const QStringList &choices, QWidget *parent = nullptr);

    // The same parameter with what the file says now; leaves alone what is being typed.
    void setRow(const bay::FormRow &row);
    const bay::FormRow &row() const { return m_row; }
    QWidget *editor() const;

Q_SIGNALS:
    // Empty: back to the default.
    void entered(const QString &path, const QString &value);
    void lineWanted(quint32 line);

private:
    void makeField();
    void makeChoice(const QStringList &choices);
    void show(const bay::FormRow &row);
    void commit(const QString &value);

    const Theme &m_theme;
    bay::FormRow m_row;
    QLineEdit *m_field = nullptr;
    QComboBox *m_choice = nullptr;
    QToolButton *m_line;
};

} // namespace patchbay
