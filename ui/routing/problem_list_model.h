// SPDX-License-Identifier: GPL-3.0-or-later
//
// ProblemListModel: a configuration's problems as rows, replaced as a whole.
#pragma once

#include "providers/config/problem.h"

#include <QAbstractListModel>

namespace patchbay {

class ProblemListModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Roles { SentenceRole = Qt::UserRole + 1, RemedyRole, ErrorRole, LineRole, ColumnRole, OwnFileRole };
    using QAbstractListModel::QAbstractListModel;

    void setProblems(std::vector<config::Problem> problems);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    std::vector<config::Problem> m_problems;
};

} // namespace patchbay
