// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/row_inspector.h"

#include "models/format/format.h"
#include "models/spend/spend_rows_model.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/themed.h"

#include <QFormLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

QString tokens(const std::optional<std::int64_t> &count)
{
    return count ? format::count(*count) : QString();
}

QString basisWords(Basis basis)
{
    switch (basis) {
    case Basis::Reported: return u"reported by the provider"_s;
    case Basis::Computed: return u"computed from its usage"_s;
    case Basis::Estimated: return u"estimated"_s;
    case Basis::Unknown: break;
    }
    return u"no price is known"_s;
}

} // namespace

RowInspector::RowInspector(const Theme &theme, QWidget *parent)
    : QScrollArea(parent)
    , m_theme(theme)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Row"));
}

void RowInspector::addHeading(const QString &title)
{
    auto *heading = new QLabel(title, widget());
    setTextStyle(heading, m_theme, TypeStep::Strong);
    if (m_column->count() > 0) {
        m_column->addSpacing(8);
    }
    m_column->addWidget(heading);
    m_form = new QFormLayout;
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setHorizontalSpacing(12);
    m_form->setVerticalSpacing(4);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_column->addLayout(m_form);
}

void RowInspector::addFact(const QString &name, const QString &value)
{
    if (value.isEmpty()) {
        return;
    }
    auto *label = new QLabel(name, widget());
    setTextStyle(label, m_theme, TypeStep::Body, Role::Muted);
    auto *shown = new ElidedLabel(m_theme, TypeStep::Body, Role::Text, widget());
    shown->setText(value);
    shown->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    shown->setAccessibleName(name + u' ' + value);
    m_form->addRow(label, shown);
}

void RowInspector::setRow(const AttemptRow *row, const QTimeZone &zone)
{
    m_any = row != nullptr;
    auto *body = new QWidget;
    setBackground(body, m_theme, Role::Raised);
    m_column = new QVBoxLayout(body);
    m_column->setContentsMargins(12, 12, 12, 12);
    m_column->setSpacing(8);
    setWidget(body);
    if (!row) {
        return;
    }
    const AttemptDraft &draft = row->draft;
    const AttemptOutcome &outcome = row->outcome;
    addHeading(outcomeWords(*row));
    addFact(tr("Started"), QLocale::c().toString(localTime(draft.start, zone), u"d MMM yyyy HH:mm:ss.zzz"_s));
    addFact(tr("First token"), outcome.timeToFirstToken ? format::duration(*outcome.timeToFirstToken) : QString());
    addFact(tr("Took"), outcome.duration.count() > 0 ? format::duration(outcome.duration) : QString());
    addFact(tr("Attempt"), QString::number(draft.number));
    addFact(tr("Status"), outcome.httpStatus > 0 ? QString::number(outcome.httpStatus) : QString());
    addFact(tr("Error"), text(outcome.errorMessage));
    addFact(tr("Finish"), text(outcome.finishReason));
    addHeading(tr("Cost"));
    addFact(tr("Cost"), outcome.amount.money ? u"%1$%2"_s.arg(outcome.amount.basis == Basis::Estimated ? u"≈ "_s : QString(),
                                                                text(toDecimalString(*outcome.amount.money)))
                                               : tr("no price"));
    addFact(tr("Basis"), basisWords(outcome.amount.basis));
    addFact(tr("Price list"), text(outcome.amount.priceTable));
    addFact(tr("Reserved"), draft.reserved.nanoDollars > 0 ? format::money(draft.reserved) : QString());
    addHeading(tr("Tokens"));
    const Usage &usage = outcome.usage;
    const std::pair<QString, std::optional<std::int64_t>> counts[] = {
        { tr("In"), usage.promptTokens },        { tr("of which cached"), usage.cachedTokens },
        { tr("written to the cache"), usage.cacheCreationTokens },
        { tr("Out"), usage.completionTokens },   { tr("of which reasoning"), usage.reasoningTokens } };
    for (const auto &[name, count] : counts) {
        addFact(name, tokens(count));
    }
    addHeading(tr("Who and where"));
    const std::pair<QString, std::string> facts[] = {
        { tr("Provider"), draft.provider },      { tr("Model"), draft.model },     { tr("Group"), draft.group },
        { tr("Deployment"), draft.deployment },  { tr("Endpoint"), draft.endpoint }, { tr("Provider key"), draft.providerKey },
        { tr("Virtual key"), draft.virtualKey }, { tr("Team"), draft.team },       { tr("User"), draft.user },
        { tr("Customer"), draft.customer },      { tr("Project"), draft.project }, { tr("Request"), draft.requestId },
        { tr("Attempt id"), draft.attemptId },   { tr("Belongs to"), draft.parent } };
    for (const auto &[name, value] : facts) {
        addFact(name, text(value));
    }
    QStringList tags;
    for (const std::string &tag : draft.tags) {
        tags.append(text(tag));
    }
    addFact(tr("Tags"), tags.join(u", "_s));
    addFact(tr("Simulated"), draft.simulated ? tr("yes, it cost nothing") : QString());
    m_column->addStretch(1);
}

} // namespace patchbay
