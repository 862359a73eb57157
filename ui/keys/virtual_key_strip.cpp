// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/virtual_key_strip.h"

#include "models/format/format.h"
#include "models/keeper/virtual_key_desk.h"
#include "ui/keys/secret_clipboard.h"
#include "ui/widgets/themed.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHideEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

QStringList listFrom(const QString &text)
{
    QStringList list;
    for (const QString &item : text.split(u',')) {
        if (!item.trimmed().isEmpty()) {
            list.append(item.trimmed());
        }
    }
    return list;
}

QString numberText(const std::optional<qint64> &value)
{
    return value ? QString::number(*value) : QString();
}

constexpr QStringView unchanged = u"unchanged";

QString dollars(const std::optional<Money> &money)
{
    constexpr double nanoPerDollar = 1e9;
    return money ? QString::number(static_cast<double>(money->nanoDollars) / nanoPerDollar, 'g', 12) : QString();
}

} // namespace

VirtualKeyStrip::VirtualKeyStrip(const KeysContext &context, QWidget *parent)
    : KeyStrip(context.theme, {}, parent)
    , m_context(context)
    , m_alias(new QLineEdit(this))
    , m_models(new QLineEdit(this))
    , m_budget(new QLineEdit(this))
    , m_period(new QComboBox(this))
    , m_requests(new QLineEdit(this))
    , m_tokens(new QLineEdit(this))
    , m_user(new QLineEdit(this))
    , m_team(new QLineEdit(this))
    , m_expires(new QComboBox(this))
    , m_tags(new QLineEdit(this))
    , m_save(new QPushButton(this))
{
    setObjectName(u"virtualKeyStrip"_s);
    buildFields();
    m_save->setObjectName(u"saveVirtualKey"_s);
    setPrimary(m_save);
    buttons()->addWidget(m_save);
    connect(m_save, &QPushButton::clicked, this, &VirtualKeyStrip::save);
    connect(m_alias, &QLineEdit::returnPressed, this, &VirtualKeyStrip::save);
}

void VirtualKeyStrip::buildFields()
{
    m_alias->setObjectName(u"virtualAlias"_s);
    m_models->setObjectName(u"virtualModels"_s);
    m_budget->setObjectName(u"virtualBudget"_s);
    m_models->setPlaceholderText(tr("all, or names separated by commas"));
    m_budget->setPlaceholderText(tr("dollars; empty: no limit"));
    m_requests->setPlaceholderText(tr("no limit"));
    m_tokens->setPlaceholderText(tr("no limit"));
    m_tags->setPlaceholderText(tr("separated by commas"));
    const std::pair<QString, QString> periods[] = { { tr("once"), {} }, { tr("a day"), u"1d"_s }, { tr("a week"), u"7d"_s },
                                                    { tr("a month"), u"1mo"_s } };
    for (const auto &[text, value] : periods) {
        m_period->addItem(text, value);
    }
    const std::pair<QString, QString> lives[] = { { tr("never"), {} }, { tr("in a day"), u"1d"_s }, { tr("in a week"), u"7d"_s },
                                                  { tr("in 30 days"), u"30d"_s }, { tr("in 90 days"), u"90d"_s } };
    for (const auto &[text, value] : lives) {
        m_expires->addItem(text, value);
    }
    auto *budget = new QWidget(this);
    auto *row = new QHBoxLayout(budget);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_budget, 1);
    row->addWidget(m_period);
    m_budget->setAccessibleName(tr("Budget"));
    m_period->setAccessibleName(tr("Budget begins again"));
    auto *limits = new QWidget(this);
    auto *limitRow = new QHBoxLayout(limits);
    limitRow->setContentsMargins(0, 0, 0, 0);
    limitRow->setSpacing(8);
    limitRow->addWidget(m_requests);
    limitRow->addWidget(m_tokens);
    m_requests->setAccessibleName(tr("Requests a minute"));
    m_tokens->setAccessibleName(tr("Tokens a minute"));
    m_team->setObjectName(u"virtualTeam"_s);
    addField(tr("Name"), m_alias, 0, 0);
    addField(tr("Budget in dollars"), budget, 0, 1);
    addField(tr("May use"), m_models, 1, 0);
    addField(tr("Requests and tokens a minute"), limits, 1, 1);
    addField(tr("Owner"), m_user, 2, 0);
    addField(tr("Expires"), m_expires, 2, 1);
    addField(tr("Team"), m_team, 3, 0);
    addField(tr("Tags"), m_tags, 3, 1);
}

void VirtualKeyStrip::fill(const VirtualKeyFacts &key)
{
    m_before = key;
    m_token = key.token;
    m_several.clear();
    m_alias->setEnabled(true);
    m_alias->setPlaceholderText({});
    m_models->setPlaceholderText(tr("all, or names separated by commas"));
    m_budget->setPlaceholderText(tr("dollars; empty: no limit"));
    m_tags->setPlaceholderText(tr("separated by commas"));
    for (QLineEdit *limit : { m_requests, m_tokens }) {
        limit->setPlaceholderText(tr("no limit"));
    }
    for (QLineEdit *name : { m_user, m_team }) {
        name->setPlaceholderText({});
    }
    if (m_period->itemData(0).toString() == unchanged) {
        m_period->removeItem(0);
    }
    m_alias->setText(key.alias);
    m_models->setText(key.models.join(u", "_s));
    m_budget->setText(dollars(key.budget));
    const int known = m_period->findData(key.budgetDuration);
    if (known < 0) {
        m_period->addItem(periodOf(key.budgetDuration), key.budgetDuration);
    }
    m_period->setCurrentIndex(m_period->findData(key.budgetDuration));
    m_requests->setText(numberText(key.requestsPerMinute));
    m_tokens->setText(numberText(key.tokensPerMinute));
    m_user->setText(key.user);
    m_team->setText(key.team);
    m_tags->setText(key.tags.join(u", "_s));
    m_expires->setCurrentIndex(0);
    m_expires->setItemText(0, key.expires.isValid() ? tr("as it is") : tr("never"));
    m_alias->setFocus(Qt::OtherFocusReason);
}

void VirtualKeyStrip::startNew()
{
    setTitle(tr("New virtual key"));
    m_save->setText(tr("Make the key"));
    fill({});
    showState({}, tr("The key is shown once; only a digest of it is kept."));
}

void VirtualKeyStrip::startEdit(const VirtualKeyFacts &key)
{
    setTitle(tr("Edit %1").arg(nameOf(key)));
    m_save->setText(tr("Save"));
    fill(key);
    showState({}, {});
}

void VirtualKeyStrip::startEditMany(const QStringList &tokens)
{
    fill({});
    m_several = tokens;
    setTitle(tr("Edit %1 keys").arg(tokens.size()));
    m_save->setText(tr("Save all"));
    m_alias->setEnabled(false);
    for (QLineEdit *field : { m_alias, m_models, m_budget, m_requests, m_tokens, m_user, m_team, m_tags }) {
        field->setPlaceholderText(tr("as it is"));
    }
    m_period->insertItem(0, tr("as it is"), QString(unchanged));
    m_period->setCurrentIndex(0);
    m_expires->setItemText(0, tr("as it is"));
    m_models->setFocus(Qt::OtherFocusReason);
    showState({}, tr("What you fill in is set for all of them."));
}

VirtualKeyDraft VirtualKeyStrip::draftForMany() const
{
    VirtualKeyDraft draft;
    const auto filled = [](const QLineEdit *field) {
        const QString text = field->text().trimmed();
        return text.isEmpty() ? std::nullopt : std::optional(text);
    };
    draft.models = filled(m_models).transform(listFrom);
    draft.budget = filled(m_budget);
    draft.requestsPerMinute = filled(m_requests);
    draft.tokensPerMinute = filled(m_tokens);
    draft.user = filled(m_user);
    draft.team = filled(m_team);
    draft.tags = filled(m_tags).transform(listFrom);
    if (m_period->currentData().toString() != unchanged) {
        draft.budgetDuration = m_period->currentData().toString();
    }
    if (m_expires->currentIndex() > 0) {
        draft.duration = m_expires->currentData().toString();
    }
    return draft;
}

void VirtualKeyStrip::saveMany()
{
    // One that fails leaves the others changed: the sentence says how many are.
    struct Count {
        qsizetype left;
        int failed = 0;
        QString why {};
    };
    auto count = std::make_shared<Count>(m_several.size());
    for (const QString &token : std::as_const(m_several)) {
        m_context.desk->update(token, draftForMany(), [self = QPointer(this), count](const Result<void> &updated) {
            count->failed += updated ? 0 : 1;
            count->why = updated ? count->why : QString::fromStdString(updated.error().message);
            if (--count->left > 0 || !self) {
                return;
            }
            if (count->failed > 0) {
                self->showProblem(tr("%1 could not be changed: %2").arg(format::counted(count->failed, tr("key")), count->why));
            } else {
                Q_EMIT self->closed();
            }
        });
    }
}

VirtualKeyDraft VirtualKeyStrip::draft() const
{
    VirtualKeyDraft draft;
    const bool fresh = m_token.isEmpty();
    const auto changed = [fresh](const QString &now, const QString &before) {
        return now.trimmed() != before || (fresh && !now.trimmed().isEmpty()) ? std::optional(now.trimmed()) : std::nullopt;
    };
    const auto changedList = [](const QString &now, const QStringList &before) {
        const QStringList list = listFrom(now);
        return list != before ? std::optional(list) : std::nullopt;
    };
    draft.alias = changed(m_alias->text(), m_before.alias);
    draft.models = changedList(m_models->text(), m_before.models);
    draft.budget = changed(m_budget->text(), dollars(m_before.budget));
    draft.budgetDuration = changed(m_period->currentData().toString(), m_before.budgetDuration);
    draft.requestsPerMinute = changed(m_requests->text(), numberText(m_before.requestsPerMinute));
    draft.tokensPerMinute = changed(m_tokens->text(), numberText(m_before.tokensPerMinute));
    draft.user = changed(m_user->text(), m_before.user);
    draft.team = changed(m_team->text(), m_before.team);
    draft.tags = changedList(m_tags->text(), m_before.tags);
    draft.duration = changed(m_expires->currentData().toString(), {});
    return draft;
}

void VirtualKeyStrip::save()
{
    if (!m_several.isEmpty()) {
        saveMany();
        return;
    }
    const auto problem = [self = QPointer(this)](const Error &error) {
        if (self) {
            self->showProblem(QString::fromStdString(error.message + ' ' + error.remedy).trimmed());
        }
    };
    const QString name = m_alias->text().trimmed();
    if (!m_token.isEmpty()) {
        m_context.desk->update(m_token, draft(), [self = QPointer(this), problem](const Result<void> &updated) {
            if (!updated) {
                problem(updated.error());
            } else if (self) {
                Q_EMIT self->closed();
            }
        });
        return;
    }
    m_context.desk->generate(draft(), [self = QPointer(this), problem, name](Result<SecretBytes> key) {
        if (!key) {
            problem(key.error());
        } else if (self) {
            Q_EMIT self->issued(name, std::make_shared<SecretBytes>(std::move(*key)));
        }
    });
}

ShownKeyStrip::ShownKeyStrip(const KeysContext &context, QWidget *parent)
    : KeyStrip(context.theme, {}, parent)
    , m_context(context)
    , m_label(new QLabel(this))
{
    setObjectName(u"shownKeyStrip"_s);
    m_label->setObjectName(u"shownKey"_s);
    m_label->setMargin(8);
    setTextStyle(m_label, context.theme, TypeStep::CodeBlock);
    setBackground(m_label, context.theme, Role::Sunken);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    addField(tr("The key"), m_label, 0, 0);
    auto *copy = new QPushButton(tr("Copy"), this);
    copy->setObjectName(u"copyShownKey"_s);
    auto *done = new QPushButton(tr("I have it"), this);
    done->setObjectName(u"shownKeyDone"_s);
    setThemedIcon(copy, context.theme, u"edit-copy"_s);
    setPrimary(done);
    buttons()->addWidget(copy);
    buttons()->addWidget(done);
    copy->setToolTip(tr("A copy leaves the clipboard after %1 s").arg(context.clipboard.seconds()));
    connect(copy, &QPushButton::clicked, this, [this] { m_context.clipboard.put(m_key); });
    connect(done, &QPushButton::clicked, this, &KeyStrip::closed);
}

void ShownKeyStrip::setKey(const QString &name, SecretBytes key)
{
    setTitle(name.isEmpty() ? tr("The new key") : tr("The new key of %1").arg(name));
    m_key = std::move(key);
    m_label->setText(QString::fromUtf8(m_key.bytes().data(), static_cast<qsizetype>(m_key.bytes().size())));
    showState({}, tr("It is shown this once and kept nowhere: copy it to where it is used."));
}

void ShownKeyStrip::hideEvent(QHideEvent *event)
{
    if (!event->spontaneous()) {
        m_key = {};
        QString shown = m_label->text();
        m_label->clear();
        shown.fill(QChar(0));
    }
    KeyStrip::hideEvent(event);
}

} // namespace patchbay
