// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/variable_chip.h"

#include "ui/widgets/chip.h"
#include "ui/widgets/themed.h"

#include <QKeyEvent>
#include <QLineEdit>

#include <utility>

namespace patchbay {

namespace {

constexpr int fieldWidth = 320;

} // namespace

VariableChip::VariableChip(const Theme &theme, const QString &name, const QString &value, QWidget *parent)
    : QStackedWidget(parent)
    , m_name(name)
    , m_value(value)
    , m_chip(new Chip(theme, name, value, this))
    , m_field(new QLineEdit(this))
{
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setCompactControls(this);
    m_field->setPlaceholderText(tr("value of %1").arg(name));
    m_field->setAccessibleName(tr("Value of the variable %1").arg(name));
    m_field->installEventFilter(this);
    addWidget(m_chip);
    addWidget(m_field);
    present(value);
    connect(m_chip, &QAbstractButton::clicked, this, &VariableChip::edit);
    connect(m_field, &QLineEdit::returnPressed, this, [this] {
        finish(true);
        m_chip->setFocus();
    });
}

void VariableChip::present(const QString &value)
{
    m_chip->setTone(value.isEmpty() ? Chip::Tone::Warn : Chip::Tone::Selected);
    m_chip->setValue(value.isEmpty() ? tr("no value") : value.simplified());
}

void VariableChip::setValue(const QString &value)
{
    if (value != m_value && currentWidget() != m_field) {
        m_value = value;
        present(value);
        updateGeometry();
    }
}

void VariableChip::edit()
{
    m_field->setText(m_value);
    setCurrentWidget(m_field);
    updateGeometry();
    m_field->setFocus();
    m_field->selectAll();
}

void VariableChip::finish(bool keep)
{
    // Hiding the field takes its focus, which would come here again.
    if (currentWidget() != m_field || std::exchange(m_finishing, true)) {
        return;
    }
    setCurrentWidget(m_chip);
    m_finishing = false;
    if (keep && m_field->text() != m_value) {
        m_value = m_field->text();
        present(m_value);
        Q_EMIT valueEdited(m_name, m_value);
    }
    updateGeometry();
}

QSize VariableChip::sizeHint() const
{
    return currentWidget() == m_field ? QSize(fieldWidth, m_field->sizeHint().height()) : m_chip->sizeHint();
}

QSize VariableChip::minimumSizeHint() const
{
    return currentWidget() == m_field ? QSize(fieldWidth / 2, m_field->sizeHint().height()) : m_chip->minimumSizeHint();
}

bool VariableChip::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusOut) {
        finish(true);
    } else if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        // Escape stops the run elsewhere; here it leaves the field.
        event->accept();
        return true;
    } else if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        finish(false);
        m_chip->setFocus();
        return true;
    }
    return QStackedWidget::eventFilter(watched, event);
}

} // namespace patchbay
