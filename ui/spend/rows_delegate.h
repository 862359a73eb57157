// SPDX-License-Identifier: GPL-3.0-or-later
//
// RowsDelegate: cells of the ledger's rows; what failed is said in red.
#pragma once

#include "ui/widgets/theme.h"

#include <QStyledItemDelegate>

namespace patchbay {

class RowsDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit RowsDelegate(const Theme &theme, QObject *parent = nullptr);

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
};

} // namespace patchbay
