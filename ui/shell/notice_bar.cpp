// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/notice_bar.h"

#include "ui/widgets/themed.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr int gap = 12;
constexpr int buttonHeight = 22; // as high as a status line lets it be

} // namespace

NoticeBar::NoticeBar(const Theme &theme, QWidget &place, QWidget *parent)
    : ChromeWidget(theme, Role::Raised, Qt::TopEdge, parent)
    , m_place(place)
    , m_text(new QLabel(this))
    , m_offer(new QPushButton(this))
    , m_close(new QToolButton(this))
    , m_timer(new QTimer(this))
{
    setObjectName(u"notice"_s);
    setTextStyle(m_text, theme, TypeStep::Body);
    setLink(m_offer);
    m_offer->setObjectName(u"noticeOffer"_s);
    m_close->setAutoRaise(true);
    m_close->setAccessibleName(tr("Dismiss"));
    m_close->setToolTip(m_close->accessibleName());
    setThemedIcon(m_close, theme, u"window-close"_s, Role::Muted);
    m_timer->setSingleShot(true);

    m_offer->setFixedHeight(buttonHeight);
    m_close->setFixedHeight(buttonHeight);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(gap, 1, 8, 0);
    row->setSpacing(gap);
    row->addWidget(m_text);
    row->addWidget(m_offer);
    row->addStretch(1);
    row->addWidget(m_close);
    hide();
    place.installEventFilter(this);

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
    settle();
    setVisible(true);
    raise();
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

void NoticeBar::settle()
{
    const int buttons = m_close->sizeHint().width() + (m_offer->isHidden() ? 0 : m_offer->sizeHint().width() + gap);
    const int room = m_place.width() - buttons - 3 * gap;
    const bool isLong = m_text->fontMetrics().horizontalAdvance(m_text->text()) > room;
    m_text->setWordWrap(isLong);
    m_text->setMinimumWidth(isLong ? std::max(room, 1) : 0);
    const int high = isLong ? std::max(m_place.height(), m_text->heightForWidth(room) + gap) : m_place.height();
    const QPoint corner = m_place.mapTo(parentWidget(), QPoint(0, m_place.height() - high));
    setGeometry({ corner, QSize(m_place.width(), high) });
}

bool NoticeBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == &m_place && (event->type() == QEvent::Resize || event->type() == QEvent::Move) && isVisible()) {
        settle();
    }
    return ChromeWidget::eventFilter(watched, event);
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
