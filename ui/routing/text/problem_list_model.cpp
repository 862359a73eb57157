// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/text/problem_list_model.h"

#include <QFileInfo>

namespace patchbay {

void ProblemListModel::setProblems(std::vector<config::Problem> problems)
{
    m_fixes.clear();
    if (problems == m_problems) {
        return;
    }
    beginResetModel();
    m_problems = std::move(problems);
    endResetModel();
}

int ProblemListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_problems.size());
}

QStringList ProblemListModel::fixes(int row) const
{
    auto known = m_fixes.find(row);
    if (known == m_fixes.end()) {
        known = m_fixes.insert(row, m_fixWords ? m_fixWords(problem(row)) : QStringList());
    }
    return *known;
}

QVariant ProblemListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const config::Problem &problem = m_problems[static_cast<std::size_t>(index.row())];
    const bool own = problem.span.file == 0;
    const QString place = own ? tr("Line %1").arg(problem.line)
                              : tr("%1, line %2").arg(QFileInfo(QString::fromStdString(problem.file)).fileName()).arg(problem.line);
    const QString sentence = place + QStringLiteral(": ") + QString::fromStdString(problem.message);
    switch (role) {
    case SentenceRole: return sentence;
    case RemedyRole: return QString::fromStdString(problem.remedy);
    case ErrorRole: return problem.severity == config::Severity::Error;
    case LineRole: return problem.line;
    case ColumnRole: return problem.column;
    case OwnFileRole: return own;
    case FixesRole: return fixes(index.row());
    case Qt::AccessibleDescriptionRole: return fixes(index.row()).isEmpty() ? QString() : tr("Can be fixed: %1").arg(fixes(index.row()).join(u"; "));
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return (problem.severity == config::Severity::Error ? tr("Error. ") : tr("Warning. ")) + sentence;
    default: return {};
    }
}

} // namespace patchbay
