// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/attempt_table.h"

#include "models/format/format.h"
#include "ui/widgets/themed.h"

#include <QPainter>

namespace patchbay {

namespace {

constexpr int numberWidth = 15;

} // namespace

AttemptTable::AttemptTable(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    followTheme(this, theme);
}

QString AttemptTable::outcomeText(const AttemptLive &attempt)
{
    const QString what = attempt.status > 0 ? QString::number(attempt.status)
        : attempt.errorClass.isEmpty()      ? tr("answered")
                                            : tr("no answer");
    const auto span = std::chrono::microseconds(attempt.endedMicroseconds - attempt.startedMicroseconds);
    return attempt.endedMicroseconds < 0 ? tr("under way") : tr("%1 after %2").arg(what, format::duration(span));
}

QString AttemptTable::nextText(const AttemptLive &attempt, bool last)
{
    if (attempt.waitMilliseconds >= 0) {
        const QString span = format::duration(std::chrono::milliseconds(attempt.waitMilliseconds));
        return last ? tr("waiting %1").arg(span) : tr("waited %1").arg(span);
    }
    return last && !attempt.errorClass.isEmpty() ? tr("gave up") : QString();
}

void AttemptTable::setAttempts(const QList<AttemptLive> &attempts, bool failed)
{
    if (attempts == m_attempts && failed == m_failed) {
        return;
    }
    m_attempts = attempts;
    m_failed = failed;
    QStringList spoken;
    for (qsizetype index = 0; index < attempts.size(); ++index) {
        spoken.append(tr("attempt %1: %2, %3")
                          .arg(attempts[index].number)
                          .arg(outcomeText(attempts[index]), nextText(attempts[index], index + 1 == attempts.size())));
    }
    setAccessibleName(spoken.join(QLatin1String("; ")));
    updateGeometry();
    update();
}

int AttemptTable::rowHeight() const
{
    return QFontMetrics(m_theme.font(TypeStep::Meta)).height() + 8;
}

QSize AttemptTable::sizeHint() const
{
    return { 180, static_cast<int>(m_attempts.size()) * rowHeight() + 1 };
}

void AttemptTable::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(m_theme.font(TypeStep::Meta));
    for (qsizetype index = 0; index < m_attempts.size(); ++index) {
        const AttemptLive &attempt = m_attempts[index];
        const QRect row(0, static_cast<int>(index) * rowHeight(), width(), rowHeight());
        painter.fillRect(row.left(), row.top(), row.width(), 1, m_theme.color(Role::Line));
        painter.setPen(m_theme.color(Role::Muted));
        painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, QString::number(attempt.number));
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, nextText(attempt, index + 1 == m_attempts.size()));
        painter.setPen(m_theme.color(Role::Text));
        painter.drawText(row.adjusted(numberWidth, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, outcomeText(attempt));
    }
}

} // namespace patchbay
