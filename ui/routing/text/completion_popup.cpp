// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/text/completion_popup.h"

#include "ui/widgets/themed.h"

#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace patchbay {

namespace {

constexpr int popupWidth = 440;
constexpr int mostRows = 9;
constexpr int padding = 10;
constexpr int gap = 16;
constexpr int detailRole = Qt::UserRole;
constexpr int helpRole = Qt::UserRole + 1;

// A name in the fixed font and muted words at the end.
class RowDelegate final : public QStyledItemDelegate {
public:
    RowDelegate(const Theme &theme, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_theme(theme)
    {
    }

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return { 0, m_theme.rowHeight() - 2 }; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        painter->save();
        if (option.state.testFlag(QStyle::State_Selected)) {
            painter->fillRect(option.rect, m_theme.color(Role::Selection));
        } else if (option.state.testFlag(QStyle::State_MouseOver)) {
            painter->fillRect(option.rect, m_theme.color(Role::Hover));
        }
        const QRect area = option.rect.adjusted(padding, 0, -padding, 0);
        const QFont code = m_theme.font(TypeStep::Code);
        const QFont meta = m_theme.font(TypeStep::Meta);
        const QString detail = index.data(detailRole).toString();
        const QString name = index.data().toString();
        const int wanted = QFontMetrics(code).horizontalAdvance(name);
        const int room = area.width() - std::min(wanted, area.width()) - gap;
        painter->setFont(code);
        painter->setPen(m_theme.color(Role::Text));
        painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter, QFontMetrics(code).elidedText(name, Qt::ElideMiddle, area.width()));
        if (room > gap) {
            painter->setFont(meta);
            painter->setPen(m_theme.color(Role::Muted));
            painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter, QFontMetrics(meta).elidedText(detail, Qt::ElideRight, room));
        }
        painter->restore();
    }

private:
    const Theme &m_theme;
};

} // namespace

CompletionPopup::CompletionPopup(const Theme &theme, QWidget *window)
    : QFrame(window)
    , m_theme(theme)
    , m_list(new QListView(this))
    , m_rows(new QStandardItemModel(this))
    , m_help(new QLabel(this))
{
    setFocusPolicy(Qt::NoFocus);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setAccessibleName(tr("What may be written here"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setModel(m_rows);
    m_list->setItemDelegate(new RowDelegate(theme, m_list));
    m_list->setEditTriggers(QListView::NoEditTriggers);
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->viewport()->setAutoFillBackground(false);
    setTextStyle(m_help, theme, TypeStep::Meta, Role::Muted);
    m_help->setWordWrap(true);
    m_help->setContentsMargins(padding, 6, padding, 7);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addWidget(m_list);
    column->addWidget(m_help);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) { Q_EMIT chosen(index.row()); });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &CompletionPopup::describe);
    connect(&theme, &Theme::changed, this, &QWidget::hide);
    hide();
}

void CompletionPopup::open(const bay::Completion &completion, const QRect &caret)
{
    m_rows->clear();
    for (const bay::Suggestion &suggestion : completion.suggestions) {
        auto *row = new QStandardItem(QString::fromStdString(suggestion.text));
        row->setData(QString::fromStdString(suggestion.detail), detailRole);
        row->setData(QString::fromStdString(suggestion.help), helpRole);
        row->setData(QString::fromStdString(suggestion.text + ", " + suggestion.detail), Qt::AccessibleTextRole);
        m_rows->appendRow(row);
    }
    m_list->setCurrentIndex(m_rows->index(0, 0));
    describe();
    place(caret);
    show();
    raise();
}

// Below the word where there is room, else above it; never over the window's edge.
void CompletionPopup::place(const QRect &caret)
{
    const QWidget *window = parentWidget();
    const int width = std::min(popupWidth, window->width() - 2 * padding);
    const int rows = std::min(m_rows->rowCount(), mostRows);
    m_list->setFixedHeight(rows * m_list->sizeHintForRow(0));
    const int helpHeight = m_help->isHidden() ? 0 : m_help->heightForWidth(width - 2);
    const int height = m_list->height() + helpHeight + 2;
    const bool below = caret.bottom() + 4 + height <= window->height() || caret.top() - 4 < height;
    const int left = std::clamp(caret.left() - padding, 0, std::max(0, window->width() - width));
    setGeometry(left, below ? caret.bottom() + 4 : caret.top() - 4 - height, width, height);
}

void CompletionPopup::describe()
{
    const QString words = help();
    m_help->setText(words);
    const bool hidden = words.isEmpty();
    if (m_help->isHidden() != hidden) {
        m_help->setHidden(hidden);
    }
    // Rows stay where they are; only the lower edge follows the sentence.
    if (isVisible()) {
        resize(width(), m_list->height() + (hidden ? 0 : m_help->heightForWidth(width() - 2)) + 2);
    }
}

QString CompletionPopup::help() const
{
    return m_list->currentIndex().data(helpRole).toString();
}

void CompletionPopup::step(int rows)
{
    const int last = m_rows->rowCount() - 1;
    m_list->setCurrentIndex(m_rows->index(std::clamp(m_list->currentIndex().row() + rows, 0, last), 0));
}

bool CompletionPopup::take(const QKeyEvent &key)
{
    const bool plain = (key.modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (!isVisible() || !plain) {
        return false;
    }
    switch (key.key()) {
    case Qt::Key_Down: step(1); return true;
    case Qt::Key_Up: step(-1); return true;
    case Qt::Key_PageDown: step(mostRows - 1); return true;
    case Qt::Key_PageUp: step(1 - mostRows); return true;
    case Qt::Key_Escape: hide(); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Tab: Q_EMIT chosen(m_list->currentIndex().row()); return true;
    default: return false;
    }
}

void CompletionPopup::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Raised));
    painter.setPen(m_theme.color(Role::LineStrong));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
    if (!m_help->isHidden()) {
        painter.fillRect(1, m_help->y(), width() - 2, 1, m_theme.color(Role::Line));
    }
}

} // namespace patchbay
