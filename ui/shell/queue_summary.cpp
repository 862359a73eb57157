// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/queue_summary.h"

#include "models/format/format.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("patchbay::Queue", text);
}

} // namespace

QueueSummary summarise(const QList<QueueItem> &items)
{
    QueueSummary summary;
    bool allCapped = !items.isEmpty();
    qint64 cap = 0;
    for (const QueueItem &item : items) {
        ++(item.state == u"waiting" ? summary.waiting : summary.running);
        if (item.costNanoDollars >= 0) {
            summary.costNanoDollars = std::max<qint64>(summary.costNanoDollars, 0) + item.costNanoDollars;
            summary.costEstimated = summary.costEstimated || item.costEstimated;
        }
        allCapped = allCapped && item.capNanoDollars >= 0;
        cap += std::max<qint64>(item.capNanoDollars, 0);
    }
    summary.capNanoDollars = allCapped ? cap : -1;
    return summary;
}

QList<Span> summarySpans(const QueueSummary &summary)
{
    if (summary.running + summary.waiting == 0) {
        return { { .text = tr("nothing running") } };
    }
    QStringList counts;
    if (summary.running > 0) {
        counts.append(tr("%1 running").arg(summary.running));
    }
    if (summary.waiting > 0) {
        counts.append(tr("%1 waiting").arg(summary.waiting));
    }
    QList<Span> spans { { .text = counts.join(u" · "_s) } };
    if (summary.costNanoDollars >= 0) {
        spans.append({ .text = u" · "_s });
        const QString sign = summary.costEstimated ? u"≈ "_s : QString();
        spans.append({ .text = sign + format::money(Money { summary.costNanoDollars }), .step = TypeStep::Strong });
        if (summary.capNanoDollars >= 0) {
            spans.append({ .text = u' ' + tr("of %1").arg(format::moneyLimit(Money { summary.capNanoDollars })) });
        }
    }
    return spans;
}

} // namespace patchbay
