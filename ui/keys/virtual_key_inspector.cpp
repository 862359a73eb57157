// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/virtual_key_inspector.h"

#include "models/format/format.h"
#include "models/keeper/virtual_key_desk.h"
#include "ui/keys/budget_bar.h"
#include "ui/keys/key_look.h"
#include "ui/widgets/usage_snippet.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/themed.h"

#include <QClipboard>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

// Where a gateway will listen that is told nothing else, while none runs.
constexpr auto usualAddress = "http://127.0.0.1:4000";

QString day(const QDateTime &time)
{
    return QLocale::c().toString(time.toLocalTime().date(), u"d MMM yyyy"_s);
}

QString orNone(const QString &text)
{
    return text.isEmpty() ? format::noValue() : text;
}

QString limit(const std::optional<qint64> &value)
{
    return value ? u"%1 per min"_s.arg(format::count(*value)) : u"no limit"_s;
}

} // namespace

VirtualKeyInspector::VirtualKeyInspector(const KeysContext &context, QWidget *parent)
    : InspectorPage(context.theme, parent)
    , m_context(context)
{
    setObjectName(u"virtualKeyInspector"_s);
    buildHead();
    buildBudget();
    buildFacts();
    buildSnippet();
    column()->addStretch(1);
    connect(context.desk, &VirtualKeyDesk::keysChanged, this, &VirtualKeyInspector::refresh);
}

void VirtualKeyInspector::buildHead()
{
    m_masked = addText(TypeStep::Code, Role::Text);
    m_masked->setMargin(6);
    setBackground(m_masked, theme(), Role::Sunken);
    m_state = new StateLabel(theme(), body());
    column()->addWidget(m_state);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    const auto add = [&](const QString &name, const QString &text, const QString &icon) {
        auto *button = new QPushButton(text, body());
        button->setObjectName(name);
        setThemedIcon(button, theme(), icon);
        row->addWidget(button);
        return button;
    };
    auto *edit = add(u"editVirtualKey"_s, tr("Edit"), u"document-edit"_s);
    auto *rotate = add(u"rotateVirtualKey"_s, tr("Rotate"), u"view-refresh"_s);
    m_block = add(u"blockVirtualKey"_s, tr("Block"), u"dialog-cancel"_s);
    row->addStretch(1);
    column()->addLayout(row);
    connect(edit, &QPushButton::clicked, this, [this] { Q_EMIT editWanted(m_token); });
    connect(rotate, &QPushButton::clicked, this, [this] { Q_EMIT rotateWanted(m_token); });
    connect(m_block, &QPushButton::clicked, this, [this] {
        if (const VirtualKeyFacts *key = m_context.desk->key(m_token)) {
            Q_EMIT blockWanted(m_token, !key->blocked);
        }
    });
    QAction *remove = menu()->addAction(tr("Delete"));
    setThemedIcon(remove, theme(), u"edit-delete"_s);
    connect(remove, &QAction::triggered, this, [this] { Q_EMIT removeWanted(m_token); });
}

void VirtualKeyInspector::buildBudget()
{
    m_resets = addHeading(tr("Budget"));
    m_spend = addText(TypeStep::Body, Role::Text);
    m_bar = new BudgetBar(theme(), body());
    column()->addWidget(m_bar);
}

void VirtualKeyInspector::buildFacts()
{
    addHeading(tr("Limits"));
    QFormLayout *limits = addForm();
    m_requests = addFact(limits, tr("Requests"));
    m_tokens = addFact(limits, tr("Tokens"));
    m_models = addFact(limits, tr("May use"));
    m_expires = addFact(limits, tr("Expires"));
    addHeading(tr("Details"));
    QFormLayout *details = addForm();
    m_owner = addFact(details, tr("Owner"));
    m_team = addFact(details, tr("Team"));
    m_tags = addFact(details, tr("Tags"));
    m_created = addFact(details, tr("Created"));
}

void VirtualKeyInspector::buildSnippet()
{
    addHeading(tr("Use it"));
    m_language = new SegmentedControl(theme(), body());
    m_language->addSegment(u"curl"_s);
    m_language->addSegment(u"Python"_s);
    m_language->addSegment(u"JS"_s);
    m_language->setCurrentIndex(1);
    m_language->setAccessibleName(tr("Language"));
    auto *copy = new QPushButton(tr("Copy"), body());
    copy->setObjectName(u"copySnippet"_s);
    setThemedIcon(copy, theme(), u"edit-copy"_s);
    auto *row = new QHBoxLayout;
    row->addWidget(m_language);
    row->addStretch(1);
    row->addWidget(copy);
    column()->addLayout(row);
    m_snippet = addText(TypeStep::Code, Role::Text);
    m_snippet->setObjectName(u"usageSnippet"_s);
    m_snippet->setMargin(8);
    m_snippet->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setBackground(m_snippet, theme(), Role::Sunken);
    connect(m_language, &SegmentedControl::currentChanged, this, &VirtualKeyInspector::showSnippet);
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_snippet->text()); });
}

void VirtualKeyInspector::setKey(const QString &token)
{
    m_token = token;
    refresh();
}

void VirtualKeyInspector::refresh()
{
    const VirtualKeyFacts *key = m_context.desk->key(m_token);
    if (key == nullptr) {
        return;
    }
    setTitle(nameOf(*key));
    m_masked->setText(key->masked);
    const QString state = stateOf(*key, m_context.desk->now());
    m_state->setState(state, lookOfKeyState(state));
    m_block->setText(key->blocked ? tr("Unblock") : tr("Block"));
    m_resets->setText(key->budgetReset.isValid() ? tr("begins again %1").arg(day(key->budgetReset)) : QString());
    const QString period = periodOf(key->budgetDuration);
    m_spend->setText(key->budget ? tr("%1 of %2 %3").arg(format::money(key->spend), format::moneyLimit(*key->budget), period).trimmed()
                                 : tr("%1 spent, no limit").arg(format::money(key->spend)));
    m_bar->setVisible(key->budget && key->budget->nanoDollars > 0);
    if (key->budget && key->budget->nanoDollars > 0) {
        m_bar->setShare(static_cast<double>(key->spend.nanoDollars) / static_cast<double>(key->budget->nanoDollars));
    }
    m_requests->setText(limit(key->requestsPerMinute));
    m_tokens->setText(limit(key->tokensPerMinute));
    m_models->setText(key->models.isEmpty() ? tr("all models") : key->models.join(u", "_s));
    m_expires->setText(key->expires.isValid() ? day(key->expires) : tr("never"));
    m_owner->setText(orNone(key->user));
    m_team->setText(orNone(key->team));
    m_tags->setText(orNone(key->tags.join(u", "_s)));
    m_created->setText(day(key->created));
    showSnippet();
}

void VirtualKeyInspector::showSnippet()
{
    const VirtualKeyFacts *key = m_context.desk->key(m_token);
    const QString model = key == nullptr || key->models.isEmpty() ? u"gpt-4o"_s : key->models.first();
    const QString running = m_context.desk->address();
    m_snippet->setText(usageSnippet(static_cast<SnippetLanguage>(m_language->currentIndex()),
                                    running.isEmpty() ? QString::fromLatin1(usualAddress) : running, model));
}

} // namespace patchbay
