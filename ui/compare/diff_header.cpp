// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/diff_header.h"

#include "models/compare/entity_slots.h"
#include "models/compare/model_directory.h"
#include "models/runs/run_record.h"
#include "ui/compare/pane_header.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/swatch.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

DiffHeader::DiffHeader(const CompareContext &context, const QString &side, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_swatch(new Swatch(context.theme, -1, {}, this))
    , m_name(new QLabel(this))
    , m_detail(new ElidedLabel(context.theme, TypeStep::Meta, Role::Muted, this))
{
    setTextStyle(m_name, context.theme, TypeStep::Strong);
    auto *chip = new Chip(context.theme, {}, side, this);
    chip->setTone(Chip::Tone::Outlined);
    chip->setFocusPolicy(Qt::NoFocus);
    chip->setAttribute(Qt::WA_TransparentForMouseEvents);
    auto *first = new QHBoxLayout;
    first->setSpacing(6);
    first->addWidget(m_swatch);
    first->addWidget(m_name);
    first->addWidget(chip);
    first->addStretch(1);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(12, 2, 12, 4);
    rows->setSpacing(0);
    rows->addLayout(first);
    rows->addWidget(m_detail);
    setFixedHeight(48);
    followTheme(this, context.theme);
}

void DiffHeader::setPane(const PaneRecord &pane, const QString &moment)
{
    const ModelFacts facts = m_context.models.facts(pane.model);
    m_swatch->setSlot(m_context.entities.slotOf(facts.model), facts.name);
    m_name->setText(facts.name);
    QStringList parts { facts.providerName, parameterSummary(pane.parameters), moment };
    parts.removeAll(QString());
    m_detail->setText(parts.join(u" · "_s));
}

void DiffHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_context.theme.color(Role::Raised));
    painter.fillRect(0, height() - 1, width(), 1, m_context.theme.color(Role::Line));
}

} // namespace patchbay
