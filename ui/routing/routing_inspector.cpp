// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/routing_inspector.h"

#include "providers/routing/explain.h"
#include "ui/routing/bay_canvas.h"
#include "ui/routing/form_field.h"
#include "ui/routing/live_box.h"
#include "ui/routing/model_shelf.h"
#include "ui/routing/routing_view.h"
#include "ui/routing/settings_form.h"
#include "ui/widgets/code_view.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/inline_message.h"
#include "ui/widgets/themed.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

using bay::CableKind;
using bay::NodeKind;

namespace {

constexpr int explanationHeight = 220;

QStringList groupsOf(const bay::Picture &picture)
{
    QStringList groups;
    for (const bay::BayNode &node : picture.nodes) {
        if (node.kind == NodeKind::Group && !node.missing && node.name != bay::everyGroup) {
            groups.append(QString::fromStdString(node.name));
        }
    }
    return groups;
}

} // namespace

RoutingInspector::RoutingInspector(const RoutingContext &context, QWidget *parent)
    : QScrollArea(parent)
    , m_context(context)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("What is selected"));
    build();
}

void RoutingInspector::build()
{
    auto *content = new QWidget;
    setBackground(content, m_context.theme, Role::Raised);
    setCompactControls(content);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(4);
    m_title = new ElidedLabel(m_context.theme, TypeStep::Strong, Role::Text, content);
    m_subtitle = new QLabel(content);
    m_subtitle->setWordWrap(true);
    setTextStyle(m_subtitle, m_context.theme, TypeStep::Meta, Role::Muted);
    m_trouble = new InlineMessage(m_context.theme, InlineMessage::Severity::Warning, InlineMessage::Look::Filled, content);
    m_form = new SettingsForm(m_context.theme, content);
    m_shelf = new ModelShelf(m_context.theme, m_context.catalog, content);
    m_lines = new QLabel(content);
    m_lines->setWordWrap(true);
    setTextStyle(m_lines, m_context.theme, TypeStep::Meta, Role::Muted);
    column->addWidget(m_title);
    column->addWidget(m_subtitle);
    column->addWidget(m_trouble);
    if (m_context.live) {
        m_live = new LiveBox(m_context.theme, *m_context.live, content);
        column->addWidget(m_live);
        connect(m_context.live, &bay::LiveDesk::changed, this, &RoutingInspector::showLive);
    }
    column->addSpacing(12);
    column->addWidget(m_form);
    buildConnections(column);
    column->addWidget(m_shelf);
    column->addStretch(1);
    column->addSpacing(8);
    column->addWidget(m_lines);
    setWidget(content);
    connect(m_form, &SettingsForm::entered, this, &RoutingInspector::enter);
    connect(m_form, &SettingsForm::lineWanted, this, [this](quint32 line) {
        if (m_view) {
            m_view->goTo(line, 1);
        }
    });
    connect(m_shelf, &ModelShelf::chosen, this, [this](const QString &model) {
        if (m_view) {
            const bay::BayNode *node = m_view->tab().picture().node(m_view->current().toStdString());
            const bool group = node && node->kind == NodeKind::Group && node->name != bay::everyGroup;
            m_view->canvas()->addModel(model, group ? QString::fromStdString(node->name) : QString());
        }
    });
}

void RoutingInspector::buildConnections(QVBoxLayout *column)
{
    m_connections = new QWidget(widget() ? widget() : this);
    auto *rows = new QVBoxLayout(m_connections);
    rows->setContentsMargins(0, 12, 0, 12);
    rows->setSpacing(8);
    auto *title = new QLabel(tr("When it fails"), m_connections);
    setTextStyle(title, m_context.theme, TypeStep::Strong);
    m_kind = new QComboBox(m_connections);
    m_kind->setAccessibleName(tr("Kind of fallback"));
    m_kind->addItem(tr("on any failure"), static_cast<int>(CableKind::Fallback));
    m_kind->addItem(tr("when the context is too long"), static_cast<int>(CableKind::ContextWindow));
    m_kind->addItem(tr("for content policy"), static_cast<int>(CableKind::ContentPolicy));
    m_target = new QComboBox(m_connections);
    m_target->setAccessibleName(tr("Add a fallback to"));
    m_explain = new QPushButton(tr("Explain a request"), m_connections);
    setThemedIcon(m_explain, m_context.theme, u"question"_s);
    m_explanation = new CodeView(m_context.theme, m_connections);
    m_explanation->setReadOnly(true);
    m_explanation->setLineNumbersVisible(false);
    m_explanation->setAccessibleName(tr("Where a request would go"));
    m_explanation->setFixedHeight(explanationHeight);
    m_explanation->hide();
    rows->addWidget(title);
    rows->addWidget(m_kind);
    rows->addWidget(m_target);
    rows->addWidget(m_explain, 0, Qt::AlignLeft);
    rows->addWidget(m_explanation);
    column->addWidget(m_connections);
    connect(m_target, &QComboBox::activated, this, &RoutingInspector::connectTo);
    connect(m_explain, &QPushButton::clicked, this, &RoutingInspector::explain);
}

void RoutingInspector::setView(RoutingView *view)
{
    if (m_view == view) {
        return;
    }
    if (m_view) {
        m_view->disconnect(this);
        m_view->tab().disconnect(this);
    }
    m_view = view;
    if (view) {
        connect(view, &RoutingView::selectionChanged, this, [this] {
            m_explanation->hide();
            refresh();
        });
        connect(&view->tab(), &bay::ConfigTab::pictureChanged, this, &RoutingInspector::refresh);
    }
    refresh();
}

void RoutingInspector::refresh()
{
    widget()->setVisible(m_view != nullptr);
    if (!m_view) {
        return;
    }
    const bay::ConfigTab &tab = m_view->tab();
    const bay::Form form = formOf(tab.document(), tab.picture(), m_view->current().toStdString());
    m_title->setText(QString::fromStdString(form.title));
    m_subtitle->setText(QString::fromStdString(form.subtitle));
    m_form->setForm(form, groupsOf(tab.picture()));
    m_form->setEnabled(!tab.unreadable());
    showTrouble();
    showLive();
    showConnections();
}

void RoutingInspector::showLive()
{
    if (m_live && m_view) {
        m_live->showNode(m_view->tab().picture(), m_view->current().toStdString());
    }
}

void RoutingInspector::showTrouble()
{
    const bay::Picture &picture = m_view->tab().picture();
    const std::string id = m_view->current().toStdString();
    const bay::BayNode *node = picture.node(id);
    const bay::BayCable *cable = node ? nullptr : picture.cable(id);
    const std::string problem = node ? node->problem : cable ? cable->problem : std::string();
    m_trouble->setVisible(!problem.empty());
    m_trouble->setTitle(tr("Problem"));
    m_trouble->setSentence(QString::fromStdString(problem));
    const bay::LineSpan lines = node ? node->lines : cable ? cable->lines : bay::LineSpan {};
    m_lines->setText(lines.first == 0             ? QString()
                         : lines.first == lines.last ? tr("Changes go to line %1 of the text.").arg(lines.first)
                                                     : tr("Changes go to lines %1 to %2 of the text.").arg(lines.first).arg(lines.last));
}

void RoutingInspector::showConnections()
{
    const bay::Picture &picture = m_view->tab().picture();
    const bay::BayNode *node = picture.node(m_view->current().toStdString());
    const bool group = node && node->kind == NodeKind::Group;
    const bool deploys = !node || (group && node->name != bay::everyGroup);
    m_connections->setVisible(group && !node->missing);
    m_shelf->setVisible(deploys);
    m_shelf->setTarget(group ? QString::fromStdString(node->name) : QString());
    if (!group) {
        return;
    }
    m_explain->setVisible(node->name != bay::everyGroup);
    m_target->clear();
    m_target->addItem(tr("add a fallback to…"));
    for (const QString &name : groupsOf(picture)) {
        if (name.toStdString() != node->name) {
            m_target->addItem(name, name);
        }
    }
}

void RoutingInspector::connectTo(int index)
{
    const bay::BayNode *node = m_view ? m_view->tab().picture().node(m_view->current().toStdString()) : nullptr;
    if (node && index > 0) {
        const auto kind = static_cast<CableKind>(m_kind->currentData().toInt());
        m_view->canvas()->addFallback(QString::fromStdString(node->name), m_target->itemData(index).toString(), kind);
    }
}

void RoutingInspector::enter(const QString &path, const QString &value)
{
    if (!m_view) {
        return;
    }
    m_view->canvas()->edit([where = path.toStdString(), what = value.toStdString()](document::ConfigDocument &document) {
        return what.empty() ? document.remove(where) : document.set(where, what);
    });
    // What was refused must not stand there as if it were so.
    refresh();
}

void RoutingInspector::explain()
{
    const bay::BayNode *node = m_view ? m_view->tab().picture().node(m_view->current().toStdString()) : nullptr;
    if (!node || node->kind != NodeKind::Group) {
        Q_EMIT notice(tr("Select a group to explain where its requests go."));
        return;
    }
    const routing::Router router(routing::RoutingTable::build(m_view->tab().document().configuration(), &m_context.catalog));
    routing::RequestFacts facts;
    facts.model = node->name;
    constexpr std::int64_t usualPrompt = 900;
    constexpr std::int64_t usualAnswer = 220;
    facts.promptTokens = usualPrompt;
    facts.completionTokens = usualAnswer;
    const WallTime now = std::chrono::time_point_cast<WallTime::duration>(std::chrono::system_clock::now());
    const routing::Explanation why = explainRoute(router, facts, { SteadyTime(std::chrono::hours(1'000)), now }, 1);
    m_explanation->setPlainText(QString::fromStdString(toText(why)));
    m_explanation->show();
    ensureWidgetVisible(m_explanation);
}

void RoutingInspector::focusFirst()
{
    for (const FormField *field : m_form->fields()) {
        if (field->editor()->isEnabled()) {
            field->editor()->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
}

} // namespace patchbay
