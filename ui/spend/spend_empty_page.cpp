// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/spend_empty_page.h"

#include "ui/shell/command.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

SpendEmptyPage::SpendEmptyPage(const SpendContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_state(new EmptyState(context.theme, tr("Nothing was spent yet"), this))
    , m_import(new QPushButton(tr("Import records…"), this))
{
    setBackground(this, context.theme, Role::Surface);
    m_state->setFixedWidth(460);
    m_state->setDetail(tr("Every call that Patchbay makes or serves is a row of the ledger, failures included. What LiteLLM, "
                          "OpenRouter or Langfuse recorded can be read in."));
    m_state->setButton(tr("Open the sample quarter"), u"view-statistics"_s);
    m_state->button()->setObjectName(u"openSample"_s);
    m_state->setNote(tr("made-up data in a file of its own"));
    m_import->setObjectName(u"importRecords"_s);
    setThemedIcon(m_import, context.theme, u"document-import"_s);
    m_import->setVisible(context.imports != nullptr);
    auto *column = new QVBoxLayout(this);
    column->addStretch(2);
    // Not by alignment, which would cut what wraps.
    auto *middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(m_state);
    middle->addStretch(1);
    column->addLayout(middle);
    column->addSpacing(12);
    column->addWidget(m_import, 0, Qt::AlignHCenter);
    column->addStretch(3);
    connect(m_state, &EmptyState::activated, this, [this] { m_context.commands.trigger(u"spend.sample"_s); });
    connect(m_import, &QPushButton::clicked, this, [this] { m_context.commands.trigger(u"spend.import"_s); });
}

void SpendEmptyPage::focusFirst()
{
    m_state->button()->setFocus(Qt::OtherFocusReason);
}

} // namespace patchbay
