// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/prices_page.h"

#include "models/format/format.h"
#include "models/ledger/plausible_time.h"
#include "models/spend/spend_desk.h"
#include "models/spend/spend_sums_model.h"
#include "ui/shell/chrome_widget.h"
#include "ui/spend/day_span.h"
#include "ui/spend/plain_table.h"
#include "ui/widgets/themed.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr QString TokenPrices::*priceFields[] = { &TokenPrices::input, &TokenPrices::cached, &TokenPrices::cacheWrite, &TokenPrices::output };
constexpr const char *priceNames[] = { "priceInput", "priceCached", "priceCacheWrite", "priceOutput" };
constexpr int previewShare = 3, pastShare = 2;

QList<PlainCell> sumCells(const QString &name, const RepricingSum &sum)
{
    const std::int64_t change = sum.after.nanoDollars - sum.before.nanoDollars;
    return { { .text = name, .strong = true },
             { .text = format::count(sum.rows), .order = double(sum.rows) },
             { .text = format::money(sum.before), .order = double(sum.before.nanoDollars) },
             { .text = format::money(sum.after), .order = double(sum.after.nanoDollars) },
             { .text = (change > 0 ? u"+ "_s : change < 0 ? u"− "_s : QString()) + format::money(Money { std::abs(change) }), .order = double(change),
               .role = change > 0 ? std::optional(Role::Warn) : change < 0 ? std::optional(Role::Good) : std::nullopt },
             { .text = sum.pricedFirst > 0 ? format::count(sum.pricedFirst) : format::noValue(), .order = double(sum.pricedFirst) } };
}

} // namespace

PricesPage::PricesPage(const SpendContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(new QLabel(tr("Was a price wrong?"), this))
    , m_detail(new QLabel(this))
    , m_model(new QComboBox(this))
    , m_span(new QComboBox(this))
    , m_days(new DaySpan(context.theme, this))
    , m_source(new QLabel(this))
    , m_keep(new QCheckBox(tr("Use these prices for calls to come as well"), this))
    , m_tell(new QPushButton(tr("Preview"), this))
    , m_apply(new QPushButton(this))
    , m_verdict(new QLabel(this))
    , m_preview(new PlainTable(context.theme, this))
    , m_pastTitle(new QLabel(tr("Computed anew before"), this))
    , m_past(new PlainTable(context.theme, this))
{
    setBackground(this, context.theme, Role::Surface);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(buildForm());
    buildTables(column);
    connect(m_model, &QComboBox::currentIndexChanged, this, &PricesPage::showModel);
    connect(m_span, &QComboBox::currentIndexChanged, this, &PricesPage::forget);
    connect(m_days, &DaySpan::chosen, this, &PricesPage::forget);
    for (QLineEdit *price : m_prices) {
        connect(price, &QLineEdit::textChanged, this, &PricesPage::forget);
        connect(price, &QLineEdit::returnPressed, this, &PricesPage::tell);
    }
    connect(m_tell, &QPushButton::clicked, this, &PricesPage::tell);
    connect(m_apply, &QPushButton::clicked, this, &PricesPage::apply);
}

QWidget *PricesPage::buildHead()
{
    auto *head = new ChromeWidget(m_context.theme, Role::Surface, Qt::BottomEdge, this);
    setTextStyle(m_title, m_context.theme, TypeStep::Hero);
    setTextStyle(m_detail, m_context.theme, TypeStep::Body, Role::Muted);
    m_detail->setText(tr("Recorded amounts can be computed anew by the price lists of now, or by prices that you correct. What a provider told "
                         "itself stays; the earlier amounts are kept beside the new ones."));
    m_detail->setWordWrap(true);
    auto *words = new QVBoxLayout(head);
    words->setContentsMargins(12, 16, 12, 12);
    words->setSpacing(4);
    words->addWidget(m_title);
    words->addWidget(m_detail);
    return head;
}

QWidget *PricesPage::buildForm()
{
    auto *form = new ChromeWidget(m_context.theme, Role::Surface, Qt::BottomEdge, this);
    m_model->setObjectName(u"repriceModel"_s);
    m_span->setObjectName(u"repriceSpan"_s);
    m_keep->setObjectName(u"repriceKeep"_s);
    m_tell->setObjectName(u"repriceTell"_s);
    m_apply->setObjectName(u"repriceApply"_s);
    setPrimary(m_apply);
    setTextStyle(m_source, m_context.theme, TypeStep::Meta, Role::Muted);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    const auto add = [&](const QString &label, QWidget *field, int place, int stretch) {
        auto *name = new QLabel(label, form);
        setTextStyle(name, m_context.theme, TypeStep::Meta, Role::Muted);
        name->setBuddy(field);
        field->setAccessibleName(label);
        grid->addWidget(name, 0, place);
        grid->addWidget(field, 1, place);
        grid->setColumnStretch(place, stretch);
    };
    add(tr("Model"), m_model, 0, 4);
    add(tr("Span"), m_span, 1, 3);
    const QString labels[] = { tr("Input, $ a million"), tr("Cached input"), tr("Cache writes"), tr("Output") };
    for (std::size_t price = 0; price < std::size(m_prices); ++price) {
        m_prices[price] = new QLineEdit(form);
        m_prices[price]->setObjectName(QString::fromLatin1(priceNames[price]));
        add(labels[price], m_prices[price], static_cast<int>(price) + 2, 2);
    }
    auto *foot = new QHBoxLayout;
    foot->setSpacing(12);
    foot->addWidget(m_days);
    foot->addWidget(m_source, 1);
    foot->addWidget(m_keep);
    foot->addWidget(m_tell);
    foot->addWidget(m_apply);
    auto *column = new QVBoxLayout(form);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(12);
    column->addLayout(grid);
    column->addLayout(foot);
    return form;
}

void PricesPage::buildTables(QVBoxLayout *column)
{
    m_verdict->setObjectName(u"repriceVerdict"_s);
    setTextStyle(m_verdict, m_context.theme, TypeStep::Body, Role::Muted);
    m_verdict->setWordWrap(true);
    m_verdict->setContentsMargins(12, 8, 12, 8);
    m_preview->setObjectName(u"repriceTable"_s);
    m_preview->setAccessibleName(tr("What changes, by model"));
    m_preview->setColumns({ { tr("Model"), 280, false, true },
                            { tr("Rows"), 110, true },
                            { tr("Before"), 120, true },
                            { tr("After"), 120, true },
                            { tr("Change"), 120, true },
                            { tr("Had no price"), 110, true } });
    setTextStyle(m_pastTitle, m_context.theme, TypeStep::Strong);
    m_pastTitle->setContentsMargins(12, 12, 12, 8);
    m_past->setObjectName(u"repricePast"_s);
    m_past->setAccessibleName(m_pastTitle->text());
    m_past->setColumns({ { tr("When"), 280, false, true },
                         { tr("Rows"), 110, true },
                         { tr("Before"), 120, true },
                         { tr("Now"), 120, true },
                         { tr("Change"), 120, true },
                         { tr("Had no price"), 110, true } });
    column->addWidget(m_verdict);
    column->addWidget(m_preview, previewShare);
    column->addWidget(m_pastTitle);
    column->addWidget(m_past, pastShare);
    column->addStretch(); // without tables the head stays on top
}

void PricesPage::start(const QTimeZone &zone)
{
    m_zone = zone;
    const int span = m_span->currentIndex();
    m_span->clear();
    for (const SpendPreset preset : { SpendPreset::All, SpendPreset::ThisMonth, SpendPreset::LastMonth, SpendPreset::Last7Days,
                                      SpendPreset::Last30Days, SpendPreset::Last90Days, SpendPreset::ThisYear, SpendPreset::Own }) {
        m_span->addItem(presetName(preset), static_cast<int>(preset));
    }
    const QDate today = localTime(m_context.desk.now(), m_zone).date();
    m_days->setBounds(localTime(earliestCall, QTimeZone::utc()).date(), today);
    m_days->setDays(span < 0 ? today.addDays(1 - today.day()) : m_days->first(), span < 0 ? today : m_days->last());
    m_span->setCurrentIndex(std::max(0, span));
    m_keep->setVisible(m_context.books->keepsPrices() && !m_context.desk.isSample());
    readModels();
    readPast();
    forget();
}

void PricesPage::readModels()
{
    const SpendRequest request { .by = { SpendDimension::Provider, SpendDimension::Model }, .withSimulated = m_context.desk.isSample() };
    ++m_pending;
    m_context.desk.read(request, this, [this](const Result<QList<SpendRow>> &rows) {
        --m_pending;
        const QString before = m_model->currentData().toString();
        QList<SpendRow> known = rows.value_or(QList<SpendRow> {});
        std::ranges::stable_sort(known, std::greater {}, [](const SpendRow &row) { return row.known.value_or(Money {}).nanoDollars; });
        m_model->clear();
        m_model->addItem(tr("All models, by the lists of now"), QString());
        for (const SpendRow &row : std::as_const(known)) {
            const QString name = row.values.join(u'/');
            m_model->addItem(u"%1  (%2)"_s.arg(name, amountText(row)), name);
        }
        m_model->setCurrentIndex(std::max(0, m_model->findData(before)));
        showModel();
    });
}

void PricesPage::readPast()
{
    ++m_pending;
    m_context.books->readRepricings(this, [this](const Result<QList<PastRepricing>> &past) {
        --m_pending;
        QList<QList<PlainCell>> rows;
        for (const PastRepricing &one : past.value_or(QList<PastRepricing> {})) {
            QList<PlainCell> cells = sumCells(format::relativeTime(localTime(one.at, m_zone), localTime(m_context.desk.now(), m_zone)),
                                              { one.rows, one.before, one.now, one.hadNoPrice });
            cells.first().order = double(one.at.time_since_epoch().count());
            rows.append(cells);
        }
        m_past->setRows(rows);
        m_pastTitle->setVisible(!rows.isEmpty());
        m_past->setVisible(!rows.isEmpty());
    });
}

void PricesPage::showModel()
{
    const QString model = m_model->currentData().toString();
    const Catalog *catalog = m_context.books->catalog();
    const ModelEntry *entry = catalog == nullptr || model.isEmpty()
        ? nullptr
        : catalog->model(model.section(u'/', 0, 0).toStdString(), model.section(u'/', 1).toStdString());
    m_listed = tokenPrices(entry);
    for (std::size_t price = 0; price < std::size(m_prices); ++price) {
        m_prices[price]->setText(m_listed.*priceFields[price]);
        m_prices[price]->setEnabled(!model.isEmpty());
        m_prices[price]->setPlaceholderText(model.isEmpty() ? tr("by the list") : tr("none"));
    }
    m_source->setText(model.isEmpty()    ? tr("Choose a model to correct its prices.")
                          : entry == nullptr ? tr("No list has a price of this model.")
                                             : tr("Listed by %1, %2.").arg(QString::fromStdString(entry->source), QString::fromStdString(entry->date)));
    forget();
}

TokenPrices PricesPage::written() const
{
    TokenPrices written;
    for (std::size_t price = 0; price < std::size(m_prices); ++price) {
        written.*priceFields[price] = m_prices[price]->text().trimmed();
    }
    return written;
}

bool PricesPage::isCorrected() const
{
    return !m_model->currentData().toString().isEmpty() && written() != m_listed;
}

void PricesPage::forget()
{
    ++m_asked;
    m_report.reset();
    m_days->setVisible(span().preset == SpendPreset::Own);
    m_preview->setRows({});
    m_preview->hide();
    m_verdict->setText(isCorrected() ? tr("Corrected by you. Preview tells what would change; nothing is written yet.")
                                     : tr("Preview tells what would change; nothing is written yet."));
    showButtons();
}

void PricesPage::showButtons()
{
    const std::int64_t rows = m_report ? m_report->changed.rows : 0;
    m_apply->setText(rows > 0 ? tr("Recompute %1").arg(format::counted(rows, tr("row"))) : tr("Recompute"));
    setWhyNot(m_apply, rows > 0 ? QString() : m_report ? tr("Nothing would change") : tr("Preview it first"));
    m_keep->setEnabled(isCorrected());
    m_keep->setChecked(m_keep->isEnabled());
}

SpendSpan PricesPage::span() const
{
    return { static_cast<SpendPreset>(m_span->currentData().toInt()), m_days->first(), m_days->last() };
}

std::expected<SpendBooks::Repricing, QString> PricesPage::question() const
{
    SpendBooks::Repricing asked;
    if (const std::optional<SpendRange> range = rangeOf(span(), m_context.desk.now(), m_zone)) {
        asked.from = range->from;
        asked.to = range->to;
    }
    const QString model = m_model->currentData().toString();
    asked.provider = model.section(u'/', 0, 0);
    asked.model = model.section(u'/', 1);
    if (!isCorrected()) {
        return asked;
    }
    const Catalog *catalog = m_context.books->catalog();
    const ModelEntry *listed = catalog == nullptr ? nullptr : catalog->model(asked.provider.toStdString(), asked.model.toStdString());
    ModelEntry entry;
    if (listed != nullptr) {
        entry = *listed;
    }
    entry.provider = asked.provider.toStdString();
    entry.name = asked.model.toStdString();
    const QString today = localTime(m_context.desk.now(), m_zone).date().toString(Qt::ISODate);
    std::expected<ModelEntry, QString> corrected = withTokenPrices(std::move(entry), written(), u"own"_s, today);
    if (!corrected) {
        return std::unexpected(corrected.error());
    }
    asked.corrected = std::move(*corrected);
    return asked;
}

void PricesPage::tell()
{
    const std::expected<SpendBooks::Repricing, QString> asked = question();
    if (!asked) {
        m_verdict->setText(asked.error());
        return;
    }
    m_verdict->setText(tr("Reading…"));
    ++m_pending;
    m_context.books->reprice(*asked, this, [this, mine = ++m_asked](const Result<RepricingReport> &report) {
        --m_pending;
        if (mine == m_asked) {
            take(report, false);
        }
    });
}

void PricesPage::apply()
{
    std::expected<SpendBooks::Repricing, QString> asked = question();
    if (!asked || !m_report) {
        return;
    }
    asked->apply = true;
    asked->keepPrice = m_keep->isVisible() && m_keep->isChecked();
    m_apply->setEnabled(false);
    m_verdict->setText(tr("Writing…"));
    ++m_pending;
    m_context.books->reprice(*asked, this, [this](const Result<RepricingReport> &report) {
        --m_pending;
        take(report, true);
        if (report) {
            readModels();
            readPast();
        } else {
            showButtons();
        }
    });
}

void PricesPage::take(const Result<RepricingReport> &report, bool applied)
{
    if (!report) {
        m_verdict->setText(QString::fromStdString(report.error().message));
        return;
    }
    QStringList words { tr("%1 looked at, %2 %3.").arg(format::counted(report->looked, tr("row")), format::count(report->changed.rows),
                                                       applied ? tr("changed") : tr("would change")) };
    if (report->reported > 0) {
        words.append(tr("%1 were told by the provider and stay.").arg(format::count(report->reported)));
    }
    if (report->noPrice > 0) {
        words.append(tr("%1 have no price now and stay.").arg(format::count(report->noPrice)));
    }
    if (applied) {
        Q_EMIT said(words.first());
        return; // the form begins anew
    }
    m_report = *report;
    QList<QList<PlainCell>> rows;
    for (const auto &[model, sum] : report->byModel) {
        rows.append(sumCells(QString::fromStdString(model), sum));
    }
    m_preview->setRows(rows);
    m_preview->setVisible(!rows.isEmpty());
    m_verdict->setText(words.join(u' '));
    showButtons();
}

QString PricesPage::verdict() const { return m_verdict->text(); }

void PricesPage::focusFirst()
{
    m_model->setFocus(Qt::OtherFocusReason);
}

} // namespace patchbay
