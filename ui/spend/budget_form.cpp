// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/budget_form.h"

#include "models/spend/spend_desk.h"
#include "ui/widgets/themed.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr BudgetPeriod periods[] = { BudgetPeriod::Day, BudgetPeriod::Week, BudgetPeriod::Month };
constexpr int everything = -1;
constexpr qsizetype valuesShown = 200;

// "12.5"
QString plainDollars(Money money)
{
    return QString::fromStdString(Rate::parse(toDecimalString(money)).value_or(Rate()).toString());
}

QString capital(QString words)
{
    words[0] = words[0].toUpper();
    return words;
}

} // namespace

BudgetForm::BudgetForm(const SpendContext &context, QWidget *parent)
    : FormStrip(context.theme, {}, parent)
    , m_context(context)
    , m_name(new QLineEdit(this))
    , m_of(new QComboBox(this))
    , m_value(new QComboBox(this))
    , m_limit(new QLineEdit(this))
    , m_period(new QComboBox(this))
    , m_hard(new QComboBox(this))
    , m_group(new QLineEdit(this))
    , m_notify(new QCheckBox(tr("Desktop notification at 50, 80 and 100 %"), this))
    , m_webhook(new QLineEdit(this))
    , m_save(new QPushButton(tr("Save"), this))
{
    setObjectName(u"budgetForm"_s);
    buildFields();
    m_save->setObjectName(u"saveBudget"_s);
    setPrimary(m_save);
    buttons()->addWidget(m_save);
    connect(m_of, &QComboBox::currentIndexChanged, this, &BudgetForm::showValues);
    connect(m_save, &QPushButton::clicked, this, &BudgetForm::save);
    connect(m_hard, &QComboBox::currentIndexChanged, this, &BudgetForm::showGroup);
    for (QLineEdit *field : { m_name, m_limit, m_group, m_webhook }) {
        connect(field, &QLineEdit::returnPressed, this, &BudgetForm::save);
    }
}

void BudgetForm::buildFields()
{
    m_name->setObjectName(u"budgetName"_s);
    m_of->setObjectName(u"budgetOf"_s);
    m_value->setObjectName(u"budgetValue"_s);
    m_limit->setObjectName(u"budgetLimit"_s);
    m_period->setObjectName(u"budgetPeriod"_s);
    m_hard->setObjectName(u"budgetHard"_s);
    m_group->setObjectName(u"budgetGroup"_s);
    m_group->setPlaceholderText(tr("group of models"));
    m_group->setAccessibleName(tr("Group of models that calls go to"));
    m_notify->setObjectName(u"budgetNotify"_s);
    m_webhook->setObjectName(u"budgetWebhook"_s);
    m_of->addItem(tr("Everything"), everything);
    for (const SpendDimension dimension : budgetDimensions()) {
        m_of->addItem(capital(dimensionWords(dimension)), static_cast<int>(dimension));
    }
    m_value->setEditable(true);
    m_value->setInsertPolicy(QComboBox::NoInsert);
    m_value->setAccessibleName(tr("Which one"));
    m_limit->setPlaceholderText(tr("dollars, as in 50 or 12.50"));
    for (const BudgetPeriod period : periods) {
        m_period->addItem(tr("a %1").arg(budgetPeriodName(period)), static_cast<int>(period));
    }
    m_period->setAccessibleName(tr("Begins again"));
    m_hard->addItem(tr("Warn only"), static_cast<int>(BudgetHard::None));
    m_hard->addItem(tr("Refuse calls before they are sent"), static_cast<int>(BudgetHard::Stop));
    m_hard->addItem(tr("Send calls of a gateway to"), static_cast<int>(BudgetHard::DownRoute));
    m_webhook->setPlaceholderText(tr("https://…, told of the same steps; empty: nobody is"));
    const auto pair = [this](QWidget *first, QWidget *second) {
        auto *both = new QWidget(this);
        auto *row = new QHBoxLayout(both);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(8);
        row->addWidget(first, 1);
        row->addWidget(second, 1);
        return both;
    };
    addField(tr("Name"), m_name, 0, 0);
    addField(tr("Limit"), pair(m_limit, m_period), 0, 1);
    m_limit->setAccessibleName(tr("Limit"));
    addField(tr("Of"), pair(m_of, m_value), 1, 0);
    m_of->setAccessibleName(tr("Of"));
    addField(tr("When it is spent"), pair(m_hard, m_group), 1, 1);
    m_hard->setAccessibleName(tr("When it is spent"));
    addField(tr("Webhook"), m_webhook, 2, 0);
    addField(tr("Tell"), m_notify, 2, 1);
}

void BudgetForm::startNew(BudgetDesk &desk)
{
    m_replaced.clear();
    setTitle(tr("New budget"));
    start(desk, { .name = {}, .limit = {} });
}

void BudgetForm::startEdit(BudgetDesk &desk, const SpendBudget &budget)
{
    m_replaced = budget.name;
    setTitle(tr("Edit %1").arg(budget.name));
    start(desk, budget);
}

void BudgetForm::start(BudgetDesk &desk, const SpendBudget &budget)
{
    m_desk = &desk;
    m_name->setText(budget.name);
    m_of->setCurrentIndex(m_of->findData(budget.of ? static_cast<int>(*budget.of) : everything));
    showValues();
    m_value->setCurrentText(budget.value);
    m_limit->setText(budget.limit.nanoDollars > 0 ? plainDollars(budget.limit) : QString());
    m_period->setCurrentIndex(m_period->findData(static_cast<int>(budget.period)));
    m_hard->setCurrentIndex(m_hard->findData(static_cast<int>(budget.hard)));
    m_group->setText(budget.group);
    showGroup();
    m_notify->setChecked(budget.notify);
    m_webhook->setText(budget.webhook);
    showState({}, tr("It counts what the ledger has of this period already."));
    m_name->setFocus(Qt::OtherFocusReason);
}

void BudgetForm::showGroup()
{
    m_group->setVisible(m_hard->currentData().toInt() == static_cast<int>(BudgetHard::DownRoute));
}

// Those that the ledger knows; another one can be typed.
void BudgetForm::showValues()
{
    const int of = m_of->currentData().toInt();
    const quint64 asked = ++m_asked;
    m_value->setEnabled(of != everything);
    m_value->clear();
    m_value->lineEdit()->setPlaceholderText(of == everything ? tr("all that is sent") : tr("name"));
    if (of == everything || m_desk == nullptr) {
        return;
    }
    const auto dimension = static_cast<SpendDimension>(of);
    const SpendRequest request { .by = { dimension }, .withSimulated = m_desk->isSample() };
    m_context.desk.read(request, this, [this, asked, dimension](const SpendDesk::Rows &rows) {
        if (asked != m_asked || !rows) {
            return;
        }
        const QString typed = m_value->currentText();
        QList<SpendRow> known = *rows;
        known.removeIf([](const SpendRow &row) { return row.values.first().isEmpty(); });
        std::ranges::stable_sort(known, std::greater {}, [](const SpendRow &row) { return row.known.value_or(Money {}).nanoDollars; });
        for (const SpendRow &row : known.first(std::min(valuesShown, known.size()))) {
            m_value->addItem(entityName(dimension, row.values.first(), m_context.desk.names()), row.values.first());
        }
        const int place = m_value->findData(typed);
        m_value->setCurrentIndex(place);
        if (place < 0) {
            m_value->setCurrentText(typed);
        }
    });
}

QString BudgetForm::chosenValue() const
{
    const QString text = m_value->currentText().trimmed();
    const int listed = m_value->findText(text);
    return listed >= 0 ? m_value->itemData(listed).toString() : text;
}

void BudgetForm::save()
{
    SpendBudget budget { .name = m_name->text().trimmed(), .limit = {} };
    const int of = m_of->currentData().toInt();
    if (of != everything) {
        budget.of = static_cast<SpendDimension>(of);
        budget.value = chosenValue();
    }
    const std::optional<Money> limit = budgetLimitFrom(m_limit->text());
    budget.webhook = m_webhook->text().trimmed();
    budget.hard = static_cast<BudgetHard>(m_hard->currentData().toInt());
    budget.group = budget.hard == BudgetHard::DownRoute ? m_group->text().trimmed() : QString();
    const std::optional<QString> bad = wrongWebhook(budget.webhook).or_else([&] { return wrongDownRoute(budget); });
    if (budget.name.isEmpty() || (budget.of && budget.value.isEmpty()) || !limit || bad) {
        showProblem(budget.name.isEmpty()                     ? tr("The budget wants a name.")
                        : budget.of && budget.value.isEmpty() ? tr("Which %1 is it of?").arg(dimensionWords(*budget.of))
                        : !limit                              ? tr("The limit wants dollars above 0.")
                                                              : *bad);
        return;
    }
    budget.limit = *limit;
    budget.period = static_cast<BudgetPeriod>(m_period->currentData().toInt());
    budget.notify = m_notify->isChecked();
    m_save->setEnabled(false);
    m_desk->put(m_replaced, budget, this, [this, name = budget.name](const Result<void> &done) {
        m_save->setEnabled(true);
        if (!done) {
            showProblem(QString::fromStdString(done.error().message));
        } else {
            Q_EMIT saved(name);
        }
    });
}

} // namespace patchbay
