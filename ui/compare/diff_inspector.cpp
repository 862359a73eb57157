// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/diff_inspector.h"

#include "models/compare/different_facts.h"
#include "models/compare/turn_live.h"
#include "models/format/format.h"
#include "ui/compare/diff_page.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/diff_view.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/themed.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr qsizetype mostFacts = 12;

} // namespace

DiffInspector::DiffInspector(const CompareContext &context, QWidget *parent)
    : QWidget(parent)
    , m_theme(context.theme)
    , m_layout(new QVBoxLayout(this))
    , m_count(new QLabel(this))
    , m_factsHeading(new QLabel(tr("Facts that differ"), this))
    , m_facts(new QWidget(this))
    , m_verdict(new QLabel(this))
{
    setBackground(this, m_theme, Role::Raised);
    m_layout->setContentsMargins(12, 12, 12, 12);
    m_layout->setSpacing(8);
    const auto heading = [this](QLabel *label) { setTextStyle(label, m_theme, TypeStep::Strong); };
    auto *title = new QLabel(tr("What changed"), this);
    heading(title);
    setTextStyle(m_count, m_theme, TypeStep::Meta, Role::Muted);
    auto *head = new QHBoxLayout;
    head->addWidget(title, 1);
    head->addWidget(m_count);
    m_layout->addLayout(head);
    auto *form = new QFormLayout;
    form->setVerticalSpacing(6);
    m_kept = addRow(form, tr("Words kept"), Role::Text);
    m_removed = addRow(form, tr("Removed"), Role::Bad);
    m_added = addRow(form, tr("Added"), Role::Good);
    m_similarity = addRow(form, tr("Similarity"), Role::Text);
    m_layout->addLayout(form);
    heading(m_factsHeading);
    m_layout->addSpacing(8);
    m_layout->addWidget(m_factsHeading);
    m_layout->addWidget(m_facts);
    auto *verdictTitle = new QLabel(tr("Verdict"), this);
    heading(verdictTitle);
    m_layout->addSpacing(8);
    m_layout->addWidget(verdictTitle);
    setTextStyle(m_verdict, m_theme, TypeStep::Body);
    m_verdict->setWordWrap(true);
    m_layout->addWidget(m_verdict);
    m_layout->addStretch(1);
}

QLabel *DiffInspector::addRow(QFormLayout *form, const QString &text, Role role)
{
    auto *label = new QLabel(text, this);
    auto *value = new QLabel(this);
    setTextStyle(label, m_theme, TypeStep::Body, Role::Muted);
    setTextStyle(value, m_theme, TypeStep::Body, role);
    value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    value->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    form->addRow(label, value);
    return value;
}

void DiffInspector::setPage(DiffPage *page)
{
    if (m_page == page) {
        return;
    }
    if (m_page != nullptr) {
        disconnect(m_page, nullptr, this, nullptr);
    }
    m_page = page;
    if (page != nullptr) {
        connect(page, &DiffPage::changed, this, &DiffInspector::refresh);
        connect(page, &QObject::destroyed, this, [this] { m_page = nullptr; });
        refresh();
    }
}

namespace {

// "1.79 s sooner", "as fast"; empty where it cannot be said.
QString speedWords(const TurnMetrics &baseline, const TurnMetrics &candidate)
{
    if (baseline.totalMicroseconds < 0 || candidate.totalMicroseconds < 0) {
        return {};
    }
    const qint64 difference = candidate.totalMicroseconds - baseline.totalMicroseconds;
    const QString span = format::duration(std::chrono::microseconds(std::abs(difference)));
    return difference == 0 ? DiffInspector::tr("answers as fast")
        : difference < 0   ? DiffInspector::tr("answers %1 sooner").arg(span)
                           : DiffInspector::tr("answers %1 later").arg(span);
}

QString priceWords(const TurnMetrics &baseline, const TurnMetrics &candidate)
{
    if (baseline.costNanoDollars <= 0 || candidate.costNanoDollars < 0) {
        return {};
    }
    const double share = static_cast<double>(candidate.costNanoDollars) / static_cast<double>(baseline.costNanoDollars);
    if (share > 0.95 && share < 1.05) {
        return DiffInspector::tr("for about the same price");
    }
    return share < 1 ? DiffInspector::tr("for %1 of the price").arg(format::percent(share))
                     : DiffInspector::tr("for %1 times the price").arg(QString::number(share, 'f', 1));
}

} // namespace

QString DiffInspector::verdict(const TurnLive &baseline, const TurnLive &candidate)
{
    if (!baseline.isFinished() || !candidate.isFinished()) {
        return tr("One of the answers is still under way.");
    }
    const QString speed = speedWords(baseline.metrics, candidate.metrics);
    const QString price = priceWords(baseline.metrics, candidate.metrics);
    if (speed.isEmpty() && price.isEmpty()) {
        return tr("Time and price of these answers cannot be compared.");
    }
    const QString words =
        speed.isEmpty() ? tr("comes %1").arg(price) : QStringList { speed, price }.join(u' ').trimmed();
    return tr("The candidate %1.").arg(words);
}

void DiffInspector::refresh()
{
    if (m_page == nullptr) {
        return;
    }
    const TurnLive *baseline = m_page->baseline();
    const TurnLive *candidate = m_page->candidate();
    if (baseline == nullptr || candidate == nullptr) {
        m_verdict->setText(tr("A diff needs two answers."));
        return;
    }
    m_verdict->setText(verdict(*baseline, *candidate));
    refreshCounts();
    refreshFacts();
}

void DiffInspector::refreshCounts()
{
    const TextDiff &difference = m_page->difference();
    m_count->setText(format::counted(m_page->view()->changeCount(), tr("change")));
    m_kept->setText(
        tr("%1 of %2")
            .arg(format::count(difference.wordsKept), format::count(difference.wordsKept + difference.wordsRemoved)));
    m_removed->setText(difference.wordsRemoved > 0 ? format::signedCount(-difference.wordsRemoved) : u"0"_s);
    m_added->setText(difference.wordsAdded > 0 ? format::signedCount(difference.wordsAdded) : u"0"_s);
    m_similarity->setText(QString::number(difference.similarity, 'f', 2));
}

void DiffInspector::refreshFacts()
{
    const QList<DifferentFact> facts = differentFacts(m_page->baseline()->text, m_page->candidate()->text);
    delete m_facts->layout();
    qDeleteAll(m_facts->findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    auto *column = new QVBoxLayout(m_facts);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    for (const DifferentFact &fact : facts.first(std::min<qsizetype>(facts.size(), mostFacts))) {
        auto *row = new QHBoxLayout;
        auto *name = new ElidedLabel(m_theme, TypeStep::Meta, Role::Text, m_facts);
        name->setText(fact.name);
        row->addWidget(name, 1);
        const auto addValue = [&](const QString &value, Chip::Tone tone) {
            auto *chip = new Chip(m_theme, {}, value.isEmpty() ? tr("not mentioned") : value, m_facts);
            chip->setTone(tone);
            chip->setMaximumTextWidth(96);
            chip->setFocusPolicy(Qt::NoFocus);
            chip->setAttribute(Qt::WA_TransparentForMouseEvents);
            row->addWidget(chip);
        };
        addValue(fact.baseline, Chip::Tone::Bad);
        addValue(fact.candidate, Chip::Tone::Good);
        column->addLayout(row);
    }
    m_factsHeading->setVisible(!facts.isEmpty());
    m_facts->setVisible(!facts.isEmpty());
}

} // namespace patchbay
