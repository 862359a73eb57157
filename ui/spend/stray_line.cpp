// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/stray_line.h"

#include "models/format/format.h"
#include "models/spend/spend_sums_model.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace patchbay {

StrayLine::StrayLine(const Theme &theme, QWidget *parent)
    : ChromeWidget(theme, Role::Raised, Qt::BottomEdge, parent)
    , m_words(new QLabel(this))
    , m_open(new QPushButton(this))
{
    setTextStyle(m_words, theme, TypeStep::Body, Role::Warn);
    m_words->setObjectName(u"strayWords"_s);
    m_words->setWordWrap(true);
    m_open->setObjectName(u"strayRows"_s);
    setLink(m_open);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 4, 12, 5);
    row->setSpacing(12);
    row->addWidget(m_words, 1);
    row->addWidget(m_open);
    connect(m_open, &QPushButton::clicked, this, &StrayLine::rowsWanted);
    hide();
}

void StrayLine::setStray(const std::optional<SpendRow> &stray)
{
    setVisible(stray.has_value());
    if (stray) {
        m_words->setText(strayText(*stray));
        m_open->setText(tr("Open %1").arg(format::counted(stray->attempts, tr("row"))));
    }
}

} // namespace patchbay
