// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/audit_view.h"

#include "models/format/format.h"
#include "models/keeper/audit_model.h"
#include "models/keeper/vault_keeper.h"
#include "ui/keys/key_list_proxy.h"
#include "ui/widgets/state_label.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPointer>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

AuditView::AuditView(const KeysContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new AuditModel(this))
    , m_shown(new KeyListProxy(context.theme,
                               { .nameColumn = AuditModel::Action,
                                 .muted = { AuditModel::Number, AuditModel::Time, AuditModel::Detail },
                                 .fixed = {},
                                 .sortRole = Qt::DisplayRole,
                                 .filterRole = AuditModel::FilterRole },
                               this))
    , m_state(new StateLabel(context.theme, this))
    , m_verdict(new QLabel(this))
    , m_table(new QTreeView(this))
{
    setBackground(this, context.theme, Role::Surface);
    setTextStyle(m_verdict, context.theme, TypeStep::Body, Role::Muted);
    m_verdict->setObjectName(u"auditVerdict"_s);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 8, 12, 8);
    row->setSpacing(8);
    row->addWidget(m_state);
    row->addWidget(m_verdict, 1);
    m_shown->setSourceModel(m_model);
    m_table->setObjectName(u"auditTable"_s);
    m_table->setAccessibleName(tr("Audit log"));
    m_table->setModel(m_shown);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    setRowLines(m_table);
    const std::pair<int, int> widths[] = { { AuditModel::Number, 64 }, { AuditModel::Time, 180 }, { AuditModel::Action, 160 },
                                           { AuditModel::Subject, 200 } };
    for (const auto &[column, width] : widths) {
        m_table->header()->resizeSection(column, width);
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_table, 1);
}

void AuditView::showEvent(QShowEvent *event)
{
    read();
    QWidget::showEvent(event);
}

void AuditView::setFilter(const QString &text)
{
    m_shown->setWords(text);
}

void AuditView::focusFirst()
{
    m_table->setFocus(Qt::OtherFocusReason);
}

void AuditView::read()
{
    m_context.keeper.readAudit([self = QPointer(this)](Result<vault::AuditLog> log) {
        if (!self) {
            return;
        }
        if (!log) {
            self->m_state->setState(tr("failed"));
            self->m_verdict->setText(QString::fromStdString(log.error().message));
            return;
        }
        const auto count = static_cast<qint64>(log->entries.size());
        const std::size_t broken = log->firstBroken;
        self->m_model->setLog(std::move(*log));
        if (broken == 0) {
            self->m_state->setState(tr("intact"), { Role::Good });
            self->m_verdict->setText(tr("%1, each follows from the one before.").arg(format::counted(count, tr("entry"), tr("entries"))));
        } else {
            self->m_state->setState(tr("changed"), { Role::Bad });
            self->m_verdict->setText(
                tr("Line %1 does not follow from the one before: it was changed, or a line was taken out.").arg(broken));
        }
    });
}

} // namespace patchbay
