// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/virtual_keys_view.h"

#include "models/format/format.h"
#include "models/keeper/virtual_key_desk.h"
#include "models/keeper/virtual_key_model.h"
#include "ui/keys/budget_delegate.h"
#include "ui/keys/key_list_proxy.h"
#include "ui/keys/key_look.h"
#include "ui/keys/virtual_key_inspector.h"
#include "ui/keys/virtual_key_strip.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/state_delegate.h"
#include "ui/widgets/themed.h"

#include <QHeaderView>
#include <QLabel>
#include <QPointer>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

using Column = VirtualKeyModel::Column;

} // namespace

VirtualKeysView::VirtualKeysView(const KeysContext &context, VirtualKeyInspector &inspector, QWidget *parent)
    : KeyListView(context, new VirtualKeyModel(*context.desk),
                  { .objectName = u"virtualKeyTable"_s,
                    .name = tr("Virtual keys"),
                    .idRole = VirtualKeyModel::TokenRole,
                    .look = { .nameColumn = Column::Name,
                              .muted = { Column::Models },
                              .fixed = {},
                              .sortRole = VirtualKeyModel::SortRole,
                              .filterRole = VirtualKeyModel::FilterRole },
                    .widths = { { Column::Name, 130 },
                                { Column::Owner, 84 },
                                { Column::Models, 170 },
                                { Column::Budget, 276 },
                                { Column::Requests, 74 },
                                { Column::Tokens, 74 },
                                { Column::Expires, 100 },
                                { Column::State, 130 } },
                    .stretched = Column::Models,
                    .leastWidth = 56,
                    .stateColumn = Column::State,
                    .emptyTitle = tr("No virtual keys yet") },
                  parent)
    , m_summary(new QLabel(this))
    , m_form(new VirtualKeyStrip(context, this))
    , m_shownKey(new ShownKeyStrip(context, this))
{
    setTextStyle(m_summary, context.theme, TypeStep::Body, Role::Muted);
    m_summary->setObjectName(u"virtualSummary"_s);
    m_summary->setContentsMargins(12, 8, 12, 8);
    table()->setItemDelegateForColumn(Column::Budget, new BudgetDelegate(context.theme, table()));
    emptyState()->setDetail(tr("A virtual key lets somebody use the gateway without knowing a provider's key: with the models, "
                               "the budget and the limits that you set."));
    emptyState()->setButton(tr("New virtual key"), u"list-add"_s);
    connect(emptyState(), &EmptyState::activated, this, &VirtualKeysView::startNew);
    connect(m_form, &VirtualKeyStrip::issued, this,
            [this](const QString &name, const std::shared_ptr<SecretBytes> &key) { showKey(name, std::move(*key)); });
    table()->setSelectionMode(QAbstractItemView::ExtendedSelection);
    connectInspector(inspector);
    connect(context.desk, &VirtualKeyDesk::keysChanged, this, &VirtualKeysView::summarise);
    summarise();
    arrange(m_summary, { m_form, m_shownKey });
}

void VirtualKeysView::connectInspector(VirtualKeyInspector &inspector)
{
    connect(this, &VirtualKeysView::currentChanged, &inspector, [this, &inspector] { inspector.setKey(current()); });
    connect(&inspector, &VirtualKeyInspector::editWanted, this, &VirtualKeysView::startEdit);
    connect(&inspector, &VirtualKeyInspector::rotateWanted, this, &VirtualKeysView::regenerate);
    connect(&inspector, &VirtualKeyInspector::blockWanted, this, &VirtualKeysView::setBlocked);
    connect(&inspector, &VirtualKeyInspector::removeWanted, this, &VirtualKeysView::remove);
}

void VirtualKeysView::showEvent(QShowEvent *event)
{
    context().desk->refresh();
    QWidget::showEvent(event);
}

void VirtualKeysView::summarise()
{
    if (context().desk->problem()) {
        m_summary->setText(tr("The list could not be had: %1").arg(QString::fromStdString(context().desk->problem()->message)));
        m_summary->show();
        return;
    }
    Money spent;
    int active = 0;
    for (const VirtualKeyFacts &key : context().desk->keys()) {
        spent += key.spend;
        const QString state = stateOf(key, context().desk->now());
        active += key.blocked || state == u"expired" || state == u"budget used" ? 0 : 1;
    }
    m_summary->setText(tr("%1 of %2 active · %3 spent · %4")
                           .arg(active)
                           .arg(context().desk->keys().size())
                           .arg(format::money(spent), context().desk->isServed() ? tr("asked of the running gateway")
                                                                                  : tr("no gateway runs; read from its store")));
    m_summary->setVisible(!context().desk->keys().isEmpty());
}

void VirtualKeysView::startNew()
{
    openStrip(m_form);
    m_form->startNew();
}

void VirtualKeysView::startEdit(const QString &token)
{
    if (const VirtualKeyFacts *key = context().desk->key(token)) {
        openStrip(m_form);
        m_form->startEdit(*key);
    }
}

void VirtualKeysView::showKey(const QString &name, SecretBytes key)
{
    openStrip(m_shownKey);
    m_shownKey->setKey(name, std::move(key));
}

void VirtualKeysView::tell(const Result<void> &result)
{
    if (!result) {
        Q_EMIT noticeRaised({ QString::fromStdString(result.error().message), {}, {} });
    }
}

void VirtualKeysView::setBlocked(const QString &token, bool blocked)
{
    context().desk->setBlocked(token, blocked, [self = QPointer(this)](const Result<void> &done) {
        if (self) {
            self->tell(done);
        }
    });
}

void VirtualKeysView::regenerate(const QString &token)
{
    const VirtualKeyFacts *key = context().desk->key(token);
    const QString name = key != nullptr ? nameOf(*key) : QString();
    context().desk->regenerate(token, [self = QPointer(this), name](Result<SecretBytes> made) {
        if (!self) {
            return;
        }
        if (!made) {
            self->tell(std::unexpected(made.error()));
            return;
        }
        self->showKey(name, std::move(*made));
    });
}

void VirtualKeysView::remove(const QString &token)
{
    const VirtualKeyFacts *key = context().desk->key(token);
    if (key == nullptr) {
        return;
    }
    // What is deleted cannot come back, as its secret is known to nobody here: it is blocked, and deleted by the offer.
    if (!key->blocked) {
        setBlocked(token, true);
        Q_EMIT noticeRaised({ tr("%1 is blocked. Deleting it cannot be undone.").arg(nameOf(*key)), tr("Delete it"),
                              [self = QPointer(this), token] {
                                  if (self) {
                                      self->context().desk->remove(token, {});
                                  }
                              } });
        return;
    }
    context().desk->remove(token, [self = QPointer(this)](const Result<void> &done) {
        if (self) {
            self->tell(done);
        }
    });
}

} // namespace patchbay
