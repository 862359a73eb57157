// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/rotation_watch.h"

#include "models/format/format.h"
#include "models/keeper/vault_keeper.h"
#include "ui/widgets/chart_canvas.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPointer>
#include <QVBoxLayout>

#include <numeric>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr std::chrono::seconds sliceWidth { 10 };
constexpr int sliceCount = 60; // ten minutes
constexpr int slicesOfAMinute = 6;
constexpr std::chrono::seconds askEvery { 2 };
constexpr int chartHeight = 132;

qint64 sum(const QList<qint64> &values)
{
    return std::accumulate(values.begin(), values.end(), qint64(0));
}

QList<double> asReals(const QList<qint64> &values)
{
    return { values.begin(), values.end() };
}

} // namespace

RotationWatch::RotationWatch(const KeysContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_fresh(new QLabel(this))
    , m_old(new QLabel(this))
    , m_empty(new QLabel(this))
    , m_canvas(loadChartCanvas(this))
{
    setObjectName(u"rotationWatch"_s);
    m_fresh->setObjectName(u"requestsWithNew"_s);
    m_old->setObjectName(u"requestsWithOld"_s);
    setTextStyle(m_fresh, context.theme, TypeStep::Body, Role::Accent);
    setTextStyle(m_old, context.theme, TypeStep::Body, Role::Warn);
    setTextStyle(m_empty, context.theme, TypeStep::Body, Role::Muted);
    m_empty->setAlignment(Qt::AlignCenter);
    auto *words = new QHBoxLayout;
    words->setSpacing(16);
    words->addWidget(m_fresh);
    words->addWidget(m_old);
    words->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(words);
    column->addWidget(m_empty);
    m_empty->setText(m_canvas != nullptr ? tr("No request with either key in the last ten minutes.")
                                         : tr("Charts are not installed (Qt Charts is missing); the numbers above are the same."));
    m_empty->setVisible(m_canvas == nullptr);
    if (m_canvas != nullptr) {
        m_canvas->widget()->setObjectName(u"rotationChart"_s);
        m_canvas->widget()->setAccessibleName(tr("Requests with the new and the old key over the last ten minutes"));
        m_canvas->widget()->setFixedHeight(chartHeight);
        column->addWidget(m_canvas->widget());
        m_canvas->setHandlers({});
        connect(&context.theme, &Theme::changed, this, [this] {
            showLook();
            draw();
        });
        showLook();
    }
    m_timer.setInterval(askEvery);
    connect(&m_timer, &QTimer::timeout, this, &RotationWatch::ask);
}

void RotationWatch::showLook()
{
    const Theme &theme = m_context.theme;
    m_canvas->setLook({ .surface = theme.color(Role::Surface), .text = theme.color(Role::Text), .muted = theme.color(Role::Muted),
                        .line = theme.color(Role::Line), .lineStrong = theme.color(Role::LineStrong),
                        .accent = theme.color(Role::Accent), .warn = theme.color(Role::Warn), .hover = theme.color(Role::Hover),
                        .focus = theme.color(Role::Focus), .axis = theme.font(TypeStep::Micro), .body = theme.font(TypeStep::Body),
                        .strong = theme.font(TypeStep::Strong), .meta = theme.font(TypeStep::Meta) });
}

void RotationWatch::setKey(const QString &id)
{
    m_id = id;
    m_oldInLastMinute = -1;
    take({ QList<qint64>(sliceCount, 0), QList<qint64>(sliceCount, 0) });
    m_oldInLastMinute = -1;
    ask();
}

void RotationWatch::ask()
{
    if (m_context.keeper.key(m_id) == nullptr) {
        return;
    }
    m_context.keeper.slices(m_id, sliceWidth, sliceCount, [self = QPointer(this), id = m_id](const Result<KeySlices> &slices) {
        if (self && self->m_id == id && slices) {
            self->take(*slices);
        }
    });
}

void RotationWatch::take(const KeySlices &slices)
{
    m_slices = slices;
    m_oldInLastMinute = sum(slices.old.last(slicesOfAMinute));
    const KeyFacts *key = m_context.keeper.key(m_id);
    const QString fresh = key != nullptr ? key->masked : QString();
    const QString old = key != nullptr && !key->previousMasked.isEmpty() ? key->previousMasked : tr("the old key");
    m_fresh->setText(tr("new %1: %2 in ten minutes").arg(fresh, format::counted(sum(slices.fresh), tr("request"))));
    m_old->setText(tr("old %1: %2 in the last minute").arg(old, format::counted(m_oldInLastMinute, tr("request"))));
    draw();
    Q_EMIT changed();
}

void RotationWatch::draw()
{
    if (m_canvas == nullptr) {
        return;
    }
    ChartContent content;
    for (int slice = 0; slice < sliceCount; ++slice) {
        const int secondsAgo = (sliceCount - slice - 1) * static_cast<int>(sliceWidth.count());
        const int minutes = secondsAgo / 60;
        const bool labelled = secondsAgo % 120 == 0;
        content.columns.append({ !labelled ? QString() : minutes == 0 ? tr("now") : tr("−%1 min").arg(minutes),
                                 secondsAgo == 0 ? tr("the last 10 s") : tr("%1 s ago").arg(secondsAgo) });
    }
    const Theme &theme = m_context.theme;
    content.entities.append({ tr("old key"), theme.color(Role::Warn), asReals(m_slices.old), {} });
    content.entities.append({ tr("new key"), theme.color(Role::Accent), asReals(m_slices.fresh), {} });
    // Half a request is no mark of an axis.
    content.valueText = [](double value) {
        return qFuzzyCompare(value + 1, qRound64(value) + 1.0) ? format::count(qRound64(value)) : QString();
    };
    m_canvas->setContent(content);
}

void RotationWatch::showEvent(QShowEvent *event)
{
    m_timer.start();
    ask();
    QWidget::showEvent(event);
}

void RotationWatch::hideEvent(QHideEvent *event)
{
    m_timer.stop();
    QWidget::hideEvent(event);
}

} // namespace patchbay
