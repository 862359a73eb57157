// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/form/live_box.h"

#include "ui/widgets/inline_message.h"
#include "ui/widgets/themed.h"

#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

namespace patchbay {

void addCooldownActions(QMenu &menu, bay::LiveDesk &desk, const std::string &node)
{
    struct Row {
        QString words;
        double seconds;
    };
    for (const Row &row : { Row { LiveBox::tr("1 min"), 60 }, Row { LiveBox::tr("10 min"), 600 }, Row { LiveBox::tr("1 h"), 3'600 } }) {
        QAction *action = menu.addAction(row.words);
        QObject::connect(action, &QAction::triggered, &desk, [&desk, node, more = row.seconds] {
            const std::optional<bay::LiveDeployment> live = desk.deployment(node);
            desk.cool(node, (live ? live->cooling : 0) + more);
        });
    }
}

LiveBox::LiveBox(const Theme &theme, bay::LiveDesk &desk, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_desk(desk)
    , m_message(new InlineMessage(theme, InlineMessage::Severity::Warning, InlineMessage::Look::Filled, this))
    , m_line(new QLabel(this))
{
    m_line->setWordWrap(true);
    setTextStyle(m_line, theme, TypeStep::Meta, Role::Muted);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_message);
    column->addWidget(m_line);
    m_clear = m_message->addAction(tr("Clear now"));
    m_clear->setToolTip(tr("Requests are sent there again at once"));
    m_extend = m_message->addAction(tr("Extend"));
    m_extend->setToolTip(tr("Nobody is sent there for longer"));
    auto *longer = new QMenu(m_extend);
    m_extend->setMenu(longer);
    connect(longer, &QMenu::aboutToShow, this, [this, longer] {
        longer->clear();
        addCooldownActions(*longer, m_desk, m_node);
    });
    connect(m_clear, &QPushButton::clicked, this, [this] { m_desk.cool(m_node, 0); });
    hide();
}

void LiveBox::showNode(const bay::Picture &picture, const std::string &id)
{
    m_node = id;
    const bay::LivePicture live = m_desk.of(picture);
    const std::optional<std::size_t> place = picture.indexOf(id);
    if (!place || *place >= live.nodes.size() || live.nodes[*place].health == bay::Health::Nothing) {
        hide();
        return;
    }
    const bay::LiveMark &mark = live.nodes[*place];
    const bool cooling = mark.left > 0;
    m_message->setVisible(cooling);
    m_line->setVisible(!cooling);
    if (cooling) {
        m_message->setTitle(tr("Cooling, %1 left").arg(QString::fromStdString(mark.trailing)));
        const std::optional<bay::LiveDeployment> deployment = m_desk.deployment(id);
        const QString reason = deployment ? QString::fromStdString(deployment->reason) : QString();
        m_message->setSentence(reason.isEmpty() ? tr("Nobody is sent there meanwhile.") : tr("Because of: %1. Nobody is sent there meanwhile.").arg(reason));
    }
    m_line->setText(QString::fromStdString(mark.sentence));
    show();
}

QString LiveBox::title() const
{
    return m_message->isHidden() ? QString() : m_message->title();
}

} // namespace patchbay
