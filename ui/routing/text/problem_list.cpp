// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/text/problem_list.h"

#include "models/bay/config_tab.h"
#include "models/format/format.h"
#include "ui/routing/text/problem_delegate.h"
#include "ui/routing/text/problem_list_model.h"
#include "ui/routing/text/text_assistant.h"
#include "ui/shell/chrome_widget.h"
#include "ui/widgets/themed.h"

#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int listHeight = 132;

} // namespace

ProblemList::ProblemList(const Theme &theme, bay::ConfigTab &tab, TextAssistant &assistant, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_tab(tab)
    , m_assistant(assistant)
    , m_count(new QLabel(this))
    , m_list(new QListView(this))
    , m_model(new ProblemListModel(this))
    , m_delegate(new ProblemDelegate(theme, m_list))
{
    build();
    m_model->setFixWords([this](const config::Problem &problem) {
        QStringList words;
        for (const bay::QuickFix &fix : m_assistant.fixesOf(problem)) {
            words.append(QString::fromStdString(fix.words));
        }
        return words;
    });
    connect(m_list, &QListView::clicked, this, &ProblemList::choose);
    connect(m_list, &QListView::activated, this, &ProblemList::choose);
    connect(&tab, &bay::ConfigTab::pictureChanged, this, &ProblemList::read);
    connect(&theme, &Theme::changed, m_list, &QListView::doItemsLayout);
    read();
}

void ProblemList::build()
{
    auto *header = new ChromeWidget(m_theme, Role::Raised, Qt::TopEdge | Qt::BottomEdge, this);
    header->setFixedHeight(30);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(8);
    auto *title = new QLabel(tr("Problems"), header);
    setTextStyle(title, m_theme, TypeStep::Strong);
    setTextStyle(m_count, m_theme, TypeStep::Meta, Role::Muted);
    row->addWidget(title);
    row->addWidget(m_count, 1);
    m_list->setAccessibleName(tr("Problems"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setItemDelegate(m_delegate);
    m_list->setModel(m_model);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setVerticalScrollMode(QListView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setMouseTracking(true);
    m_list->setFixedHeight(listHeight);
    m_list->viewport()->installEventFilter(this);
    m_list->installEventFilter(this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(m_list);
}

void ProblemList::choose(const QModelIndex &index)
{
    if (index.data(ProblemListModel::OwnFileRole).toBool()) {
        Q_EMIT chosen(index.data(ProblemListModel::LineRole).toUInt(), index.data(ProblemListModel::ColumnRole).toUInt());
    }
}

bool ProblemList::isFocused() const
{
    return m_list->hasFocus();
}

int ProblemList::linkAt(const QPoint &place) const
{
    const QModelIndex index = m_list->indexAt(place);
    QStyleOptionViewItem option;
    option.rect = m_list->visualRect(index);
    return index.isValid() ? m_delegate->linkAt(option, index, place) : -1;
}

QPoint ProblemList::linkOf(int row, int link)
{
    const QModelIndex index = m_model->index(row);
    // Rows may still stand as in another width, and out of sight.
    m_list->doItemsLayout();
    m_list->scrollTo(index);
    return m_delegate->linkArea(m_list->visualRect(index), index, link).center();
}

// What was offered is looked for anew, and only while the problem is still there.
bool ProblemList::pressLink(const QPoint &place)
{
    const int link = linkAt(place);
    const QModelIndex index = m_list->indexAt(place);
    if (link < 0) {
        return false;
    }
    m_list->setCurrentIndex(index);
    if (link > 0) {
        showFixes(index, m_list->viewport()->mapToGlobal(place));
        return true;
    }
    const config::Problem problem = m_model->problem(index.row());
    m_tab.readNow();
    const std::vector<bay::QuickFix> fixes = m_assistant.fixesOf(problem);
    if (!fixes.empty() && std::ranges::contains(m_tab.problems(), problem)) {
        m_assistant.apply(fixes.front());
    }
    return true;
}

void ProblemList::showFixes(const QModelIndex &index, const QPoint &globalPosition)
{
    if (!index.isValid()) {
        Q_EMIT notice(tr("Select a problem to fix it."));
        return;
    }
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (m_assistant.addFixes(*menu, m_model->problem(index.row())) == 0) {
        delete menu;
        Q_EMIT notice(tr("Nothing can be done about this at once."));
        return;
    }
    menu->setActiveAction(menu->actions().constFirst());
    menu->popup(globalPosition);
}

void ProblemList::showFixes()
{
    const QModelIndex index = m_list->currentIndex();
    const QRect row = m_list->visualRect(index);
    showFixes(index, m_list->viewport()->mapToGlobal(QPoint(row.left() + 36, row.bottom())));
}

bool ProblemList::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list) {
        if (event->type() == QEvent::ContextMenu && static_cast<QContextMenuEvent *>(event)->reason() == QContextMenuEvent::Keyboard) {
            showFixes();
            return true;
        }
        return QWidget::eventFilter(watched, event);
    }
    const auto *mouse = dynamic_cast<QMouseEvent *>(event);
    switch (event->type()) {
    case QEvent::MouseButtonPress: return mouse->button() == Qt::LeftButton && linkAt(mouse->pos()) >= 0;
    case QEvent::MouseButtonRelease: return mouse->button() == Qt::LeftButton && pressLink(mouse->pos());
    case QEvent::MouseMove:
        m_list->viewport()->setCursor(linkAt(mouse->pos()) >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
        break;
    case QEvent::ContextMenu: {
        const auto *menu = static_cast<QContextMenuEvent *>(event);
        m_list->setCurrentIndex(m_list->indexAt(menu->pos()));
        showFixes(m_list->currentIndex(), menu->globalPos());
        return true;
    }
    default: break;
    }
    return QWidget::eventFilter(watched, event);
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
