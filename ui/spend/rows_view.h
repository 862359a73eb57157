// SPDX-License-Identifier: GPL-3.0-or-later
//
// RowsView: the ledger's rows behind a sum, with what they add up to above them.
#pragma once

#include "models/spend/spend_picture.h"
#include "ui/spend/spend_context.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTreeView;

namespace patchbay {

class SpendRowsModel;

class RowsView final : public QWidget {
    Q_OBJECT
public:
    explicit RowsView(const SpendContext &context, QWidget *parent = nullptr);

    // `what` names them: "gpt-4o, 12 Nov".
    void setRequest(const SpendRequest &request, const SpendNames &names, const QString &what);
    // Without a way back where the rows are part of the page.
    void setClosable(bool closable);
    SpendRowsModel *model() const { return m_model; }
    QTreeView *table() const { return m_table; }
    QString summary() const;

Q_SIGNALS:
    void closed();
    // Null: none is.
    void rowChosen(const patchbay::AttemptRow *row);

private:
    void buildTable();
    void summarise();

    SpendContext m_context;
    SpendRowsModel *m_model;
    QLabel *m_title;
    QLabel *m_summary;
    QPushButton *m_back;
    QTreeView *m_table;
    QString m_what;
    std::optional<SpendRow> m_sum;
    quint64 m_asked = 0;
};

} // namespace patchbay
