// SPDX-License-Identifier: GPL-3.0-or-later
//
// ProblemListModel: a configuration's problems as rows, replaced as a whole. What can be done about one at once is
// looked up when its row is shown first.
#pragma once

#include "providers/config/problem.h"

#include <QAbstractListModel>

#include <functional>

namespace patchbay {

class ProblemListModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Roles { SentenceRole = Qt::UserRole + 1, RemedyRole, ErrorRole, LineRole, ColumnRole, OwnFileRole, FixesRole };
    // Words of a problem's quick fixes.
    using FixWords = std::function<QStringList(const config::Problem &problem)>;
    using QAbstractListModel::QAbstractListModel;

    void setFixWords(FixWords words) { m_fixWords = std::move(words); }
    void setProblems(std::vector<config::Problem> problems);
    const config::Problem &problem(int row) const { return m_problems[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    QStringList fixes(int row) const;

    std::vector<config::Problem> m_problems;
    FixWords m_fixWords;
    mutable QHash<int, QStringList> m_fixes; // by row, as they were asked for
};

} // namespace patchbay
