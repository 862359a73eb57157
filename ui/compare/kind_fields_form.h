// SPDX-License-Identifier: GPL-3.0-or-later
//
// KindFieldsForm: rows for what a call besides chat is usually told, in somebody else's form. They show and edit
// members of the further parameters, whose text is the truth.
#pragma once

#include "models/compare/kind_fields.h"

#include <QObject>

class QComboBox;
class QFormLayout;
class QWidget;

namespace patchbay {

class Theme;

class KindFieldsForm final : public QObject {
    Q_OBJECT
public:
    // The rows stand before `before` in the form, whose widgets they become children of.
    KindFieldsForm(const Theme &theme, QFormLayout *form, QWidget *before);

    void setKind(const QString &kind);
    // Shows the members of the text; a field that is being typed in stays.
    void show(const QString &json);

Q_SIGNALS:
    // The whole text, with the member changed.
    void edited(const QString &json);

private:
    void addRow(int row, const KindField &field);

    const Theme &m_theme;
    QFormLayout *m_form;
    QWidget *m_before;
    QString m_kind;
    QString m_json;
    QList<KindField> m_fields;
    QList<QComboBox *> m_boxes; // one a field
};

} // namespace patchbay
