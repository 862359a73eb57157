// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/form/settings_form.h"

#include "ui/routing/form/form_field.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/themed.h"

#include <QComboBox>
#include <QCompleter>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int labelWidth = 96;

} // namespace

SettingsForm::SettingsForm(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    setCompactControls(this);
}

bool SettingsForm::sameShape(const bay::Form &form) const
{
    const auto sameRow = [](const bay::FormRow &left, const bay::FormRow &right) {
        return left.path == right.path && left.label == right.label;
    };
    return std::ranges::equal(m_form.sections, form.sections, [&](const auto &left, const auto &right) {
        return left.title == right.title && std::ranges::equal(left.rows, right.rows, sameRow);
    });
}

void SettingsForm::setForm(const bay::Form &form, const QStringList &groups)
{
    const bool same = m_content && sameShape(form) && groups == m_groups;
    m_form = form;
    m_groups = groups;
    if (!same) {
        rebuild();
        return;
    }
    qsizetype next = 0;
    for (const bay::FormSection &section : m_form.sections) {
        for (const bay::FormRow &row : section.rows) {
            m_fields[next++]->setRow(row);
        }
    }
}

void SettingsForm::rebuild()
{
    m_fields.clear();
    if (m_content) {
        // One of its fields may be telling what was entered.
        m_content->hide();
        m_content->deleteLater();
    }
    m_content = new QWidget(this);
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_column->addWidget(m_content);
    for (const bay::FormSection &section : m_form.sections) {
        addSection(section);
    }
}

void SettingsForm::addSection(const bay::FormSection &section)
{
    if (section.rows.empty() && section.more.empty()) {
        return;
    }
    auto *column = static_cast<QVBoxLayout *>(m_content->layout());
    auto *title = new QLabel(QString::fromStdString(section.title), m_content);
    setTextStyle(title, m_theme, TypeStep::Strong);
    if (column->count() > 0) {
        column->addSpacing(8);
    }
    column->addWidget(title);
    for (const bay::FormRow &row : section.rows) {
        addRow(row, column);
    }
    if (!section.more.empty()) {
        addAdder(section, column);
    }
}

void SettingsForm::addRow(const bay::FormRow &row, QVBoxLayout *column)
{
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    auto *label = new ElidedLabel(m_theme, TypeStep::Body, Role::Muted, m_content);
    label->setText(QString::fromStdString(row.label));
    label->setFixedWidth(labelWidth);
    const bool reference = row.label == "Group" || row.label == "Goes to";
    auto *field = new FormField(m_theme, row, reference ? m_groups : QStringList(), m_content);
    label->setBuddy(field->editor());
    line->addWidget(label);
    line->addWidget(field, 1);
    column->addLayout(line);
    m_fields.append(field);
    connect(field, &FormField::entered, this, &SettingsForm::entered);
    connect(field, &FormField::lineWanted, this, &SettingsForm::lineWanted);
}

void SettingsForm::addAdder(const bay::FormSection &section, QVBoxLayout *column)
{
    auto *box = new QComboBox(m_content);
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(10);
    const QString title = QString::fromStdString(section.title);
    box->setAccessibleName(tr("Add a parameter to %1").arg(title));
    for (const bay::FormRow &row : section.more) {
        box->addItem(QString::fromStdString(row.label));
        if (row.field) {
            box->setItemData(box->count() - 1, QString::fromUtf8(row.field->help.data(), static_cast<qsizetype>(row.field->help.size())),
                             Qt::ToolTipRole);
        }
    }
    box->setCurrentIndex(-1);
    box->lineEdit()->setPlaceholderText(tr("Add a parameter…"));
    box->completer()->setFilterMode(Qt::MatchContains);
    box->completer()->setCompletionMode(QCompleter::PopupCompletion);
    column->addWidget(box);
    connect(box, &QComboBox::activated, this, [this, box, rows = section.more](int index) {
        if (index < 0 || index >= static_cast<int>(rows.size())) {
            return;
        }
        // An empty field in its place; the file is changed when something is entered.
        const bay::FormRow &row = rows[static_cast<std::size_t>(index)];
        for (bay::FormSection &own : m_form.sections) {
            if (std::ranges::contains(own.more, row.path, &bay::FormRow::path)) {
                own.rows.push_back(row);
                std::erase_if(own.more, [&](const bay::FormRow &other) { return other.path == row.path; });
                break;
            }
        }
        rebuild();
        if (FormField *made = field(QString::fromStdString(row.path))) {
            made->editor()->setFocus(Qt::OtherFocusReason);
        }
    });
}

FormField *SettingsForm::field(const QString &path) const
{
    const auto found = std::ranges::find_if(
        m_fields, [&](const FormField *field) { return QString::fromStdString(field->row().path) == path; });
    return found == m_fields.end() ? nullptr : *found;
}

} // namespace patchbay
