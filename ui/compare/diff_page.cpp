// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/diff_page.h"

#include "models/compare/comparison.h"
#include "models/compare/pane_name.h"
#include "models/compare/entity_slots.h"
#include "models/compare/readable_text.h"
#include "ui/compare/diff_header.h"
#include "ui/compare/diff_metrics.h"
#include "ui/compare/line.h"
#include "ui/widgets/diff_view.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/swatch.h"
#include "ui/widgets/themed.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

DiffPage::DiffPage(const CompareContext &context, Comparison &comparison, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_comparison(comparison)
    , m_pickers(nullptr)
    , m_left(new DiffHeader(context, tr("baseline"), this))
    , m_right(new DiffHeader(context, tr("candidate"), this))
    , m_view(new DiffView(context.theme, this))
    , m_metrics(new DiffMetrics(context.theme, this))
{
    m_pickers = createPickers();
    setBackground(this, context.theme, Role::Surface);
    m_view->setGapTexts(tr("nothing in the baseline"), tr("nothing in the candidate"));
    auto *headers = new QHBoxLayout;
    headers->setSpacing(0);
    headers->addWidget(m_left, 1);
    headers->addSpacing(DiffView::stripWidth());
    headers->addWidget(m_right, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(createOptions());
    layout->addWidget(new Line(context.theme, Qt::Horizontal, this));
    layout->addLayout(headers);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_metrics);
    connect(m_view, &DiffView::currentChangeChanged, this, &DiffPage::showPosition);
    connect(&comparison, &Comparison::turnFinished, this, &DiffPage::refresh);
    connect(&comparison, &Comparison::panesChanged, this, [this] { choosePanes(paneOf(m_baseline)); });
    connect(&comparison, &Comparison::paneEdited, this, [this] {
        fillPickers();
        refreshHeaders();
    });
}

QWidget *DiffPage::createPickers()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_baseline = new QComboBox(row);
    m_candidate = new QComboBox(row);
    const auto add = [&](const QString &text, QComboBox *picker) {
        auto *label = new QLabel(text, row);
        setTextStyle(label, m_context.theme, TypeStep::Body, Role::Muted);
        picker->setAccessibleName(text);
        picker->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        picker->setMinimumContentsLength(14);
        layout->addWidget(label);
        layout->addWidget(picker);
        connect(picker, &QComboBox::activated, this, &DiffPage::refresh);
    };
    add(tr("Baseline"), m_baseline);
    add(tr("Candidate"), m_candidate);
    auto *swap = new QToolButton(row);
    swap->setAutoRaise(true);
    swap->setToolTip(tr("Exchange baseline and candidate"));
    swap->setAccessibleName(swap->toolTip());
    setThemedIcon(swap, m_context.theme, u"exchange-positions"_s);
    layout->addWidget(swap);
    connect(swap, &QToolButton::clicked, this, [this] {
        const int baseline = m_baseline->currentIndex();
        m_baseline->setCurrentIndex(m_candidate->currentIndex());
        m_candidate->setCurrentIndex(baseline);
        refresh();
    });
    return row;
}

QWidget *DiffPage::createOptions()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(12, 3, 12, 3);
    layout->setSpacing(12);
    setCompactControls(row);
    m_kind = new SegmentedControl(m_context.theme, row);
    for (const QString &kind : { tr("Words"), tr("Lines"), tr("JSON") }) {
        m_kind->addSegment(kind);
    }
    m_kind->setAccessibleName(tr("Unit of the diff"));
    m_ignoreSpace = new QCheckBox(tr("Ignore white space"), row);
    m_ignoreSpace->setChecked(true);
    m_onlyChanges = new QCheckBox(tr("Only changes"), row);
    m_position = new QLabel(row);
    setTextStyle(m_position, m_context.theme, TypeStep::Body, Role::Muted);
    m_previous = new QToolButton(row);
    m_next = new QToolButton(row);
    setThemedIcon(m_previous, m_context.theme, u"go-up"_s);
    setThemedIcon(m_next, m_context.theme, u"go-down"_s);
    m_previous->setToolTip(tr("Previous change (Shift+F3)"));
    m_next->setToolTip(tr("Next change (F3)"));
    m_previous->setShortcut(QKeySequence(Qt::SHIFT | Qt::Key_F3));
    m_next->setShortcut(QKeySequence(Qt::Key_F3));
    layout->addWidget(m_kind);
    layout->addWidget(m_ignoreSpace);
    layout->addWidget(m_onlyChanges);
    layout->addStretch(1);
    layout->addWidget(m_position);
    for (QToolButton *button : { m_previous, m_next }) {
        button->setAutoRaise(true);
        button->setAccessibleName(button->toolTip());
        layout->addWidget(button);
    }
    connect(m_kind, &SegmentedControl::currentChanged, this, &DiffPage::refresh);
    connect(m_ignoreSpace, &QCheckBox::toggled, this, &DiffPage::refresh);
    connect(m_onlyChanges, &QCheckBox::toggled, this, &DiffPage::refresh);
    connect(m_previous, &QToolButton::clicked, this, [this] { m_view->previousChange(); });
    connect(m_next, &QToolButton::clicked, this, [this] { m_view->nextChange(); });
    return row;
}

int DiffPage::paneOf(const QComboBox *picker) const
{
    return picker->currentIndex() < 0 ? -1 : m_comparison.indexOfPane(picker->currentData().toULongLong());
}

void DiffPage::fillPickers()
{
    for (QComboBox *picker : { m_baseline, m_candidate }) {
        const QVariant chosen = picker->currentData();
        picker->clear();
        for (int index = 0; index < m_comparison.paneCount(); ++index) {
            const ModelFacts facts = m_context.models.facts(m_comparison.pane(index).model);
            const QIcon swatch = Swatch::icon(m_context.theme, m_context.entities.slotOf(facts.model));
            const QString name = paneName(m_comparison, index);
            picker->addItem(swatch, name.isEmpty() ? tr("pane %1").arg(index + 1) : name,
                            m_comparison.paneKey(index));
        }
        picker->setCurrentIndex(picker->findData(chosen));
    }
}

void DiffPage::choosePanes(int selected)
{
    fillPickers();
    const auto answered = [this](int index) {
        const TurnLive *turn = index >= 0 ? m_comparison.lastTurn(index) : nullptr;
        return turn != nullptr && !turn->text.isEmpty();
    };
    int baseline = answered(selected) ? selected : -1;
    int candidate = -1;
    for (int index = 0; index < m_comparison.paneCount(); ++index) {
        if (baseline < 0 && answered(index)) {
            baseline = index;
        } else if (candidate < 0 && index != baseline && answered(index)) {
            candidate = index;
        }
    }
    m_baseline->setCurrentIndex(std::max(0, baseline));
    m_candidate->setCurrentIndex(candidate >= 0 ? candidate : std::min(1, m_comparison.paneCount() - 1));
    refresh();
}

const TurnLive *DiffPage::baseline() const
{
    const int index = paneOf(m_baseline);
    return index < 0 ? nullptr : m_comparison.lastTurn(index);
}

const TurnLive *DiffPage::candidate() const
{
    const int index = paneOf(m_candidate);
    return index < 0 ? nullptr : m_comparison.lastTurn(index);
}

QString DiffPage::baselineName() const
{
    return m_baseline->currentText();
}

void DiffPage::refreshHeaders()
{
    const QDateTime created = m_comparison.draft().created;
    const QString moment =
        created.isValid() ? QLocale::c().toString(created.toLocalTime(), u"d MMM, HH:mm:ss"_s) : QString();
    for (const auto &[header, picker] : { std::pair { m_left, m_baseline }, std::pair { m_right, m_candidate } }) {
        if (const int index = paneOf(picker); index >= 0) {
            header->setPane(m_comparison.pane(index), moment);
        }
    }
}

void DiffPage::refresh()
{
    refreshHeaders();
    const TurnLive *left = baseline();
    const TurnLive *right = candidate();
    DiffOptions options;
    options.mode = static_cast<DiffMode>(m_kind->currentIndex());
    options.ignoreWhiteSpace = m_ignoreSpace->isChecked();
    QString leftText = left != nullptr ? left->text : QString();
    QString rightText = right != nullptr ? right->text : QString();
    m_leftCode.clear();
    m_rightCode.clear();
    if (options.mode == DiffMode::Words) {
        const ReadableText leftReadable = readableText(leftText);
        const ReadableText rightReadable = readableText(rightText);
        leftText = leftReadable.text;
        rightText = rightReadable.text;
        m_leftCode = leftReadable.code;
        m_rightCode = rightReadable.code;
    }
    m_difference = compareTexts(leftText, rightText, options);
    showRows();
    const auto slot = [this](const QComboBox *picker) {
        const int index = paneOf(picker);
        return index < 0 ? -1 : m_context.entities.slotOf(m_context.models.facts(m_comparison.pane(index).model).model);
    };
    m_metrics->setTurns(left, right, { slot(m_baseline), slot(m_candidate) });
    showPosition();
    Q_EMIT changed();
}

void DiffPage::showRows()
{
    const auto spans = [](const QList<DiffSpan> &side) {
        QList<DiffViewRow::Span> shown;
        for (const DiffSpan &span : side) {
            shown.append({ span.text, span.kind != DiffSpan::Kind::Kept });
        }
        return shown;
    };
    QList<DiffViewRow> rows;
    const bool allCode = m_kind->currentIndex() == static_cast<int>(DiffMode::Json);
    int leftLine = 0;
    int rightLine = 0;
    for (const DiffRow &row : std::as_const(m_difference.rows)) {
        // A row where code meets prose is prose.
        const bool code = allCode
            || ((!row.hasLeft || m_leftCode.value(leftLine)) && (!row.hasRight || m_rightCode.value(rightLine)));
        leftLine += row.hasLeft ? 1 : 0;
        rightLine += row.hasRight ? 1 : 0;
        rows.append({ row.hasLeft, row.hasRight, row.changed, code, spans(row.left), spans(row.right) });
    }
    m_view->setOnlyChanges(m_onlyChanges->isChecked());
    m_view->setRows(rows);
}

void DiffPage::showPosition()
{
    const int count = m_view->changeCount();
    const int current = m_view->currentChange();
    m_position->setText(count == 0        ? tr("No changes")
                            : current < 0 ? tr("%1 changes").arg(count)
                                          : tr("Change %1 of %2").arg(current + 1).arg(count));
    for (QToolButton *button : { m_previous, m_next }) {
        button->setEnabled(count > 0);
    }
}

} // namespace patchbay
