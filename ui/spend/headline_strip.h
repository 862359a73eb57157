// SPDX-License-Identifier: GPL-3.0-or-later
//
// HeadlineStrip: the numbers of a picture in one row: spend, requests, success, cost of a request, tokens.
#pragma once

#include "models/spend/spend_outlook.h"
#include "ui/shell/chrome_widget.h"

namespace patchbay {

class HeadlineTile;

class HeadlineStrip final : public ChromeWidget {
    Q_OBJECT
public:
    explicit HeadlineStrip(const Theme &theme, QWidget *parent = nullptr);

    void setPicture(const SpendPicture &picture);
    // The month's end and waste come a little later; nothing: not yet.
    void setOutlook(const std::optional<SpendOutlook> &outlook);
    // The bucket that the chart's pointer is over, in every course; -1: none.
    void setMarker(int bucket);
    HeadlineTile *tile(const QString &name) const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void matchTiles();
    HeadlineTile *addTile(const QString &name);

    HeadlineTile *m_spend;
    HeadlineTile *m_forecast;
    HeadlineTile *m_requests;
    HeadlineTile *m_success;
    HeadlineTile *m_perRequest;
    HeadlineTile *m_tokens;
};

} // namespace patchbay
