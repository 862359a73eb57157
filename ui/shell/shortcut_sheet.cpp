// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/shortcut_sheet.h"

#include "ui/shell/chrome_widget.h"
#include "ui/shell/entry_delegate.h"
#include "ui/shell/entry_list_model.h"
#include "ui/shell/fuzzy_match.h"
#include "ui/shell/key_cap_painter.h"
#include "ui/widgets/themed.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr int sheetWidth = 560;
constexpr int sheetHeight = 640;
constexpr int margin = 24;

} // namespace

QList<ListEntry> shortcutRows(const CommandRegistry &registry, const QString &filter)
{
    QStringList categories;
    QHash<QString, QList<ListEntry>> rows;
    for (const Command &command : registry.commands()) {
        const QKeySequence shortcut = registry.shortcut(command.id);
        if (shortcut.isEmpty()) {
            continue;
        }
        auto match = fuzzyMatch(filter, command.text);
        const bool byKeys = shortcutText(shortcut).contains(filter.trimmed(), Qt::CaseInsensitive);
        if (!match && !byKeys && !fuzzyMatch(filter, command.category)) {
            continue;
        }
        if (!rows.contains(command.category)) {
            categories.append(command.category);
        }
        rows[command.category].append({ .text = command.text,
                                        .matched = match ? match->positions : QList<int>(),
                                        .iconName = command.iconName,
                                        .shortcut = shortcut });
    }
    QList<ListEntry> sheet;
    for (const QString &category : std::as_const(categories)) {
        sheet.append({ .heading = true, .text = category });
        sheet.append(rows.value(category));
    }
    return sheet;
}

ShortcutSheet::ShortcutSheet(const Theme &theme, const CommandRegistry &registry, QWidget *window)
    : QFrame(window)
    , m_theme(theme)
    , m_registry(registry)
    , m_model(new EntryListModel(this))
{
    setObjectName(u"shortcutSheet"_s);
    setAccessibleName(tr("Keyboard shortcuts"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addWidget(buildTitle());
    m_list = new QListView(this);
    m_list->setAccessibleName(tr("Keyboard shortcuts"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new EntryDelegate(theme, this));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setSelectionMode(QAbstractItemView::NoSelection);
    column->addWidget(m_list, 1);
    column->addWidget(buildFooter());
    hide();
    window->installEventFilter(this);
    connect(&registry, &CommandRegistry::changed, this, &ShortcutSheet::refresh);
    followTheme(this, theme);
}

QWidget *ShortcutSheet::buildTitle()
{
    auto *bar = new ChromeWidget(m_theme, Role::Surface, Qt::BottomEdge, this);
    auto *title = new QLabel(tr("Keyboard shortcuts"), bar);
    setTextStyle(title, m_theme, TypeStep::Title);
    m_filter = new QLineEdit(bar);
    m_filter->setObjectName(u"shortcutFilter"_s);
    m_filter->setPlaceholderText(tr("Filter by name or key"));
    m_filter->setAccessibleName(m_filter->placeholderText());
    setClearButton(m_filter, m_theme);
    m_filter->setFixedWidth(220);
    m_filter->installEventFilter(this);
    connect(m_filter, &QLineEdit::textChanged, this, &ShortcutSheet::refresh);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 8, 12, 9);
    row->addWidget(title, 1);
    row->addWidget(m_filter);
    return bar;
}

QWidget *ShortcutSheet::buildFooter()
{
    auto *bar = new ChromeWidget(m_theme, Role::Raised, Qt::TopEdge, this);
    auto *change = new QPushButton(tr("Change shortcuts"), bar);
    change->setObjectName(u"changeShortcuts"_s);
    auto *close = new QPushButton(tr("Close"), bar);
    setKeyCap(close, u"Esc"_s);
    connect(change, &QPushButton::clicked, this, [this] {
        dismiss();
        Q_EMIT editingWanted();
    });
    connect(close, &QPushButton::clicked, this, &ShortcutSheet::dismiss);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 9, 12, 8);
    row->addWidget(change);
    row->addStretch(1);
    row->addWidget(close);
    return bar;
}

void ShortcutSheet::open()
{
    if (!isVisible()) {
        m_focusBefore = QApplication::focusWidget();
    }
    m_filter->clear();
    refresh();
    place();
    raise();
    show();
    m_filter->setFocus(Qt::ShortcutFocusReason);
}

void ShortcutSheet::dismiss()
{
    if (!isVisible()) {
        return;
    }
    const QPointer<QWidget> before = m_focusBefore;
    m_focusBefore = nullptr;
    hide();
    if (before && before->isVisible()) {
        before->setFocus(Qt::OtherFocusReason);
    }
}

void ShortcutSheet::refresh()
{
    m_model->setEntries(shortcutRows(m_registry, m_filter->text()));
}

void ShortcutSheet::place()
{
    const QWidget *window = parentWidget();
    const QSize size(std::min(sheetWidth, window->width() - 2 * margin),
                     std::min(sheetHeight, window->height() - 2 * margin));
    setGeometry(QRect(QPoint((window->width() - size.width()) / 2, (window->height() - size.height()) / 2), size));
}

bool ShortcutSheet::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) {
        place();
    }
    if (watched == m_filter && event->type() == QEvent::ShortcutOverride
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        // Esc closes the sheet, not what a panel bound to it.
        event->accept();
        return true;
    }
    return QFrame::eventFilter(watched, event);
}

void ShortcutSheet::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        dismiss();
        return;
    }
    QFrame::keyPressEvent(event);
}

void ShortcutSheet::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Surface));
    painter.setPen(m_theme.color(Role::LineStrong));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace patchbay
