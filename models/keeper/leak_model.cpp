// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keeper/leak_model.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

QString fileOf(const vault::Leak &leak)
{
    return QString::fromStdString(leak.file.string());
}

// "~/.bash_history" for people.
QString shortened(const QString &file)
{
    const QString home = QDir::homePath() + u'/';
    return file.startsWith(home) ? u"~/"_s + file.sliced(home.size()) : file;
}

} // namespace

void LeakModel::setReport(vault::LeakReport report)
{
    beginResetModel();
    m_report = std::move(report);
    endResetModel();
}

int LeakModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_report.leaks.size());
}

int LeakModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString LeakModel::text(const vault::Leak &leak, int column) const
{
    switch (column) {
    case Key: return QString::fromStdString(leak.key) + (leak.previous ? tr(" (before its rotation)") : QString());
    case Place: return shortened(fileOf(leak));
    case Line: return QString::number(leak.line);
    case Mode: return u"%1"_s.arg(leak.mode, 4, 8, QLatin1Char('0'));
    case Remedy: return QString::fromStdString(vault::remedyOf(leak));
    default: return {};
    }
}

QVariant LeakModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const vault::Leak &leak = m_report.leaks[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return text(leak, index.column());
    case Qt::ToolTipRole: return index.column() == Place ? fileOf(leak) : text(leak, index.column());
    case Qt::TextAlignmentRole:
        return static_cast<int>((index.column() == Line ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case FilterRole: return QStringList { text(leak, Key), fileOf(leak), text(leak, Remedy) }.join(u'\n');
    case FileRole: return fileOf(leak);
    default: return {};
    }
}

QVariant LeakModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((section == Line ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    const QStringList names { tr("Key"), tr("File"), tr("Line"), tr("Mode"), tr("What to do") };
    return role == Qt::DisplayRole ? QVariant(names.at(section)) : QVariant();
}

} // namespace patchbay
