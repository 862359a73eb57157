// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/status_line.h"

#include "ui/shell/status_cell.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr int lineHeight = 24;

} // namespace

StatusLine::StatusLine(const Theme &theme, QWidget *parent)
    : QStatusBar(parent)
    , m_theme(theme)
{
    setObjectName(u"statusLine"_s);
    setAccessibleName(tr("Status"));
    setSizeGripEnabled(false);
    setFixedHeight(lineHeight);
    // QStatusBar's own layout keeps space above and below, which a line of 24 px does not have.
    delete layout();
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_left = new QHBoxLayout;
    m_right = new QHBoxLayout;
    for (QHBoxLayout *side : { m_left, m_right }) {
        side->setSpacing(0);
    }
    row->addLayout(m_left);
    row->addStretch(1);
    row->addLayout(m_right);
    followTheme(this, theme);
}

void StatusLine::setItem(const QString &id, const StatusItem &item)
{
    auto *cell = static_cast<StatusCell *>(m_items.value(id));
    if (item.text.isEmpty()) {
        m_items.remove(id);
        delete cell;
        return;
    }
    if (!cell) {
        cell = new StatusCell(m_theme, Qt::RightEdge, this);
        m_left->addWidget(cell);
        m_items.insert(id, cell);
        connect(cell, &StatusCell::activated, this, [this, id] { Q_EMIT activated(id); });
    }
    // Good news is coloured as in the pictures; the rest is quiet text beside its dot.
    QList<Span> spans { { .text = item.text,
                          .step = TypeStep::Meta,
                          .role = item.dot == Role::Good ? Role::Good : Role::Muted } };
    if (!item.detail.isEmpty()) {
        spans.append({ .text = u"  "_s + item.detail, .step = TypeStep::Meta, .role = Role::Muted });
    }
    cell->setContent(spans, item.dot);
    cell->setOpens(item.opens);
    cell->setToolTip(item.toolTip);
}

QRect StatusLine::placeOf(const QString &id) const
{
    const QWidget *cell = m_items.value(id);
    return cell ? QRect(cell->mapToGlobal(QPoint(0, 0)), cell->size()) : QRect();
}

void StatusLine::setValues(const QList<std::pair<QString, QString>> &values)
{
    if (m_values == values) {
        return;
    }
    m_values = values;
    rebuildRight();
}

void StatusLine::rebuildRight()
{
    while (m_right->count() < m_values.size()) {
        m_right->addWidget(new StatusCell(m_theme, Qt::LeftEdge, this));
    }
    while (m_right->count() > m_values.size()) {
        const std::unique_ptr<QLayoutItem> item(m_right->takeAt(m_right->count() - 1));
        delete item->widget();
    }
    for (int index = 0; index < m_values.size(); ++index) {
        const auto &[label, value] = m_values.at(index);
        QList<Span> spans { { .text = label + u' ', .step = TypeStep::Meta, .role = Role::Muted },
                            { .text = value, .step = TypeStep::Meta, .role = Role::Text } };
        static_cast<StatusCell *>(m_right->itemAt(index)->widget())->setContent(spans, std::nullopt);
    }
}

void StatusLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Raised));
    painter.fillRect(0, 0, width(), 1, m_theme.color(Role::Line));
}

} // namespace patchbay
