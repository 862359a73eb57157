// SPDX-License-Identifier: GPL-3.0-or-later
//
// DiffHeader: above one side of a diff: the model, which side it is, how and when it was asked.
#pragma once

#include "ui/compare/compare_context.h"

#include <QWidget>

class QLabel;

namespace patchbay {

class Swatch;
struct PaneRecord;

class DiffHeader final : public QWidget {
    Q_OBJECT
public:
    DiffHeader(const CompareContext &context, const QString &side, QWidget *parent = nullptr);

    void setPane(const PaneRecord &pane, const QString &moment);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    CompareContext m_context;
    Swatch *m_swatch;
    QLabel *m_name;
    QLabel *m_detail;
};

} // namespace patchbay
