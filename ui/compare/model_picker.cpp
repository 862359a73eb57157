// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/model_picker.h"

#include "models/compare/model_directory.h"
#include "ui/widgets/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QLineEdit>
#include <QStandardItemModel>

namespace patchbay {

namespace {

constexpr int modelRole = Qt::UserRole;

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
    lineEdit()->installEventFilter(this);
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
    setCompleter(finder);
    connect(finder, qOverload<const QString &>(&QCompleter::activated), this, &ModelPicker::choose);
    setModelString(m_model);
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

bool ModelPicker::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == lineEdit() && event->type() == QEvent::FocusOut && lineEdit()->isModified()
        && !view()->isVisible()) {
        choose(lineEdit()->text());
    }
    return QComboBox::eventFilter(watched, event);
}

} // namespace patchbay
