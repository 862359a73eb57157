// SPDX-License-Identifier: GPL-3.0-or-later
//
// DiskChangeBar: says that somebody else wrote the file while it was edited here, and offers to merge both, to take
// the file's text or to keep one's own. Gone when that is settled. It lies over the lower edge of what one works on and
// moves nothing of it.
#pragma once

#include "models/config/merge.h"
#include "ui/widgets/inline_message.h"

#include <QPointer>

namespace patchbay {

namespace bay {
class ConfigTab;
}
class MergeDialog;

class DiskChangeBar final : public QWidget {
    Q_OBJECT
public:
    DiskChangeBar(const Theme &theme, bay::ConfigTab &tab, QWidget *parent = nullptr);

    // Over the lower edge of a rectangle of the parent.
    void placeOver(const QRect &room);
    // Asks, or goes where there is nothing to ask.
    void refresh();
    QPushButton *mergeButton() const { return m_merge; }
    QPushButton *takeButton() const { return m_take; }
    QPushButton *keepButton() const { return m_keep; }
    MergeDialog *dialog() const; // null while it is not open

Q_SIGNALS:
    void notice(const QString &sentence);

private:
    document::MergeResult merged() const;
    void merge();
    void closeDialog();
    void apply(const document::MergeResult &result, const std::vector<document::MergeChoice> &choices);

    void settle();

    const Theme &m_theme;
    QRect m_room;
    bay::ConfigTab &m_tab;
    InlineMessage *m_message;
    QPushButton *m_merge;
    QPushButton *m_take;
    QPushButton *m_keep;
    QPointer<MergeDialog> m_dialog;
};

} // namespace patchbay
