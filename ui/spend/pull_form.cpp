// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/pull_form.h"

#include "ui/spend/day_span.h"
#include "ui/widgets/themed.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int yearsBack = 5;
constexpr int daysOfActivity = 30; // that OpenRouter tells

} // namespace

PullForm::PullForm(const Theme &theme, QWidget *parent)
    : FormStrip(theme, tr("Ask a provider for its bill"), parent)
    , m_provider(new QComboBox(this))
    , m_days(new DaySpan(theme, this))
    , m_ask(new QPushButton(tr("Ask"), this))
{
    setObjectName(u"pullForm"_s);
    m_provider->setObjectName(u"pullProvider"_s);
    m_provider->setAccessibleName(tr("Provider"));
    for (const auto &[provider, name] : providers()) {
        m_provider->addItem(name, provider);
    }
    m_days->setObjectName(u"pullDays"_s);
    m_ask->setObjectName(u"pullAsk"_s);
    setPrimary(m_ask);
    // As wide as its days, however wide the strip.
    auto *days = new QWidget(this);
    auto *row = new QHBoxLayout(days);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_days);
    row->addStretch(1);
    addField(tr("Provider"), m_provider, 0, 0);
    addField(tr("Days of UTC, the last one included"), days, 0, 1);
    buttons()->addWidget(m_ask);
    connect(m_provider, &QComboBox::currentIndexChanged, this, &PullForm::setBounds);
    connect(m_ask, &QPushButton::clicked, this, [this] { Q_EMIT pullWanted(m_provider->currentData().toString(), m_days->first(), m_days->last()); });
}

QList<std::pair<QString, QString>> PullForm::providers()
{
    return { { u"openai"_s, u"OpenAI"_s }, { u"anthropic"_s, u"Anthropic"_s }, { u"openrouter"_s, u"OpenRouter"_s } };
}

void PullForm::start(QDate yesterday)
{
    m_yesterday = yesterday;
    setBounds();
    m_days->setDays(QDate(yesterday.year(), yesterday.month(), 1), yesterday);
    m_provider->setFocus(Qt::OtherFocusReason);
}

void PullForm::setBounds()
{
    const bool isShort = m_provider->currentData().toString() == u"openrouter";
    m_days->setBounds(isShort ? m_yesterday.addDays(1 - daysOfActivity) : m_yesterday.addYears(-yearsBack), m_yesterday);
    showState({}, isShort ? tr("OpenRouter tells its last %1 days.").arg(daysOfActivity) : QString());
}

} // namespace patchbay
