// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/leaks_view.h"

#include "models/format/format.h"
#include "models/keeper/leak_model.h"
#include "models/keeper/vault_keeper.h"
#include "ui/keys/key_list_proxy.h"
#include "ui/widgets/state_label.h"
#include "ui/widgets/themed.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

LeaksView::LeaksView(const KeysContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new LeakModel(this))
    , m_shown(new KeyListProxy(context.theme,
                               { .nameColumn = LeakModel::Key,
                                 .muted = { LeakModel::Mode, LeakModel::Remedy },
                                 .fixed = { LeakModel::Place, LeakModel::Mode },
                                 .sortRole = Qt::DisplayRole,
                                 .filterRole = LeakModel::FilterRole },
                               this))
    , m_state(new StateLabel(context.theme, this))
    , m_verdict(new QLabel(this))
    , m_search(new QPushButton(tr("Search"), this))
    , m_choose(new QPushButton(tr("Search a folder…"), this))
    , m_table(new QTreeView(this))
    , m_remedy(new QLabel(this))
{
    setBackground(this, context.theme, Role::Surface);
    setTextStyle(m_verdict, context.theme, TypeStep::Body, Role::Muted);
    m_verdict->setObjectName(u"leaksVerdict"_s);
    m_verdict->setWordWrap(true);
    m_verdict->setText(tr("Looks for the vault's keys in histories and start files of shells, in key files of other tools "
                          "and in .env files. Files are only read, and nothing of them is kept."));
    m_state->setState(tr("not searched"));
    m_search->setObjectName(u"leaksSearch"_s);
    m_choose->setObjectName(u"leaksChoose"_s);
    setThemedIcon(m_search, context.theme, u"search"_s);
    connect(m_search, &QPushButton::clicked, this, [this] { search(); });
    connect(m_choose, &QPushButton::clicked, this, &LeaksView::chooseFolder);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 8, 12, 8);
    row->setSpacing(8);
    row->addWidget(m_state);
    row->addWidget(m_verdict, 1);
    row->addWidget(m_search);
    row->addWidget(m_choose);
    m_shown->setSourceModel(m_model);
    m_table->setObjectName(u"leaksTable"_s);
    m_table->setAccessibleName(tr("Keys in plain text"));
    m_table->setModel(m_shown);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTextElideMode(Qt::ElideMiddle);
    setRowLines(m_table);
    m_remedy->setObjectName(u"leaksRemedy"_s);
    m_remedy->setWordWrap(true);
    m_remedy->setContentsMargins(12, 8, 12, 8);
    m_remedy->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_remedy->hide();
    setTextStyle(m_remedy, context.theme, TypeStep::Body);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &LeaksView::showRemedy);
    connect(m_shown, &QAbstractItemModel::modelReset, this, &LeaksView::showRemedy);
    const std::pair<int, int> widths[] = { { LeakModel::Key, 180 }, { LeakModel::Place, 320 }, { LeakModel::Line, 64 }, { LeakModel::Mode, 72 } };
    for (const auto &[column, width] : widths) {
        m_table->header()->resizeSection(column, width);
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_table, 1);
    column->addWidget(m_remedy);
}

void LeaksView::showRemedy()
{
    const QModelIndex current = m_table->currentIndex();
    m_remedy->setVisible(current.isValid());
    if (current.isValid()) {
        const QString file = current.data(LeakModel::FileRole).toString();
        const QString line = current.siblingAtColumn(LeakModel::Line).data().toString();
        m_remedy->setText(tr("%1, line %2: %3").arg(file, line, current.siblingAtColumn(LeakModel::Remedy).data().toString()));
    }
}

void LeaksView::setFilter(const QString &text)
{
    m_shown->setWords(text);
}

void LeaksView::focusFirst()
{
    m_search->setFocus(Qt::OtherFocusReason);
}

void LeaksView::chooseFolder()
{
    auto *dialog = new QFileDialog(this, tr("Search a folder for keys"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &folder) { search({ folder }); });
    dialog->open();
}

void LeaksView::search(const QStringList &places)
{
    m_state->setState(tr("searching"), { Role::Accent });
    m_search->setEnabled(false);
    m_choose->setEnabled(false);
    m_context.keeper.searchLeaks(places, [self = QPointer(this)](Result<vault::LeakReport> report) {
        if (!self) {
            return;
        }
        self->m_search->setEnabled(true);
        self->m_choose->setEnabled(true);
        if (!report) {
            self->m_state->setState(tr("failed"), { Role::Bad });
            self->m_verdict->setText(QString::fromStdString(report.error().message));
            return;
        }
        const auto leaks = static_cast<qsizetype>(report->leaks.size());
        self->m_model->setReport(std::move(*report));
        self->showReport(leaks);
    });
}

void LeaksView::showReport(qsizetype leaks)
{
    const vault::LeakReport &report = m_model->report();
    const QString searched = format::counted(static_cast<qint64>(report.files), tr("file"));
    QString text = leaks == 0 ? tr("None of the vault's keys stands in %1.").arg(searched)
                              : tr("%1 in %2. Whoever has read such a file has the key: rotate it once the line is gone.")
                                    .arg(format::counted(leaks, tr("line")), searched);
    if (report.cutOff) {
        text += tr(" There were more files than are read.");
    }
    if (const std::string deep = vault::tooDeepInWords(report); !deep.empty()) {
        text += tr(" %1.").arg(QString::fromStdString(deep));
    }
    if (!report.unread.empty()) {
        text += tr(" Not read: %1.").arg(format::counted(static_cast<qint64>(report.unread.size()), tr("file")));
        QStringList names;
        for (const std::string &name : report.unread) {
            names.append(QString::fromStdString(name));
        }
        m_verdict->setToolTip(names.mid(0, 20).join(u'\n'));
    }
    m_state->setState(leaks == 0 ? tr("nothing found") : tr("in plain text"), { leaks == 0 ? Role::Good : Role::Bad });
    m_verdict->setText(text);
    if (leaks > 0) {
        m_table->setCurrentIndex(m_shown->index(0, 0));
    }
}

} // namespace patchbay
