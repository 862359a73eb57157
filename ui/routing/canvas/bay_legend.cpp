// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/canvas/bay_legend.h"

#include "ui/routing/canvas/bay_look.h"

#include <QPainter>

#include <algorithm>

namespace patchbay {

using bay::CableKind;

namespace {

constexpr int sampleWidth = 24;
constexpr int padding = 16;

QString wordsOf(CableKind kind)
{
    switch (kind) {
    case CableKind::Member: return BayLegend::tr("no problem, width is share");
    case CableKind::Fallback: return BayLegend::tr("fallback, in order");
    case CableKind::ContextWindow: return BayLegend::tr("when the context is too long");
    case CableKind::ContentPolicy: return BayLegend::tr("for content policy");
    default: return {};
    }
}

} // namespace

BayLegend::BayLegend(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFixedHeight(32);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void BayLegend::setPicture(const bay::Picture &picture)
{
    QList<CableKind> kinds;
    const auto has = [&](bay::Trouble wanted) {
        return std::ranges::any_of(picture.cables, [wanted](const bay::BayCable &cable) { return cable.trouble == wanted; });
    };
    const std::optional<Role> trouble = has(bay::Trouble::Error) ? std::optional(Role::Bad)
        : has(bay::Trouble::Warning)                             ? std::optional(Role::Warn)
                                                                 : std::nullopt;
    for (const CableKind kind : { CableKind::Member, CableKind::Fallback, CableKind::ContextWindow, CableKind::ContentPolicy }) {
        for (const bay::BayCable &cable : picture.cables) {
            if (cable.kind == kind) {
                kinds.append(kind);
                break;
            }
        }
    }
    if (kinds != m_kinds || trouble != m_trouble) {
        m_kinds = kinds;
        m_trouble = trouble;
        update();
    }
}

void BayLegend::setLive(bool live)
{
    if (live != m_live) {
        m_live = live;
        update();
    }
}

void BayLegend::setHint(const QString &hint)
{
    if (hint != m_hint) {
        m_hint = hint;
        update();
    }
}

void BayLegend::setNote(const QString &note)
{
    if (note != m_note) {
        m_note = note;
        update();
    }
}

QList<BayLegend::Entry> BayLegend::entries() const
{
    QList<Entry> list;
    for (const CableKind kind : m_kinds) {
        const bool member = kind == CableKind::Member;
        list.append({ bay_look::penOf(m_theme, kind, 0.5), member && m_live ? tr("healthy, width is share") : wordsOf(kind) });
        if (member && m_live) {
            list.append({ QPen(m_theme.color(Role::Warn), 1.75), tr("failing") });
            list.append({ QPen(m_theme.color(Role::Bad), 1.75), tr("cooling") });
        } else if (member && m_trouble) {
            list.append({ QPen(m_theme.color(*m_trouble), 1.75), tr("has a problem") });
        }
    }
    return list;
}

void BayLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Canvas));
    painter.setFont(m_theme.font(TypeStep::Meta));
    const QFontMetrics metrics(painter.font());
    if (!m_hint.isEmpty()) {
        painter.setPen(m_theme.color(Role::Accent));
        const QRect area = rect().adjusted(padding, 0, -padding, 0);
        painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(m_hint, Qt::ElideRight, area.width()));
        return;
    }
    int x = padding;
    if (!m_note.isEmpty()) {
        const int width = metrics.horizontalAdvance(m_note);
        painter.setPen(m_theme.color(Role::Bad));
        painter.drawText(QRect(x, 0, width + 2, height()), Qt::AlignLeft | Qt::AlignVCenter, m_note);
        x += width + 20;
    }
    for (const Entry &entry : entries()) {
        const int width = metrics.horizontalAdvance(entry.text);
        if (x + sampleWidth + 8 + width > rect().right()) {
            break;
        }
        painter.setPen(entry.pen);
        painter.drawLine(QPointF(x, height() / 2.0), QPointF(x + sampleWidth, height() / 2.0));
        painter.setPen(m_theme.color(Role::Muted));
        painter.drawText(QRect(x + sampleWidth + 8, 0, width + 2, height()), Qt::AlignLeft | Qt::AlignVCenter, entry.text);
        x += sampleWidth + 8 + width + 20;
    }
}

} // namespace patchbay
