// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/reconcile_page.h"

#include "models/format/format.h"
#include "models/spend/spend_desk.h"
#include "ui/shell/chrome_widget.h"
#include "ui/spend/bill_form.h"
#include "ui/spend/plain_table.h"
#include "ui/spend/pull_form.h"
#include "ui/spend/reconcile_words.h"
#include "ui/spend/rows_view.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/inline_message.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/themed.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr qsizetype reasonsShown = 5;
constexpr int tableShare = 3;
constexpr int rowsShare = 2;
constexpr int roomForForm = 640; // pixels of the page

} // namespace

ReconcilePage::ReconcilePage(const SpendContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(new QLabel(this))
    , m_detail(new QLabel(this))
    , m_import(new QPushButton(tr("Import a bill…"), this))
    , m_pull(new QPushButton(tr("Ask the provider"), this))
    , m_columns(new QPushButton(tr("What the file means…"), this))
    , m_mark(new QPushButton(tr("Mark as reconciled"), this))
    , m_form(new BillForm(context.theme, this))
    , m_pullForm(new PullForm(context.theme, this))
    , m_refused(new InlineMessage(context.theme, InlineMessage::Severity::Warning, InlineMessage::Look::Filled, this))
    , m_bar(nullptr)
    , m_which(new SegmentedControl(context.theme, this))
    , m_line(new QLabel(this))
    , m_table(new PlainTable(context.theme, this))
    , m_rows(new RowsView(context, this))
    , m_empty(new EmptyState(context.theme, tr("Compare the ledger with a provider's bill."), this))
    , m_keptArea(new QWidget(this))
    , m_kept(new PlainTable(context.theme, m_keptArea))
{
    setBackground(this, context.theme, Role::Surface);
    m_empty->setDetail(tr("Usage and cost exports of OpenAI, Anthropic, Azure, AWS, Google Cloud and OpenRouter, FOCUS, or any CSV whose columns "
                          "you name."));
    m_empty->setButton(tr("Import a bill…"), u"document-import"_s);
    m_empty->button()->setObjectName(u"firstBill"_s);
    m_empty->setFixedWidth(460);
    m_rows->setClosable(false);
    buildTables();
    m_bar = buildBar();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(m_form);
    column->addWidget(m_pullForm);
    column->addWidget(m_refused);
    column->addWidget(buildEmptyArea(), 1);
    column->addWidget(m_keptArea, 1);
    column->addWidget(m_bar);
    column->addWidget(m_table, tableShare);
    column->addWidget(m_rows, rowsShare);
    connect(m_import, &QPushButton::clicked, this, &ReconcilePage::askFile);
    connect(m_empty, &EmptyState::activated, this, &ReconcilePage::askFile);
    connect(m_columns, &QPushButton::clicked, this, [this] { openForm(m_form->isHidden()); });
    connect(m_form, &FormStrip::closed, this, [this] { openForm(false); });
    connect(m_form, &BillForm::compareWanted, this, &ReconcilePage::ask);
    connect(m_mark, &QPushButton::clicked, this, &ReconcilePage::mark);
    connect(m_which, &SegmentedControl::currentChanged, this, &ReconcilePage::showLines);
    connect(m_table, &PlainTable::rowChosen, this, &ReconcilePage::showLine);
    connect(m_rows, &RowsView::rowChosen, this, &ReconcilePage::rowChosen);
    connect(context.books, &SpendBooks::progressed, this, [this](qint64 bytes, qint64 of) {
        if (m_reading) {
            m_detail->setText(tr("%1 of %2 read").arg(format::bytes(bytes), format::bytes(of)));
        }
    });
}

// It keeps its size in the middle; stretched, it would tear its sentences apart and push the head down.
QWidget *ReconcilePage::buildEmptyArea()
{
    m_emptyArea = new QWidget(this);
    auto *column = new QVBoxLayout(m_emptyArea);
    column->addStretch(2);
    column->addLayout(inTheMiddle(m_empty));
    column->addStretch(3);
    return m_emptyArea;
}

QWidget *ReconcilePage::buildHead()
{
    auto *head = new ChromeWidget(m_context.theme, Role::Surface, Qt::BottomEdge, this);
    setTextStyle(m_title, m_context.theme, TypeStep::Hero);
    setTextStyle(m_detail, m_context.theme, TypeStep::Body, Role::Muted);
    m_title->setObjectName(u"reconcileTitle"_s);
    m_detail->setWordWrap(true);
    m_import->setObjectName(u"importBill"_s);
    m_columns->setObjectName(u"billColumns"_s);
    m_mark->setObjectName(u"markReconciled"_s);
    setPrimary(m_mark);
    auto *words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(m_title);
    words->addWidget(m_detail);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(12, 16, 12, 12);
    row->setSpacing(8);
    row->addLayout(words, 1);
    row->addSpacing(16);
    buildPull();
    for (QPushButton *button : { m_columns, m_pull, m_import, m_mark }) {
        row->addWidget(button, 0, Qt::AlignVCenter);
    }
    return head;
}

QWidget *ReconcilePage::buildBar()
{
    auto *bar = new ChromeWidget(m_context.theme, Role::Raised, Qt::BottomEdge, this);
    m_which->addSegment(tr("Differences"));
    m_which->addSegment(tr("All lines"));
    m_which->setAccessibleName(tr("Lines"));
    setTextStyle(m_line, m_context.theme, TypeStep::Body, Role::Muted);
    m_line->setObjectName(u"reconcileLine"_s);
    m_line->setWordWrap(true);
    setCompactControls(bar);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 6, 12, 6);
    row->setSpacing(12);
    row->addWidget(m_which);
    row->addWidget(m_line, 1);
    return bar;
}

void ReconcilePage::buildTables()
{
    m_table->setObjectName(u"reconcileTable"_s);
    m_table->setAccessibleName(tr("Bill and ledger by day and model"));
    m_table->setColumns({ { tr("Day"), 96 },
                          { tr("Model"), 160 },
                          { tr("Tokens billed"), 96, true },
                          { tr("In the ledger"), 96, true },
                          { tr("Billed"), 80, true },
                          { tr("Ledger"), 80, true },
                          { tr("Difference"), 84, true },
                          { tr("Unexplained"), 92, true },
                          { tr("Why"), 300, false, true } });
    m_kept->setObjectName(u"keptTable"_s);
    m_kept->setAccessibleName(tr("Marked as reconciled"));
    m_kept->setColumns({ { tr("Marked"), 130 },
                         { tr("Provider"), 120 },
                         { tr("Days"), 190 },
                         { tr("Lines"), 70, true },
                         { tr("Billed"), 96, true },
                         { tr("Ledger"), 96, true },
                         { tr("Unexplained"), 100, true },
                         { tr("Bill"), 200, false, true } });
    auto *title = new QLabel(tr("Marked as reconciled"), m_keptArea);
    setTextStyle(title, m_context.theme, TypeStep::Strong);
    title->setContentsMargins(12, 8, 12, 8);
    auto *column = new QVBoxLayout(m_keptArea);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(title);
    column->addWidget(m_kept, 1);
}

void ReconcilePage::start()
{
    m_context.books->cancel();
    ++m_asked;
    m_path.clear();
    m_problem.clear();
    m_answer.reset();
    m_found.reset();
    m_question = {};
    m_reading = false;
    m_isKept = false;
    m_form->hide();
    m_pullForm->hide();
    m_refused->hide();
    const SpendRequest request { .by = { SpendDimension::Provider }, .withSimulated = m_context.desk.isSample() };
    m_context.desk.read(request, this, [this](const Result<QList<SpendRow>> &rows) {
        m_providers.clear();
        for (const SpendRow &row : rows.value_or(QList<SpendRow> {})) {
            m_providers.append(row.values.first());
        }
    });
    showFound();
    readKept();
}

void ReconcilePage::askFile()
{
    auto *dialog = new QFileDialog(this, tr("A provider's bill"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({ tr("Exports (*.csv *.json *.jsonl)"), tr("All files (*)") });
    connect(dialog, &QFileDialog::fileSelected, this, &ReconcilePage::readFile);
    dialog->open();
}

void ReconcilePage::readFile(const QString &path)
{
    m_path = path;
    m_answer.reset();
    m_found.reset();
    ask({});
}

void ReconcilePage::ask(const BillQuestion &question)
{
    m_question = question;
    begin(tr("Reading %1…").arg(QFileInfo(m_path).fileName()));
    const quint64 asked = m_asked;
    m_context.books->readBill(m_path, question, this, [this, asked](const Result<SpendBooks::BillAnswer> &answer) {
        if (asked == m_asked) {
            take(answer);
        }
    });
}

void ReconcilePage::begin(const QString &what)
{
    ++m_asked;
    m_reading = true;
    m_isKept = false;
    m_problem.clear();
    showParts();
    m_title->setText(what);
    m_detail->clear();
}

void ReconcilePage::take(const Result<SpendBooks::BillAnswer> &answer)
{
    m_reading = false;
    m_answer = answer ? std::optional(*answer) : std::nullopt;
    m_found = answer ? answer->found : std::nullopt;
    m_problem = answer ? answer->missing : QString::fromStdString(answer.error().message);
    m_refused->hide();
    if (answer) {
        m_form->setBill(answer->file, m_question, m_providers);
        m_form->say(answer->missing);
        showRefused(answer->file.bill);
        openForm(!answer->found);
    }
    m_which->setCurrentIndex(m_found && !m_found->agrees() ? 0 : 1);
    showFound();
}

void ReconcilePage::showRefused(const Bill &bill)
{
    m_refused->setVisible(bill.refused > 0);
    if (bill.refused == 0) {
        return;
    }
    m_refused->setTitle(tr("%1 of %2 were refused; nothing of them is in the sums")
                            .arg(format::count(bill.refused), format::counted(bill.read, tr("record"))));
    QList<InlineMessage::Row> rows;
    for (const QString &reason : bill.reasons.first(std::min(reasonsShown, bill.reasons.size()))) {
        rows.append({ {}, reason, {} });
    }
    m_refused->setRows(rows);
    const qint64 more = bill.refused - rows.size();
    m_refused->setSentence(more > 0 ? tr("The first of them; %1 more.").arg(format::count(more)) : QString());
}

void ReconcilePage::showFound()
{
    m_mark->setEnabled(m_found && !m_isKept);
    setWhyNot(m_mark, m_found ? (m_isKept ? tr("It is marked already") : QString()) : tr("There is no comparison yet"));
    if (!m_found) {
        m_title->setText(!m_problem.isEmpty() ? (m_answer ? tr("One more thing") : tr("The bill could not be read")) : tr("Does the bill agree?"));
        m_detail->setText(!m_problem.isEmpty() ? m_problem : tr("Every difference gets its reason, or is stated as unexplained."));
    } else {
        m_title->setText(reconcileTitle(*m_found));
        m_detail->setText(reconcileDetail(*m_found));
        showLines();
    }
    showParts();
}

void ReconcilePage::showLines()
{
    if (!m_found) {
        return;
    }
    const bool onlyDifferent = m_which->currentIndex() == 0;
    m_table->setRows(reconcileCells(*m_found, onlyDifferent));
    m_line->setText(onlyDifferent && m_table->rows() == 0 ? tr("Every line agrees.") : tr("Choose a line for its tokens and its rows."));
    m_rows->hide();
}

void ReconcilePage::showLine(int index)
{
    const bool onlyDifferent = m_which->currentIndex() == 0;
    const ReconciledLine *line = m_found ? reconcileLine(*m_found, onlyDifferent, index) : nullptr;
    if (line == nullptr) {
        return;
    }
    m_line->setText(tokenWords(*line));
    const auto start = [&](QDate day) { return wallTime(day.startOfDay(m_found->zone)); };
    SpendRequest request { .from = start(line->day), .to = start(line->day.addDays(1)), .zone = m_found->zone,
                           .withSimulated = m_context.desk.isSample() };
    request.where = { { SpendDimension::Provider, { m_found->provider } }, { SpendDimension::Model, line->ledgerModels } };
    m_rows->setRequest(request, m_context.desk.names(), tr("%1 on %2").arg(line->model, line->day.toString(Qt::ISODate)));
    m_rows->show();
}

void ReconcilePage::mark()
{
    m_mark->setEnabled(false);
    m_context.books->keep(*m_found, QFileInfo(m_path).fileName(), this, [this](const Result<void> &done) {
        m_isKept = done.has_value();
        Q_EMIT said(done ? tr("%1 were marked as reconciled.").arg(format::counted(m_found->lines.size(), tr("line")))
                         : QString::fromStdString(done.error().message));
        showFound();
        readKept();
    });
}

void ReconcilePage::readKept()
{
    m_readsKept = true;
    m_context.books->readKept(this, [this](const Result<QList<KeptReconciliation>> &kept) {
        m_readsKept = false;
        m_kept->setRows(keptCells(kept.value_or(QList<KeptReconciliation> {}), m_context.desk.now()));
        showParts();
    });
}

void ReconcilePage::openForm(bool open)
{
    m_form->setVisible(open && m_answer);
    showParts();
}

void ReconcilePage::showParts()
{
    const bool any = m_found.has_value();
    const bool idle = !any && !m_reading && m_path.isEmpty();
    m_emptyArea->setVisible(idle && m_kept->rows() == 0);
    m_keptArea->setVisible(idle && m_kept->rows() > 0);
    // Beside an open form a low page has no room for the lines.
    const bool room = m_form->isHidden() || height() >= roomForForm;
    m_bar->setVisible(any && room);
    m_table->setVisible(any && room);
    m_rows->setVisible(any && room && !m_rows->isHidden());
    m_columns->setVisible(m_answer.has_value());
    m_mark->setVisible(any);
    m_import->setVisible(!m_empty->isVisibleTo(this));
}

void ReconcilePage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    showParts();
}

QString ReconcilePage::headline() const
{
    return m_title->text();
}

QString ReconcilePage::detail() const
{
    return m_detail->text();
}

void ReconcilePage::focusFirst()
{
    if (m_table->isVisible()) {
        m_table->setFocus(Qt::OtherFocusReason);
    } else if (m_empty->isVisible()) {
        m_empty->button()->setFocus(Qt::OtherFocusReason);
    } else {
        m_import->setFocus(Qt::OtherFocusReason);
    }
}

} // namespace patchbay
