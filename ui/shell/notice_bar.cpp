// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/notice_bar.h"

#include "ui/widgets/themed.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr int barHeight = 36;

} // namespace

NoticeBar::NoticeBar(const Theme &theme, QWidget *parent)
    : ChromeWidget(theme, Role::Raised, Qt::TopEdge, parent)
    , m_text(new QLabel(this))
    , m_offer(new QPushButton(this))
    , m_close(new QToolButton(this))
    , m_timer(new QTimer(this))
{
    setObjectName(u"notice"_s);
    setFixedHeight(barHeight);
    setTextStyle(m_text, theme, TypeStep::Body);
    setLink(m_offer);
    m_offer->setObjectName(u"noticeOffer"_s);
    m_close->setAutoRaise(true);
    m_close->setAccessibleName(tr("Dismiss"));
    m_close->setToolTip(m_close->accessibleName());
    setThemedIcon(m_close, theme, u"window-close"_s, Role::Muted);
    m_timer->setSingleShot(true);

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 1, 8, 0);
    row->setSpacing(12);
    row->addWidget(m_text);
    row->addWidget(m_offer);
    row->addStretch(1);
    row->addWidget(m_close);
    hide();

    connect(m_timer, &QTimer::timeout, this, &QWidget::hide);
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_offer, &QPushButton::clicked, this, &NoticeBar::offerTaken);
}

void NoticeBar::show(const Notice &notice)
{
    m_text->setText(notice.text);
    m_offer->setText(notice.actionText);
    m_offer->setVisible(!notice.actionText.isEmpty() && notice.action);
    m_offer->setAccessibleName(notice.actionText + u": "_s + notice.text);
    m_action = notice.action;
    setVisible(true);
    m_timer->start(m_stay);
    QAccessibleAnnouncementEvent announcement(this, notice.text);
    QAccessible::updateAccessibility(&announcement);
}

void NoticeBar::offerTaken()
{
    // Hidden first: the action may raise a notice of its own.
    const std::function<void()> action = std::exchange(m_action, nullptr);
    hide();
    if (action) {
        action();
    }
}

void NoticeBar::enterEvent(QEnterEvent *event)
{
    m_timer->stop();
    ChromeWidget::enterEvent(event);
}

void NoticeBar::leaveEvent(QEvent *event)
{
    if (isVisible()) {
        m_timer->start(m_stay);
    }
    ChromeWidget::leaveEvent(event);
}

} // namespace patchbay
