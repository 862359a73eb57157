// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/review/disk_change_bar.h"

#include "models/bay/config_tab.h"
#include "models/format/format.h"
#include "ui/routing/review/merge_dialog.h"
#include "ui/widgets/themed.h"

#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

DiskChangeBar::DiskChangeBar(const Theme &theme, bay::ConfigTab &tab, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_tab(tab)
    , m_message(new InlineMessage(theme, InlineMessage::Severity::Warning, InlineMessage::Look::Filled, this))
    , m_merge(nullptr)
    , m_take(nullptr)
    , m_keep(nullptr)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_message);
    m_message->setTitle(tr("The file changed on disk"));
    m_merge = m_message->addAction(tr("Merge"));
    setPrimary(m_merge);
    m_take = m_message->addAction(tr("Take the file's text"));
    m_keep = m_message->addAction(tr("Keep mine"));
    connect(m_merge, &QPushButton::clicked, this, &DiskChangeBar::merge);
    connect(m_take, &QPushButton::clicked, this, [this] {
        m_tab.settleDisk();
        m_tab.replaceText(m_tab.saved(), tr("take the file's text"));
        refresh();
    });
    connect(m_keep, &QPushButton::clicked, this, [this] {
        m_tab.settleDisk();
        refresh();
    });
    hide();
}

void DiskChangeBar::placeOver(const QRect &room)
{
    m_room = room;
    settle();
}

// As high as its words make it.
void DiskChangeBar::settle()
{
    constexpr int gap = 12;
    constexpr int widest = 560; // longer lines are no pleasure to read
    const int width = std::min(m_room.width() - 2 * gap, widest);
    const int needed = hasHeightForWidth() ? heightForWidth(width) : sizeHint().height();
    const int height = std::min(needed, m_room.height() - 2 * gap);
    setGeometry(m_room.left() + (m_room.width() - width) / 2, m_room.bottom() + 1 - gap - height, width, height);
    raise();
}

void DiskChangeBar::refresh()
{
    setVisible(m_tab.editedFrom().has_value());
    if (!m_tab.editedFrom()) {
        closeDialog();
        return;
    }
    setWhyNot(m_merge, m_tab.isTextOnly() ? tr("The text is too large to be merged here") : QString());
    if (m_tab.isTextOnly()) {
        m_message->setSentence(tr("The text is too large to be merged here: take the file's or keep yours."));
        settle();
        return;
    }
    const document::MergeResult result = merged();
    const int conflicts = static_cast<int>(result.conflicts.size());
    const QString sides = tr("%1 there, %2 here").arg(format::counted(result.taken + conflicts, tr("change"))).arg(result.kept + conflicts);
    m_message->setSentence(conflicts == 0 ? tr("%1, and none touches another. Merging can be undone.").arg(sides)
                                          : tr("%1; both changed %2. Merging can be undone.").arg(sides, format::counted(conflicts, tr("item"))));
    m_merge->setText(conflicts == 0 ? tr("Merge") : tr("Merge…"));
    settle();
}

MergeDialog *DiskChangeBar::dialog() const
{
    return m_dialog;
}

// It may be telling what was chosen just now.
void DiskChangeBar::closeDialog()
{
    if (m_dialog) {
        m_dialog->hide();
        m_dialog->deleteLater();
        m_dialog = nullptr;
    }
}

document::MergeResult DiskChangeBar::merged() const
{
    return document::mergeTexts({ m_tab.editedFrom().value_or(m_tab.saved()), m_tab.text(), m_tab.saved() });
}

void DiskChangeBar::merge()
{
    const document::MergeResult result = merged();
    if (result.conflicts.empty()) {
        apply(result, {});
        return;
    }
    closeDialog();
    auto *chooser = new MergeDialog(m_theme, result.conflicts, this);
    m_dialog = chooser;
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    connect(chooser, &QDialog::accepted, this, [this, chooser, result, text = m_tab.text(), saved = m_tab.saved()] {
        if (m_tab.text() == text && m_tab.saved() == saved) {
            apply(result, chooser->choices());
        } else {
            refresh(); // either side went on meanwhile
        }
    });
    chooser->open();
}

void DiskChangeBar::apply(const document::MergeResult &result, const std::vector<document::MergeChoice> &choices)
{
    m_tab.settleDisk();
    const QString count = format::counted(result.taken + static_cast<int>(result.conflicts.size()), tr("change"));
    m_tab.replaceText(result.text(choices), tr("merge %1 from disk").arg(count));
    refresh();
    Q_EMIT notice(tr("Merged with the file's text. Ctrl+Z takes it back."));
}

} // namespace patchbay
