// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/model_picker.h"

#include "models/compare/model_directory.h"
#include "ui/widgets/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QFocusEvent>
#include <QLineEdit>
#include <QStandardItemModel>
#include <QTimer>

#include <algorithm>

namespace patchbay {

namespace {

constexpr int modelRole = Qt::UserRole;
// Wide enough for "openrouter/anthropic/claude-sonnet-4.5", whatever the width of the field.
constexpr int listWidth = 380;

} // namespace

ModelPicker::ModelPicker(const CompareContext &context, QWidget *parent)
    : QComboBox(parent)
    , m_context(context)
{
    setEditable(true);
    setInsertPolicy(QComboBox::NoInsert);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(8);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Model"));
    lineEdit()->setPlaceholderText(tr("provider/model"));
    connect(this, &QComboBox::activated, this, [this](int row) { choose(itemData(row, modelRole).toString()); });
    connect(lineEdit(), &QLineEdit::returnPressed, this, [this] { choose(lineEdit()->text()); });
}

void ModelPicker::showEvent(QShowEvent *event)
{
    // The list is long and seldom needed: made when it is seen first.
    fill();
    QComboBox::showEvent(event);
}

void ModelPicker::fill()
{
    if (m_filled) {
        return;
    }
    m_filled = true;
    auto *items = new QStandardItemModel(this);
    QString provider;
    for (const ModelFacts &facts : m_context.models.models()) {
        if (facts.provider != provider) {
            provider = facts.provider;
            auto *heading = new QStandardItem(facts.providerName);
            heading->setFlags(Qt::NoItemFlags);
            items->appendRow(heading);
        }
        auto *item = new QStandardItem(facts.model);
        item->setData(facts.model, modelRole);
        item->setToolTip(facts.note);
        items->appendRow(item);
    }
    setModel(items);
    setCompleter(nullptr);
    auto *finder = new QCompleter(items, this);
    finder->setFilterMode(Qt::MatchContains);
    finder->setCaseSensitivity(Qt::CaseInsensitive);
    finder->setMaxVisibleItems(12);
    finder->popup()->setMinimumWidth(listWidth);
    setCompleter(finder);
    connect(finder, qOverload<const QString &>(&QCompleter::activated), this, &ModelPicker::choose);
    setModelString(m_model);
}

void ModelPicker::showPopup()
{
    view()->setMinimumWidth(std::max(width(), listWidth));
    QComboBox::showPopup();
}

void ModelPicker::setModelString(const QString &model)
{
    m_model = model;
    if (lineEdit()->hasFocus() && lineEdit()->isModified()) {
        return;
    }
    const int row = findData(model, modelRole);
    setCurrentIndex(row);
    setEditText(model);
    lineEdit()->setCursorPosition(0);
    setToolTip(model);
}

void ModelPicker::choose(const QString &text)
{
    const QString model = text.trimmed();
    if (model.isEmpty()) {
        setModelString(m_model);
        return;
    }
    lineEdit()->setModified(false);
    if (model != m_model) {
        setModelString(model);
        Q_EMIT modelChosen(model);
    }
}

void ModelPicker::focusInEvent(QFocusEvent *event)
{
    QComboBox::focusInEvent(event);
    if (event->reason() == Qt::MouseFocusReason) {
        // After the press, which would set the cursor: what is typed replaces the name.
        QTimer::singleShot(0, lineEdit(), &QLineEdit::selectAll);
    }
}

void ModelPicker::focusOutEvent(QFocusEvent *event)
{
    if (lineEdit()->isModified() && event->reason() != Qt::PopupFocusReason) {
        choose(lineEdit()->text());
    }
    QComboBox::focusOutEvent(event);
}

} // namespace patchbay
