// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/pane_inspector.h"

#include "models/compare/comparison.h"
#include "models/compare/entity_slots.h"
#include "models/compare/kind_turn.h"
#include "models/compare/pane_name.h"
#include "models/format/format.h"
#include "ui/compare/cost_table.h"
#include "ui/compare/model_picker.h"
#include "ui/compare/parameter_form.h"
#include "ui/compare/prompt_editor.h"
#include "ui/compare/timing_bar.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/swatch.h"
#include "ui/widgets/themed.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

PaneInspector::PaneInspector(const CompareContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_layout(nullptr)
    , m_swatch(new Swatch(context.theme, -1, {}, this))
    , m_title(new ElidedLabel(context.theme, TypeStep::Strong, Role::Text, this))
    , m_number(new QLabel(this))
    , m_model(new ModelPicker(context, this))
    , m_provider(new ElidedLabel(context.theme, TypeStep::Body, Role::Text, this))
    , m_keySource(new ElidedLabel(context.theme, TypeStep::Body, Role::Text, this))
    , m_problem(new QLabel(this))
    , m_sync(new QCheckBox(tr("sync all panes"), this))
    , m_form(new ParameterForm(context.theme, this))
    , m_system(new PromptEditor(context.theme, this))
    , m_result(new QWidget(this))
    , m_price(new QLabel(m_result))
    , m_cost(new CostTable(context.theme, m_result))
    , m_timing(new TimingBar(context.theme, m_result))
    , m_timingText(new QLabel(m_result))
    , m_wire(new QPushButton(tr("Raw wire"), this))
    , m_diff(new QPushButton(tr("Diff with…"), this))
{
    setBackground(this, context.theme, Role::Raised);
    setCompactControls(this);
    auto *content = new QWidget(this);
    setBackground(content, context.theme, Role::Raised);
    m_layout = new QVBoxLayout(content);
    m_layout->setContentsMargins(12, 12, 12, 12);
    m_layout->setSpacing(8);
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(scroll, 1);
    createTop();
    createParameters();
    createResult();
    m_layout->addStretch(1);
    createButtons();
}

QLabel *PaneInspector::addHeading(const QString &text, QWidget *right)
{
    auto *heading = new QLabel(text, this);
    setTextStyle(heading, m_context.theme, TypeStep::Strong);
    auto *row = new QHBoxLayout;
    row->addWidget(heading, 1);
    if (right != nullptr) {
        row->addWidget(right);
    }
    m_layout->addSpacing(8);
    m_layout->addLayout(row);
    return heading;
}

void PaneInspector::createTop()
{
    setTextStyle(m_number, m_context.theme, TypeStep::Meta, Role::Muted);
    setTextStyle(m_problem, m_context.theme, TypeStep::Meta, Role::Warn);
    m_problem->setWordWrap(true);
    auto *head = new QHBoxLayout;
    head->setSpacing(6);
    head->addWidget(m_swatch);
    head->addWidget(m_title, 1);
    head->addWidget(m_number);
    m_layout->addLayout(head);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    const auto addRow = [this, form](const QString &text, QWidget *field) {
        auto *label = new QLabel(text, this);
        setTextStyle(label, m_context.theme, TypeStep::Body, Role::Muted);
        label->setMinimumWidth(92);
        form->addRow(label, field);
    };
    addRow(tr("Model"), m_model);
    addRow(tr("Provider"), m_provider);
    addRow(tr("Key"), m_keySource);
    m_layout->addLayout(form);
    m_layout->addWidget(m_problem);
    connect(m_model, &ModelPicker::modelChosen, this, [this](const QString &model) {
        if (m_comparison != nullptr) {
            m_comparison->setModel(m_comparison->indexOfPane(m_key), model);
        }
    });
}

void PaneInspector::createParameters()
{
    addHeading(tr("Parameters"), m_sync);
    m_layout->addWidget(m_form);
    connect(m_form, &ParameterForm::edited, this, [this](const PaneParameters &parameters) {
        if (m_comparison != nullptr) {
            m_comparison->setParameters(m_comparison->indexOfPane(m_key), parameters);
        }
    });
    connect(m_sync, &QCheckBox::clicked, this, [this](bool on) {
        if (m_comparison != nullptr) {
            m_comparison->setSync(on, m_comparison->indexOfPane(m_key));
        }
    });
}

void PaneInspector::createResult()
{
    setTextStyle(m_price, m_context.theme, TypeStep::Meta, Role::Muted);
    setTextStyle(m_timingText, m_context.theme, TypeStep::Meta, Role::Muted);
    m_timingText->setWordWrap(true);
    auto *outer = m_layout;
    m_layout = new QVBoxLayout(m_result);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(6);
    addHeading(tr("Why this cost"), m_price);
    m_layout->addWidget(m_cost);
    addHeading(tr("Timing"), nullptr);
    m_layout->addWidget(m_timing);
    m_layout->addWidget(m_timingText);
    m_layout = outer;
    m_layout->addWidget(m_result);
    m_systemHeading = addHeading(tr("System text of this pane"), nullptr);
    m_system->setHighlightsVariables();
    m_system->setPlaceholderText(tr("as above the panes"));
    m_system->setAccessibleName(tr("System text of this pane"));
    m_system->setFrameShape(QFrame::StyledPanel);
    m_system->document()->setDocumentMargin(4);
    m_layout->addWidget(m_system);
    connect(m_system, &QPlainTextEdit::textChanged, this, [this] {
        if (m_comparison != nullptr && m_system->hasFocus()) {
            m_comparison->setPaneSystemText(m_comparison->indexOfPane(m_key), m_system->toPlainText());
        }
    });
}

void PaneInspector::createButtons()
{
    setThemedIcon(m_wire, m_context.theme, u"code-context"_s);
    setThemedIcon(m_diff, m_context.theme, u"vcs-diff"_s);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 8, 12, 12);
    row->setSpacing(8);
    row->addWidget(m_wire);
    row->addWidget(m_diff);
    row->addStretch(1);
    static_cast<QVBoxLayout *>(layout())->addLayout(row);
    connect(m_wire, &QPushButton::clicked, this, &PaneInspector::wireRequested);
    connect(m_diff, &QPushButton::clicked, this, &PaneInspector::diffRequested);
}

void PaneInspector::setPane(Comparison *comparison, int index)
{
    if (m_comparison != nullptr) {
        disconnect(m_comparison, nullptr, this, nullptr);
    }
    m_comparison = comparison;
    m_key = comparison != nullptr ? comparison->paneKey(index) : 0;
    if (comparison != nullptr) {
        const auto refreshMine = [this](int changed) {
            if (changed == m_comparison->indexOfPane(m_key)) {
                refresh();
            }
        };
        connect(comparison, &Comparison::paneChanged, this, refreshMine);
        connect(comparison, &Comparison::paneEdited, this, refreshMine);
        connect(comparison, &Comparison::panesChanged, this, &PaneInspector::refresh);
        connect(comparison, &QObject::destroyed, this, [this] { m_comparison = nullptr; });
    }
    refresh();
}

void PaneInspector::refresh()
{
    const int index = m_comparison != nullptr ? m_comparison->indexOfPane(m_key) : -1;
    setEnabled(index >= 0);
    if (index < 0) {
        return;
    }
    const PaneRecord &pane = m_comparison->pane(index);
    const ModelFacts facts = m_context.models.facts(pane.model);
    const QString name = paneName(*m_comparison, index);
    m_title->setText(name.isEmpty() ? tr("no model chosen") : name);
    m_swatch->setSlot(m_context.entities.slotOf(facts.model), facts.name);
    m_number->setText(tr("pane %1").arg(index + 1));
    m_model->setModelString(pane.model);
    m_provider->setText(facts.providerName.isEmpty() ? format::noValue() : facts.providerName);
    m_keySource->setText(m_context.keySource     ? m_context.keySource(pane.model)
                             : facts.keyRequired ? facts.keyVariables.value(0)
                                                 : tr("no key needed"));
    m_keySource->setToolTip(m_keySource->text());
    const bool unknown = !facts.known && !facts.local && !facts.sandbox;
    m_problem->setText(!facts.problem.isEmpty() ? facts.problem
                           : unknown ? tr("Not in the catalogue: sent as it is written, without a price.")
                                     : QString());
    m_problem->setVisible(!m_problem->text().isEmpty() && !pane.model.isEmpty());
    m_sync->setChecked(m_comparison->draft().syncParameters);
    m_form->setKind(facts.kind, kindFieldExample(facts.kind));
    m_form->setParameters(pane.parameters);
    // Other kinds of call than chat have no place for it.
    m_systemHeading->setVisible(facts.kind.isEmpty());
    m_system->setVisible(facts.kind.isEmpty());
    if (!m_system->hasFocus()) {
        m_system->setText(pane.systemText);
    }
    refreshResult();
}

void PaneInspector::refreshResult()
{
    const int index = m_comparison->indexOfPane(m_key);
    const TurnLive *turn = m_comparison->lastTurn(index);
    m_result->setVisible(turn != nullptr);
    setWhyNot(m_wire, turn == nullptr ? tr("Nothing was sent yet") : QString(),
              tr("Request and answer as they were sent"));
    setWhyNot(m_diff, m_comparison->paneCount() < 2 ? tr("There is one pane only") : QString(),
              tr("Compare this answer word by word"));
    if (turn == nullptr) {
        return;
    }
    m_price->setText(priceText());
    m_cost->setMetrics(turn->metrics);
    const int slot = m_context.entities.slotOf(m_context.models.facts(m_comparison->pane(index).model).model);
    m_timing->setMetrics(turn->metrics, slot, turn->state == PaneState::Failed);
    m_timingText->setText(timingText());
    m_result->layout()->activate();
    m_layout->activate();
}

QString PaneInspector::priceText() const
{
    const int index = m_comparison->indexOfPane(m_key);
    const ModelFacts facts = m_context.models.facts(m_comparison->pane(index).model);
    const TurnMetrics &metrics = m_comparison->lastTurn(index)->metrics;
    if (metrics.costBasis == u"reported") {
        return tr("told by the provider");
    }
    if (facts.free) {
        return facts.sandbox ? tr("simulated, free") : tr("free");
    }
    if (!facts.priced) {
        return tr("no price known");
    }
    // Of the table that this answer was priced with; today's may be another.
    const QDate then = QDate::fromString(metrics.priceTable.section(u' ', -1), Qt::ISODate);
    const QDate date = then.isValid() ? then : QDate::fromString(facts.priceDate, Qt::ISODate);
    return date.isValid() ? tr("price of %1").arg(QLocale::c().toString(date, u"d MMM yyyy"_s)) : tr("price list");
}

QString PaneInspector::timingText() const
{
    const TurnMetrics &metrics = m_comparison->lastTurn(m_comparison->indexOfPane(m_key))->metrics;
    QStringList parts;
    const auto add = [&parts](const QString &what, qint64 time) {
        if (time >= 0) {
            parts.append(u"%1 %2"_s.arg(what, format::duration(std::chrono::microseconds(time))));
        }
    };
    add(tr("connect"), metrics.connectedMicroseconds);
    add(tr("first token"), metrics.firstTokenMicroseconds);
    add(tr("thinking"), metrics.reasoningMicroseconds);
    add(tr("total"), metrics.totalMicroseconds);
    return parts.join(u", "_s);
}

void PaneInspector::focusModel()
{
    m_model->setFocus();
    m_model->lineEdit()->selectAll();
}

} // namespace patchbay
