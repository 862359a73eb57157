// SPDX-License-Identifier: GPL-3.0-or-later
//
// MergeDialog: the items that were changed here and on disk, both texts side by side, one choice for each.
#pragma once

#include "models/config/merge.h"
#include "ui/widgets/theme.h"

#include <QDialog>

class QAbstractButton;
class QButtonGroup;
class QPushButton;
class QVBoxLayout;

namespace patchbay {

class MergeDialog final : public QDialog {
    Q_OBJECT
public:
    MergeDialog(const Theme &theme, const std::vector<document::MergeConflict> &conflicts, QWidget *parent = nullptr);

    // In the order of the conflicts; mine first.
    std::vector<document::MergeChoice> choices() const;
    QAbstractButton *button(std::size_t conflict, document::MergeChoice choice) const;
    QPushButton *mergeButton() const { return m_merge; }

private:
    void addConflict(QVBoxLayout &column, const document::MergeConflict &conflict);
    void addButtons(QVBoxLayout &column);
    void chooseAll(document::MergeChoice choice);

    const Theme &m_theme;
    std::vector<QButtonGroup *> m_groups {};
    QPushButton *m_merge = nullptr;
};

} // namespace patchbay
