// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/problem_list.h"

#include "models/bay/config_tab.h"
#include "models/format/format.h"
#include "ui/routing/problem_delegate.h"
#include "ui/routing/problem_list_model.h"
#include "ui/shell/chrome_widget.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int listHeight = 132;

} // namespace

ProblemList::ProblemList(const Theme &theme, bay::ConfigTab &tab, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_tab(tab)
    , m_count(new QLabel(this))
    , m_list(new QListView(this))
    , m_model(new ProblemListModel(this))
{
    auto *header = new ChromeWidget(theme, Role::Raised, Qt::TopEdge | Qt::BottomEdge, this);
    header->setFixedHeight(30);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(8);
    auto *title = new QLabel(tr("Problems"), header);
    setTextStyle(title, theme, TypeStep::Strong);
    setTextStyle(m_count, theme, TypeStep::Meta, Role::Muted);
    row->addWidget(title);
    row->addWidget(m_count, 1);
    m_list->setAccessibleName(tr("Problems"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setItemDelegate(new ProblemDelegate(theme, m_list));
    m_list->setModel(m_model);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setVerticalScrollMode(QListView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setMouseTracking(true);
    m_list->setFixedHeight(listHeight);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(m_list);
    const auto choose = [this](const QModelIndex &index) {
        if (index.data(ProblemListModel::OwnFileRole).toBool()) {
            Q_EMIT chosen(index.data(ProblemListModel::LineRole).toUInt(), index.data(ProblemListModel::ColumnRole).toUInt());
        }
    };
    connect(m_list, &QListView::clicked, this, choose);
    connect(m_list, &QListView::activated, this, choose);
    connect(&tab, &bay::ConfigTab::pictureChanged, this, &ProblemList::read);
    connect(&theme, &Theme::changed, m_list, &QListView::doItemsLayout);
    read();
}

void ProblemList::read()
{
    std::vector<config::Problem> problems;
    if (m_tab.unreadable()) {
        problems.push_back(*m_tab.unreadable());
    } else {
        problems = m_tab.problems();
    }
    const auto errors = static_cast<int>(std::ranges::count(problems, config::Severity::Error, &config::Problem::severity));
    const int warnings = static_cast<int>(problems.size()) - errors;
    QStringList words;
    if (errors > 0) {
        words.append(format::counted(errors, u"error"_s));
    }
    if (warnings > 0) {
        words.append(format::counted(warnings, u"warning"_s));
    }
    m_count->setText(words.isEmpty() ? tr("none") : words.join(u", "_s));
    m_list->setVisible(!words.isEmpty());
    m_model->setProblems(std::move(problems));
}

} // namespace patchbay
