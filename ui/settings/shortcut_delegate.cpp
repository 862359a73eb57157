// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/shortcut_delegate.h"

#include "ui/settings/shortcut_model.h"
#include "ui/shell/key_cap_painter.h"

#include <QApplication>
#include <QKeySequenceEdit>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr int cellPadding = 8;

} // namespace

ShortcutDelegate::ShortcutDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

void ShortcutDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    Role role = Role::Text;
    if (index.column() == ShortcutModel::Note) {
        role = index.data(ShortcutModel::ConflictRole).toBool() ? Role::Warn : Role::Muted;
    } else if (index.column() == ShortcutModel::Category) {
        role = Role::Muted;
    }
    option->palette.setColor(QPalette::Text, m_theme.color(role));
    option->palette.setColor(QPalette::HighlightedText, m_theme.color(role));
    if (index.column() == ShortcutModel::Shortcut) {
        option->text.clear(); // painted as caps
    }
}

void ShortcutDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    if (index.column() == ShortcutModel::Shortcut) {
        const auto shortcut = index.data(Qt::EditRole).value<QKeySequence>();
        const int width = keyCapsWidth(m_theme, shortcut);
        const QRect caps(option.rect.left() + cellPadding, option.rect.top(), width, option.rect.height());
        paintKeyCaps(painter, m_theme, caps, shortcut);
    }
}

QWidget *ShortcutDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &index) const
{
    auto *recorder = new QKeySequenceEdit(parent);
    recorder->setObjectName(u"shortcutRecorder"_s);
    recorder->setMaximumSequenceLength(1);
    recorder->setClearButtonEnabled(true);
    const QString name = index.siblingAtColumn(ShortcutModel::Name).data().toString();
    recorder->setAccessibleName(tr("New shortcut for %1").arg(name));
    auto *delegate = const_cast<ShortcutDelegate *>(this);
    // Once: it says so again when the focus leaves it, and by then it is closed.
    connect(
        recorder, &QKeySequenceEdit::editingFinished, delegate,
        [delegate, recorder] {
            Q_EMIT delegate->commitData(recorder);
            Q_EMIT delegate->closeEditor(recorder);
        },
        Qt::SingleShotConnection);
    return recorder;
}

void ShortcutDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    auto *recorder = static_cast<QKeySequenceEdit *>(editor);
    // Called again whenever the row changes; what is being recorded must survive that.
    if (recorder->keySequence().isEmpty()) {
        recorder->setKeySequence(index.data(Qt::EditRole).value<QKeySequence>());
    }
}

void ShortcutDelegate::setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const
{
    model->setData(index, static_cast<QKeySequenceEdit *>(editor)->keySequence(), Qt::EditRole);
}

bool ShortcutDelegate::eventFilter(QObject *editor, QEvent *event)
{
    if (event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride) {
        return false;
    }
    return QStyledItemDelegate::eventFilter(editor, event);
}

} // namespace patchbay
