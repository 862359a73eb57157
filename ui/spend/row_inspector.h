// SPDX-License-Identifier: GPL-3.0-or-later
//
// RowInspector: everything that the ledger keeps of one attempt.
#pragma once

#include "models/ledger/attempt_row.h"
#include "ui/widgets/theme.h"

#include <QScrollArea>
#include <QTimeZone>

class QFormLayout;
class QVBoxLayout;

namespace patchbay {

class RowInspector final : public QScrollArea {
    Q_OBJECT
public:
    explicit RowInspector(const Theme &theme, QWidget *parent = nullptr);

    // Null empties it.
    void setRow(const AttemptRow *row, const QTimeZone &zone);
    bool hasRow() const { return m_any; }

private:
    void addHeading(const QString &text);
    void addFact(const QString &name, const QString &value);

    const Theme &m_theme;
    QVBoxLayout *m_column = nullptr;
    QFormLayout *m_form = nullptr;
    bool m_any = false;
};

} // namespace patchbay
