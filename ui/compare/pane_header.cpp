// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/pane_header.h"

#include "models/compare/comparison.h"
#include "models/compare/entity_slots.h"
#include "models/compare/pane_name.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/state_label.h"
#include "ui/widgets/swatch.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

QString parameterSummary(const PaneParameters &parameters)
{
    QStringList parts;
    if (parameters.temperature) {
        parts.append(u"temp %1"_s.arg(*parameters.temperature));
    }
    if (parameters.topP) {
        parts.append(u"top p %1"_s.arg(*parameters.topP));
    }
    if (parameters.maxTokens) {
        parts.append(u"max %1"_s.arg(*parameters.maxTokens));
    }
    if (parameters.seed) {
        parts.append(u"seed %1"_s.arg(*parameters.seed));
    }
    if (!parameters.reasoningEffort.isEmpty()) {
        parts.append(u"%1 effort"_s.arg(parameters.reasoningEffort));
    }
    return parts.join(u" · "_s);
}

namespace {

bool hasPicture(const TurnLive &turn)
{
    return !turn.media.isEmpty() && turn.media.first().mediaType.startsWith(u"image/");
}

} // namespace

PaneHeader::PaneHeader(const CompareContext &context, Comparison &comparison, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_comparison(comparison)
    , m_swatch(new Swatch(context.theme, -1, {}, this))
    , m_name(new ElidedLabel(context.theme, TypeStep::Strong, Role::Text, this))
    , m_detail(new ElidedLabel(context.theme, TypeStep::Meta, Role::Muted, this))
    , m_state(new StateLabel(context.theme, this))
    , m_copy(addButton(u"edit-copy"_s, tr("Copy the answer")))
    , m_retry(addButton(u"view-refresh"_s, tr("Ask again")))
    , m_more(addButton(u"overflow-menu"_s, tr("More for this pane")))
    , m_menu(new QMenu(this))
{
    m_more->setMenu(m_menu);
    m_more->setPopupMode(QToolButton::InstantPopup);
    auto *first = new QHBoxLayout;
    first->setSpacing(6);
    first->addWidget(m_swatch);
    first->addWidget(m_name, 1);
    first->addWidget(m_state);
    auto *second = new QHBoxLayout;
    second->setSpacing(0);
    second->addWidget(m_detail, 1);
    for (QToolButton *button : { m_copy, m_retry, m_more }) {
        second->addWidget(button);
    }
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(12, 4, 12, 4);
    rows->setSpacing(0);
    rows->addLayout(first);
    rows->addLayout(second);
    setFixedHeight(48);
    followTheme(this, context.theme);
    connect(m_copy, &QToolButton::clicked, this, &PaneHeader::copyRequested);
    connect(m_retry, &QToolButton::clicked, this, &PaneHeader::retryRequested);
}

QToolButton *PaneHeader::addButton(const QString &icon, const QString &text)
{
    auto *button = new QToolButton(this);
    button->setAutoRaise(true);
    button->setIconSize({ 14, 14 });
    button->setFixedSize(22, 20);
    button->setToolTip(text);
    button->setAccessibleName(text);
    setThemedIcon(button, m_context.theme, icon, Role::Muted);
    return button;
}

void PaneHeader::setSelected(bool selected)
{
    if (m_selected != selected) {
        m_selected = selected;
        update();
    }
}

void PaneHeader::refresh(int index)
{
    const PaneRecord &pane = m_comparison.pane(index);
    const ModelFacts facts = m_context.models.facts(pane.model);
    m_swatch->setSlot(m_context.entities.slotOf(facts.model), facts.name);
    const QString name = paneName(m_comparison, index);
    m_name->setText(name.isEmpty() ? tr("no model chosen") : name);
    m_name->setToolTip(pane.model);
    QStringList parts { facts.providerName, parameterSummary(pane.parameters) };
    if (!pane.systemText.isEmpty()) {
        parts.append(tr("own system text"));
    }
    const TurnLive *turn = m_comparison.lastTurn(index);
    if (turn != nullptr && !turn->model.isEmpty() && turn->model != pane.model.trimmed()) {
        // What stands below is another model's.
        parts = { tr("answered by %1").arg(m_context.models.facts(turn->model).name) };
    } else if (m_comparison.isOutdated(index)) {
        parts = { tr("answers an earlier prompt") };
    }
    parts.removeAll(QString());
    m_detail->setText(parts.join(u" · "_s));
    m_state->setState(paneStateWord(m_comparison.state(index)));
    // At once: the word has grown, and what is painted next would cut it.
    layout()->activate();
    const bool running = turn != nullptr && turn->isRunning();
    setWhyNot(m_copy, turn == nullptr || (turn->text.isEmpty() && !hasPicture(*turn)) ? tr("There is no answer yet") : QString(),
              tr("Copy the answer"));
    setWhyNot(m_retry, running ? tr("The pane is still answering") : QString(),
              turn == nullptr ? tr("Run this pane") : tr("Ask again"));
}

void PaneHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_context.theme.color(m_selected ? Role::Selection : Role::Raised));
    painter.fillRect(0, height() - 1, width(), 1, m_context.theme.color(Role::Line));
}

void PaneHeader::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton) {
        Q_EMIT selected();
    }
}

} // namespace patchbay
