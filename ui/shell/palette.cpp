// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palette.h"

#include "ui/shell/chrome_widget.h"
#include "ui/shell/entry_delegate.h"
#include "ui/shell/entry_list_model.h"
#include "ui/shell/palette_search.h"
#include "ui/shell/span_line.h"

#include <QAccessible>
#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr int preferredWidth = 640;
constexpr int fieldHeight = 44;
constexpr int footerHeight = 36;
constexpr int topDistance = 76; // below the tabs and the panel's title
constexpr int longestList = 480;
constexpr int margin = 12;
constexpr int pageRows = 8;

} // namespace

Palette::Palette(const Theme &theme, const CommandRegistry &registry, Find find, QWidget *window)
    : QFrame(window)
    , m_theme(theme)
    , m_registry(registry)
    , m_find(std::move(find))
{
    setObjectName(u"palette"_s);
    setAccessibleName(tr("Find or run"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    buildField();
    buildList();
    column->addWidget(buildFooter());
    setTabOrder(m_edit, m_list);
    hide();
    window->installEventFilter(this);
    connect(&theme, &Theme::changed, this, &Palette::applyTheme);
    connect(&registry, &CommandRegistry::changed, this, [this] {
        if (isVisible()) {
            refresh();
        }
    });
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) { leaveWhenFocusLeft(now); });
    applyTheme();
}

void Palette::buildField()
{
    auto *field = new ChromeWidget(m_theme, Role::Surface, Qt::BottomEdge, this);
    field->setFixedHeight(fieldHeight);
    m_edit = new QLineEdit(field);
    m_edit->setObjectName(u"paletteEdit"_s);
    m_edit->setFrame(false);
    m_edit->setAccessibleName(tr("Find or run"));
    m_edit->setPlaceholderText(tr("Find a panel, model, run or setting, or run an action"));
    m_edit->addAction(m_theme.icon(u"search"_s, Role::Muted), QLineEdit::LeadingPosition);
    m_edit->installEventFilter(this);
    m_count = new SpanLine(m_theme, field);
    m_count->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    auto *row = new QHBoxLayout(field);
    row->setContentsMargins(margin - 4, 0, margin, 1);
    row->setSpacing(8);
    row->addWidget(m_edit, 1);
    row->addWidget(m_count);
    layout()->addWidget(field);
    connect(m_edit, &QLineEdit::textChanged, this, &Palette::refresh);
}

void Palette::buildList()
{
    m_model = new EntryListModel(this);
    m_delegate = new EntryDelegate(m_theme, this);
    m_list = new QListView(this);
    m_list->setObjectName(u"paletteList"_s);
    m_list->setAccessibleName(tr("Results"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setModel(m_model);
    m_list->setItemDelegate(m_delegate);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    // The field keeps the focus; its arrow keys move the selection.
    m_list->setFocusPolicy(Qt::NoFocus);
    layout()->addWidget(m_list);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) { runRow(index.row()); });
}

QWidget *Palette::buildFooter()
{
    auto *footer = new ChromeWidget(m_theme, Role::Raised, Qt::TopEdge, this);
    footer->setFixedHeight(footerHeight);
    m_keys = new SpanLine(m_theme, footer);
    m_prefixes = new SpanLine(m_theme, footer);
    auto *row = new QHBoxLayout(footer);
    row->setContentsMargins(margin, 1, margin, 0);
    row->addWidget(m_keys);
    row->addStretch(1);
    row->addWidget(m_prefixes);
    return footer;
}

void Palette::updateFooter()
{
    const auto meta = [](const QString &text, Role role) {
        return Span { .text = text, .step = TypeStep::Meta, .role = role };
    };
    const auto cap = [](const QString &text) { return Span { .text = text, .keyCap = true }; };
    m_keys->setSpans({ cap(u"↑"_s), meta(u" "_s, Role::Muted), cap(u"↓"_s),
                       meta(u"  "_s + tr("move") + u"    "_s, Role::Muted), cap(tr("Enter")),
                       meta(u"  "_s + tr("run"), Role::Muted) });
    m_prefixes->setSpans({ meta(u">"_s, Role::Text), meta(u" "_s + tr("actions") + u"   "_s, Role::Muted),
                           meta(u"#"_s, Role::Text), meta(u" "_s + tr("runs") + u"   "_s, Role::Muted),
                           meta(u"@"_s, Role::Text), meta(u" "_s + tr("models") + u"   "_s, Role::Muted),
                           meta(u":"_s, Role::Text), meta(u" "_s + tr("settings"), Role::Muted) });
}

void Palette::applyTheme()
{
    m_edit->setFont(m_theme.font(TypeStep::Title));
    QFont font = m_edit->font();
    font.setWeight(QFont::Normal);
    m_edit->setFont(font);
    m_edit->actions().constFirst()->setIcon(m_theme.icon(u"search"_s, Role::Muted));
    updateFooter();
    update();
}

void Palette::open(const QString &typed)
{
    if (!isVisible()) {
        m_focusBefore = QApplication::focusWidget();
    }
    m_edit->setText(typed);
    refresh();
    place();
    raise();
    show();
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->end(false);
}

void Palette::dismiss()
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

void Palette::place()
{
    const QWidget *window = parentWidget();
    const int width = std::min(preferredWidth, window->width() - 2 * margin);
    int listHeight = 0;
    for (const ListEntry &entry : m_model->entries()) {
        listHeight += entry.heading ? m_delegate->headingHeight() : m_delegate->rowHeight();
    }
    const int around = fieldHeight + footerHeight + 2;
    const int top = std::min(topDistance, window->height() / 8);
    const int room = window->height() - top - margin - around;
    const int height = std::clamp(listHeight, 0, std::min(longestList, std::max(room, 0))) + around;
    setGeometry((window->width() - width) / 2, top, width, height);
}

void Palette::refresh()
{
    const PaletteQuery query = parsePaletteQuery(m_edit->text());
    const QList<PaletteEntry> found
        = query.scope == PaletteScope::Actions || !m_find ? QList<PaletteEntry>() : m_find(query.text);
    m_model->setEntries(paletteRows(m_registry, found, query));
    const int count = m_model->resultCount();
    m_count->setSpans({ { .text = (count > 0 ? tr("%n found", nullptr, count) : tr("nothing found")) + u"   "_s,
                          .step = TypeStep::Meta,
                          .role = Role::Muted },
                        { .text = tr("Esc"), .keyCap = true } });
    select(m_model->nextResult(-1, 1));
    if (isVisible()) {
        place();
    }
}

void Palette::select(int row)
{
    if (row < 0) {
        return;
    }
    const QModelIndex index = m_model->index(row);
    m_list->setCurrentIndex(index);
    // The heading above the first line belongs to it.
    if (row == 1) {
        m_list->scrollToTop();
    } else {
        m_list->scrollTo(index);
    }
    if (QAccessible::isActive()) {
        QAccessibleEvent event(m_list, QAccessible::Focus);
        event.setChild(row);
        QAccessible::updateAccessibility(&event);
    }
}

void Palette::moveSelection(int step, int times)
{
    int row = m_list->currentIndex().row();
    for (int move = 0; move < times; ++move) {
        const int next = m_model->nextResult(row, step);
        const bool wrapped = step > 0 ? next <= row : next >= row;
        if (next < 0 || (wrapped && times > 1)) {
            break;
        }
        row = next;
    }
    select(row);
}

void Palette::runRow(int row)
{
    if (row < 0 || row >= m_model->rowCount()) {
        return;
    }
    // A copy: running may change the list.
    const ListEntry entry = m_model->entries().at(row);
    if (entry.heading) {
        return;
    }
    dismiss();
    if (!entry.reason.isEmpty()) {
        Q_EMIT refused(entry.text + u": "_s + entry.reason);
    } else if (entry.run) {
        entry.run();
    }
}

bool Palette::handleKey(int key, Qt::KeyboardModifiers modifiers)
{
    if (modifiers.testAnyFlags(Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) {
        // Reserved for "open in a new tab"; until something can, it does nothing rather than run here.
        return (key == Qt::Key_Return || key == Qt::Key_Enter) && modifiers.testFlag(Qt::AltModifier);
    }
    switch (key) {
    case Qt::Key_Escape: dismiss(); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: runRow(m_list->currentIndex().row()); return true;
    case Qt::Key_Down:
    case Qt::Key_Tab: moveSelection(1); return true;
    case Qt::Key_Up:
    case Qt::Key_Backtab: moveSelection(-1); return true;
    case Qt::Key_PageDown: moveSelection(1, pageRows); return true;
    case Qt::Key_PageUp: moveSelection(-1, pageRows); return true;
    default: return false;
    }
}

bool Palette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) {
        place();
    }
    if (watched != m_edit) {
        return QFrame::eventFilter(watched, event);
    }
    if (event->type() == QEvent::ShortcutOverride) {
        // Esc and Enter belong to the palette while it is open, whatever the panels bound them to.
        const auto *key = static_cast<QKeyEvent *>(event);
        if (!key->modifiers().testAnyFlags(Qt::ControlModifier | Qt::MetaModifier)
            && (key->key() == Qt::Key_Escape || key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)) {
            event->accept();
            return true;
        }
    } else if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (handleKey(key->key(), key->modifiers())) {
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void Palette::leaveWhenFocusLeft(QWidget *now)
{
    // No focus widget at all means that another window is active: stay.
    if (isVisible() && now && now != this && !isAncestorOf(now)) {
        m_focusBefore = nullptr;
        hide();
    }
}

void Palette::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Surface));
    painter.setPen(m_theme.color(Role::LineStrong));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace patchbay
