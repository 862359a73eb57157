// SPDX-License-Identifier: GPL-3.0-or-later
//
// StrayLine: says what of the ledger has times that cannot be, and opens it. Hidden where there is none.
#pragma once

#include "models/ledger/spend_request.h"
#include "ui/shell/chrome_widget.h"

class QLabel;
class QPushButton;

namespace patchbay {

class StrayLine final : public ChromeWidget {
    Q_OBJECT
public:
    explicit StrayLine(const Theme &theme, QWidget *parent = nullptr);

    void setStray(const std::optional<SpendRow> &stray);

Q_SIGNALS:
    void rowsWanted();

private:
    QLabel *m_words;
    QPushButton *m_open;
};

} // namespace patchbay
