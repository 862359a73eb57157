// SPDX-License-Identifier: GPL-3.0-or-later
//
// SettingsForm: the parameters of one thing in sections. Parameters that are not there are added by name.
#pragma once

#include "models/bay/form_rows.h"
#include "ui/widgets/theme.h"

#include <QWidget>

class QVBoxLayout;

namespace patchbay {

class FormField;

class SettingsForm final : public QWidget {
    Q_OBJECT
public:
    explicit SettingsForm(const Theme &theme, QWidget *parent = nullptr);

    // `groups`: what a reference to a group may be. Made anew only where the rows are others.
    void setForm(const bay::Form &form, const QStringList &groups);
    const QList<FormField *> &fields() const { return m_fields; }
    FormField *field(const QString &path) const;

Q_SIGNALS:
    void entered(const QString &path, const QString &value);
    void lineWanted(quint32 line);

private:
    void rebuild();
    void addSection(const bay::FormSection &section);
    void addRow(const bay::FormRow &row, QVBoxLayout *column);
    void addAdder(const bay::FormSection &section, QVBoxLayout *column);
    bool sameShape(const bay::Form &form) const;

    const Theme &m_theme;
    bay::Form m_form;
    QStringList m_groups;
    QVBoxLayout *m_column;
    QWidget *m_content = nullptr;
    QList<FormField *> m_fields;
};

} // namespace patchbay
