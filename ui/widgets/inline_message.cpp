// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/inline_message.h"

#include "ui/widgets/flow_layout.h"
#include "ui/widgets/paint.h"
#include "ui/widgets/themed.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPixmap>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr int iconSize = 16;

struct SeverityLook {
    Role ink;
    Role fill;
};

SeverityLook lookOf(InlineMessage::Severity severity)
{
    switch (severity) {
    case InlineMessage::Severity::Error: return { Role::Bad, Role::BadFill };
    case InlineMessage::Severity::Warning: return { Role::Warn, Role::WarnFill };
    case InlineMessage::Severity::Info: break;
    }
    return { Role::Info, Role::InfoFill };
}

// Breeze's message icons have two tones, which a one-tone tint would fill: they are drawn here.
QPixmap severityMark(const Theme &theme, InlineMessage::Severity severity, qreal ratio)
{
    QPixmap pixmap(QSize(iconSize, iconSize) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor ink = theme.color(lookOf(severity).ink);
    const QColor ground = theme.color(Role::Surface);
    const QRectF place(1, 1, iconSize - 2, iconSize - 2);
    if (severity == InlineMessage::Severity::Error) {
        paint::box(painter, place, { ink, {}, 3 });
        paint::cross(painter, place, ground, 5);
        return pixmap;
    }
    if (severity == InlineMessage::Severity::Warning) {
        const QPointF corners[] = { { 8, 1 }, { 15.5, 15 }, { 0.5, 15 } };
        painter.setBrush(ink);
        painter.setPen(Qt::NoPen);
        painter.drawPolygon(corners, 3);
    } else {
        paint::box(painter, place, { ink, {}, place.width() / 2 });
    }
    const bool dotBelow = severity == InlineMessage::Severity::Warning;
    painter.fillRect(QRectF(7.25, dotBelow ? 5.5 : 7, 1.5, 5), ground);
    painter.fillRect(QRectF(7.25, dotBelow ? 11.5 : 4, 1.5, 1.5), ground);
    return pixmap;
}

QWidget *separator(const Theme &theme)
{
    auto *line = new QWidget;
    line->setFixedHeight(1);
    setBackground(line, theme, Role::Line);
    return line;
}

void clearLayout(QLayout *layout)
{
    while (std::unique_ptr<QLayoutItem> item { layout->takeAt(0) }) {
        if (item->widget()) {
            item->widget()->deleteLater();
        }
    }
}

} // namespace

InlineMessage::InlineMessage(const Theme &theme, Severity severity, Look look, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_severity(severity)
    , m_look(look)
    , m_column(new QVBoxLayout(this))
    , m_icon(new QLabel)
    , m_title(new QLabel)
    , m_sentence(new QLabel)
    , m_rows(new QWidget)
    , m_actions(new QWidget)
    , m_links(new QVBoxLayout)
{
    const int margin = look == Look::Filled ? 12 : 0;
    m_column->setContentsMargins(margin, margin, margin, margin);
    m_column->setSpacing(8);
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_icon, 0, Qt::AlignTop);
    setTextStyle(m_title, theme, TypeStep::Strong);
    m_title->setWordWrap(true);
    head->addWidget(m_title, 1);
    m_column->addLayout(head);
    setTextStyle(m_sentence, theme, TypeStep::Body);
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_sentence->hide();
    m_column->addWidget(m_sentence);
    auto *grid = new QGridLayout(m_rows);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(3);
    grid->setColumnStretch(1, 1);
    m_rows->hide();
    m_column->addWidget(m_rows);
    new FlowLayout(m_actions, 8, 8);
    m_actions->hide();
    m_column->addWidget(m_actions);
    m_column->addLayout(m_links);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    const auto showIcon = [this] {
        m_icon->setPixmap(severityMark(m_theme, m_severity, 2)); // halved where the screen has 1x
    };
    showIcon();
    connect(&theme, &Theme::changed, this, showIcon);
    followTheme(this, theme);
}

void InlineMessage::describe()
{
    const QString kind = m_severity == Severity::Error ? tr("Error")
        : m_severity == Severity::Warning              ? tr("Warning")
                                                       : tr("Note");
    setAccessibleName(kind + u": "_s + m_title->text());
    setAccessibleDescription(m_sentence->text());
}

void InlineMessage::setTitle(const QString &title)
{
    m_title->setText(title);
    describe();
}

QString InlineMessage::title() const
{
    return m_title->text();
}

void InlineMessage::setSentence(const QString &sentence)
{
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
    describe();
}

void InlineMessage::setRows(const QList<Row> &rows)
{
    auto *grid = static_cast<QGridLayout *>(m_rows->layout());
    clearLayout(grid);
    int at = 0;
    const auto add = [&](const QString &text, int column, TypeStep step, Role role) {
        auto *label = new QLabel(text);
        setTextStyle(label, m_theme, step, role);
        label->setAlignment((column == 2 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
        grid->addWidget(label, at, column);
    };
    for (const Row &row : rows) {
        grid->addWidget(separator(m_theme), at++, 0, 1, 3);
        add(row.number, 0, TypeStep::Meta, Role::Muted);
        add(row.text, 1, TypeStep::Meta, Role::Text);
        add(row.trailing, 2, TypeStep::Meta, Role::Muted);
        ++at;
    }
    m_rows->setVisible(!rows.isEmpty());
}

QPushButton *InlineMessage::addAction(const QString &text, const QString &iconName)
{
    auto *button = new QPushButton(text);
    if (!iconName.isEmpty()) {
        setThemedIcon(button, m_theme, iconName);
    }
    m_actions->layout()->addWidget(button);
    m_actions->show();
    return button;
}

QPushButton *InlineMessage::addLink(const QString &text)
{
    auto *button = new QPushButton(text);
    setLink(button);
    m_links->addWidget(button, 0, Qt::AlignLeft);
    return button;
}

void InlineMessage::clearActions()
{
    clearLayout(m_actions->layout());
    clearLayout(m_links);
    m_actions->hide();
}

void InlineMessage::addWidget(QWidget *widget)
{
    m_column->addWidget(widget);
}

void InlineMessage::paintEvent(QPaintEvent *)
{
    if (m_look == Look::Filled) {
        QPainter painter(this);
        paint::box(painter, rect(), { m_theme.color(lookOf(m_severity).fill), {}, paint::controlRadius });
    }
}

} // namespace patchbay
