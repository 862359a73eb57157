// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/whatif/fault_row.h"

#include "providers/routing/provider_model.h"
#include "ui/widgets/themed.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int longestMinutes = 24 * 60;
constexpr int wordWidth = 52; // so that rows stand below each other

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

FaultRow::FaultRow(const Theme &theme, bool first, QWidget *parent)
    : QWidget(parent)
    , m_target(new QComboBox(this))
    , m_kind(new QComboBox(this))
    , m_from(new QSpinBox(this))
    , m_to(new QSpinBox(this))
    , m_remove(new QToolButton(this))
{
    const auto word = [&](const QString &text) {
        auto *label = new QLabel(text, this);
        setTextStyle(label, theme, TypeStep::Body, Role::Muted);
        return label;
    };
    for (QComboBox *box : { m_target, m_kind }) {
        box->setMinimumWidth(110); // with the inspector open in the smallest window the row still fits
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    }
    m_target->setAccessibleName(tr("What fails"));
    m_kind->setAccessibleName(tr("How it fails"));
    for (const routing::FaultName &fault : routing::faultNames()) {
        if (!fault.words.empty()) {
            m_kind->addItem(textOf(fault.words), textOf(fault.name));
        }
    }
    for (QSpinBox *minutes : { m_from, m_to }) {
        minutes->setRange(0, longestMinutes);
        minutes->setSuffix(tr(" min"));
    }
    m_from->setAccessibleName(tr("From when"));
    m_to->setAccessibleName(tr("Until when"));
    m_remove->setAutoRaise(true);
    m_remove->setAccessibleName(tr("Remove this fault"));
    m_remove->setToolTip(tr("Remove this fault"));
    setThemedIcon(m_remove, theme, u"edit-delete"_s);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    auto *begin = word(first ? tr("when") : tr("and"));
    begin->setFixedWidth(wordWidth);
    row->addWidget(begin);
    row->addWidget(m_target, 1);
    row->addWidget(word(tr("answers")));
    row->addWidget(m_kind, 1);
    row->addWidget(word(tr("from")));
    row->addWidget(m_from);
    row->addWidget(word(tr("to")));
    row->addWidget(m_to);
    row->addWidget(m_remove);
    row->addStretch(1);
    // A fault that ends before it begins is none.
    connect(m_from, &QSpinBox::valueChanged, this, [this](int from) { m_to->setValue(std::max(m_to->value(), from + 1)); });
    connect(m_to, &QSpinBox::valueChanged, this, [this](int to) { m_from->setValue(std::min(m_from->value(), to - 1)); });
    connect(m_remove, &QToolButton::clicked, this, &FaultRow::removeWanted);
    setFault({});
}

void FaultRow::setTargets(const QList<Target> &targets)
{
    const QVariant before = m_target->currentData();
    m_target->clear();
    for (const Target &target : targets) {
        m_target->addItem(target.words, target.selector);
    }
    m_target->setCurrentIndex(std::max(0, m_target->findData(before)));
}

void FaultRow::setFault(const bay::WhatIfFault &fault)
{
    m_target->setCurrentIndex(std::max(0, m_target->findData(QString::fromStdString(fault.selector))));
    m_kind->setCurrentIndex(std::max(0, m_kind->findData(QString::fromStdString(fault.kind))));
    m_to->setValue(static_cast<int>(fault.to / 60));
    m_from->setValue(static_cast<int>(fault.from / 60));
}

bay::WhatIfFault FaultRow::fault() const
{
    return { m_target->currentData().toString().toStdString(), m_kind->currentData().toString().toStdString(), m_from->value() * 60.0,
             m_to->value() * 60.0 };
}

} // namespace patchbay
