// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/kind_fields_form.h"

#include "ui/widgets/themed.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QRegularExpressionValidator>

using namespace Qt::StringLiterals;

namespace patchbay {

KindFieldsForm::KindFieldsForm(const Theme &theme, QFormLayout *form, QWidget *before)
    : QObject(form)
    , m_theme(theme)
    , m_form(form)
    , m_before(before)
{
}

void KindFieldsForm::setKind(const QString &kind)
{
    if (kind == m_kind) {
        return;
    }
    m_kind = kind;
    for (QComboBox *box : std::as_const(m_boxes)) {
        m_form->removeRow(box);
    }
    m_boxes.clear();
    m_fields = kindFields(kind);
    int row = 0;
    QFormLayout::ItemRole role {};
    m_form->getWidgetPosition(m_before, &row, &role);
    for (const KindField &field : std::as_const(m_fields)) {
        addRow(row++, field);
    }
    show(m_json);
}

void KindFieldsForm::addRow(int row, const KindField &field)
{
    QWidget *parent = m_before->parentWidget();
    auto *label = new QLabel(field.label, parent);
    setTextStyle(label, m_theme, TypeStep::Body, Role::Muted);
    label->setMinimumWidth(92);
    auto *box = new QComboBox(parent);
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->addItems(field.usual);
    box->setCurrentIndex(-1);
    box->lineEdit()->setPlaceholderText(tr("model's own"));
    box->setAccessibleName(field.label);
    box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    if (field.type != KindField::Type::Word) {
        const bool whole = field.type == KindField::Type::Whole;
        box->setValidator(new QRegularExpressionValidator(
            QRegularExpression(whole ? u"\\d{0,9}"_s : u"\\d{0,3}(\\.\\d{0,4})?"_s), box));
    }
    label->setBuddy(box);
    m_form->insertRow(row, label, box);
    m_boxes.append(box);
    connect(box, &QComboBox::currentTextChanged, this, [this, field](const QString &text) {
        if (const QString changed = withKindField(m_json, field, text); changed != m_json) {
            m_json = changed;
            Q_EMIT edited(changed);
        }
    });
}

void KindFieldsForm::show(const QString &json)
{
    m_json = json;
    for (qsizetype index = 0; index < m_boxes.size(); ++index) {
        QComboBox *box = m_boxes[index];
        const QString value = kindFieldValue(json, m_fields[index].name);
        if (!box->lineEdit()->hasFocus() && box->currentText() != value) {
            const QSignalBlocker blocker(box);
            box->setCurrentIndex(box->findText(value));
            box->setEditText(value);
        }
    }
}

} // namespace patchbay
