// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/form/form_field.h"

#include "ui/widgets/themed.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QRegularExpressionValidator>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace patchbay {

using config::ValueType;

namespace {

constexpr int lineWidth = 30;

QString text(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

QString placeholderOf(const bay::FormRow &row)
{
    if (!row.field) {
        return {};
    }
    if (!row.field->initial.empty()) {
        return text(row.field->initial);
    }
    switch (row.field->type) {
    case ValueType::Secret: return u"os.environ/NAME"_s;
    case ValueType::Duration: return u"30s, 5m, 1h"_s;
    case ValueType::Integer:
    case ValueType::Number: return FormField::tr("none");
    default: return {};
    }
}

// What cannot be meant is not typed in the first place; bounds are the document's matter.
QValidator *validatorOf(ValueType type, QObject *parent)
{
    if (type == ValueType::Integer) {
        return new QRegularExpressionValidator(QRegularExpression(u"-?\\d{0,15}"_s), parent);
    }
    if (type == ValueType::Number) {
        return new QRegularExpressionValidator(QRegularExpression(u"-?\\d*\\.?\\d*(e-?\\d*)?"_s), parent);
    }
    return nullptr;
}

} // namespace

FormField::FormField(const Theme &theme, const bay::FormRow &row, const QStringList &choices, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_row(row)
    , m_line(new QToolButton(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    const bool chosen = row.field && (row.field->type == ValueType::Choice || row.field->type == ValueType::Boolean);
    if (chosen || !choices.isEmpty()) {
        makeChoice(choices);
    } else {
        makeField();
    }
    layout->addWidget(editor(), 1);
    m_line->setAutoRaise(true);
    m_line->setFixedWidth(lineWidth);
    m_line->setFocusPolicy(Qt::NoFocus);
    const auto restyle = [this] {
        QPalette muted = m_line->palette();
        muted.setColor(QPalette::ButtonText, m_theme.color(Role::Muted));
        muted.setColor(QPalette::WindowText, m_theme.color(Role::Muted));
        m_line->setPalette(muted);
        m_line->setFont(m_theme.font(TypeStep::Micro));
    };
    connect(&theme, &Theme::changed, m_line, restyle);
    restyle();
    layout->addWidget(m_line);
    connect(m_line, &QToolButton::clicked, this, [this] { Q_EMIT lineWanted(m_row.line); });
    const QString help = row.field ? text(row.field->help) : tr("The schema does not know this key; it is kept as it is.");
    editor()->setToolTip(help);
    editor()->setAccessibleName(text(row.label));
    editor()->setAccessibleDescription(help);
    show(row);
}

void FormField::makeField()
{
    m_field = new QLineEdit(this);
    m_field->setPlaceholderText(placeholderOf(m_row));
    if (m_row.field) {
        m_field->setValidator(validatorOf(m_row.field->type, m_field));
    }
    connect(m_field, &QLineEdit::editingFinished, this, [this] { commit(m_field->text().trimmed()); });
}

void FormField::makeChoice(const QStringList &choices)
{
    m_choice = new QComboBox(this);
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_choice->setMinimumContentsLength(6);
    const QString initial = m_row.field ? text(m_row.field->initial) : QString();
    if (choices.isEmpty()) {
        m_choice->addItem(initial.isEmpty() ? tr("not set") : tr("%1 (default)").arg(initial), QString());
    }
    if (m_row.field && m_row.field->type == ValueType::Boolean) {
        m_choice->addItem(u"true"_s, u"true"_s);
        m_choice->addItem(u"false"_s, u"false"_s);
    } else if (m_row.field && choices.isEmpty()) {
        for (const std::string_view choice : m_row.field->choices) {
            m_choice->addItem(text(choice), text(choice));
        }
    }
    for (const QString &choice : choices) {
        m_choice->addItem(choice, choice);
    }
    connect(m_choice, &QComboBox::activated, this, [this] { commit(m_choice->currentData().toString()); });
}

QWidget *FormField::editor() const
{
    return m_field ? static_cast<QWidget *>(m_field) : m_choice;
}

void FormField::setRow(const bay::FormRow &row)
{
    m_row = row;
    show(row);
}

void FormField::show(const bay::FormRow &row)
{
    const QString value = text(row.value);
    if (m_field && !(m_field->hasFocus() && m_field->isModified())) {
        if (m_field->text() != value) {
            m_field->setText(value);
            m_field->setCursorPosition(0);
        }
        m_field->setModified(false);
    }
    if (m_choice) {
        int index = m_choice->findData(row.set ? value : QString());
        if (index < 0) {
            m_choice->addItem(value, value);
            index = m_choice->count() - 1;
        }
        m_choice->setCurrentIndex(index);
    }
    editor()->setEnabled(row.foreign.empty());
    m_line->setText(row.line > 0 ? QString::number(row.line) : QString());
    m_line->setEnabled(row.line > 0);
    m_line->setToolTip(row.line > 0 ? tr("Set in line %1: go there").arg(row.line) : QString());
}

void FormField::commit(const QString &value)
{
    if (m_field) {
        m_field->setModified(false);
    }
    if (value != text(m_row.value) || (value.isEmpty() && m_row.set)) {
        Q_EMIT entered(text(m_row.path), value);
    }
}

} // namespace patchbay
