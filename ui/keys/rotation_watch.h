// SPDX-License-Identifier: GPL-3.0-or-later
//
// RotationWatch: requests with the new and the old key of one name, ten minutes back, as they come: who sees the old
// one's fall to nothing knows that nobody needs it. Asks the ledger every two seconds while it is shown.
#pragma once

#include "models/keeper/key_traffic.h"
#include "ui/keys/keys_context.h"

#include <QTimer>
#include <QWidget>

class QLabel;

namespace patchbay {

class ChartCanvas;

class RotationWatch final : public QWidget {
    Q_OBJECT
public:
    explicit RotationWatch(const KeysContext &context, QWidget *parent = nullptr);

    void setKey(const QString &id);
    // Requests with the old key in the last minute; -1: not known yet.
    qint64 oldInLastMinute() const { return m_oldInLastMinute; }
    void ask();

Q_SIGNALS:
    void changed();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void take(const KeySlices &slices);
    void draw();
    void showLook();

    KeysContext m_context;
    QString m_id;
    KeySlices m_slices;
    QLabel *m_fresh;
    QLabel *m_old;
    QLabel *m_empty;
    ChartCanvas *m_canvas;
    QTimer m_timer;
    qint64 m_oldInLastMinute = -1;
};

} // namespace patchbay
