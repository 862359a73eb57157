// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/form/routing_inspector.h"

#include "models/bay/explained.h"
#include "ui/routing/canvas/bay_canvas.h"
#include "ui/routing/form/form_field.h"
#include "ui/routing/form/live_box.h"
#include "ui/routing/form/model_shelf.h"
#include "ui/routing/form/settings_form.h"
#include "ui/routing/routing_view.h"
#include "ui/widgets/code_view.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/inline_message.h"
#include "ui/widgets/themed.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

using bay::CableKind;
using bay::NodeKind;

namespace {

routing::Moment momentNow()
{
    // Any steady time will do: nothing has happened yet.
    return { SteadyTime(std::chrono::hours(1'000)), SystemClock().now() };
}

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
    buildExplanation(column);
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
    rows->addWidget(title);
    rows->addWidget(m_kind);
    rows->addWidget(m_target);
    column->addWidget(m_connections);
    connect(m_target, &QComboBox::activated, this, &RoutingInspector::connectTo);
}

void RoutingInspector::buildExplanation(QVBoxLayout *column)
{
    m_asking = new QWidget(widget() ? widget() : this);
    auto *rows = new QVBoxLayout(m_asking);
    rows->setContentsMargins(0, 0, 0, 12);
    rows->setSpacing(8);
    m_explain = new QPushButton(tr("Explain a request"), m_asking);
    m_explainCopied = new QPushButton(tr("Explain the copied request"), m_asking);
    m_explainCopied->setToolTip(tr("Takes the JSON of a chat request from the clipboard, and says where it would go and why"));
    setThemedIcon(m_explain, m_context.theme, u"question"_s);
    setThemedIcon(m_explainCopied, m_context.theme, u"edit-paste"_s);
    m_explanation = new CodeView(m_context.theme, m_asking);
    m_explanation->setReadOnly(true);
    m_explanation->setLineNumbersVisible(false);
    m_explanation->setAccessibleName(tr("Where a request would go"));
    m_explanation->setFixedHeight(explanationHeight);
    m_explanation->hide();
    rows->addWidget(m_explain, 0, Qt::AlignLeft);
    rows->addWidget(m_explainCopied, 0, Qt::AlignLeft);
    rows->addWidget(m_explanation);
    column->addWidget(m_asking);
    connect(m_explain, &QPushButton::clicked, this, &RoutingInspector::explain);
    connect(m_explainCopied, &QPushButton::clicked, this, &RoutingInspector::explainCopied);
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
    m_asking->setVisible(deploys);
    m_explain->setVisible(group && node->name != bay::everyGroup);
    if (!group) {
        return;
    }
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
    showExplanation(QString::fromStdString(
        bay::explainModel(m_view->tab().document().configuration(), &m_context.catalog, node->name, momentNow())));
}

void RoutingInspector::explainCopied()
{
    if (!m_view) {
        return;
    }
    const bay::BayNode *node = m_view->tab().picture().node(m_view->current().toStdString());
    const Result<std::string> words =
        bay::explainRequest(m_view->tab().document().configuration(), &m_context.catalog, QGuiApplication::clipboard()->text().toStdString(),
                            node && node->kind == NodeKind::Group ? node->name : std::string(), momentNow());
    if (words) {
        showExplanation(QString::fromStdString(*words));
    } else {
        Q_EMIT notice(QString::fromStdString(words.error().message + ' ' + words.error().remedy).trimmed());
    }
}

void RoutingInspector::showExplanation(const QString &text)
{
    m_explanation->setPlainText(text);
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
