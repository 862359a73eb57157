// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/tool_card.h"

#include "ui/widgets/collapsible_section.h"
#include "ui/widgets/paint.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

ToolCard::ToolCard(const Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_icon(new QLabel(this))
    , m_name(new QLabel(this))
    , m_state(new QLabel(this))
    , m_arguments(new QLabel(this))
    , m_fold(new CollapsibleSection(theme, {}, this))
    , m_result(new QLabel(this))
{
    setTextStyle(m_name, theme, TypeStep::Strong);
    setTextStyle(m_state, theme, TypeStep::Meta, Role::Muted);
    setTextStyle(m_arguments, theme, TypeStep::Code, Role::Muted);
    setTextStyle(m_result, theme, TypeStep::Code, Role::Text);
    for (QLabel *label : { m_arguments, m_result }) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setMinimumWidth(0);
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    }
    m_fold->setContent(m_result);
    const auto drawIcon = [this] { m_icon->setPixmap(m_theme.icon(u"tools"_s, Role::Muted).pixmap(14, 14)); };
    drawIcon();
    connect(&theme, &Theme::changed, this, drawIcon);
    auto *head = new QHBoxLayout;
    head->setSpacing(6);
    head->addWidget(m_icon);
    head->addWidget(m_name, 1);
    head->addWidget(m_state);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(10, 6, 10, 6);
    layout->setSpacing(2);
    layout->addLayout(head);
    layout->addWidget(m_arguments);
    layout->addWidget(m_fold);
    followTheme(this, theme);
}

QString ToolCard::callName() const
{
    return m_name->text();
}

QString ToolCard::argumentLines(const QString &arguments)
{
    const QJsonDocument document = QJsonDocument::fromJson(arguments.toUtf8());
    if (!document.isObject()) {
        return arguments;
    }
    QStringList lines;
    const QJsonObject object = document.object();
    for (auto field = object.begin(); field != object.end(); ++field) {
        // A list of one, written without its brackets, is the value as JSON.
        const QByteArray list = QJsonDocument(QJsonArray { field.value() }).toJson(QJsonDocument::Compact);
        lines.append(field.key() + u": "_s + QString::fromUtf8(list.mid(1, list.size() - 2)));
    }
    return lines.join(u'\n');
}

void ToolCard::setCall(const ToolCallLive &call, const QString &result)
{
    m_name->setText(call.name);
    m_state->setText(result.isEmpty() ? tr("tool call") : tr("answered"));
    m_arguments->setText(argumentLines(call.arguments));
    m_arguments->setVisible(!call.arguments.isEmpty());
    m_fold->setVisible(!result.isEmpty());
    m_fold->setTitle(tr("result: %1").arg(result.simplified()));
    m_result->setText(result);
    setAccessibleName(tr("Tool call %1").arg(call.name));
}

void ToolCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paint::box(painter, rect(), { m_theme.color(Role::Raised), m_theme.color(Role::Line) });
}

} // namespace patchbay
