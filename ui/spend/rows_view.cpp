// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/rows_view.h"

#include "models/format/format.h"
#include "models/spend/spend_desk.h"
#include "models/spend/spend_rows_model.h"
#include "models/spend/spend_sums_model.h"
#include "ui/shell/chrome_widget.h"
#include "ui/spend/rows_delegate.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int headerHeight = 36;
using Column = SpendRowsModel::Column;

} // namespace

RowsView::RowsView(const SpendContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new SpendRowsModel(context.desk, this))
    , m_title(new QLabel(tr("Rows"), this))
    , m_summary(new QLabel(this))
    , m_back(new QPushButton(tr("Back to the sums"), this))
    , m_table(new QTreeView(this))
{
    auto *header = new ChromeWidget(context.theme, Role::Raised, Qt::TopEdge | Qt::BottomEdge, this);
    header->setFixedHeight(headerHeight);
    setTextStyle(m_title, context.theme, TypeStep::Strong);
    setTextStyle(m_summary, context.theme, TypeStep::Body, Role::Muted);
    m_summary->setObjectName(u"rowsSummary"_s);
    m_back->setObjectName(u"closeRows"_s);
    setLink(m_back);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(8);
    row->addWidget(m_title);
    row->addWidget(m_summary, 1);
    row->addWidget(m_back);
    buildTable();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(m_table, 1);
    connect(m_back, &QPushButton::clicked, this, &RowsView::closed);
    connect(m_model, &SpendRowsModel::pageRead, this, &RowsView::summarise);
}

void RowsView::buildTable()
{
    m_table->setObjectName(u"rowsTable"_s);
    m_table->setAccessibleName(tr("Rows of the ledger"));
    m_table->setModel(m_model);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setItemDelegate(new RowsDelegate(m_context.theme, m_table));
    setRowLines(m_table);
    QHeaderView *header = m_table->header();
    const std::pair<int, int> widths[] = { { Column::Time, 128 },    { Column::Key, 130 },      { Column::Model, 180 },
                                           { Column::Outcome, 170 }, { Column::Attempt, 70 },   { Column::TokensIn, 90 },
                                           { Column::TokensOut, 90 }, { Column::Billed, 100 } };
    for (const auto &[column, width] : widths) {
        header->resizeSection(column, width);
    }
    header->setStretchLastSection(false);
    header->setSectionResizeMode(Column::Outcome, QHeaderView::Stretch);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current) { Q_EMIT rowChosen(m_model->row(current.row())); });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] { Q_EMIT rowChosen(nullptr); });
}

void RowsView::setClosable(bool closable)
{
    m_back->setVisible(closable);
}

void RowsView::setRequest(const SpendRequest &request, const SpendNames &names, const QString &what)
{
    m_what = what;
    m_sum.reset();
    m_model->setRequest(request, names);
    SpendRequest sum = request;
    sum.by.clear();
    m_context.desk.read(sum, this, [this, asked = ++m_asked](const SpendDesk::Rows &rows) {
        if (asked == m_asked) {
            m_sum = rows && !rows->isEmpty() ? rows->first() : SpendRow {};
            summarise();
        }
    });
    summarise();
}

QString RowsView::summary() const
{
    return m_summary->text();
}

void RowsView::summarise()
{
    if (m_model->problem()) {
        m_summary->setText(tr("The rows could not be read: %1").arg(QString::fromStdString(m_model->problem()->message)));
        return;
    }
    QStringList words;
    if (!m_what.isEmpty()) {
        words.append(m_what);
    }
    if (m_sum) {
        const int shown = m_model->rowCount();
        words.append(m_model->isComplete() ? format::counted(m_sum->attempts, tr("row"))
                                           : tr("showing %1 of %2").arg(format::count(shown), format::count(m_sum->attempts)));
        words.append(tr("sum %1").arg(amountText(*m_sum)));
    } else {
        words.append(tr("reading…"));
    }
    m_summary->setText(words.join(u" · "_s));
}

} // namespace patchbay
