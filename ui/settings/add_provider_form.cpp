// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/add_provider_form.h"

#include "ui/widgets/pasted_key.h"
#include "ui/settings/trial_words.h"
#include "ui/widgets/state_label.h"
#include "ui/widgets/themed.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr int widest = 480;

} // namespace

AddProviderForm::AddProviderForm(const Theme &theme, const ProviderParts &parts, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_parts(parts)
{
    setObjectName(u"addProvider"_s);
    setMaximumWidth(widest);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    buildKeyField();
    buildProviderFields();
    buildResult();
    buildButtons();
    recognise();
}

void AddProviderForm::addField(const QString &label, QWidget *field)
{
    auto *name = new QLabel(label, this);
    setTextStyle(name, m_theme, TypeStep::Meta, Role::Muted);
    name->setBuddy(field);
    field->setAccessibleName(label);
    layout()->addWidget(name);
    layout()->addWidget(field);
}

void AddProviderForm::buildKeyField()
{
    m_key = new QLineEdit(this);
    m_key->setObjectName(u"pastedKey"_s);
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setPlaceholderText(u"sk-…, AIza…, gsk_…"_s);
    m_key->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhHiddenText);
    addField(tr("Paste a key"), m_key);
    auto *promise = new QLabel(tr("Kept in memory until you quit; nothing is written to disk."), this);
    setTextStyle(promise, m_theme, TypeStep::Meta, Role::Muted);
    promise->setWordWrap(true);
    layout()->addWidget(promise);
    m_recognised = new QLabel(this);
    m_recognised->setObjectName(u"recognised"_s);
    setTextStyle(m_recognised, m_theme, TypeStep::Body);
    m_recognised->setWordWrap(true);
    layout()->addWidget(m_recognised);
    connect(m_key, &QLineEdit::textChanged, this, &AddProviderForm::recognise);
    connect(m_key, &QLineEdit::returnPressed, this, [this] {
        if (whyNoTrial().isEmpty()) {
            test();
        }
    });
}

void AddProviderForm::buildProviderFields()
{
    m_provider = new QComboBox(this);
    m_provider->setObjectName(u"provider"_s);
    addField(tr("Provider"), m_provider);
    m_base = new QLineEdit(this);
    m_base->setObjectName(u"apiBase"_s);
    addField(tr("Base URL"), m_base);
    connect(m_provider, &QComboBox::currentIndexChanged, this, &AddProviderForm::providerChosen);
    connect(m_base, &QLineEdit::textEdited, this, [this] { setTrial(Trial::None); });
}

void AddProviderForm::buildResult()
{
    m_state = new StateLabel(m_theme, this);
    m_state->setObjectName(u"trialState"_s);
    m_result = new QLabel(this);
    m_result->setObjectName(u"trialResult"_s);
    setTextStyle(m_result, m_theme, TypeStep::Body);
    m_result->setWordWrap(true);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout()->addWidget(m_state);
    layout()->addWidget(m_result);
}

void AddProviderForm::buildButtons()
{
    m_test = new QPushButton(tr("Test"), this);
    m_test->setObjectName(u"testKey"_s);
    m_use = new QPushButton(tr("Use it"), this);
    m_use->setObjectName(u"useKey"_s);
    setPrimary(m_use);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(u"cancelAddProvider"_s);
    connect(m_test, &QPushButton::clicked, this, &AddProviderForm::test);
    connect(m_use, &QPushButton::clicked, this, &AddProviderForm::use);
    connect(cancel, &QPushButton::clicked, this, [this] {
        forgetKey();
        Q_EMIT cancelled();
    });
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_test);
    row->addWidget(m_use);
    row->addStretch(1);
    row->addWidget(cancel);
    static_cast<QVBoxLayout *>(layout())->addSpacing(8);
    static_cast<QVBoxLayout *>(layout())->addLayout(row);
}

void AddProviderForm::start(const QString &pasted)
{
    m_key->setText(pasted);
    m_key->setFocus(Qt::OtherFocusReason);
}

void AddProviderForm::recognise()
{
    const QString typed = m_key->text();
    const QStringView key = pastedKey(typed);
    std::vector<const ProviderEntry *> candidates;
    if (m_parts.catalog && !key.isEmpty()) {
        candidates = m_parts.catalog->recogniseKey(key.toUtf8().toStdString());
    }
    if (key.isEmpty()) {
        m_recognised->clear();
    } else if (candidates.empty()) {
        m_recognised->setText(tr("Its shape is not known. Choose the provider it belongs to."));
    } else if (candidates.size() == 1) {
        m_recognised->setText(tr("This looks like a key of %1.").arg(QString::fromStdString(candidates.front()->name)));
    } else {
        m_recognised->setText(tr("%n providers use keys like this one. Choose which.", nullptr,
                                 static_cast<int>(candidates.size())));
    }
    m_recognised->setVisible(!m_recognised->text().isEmpty());
    offerProviders(candidates);
    providerChosen();
}

void AddProviderForm::offerProviders(const std::vector<const ProviderEntry *> &candidates)
{
    const QString before = m_provider->currentData().toString();
    const QSignalBlocker quiet(m_provider);
    m_provider->clear();
    const auto offer = [this](const ProviderEntry &entry) {
        m_provider->addItem(QString::fromStdString(entry.name), QString::fromStdString(entry.id));
    };
    for (const ProviderEntry *entry : candidates) {
        offer(*entry);
    }
    if (candidates.empty() && m_parts.catalog) {
        for (const ProviderEntry &entry : m_parts.catalog->providers()) {
            if (!entry.sandbox && !entry.local) {
                offer(entry);
            }
        }
        m_provider->setCurrentIndex(m_provider->findData(before));
    }
}

const ProviderEntry *AddProviderForm::provider() const
{
    return m_parts.catalog ? m_parts.catalog->provider(m_provider->currentData().toString().toStdString()) : nullptr;
}

void AddProviderForm::providerChosen()
{
    const ProviderEntry *entry = provider();
    m_base->setText(entry ? QString::fromStdString(entry->apiBase) : QString());
    m_base->setPlaceholderText(entry && entry->apiBase.empty() ? tr("https://… of your own deployment") : QString());
    setTrial(Trial::None);
}

QString AddProviderForm::apiBase() const
{
    QString base = m_base->text().trimmed();
    while (base.endsWith(u'/')) {
        base.chop(1);
    }
    return base;
}

KeyTrial AddProviderForm::trial() const
{
    const QString typed = m_key->text();
    const QByteArray key = pastedKey(typed).toUtf8();
    return { .provider = m_provider->currentData().toString(),
             .apiBase = apiBase(),
             .secret = SecretBytes::copyOf({ key.constData(), static_cast<std::size_t>(key.size()) }) };
}

QString AddProviderForm::whyNoTrial() const
{
    if (pastedKey(m_key->text()).isEmpty()) {
        return tr("Paste a key first");
    }
    if (!provider()) {
        return tr("Choose the provider first");
    }
    if (const QString problem = apiBaseProblem(apiBase()); !problem.isEmpty()) {
        return problem;
    }
    return m_trial == Trial::Running ? tr("A test is under way") : QString();
}

void AddProviderForm::test()
{
    if (!m_parts.testKey) {
        return;
    }
    setTrial(Trial::Running);
    const QPointer<AddProviderForm> self(this);
    m_parts.testKey(trial(), [self, number = m_trialNumber](const Result<QStringList> &models) {
        if (self && self->m_trialNumber == number) {
            self->showResult(models);
        }
    });
}

void AddProviderForm::showResult(const Result<QStringList> &models)
{
    const QString name = m_provider->currentText();
    const TrialWords words = models ? wordsOfModels(name, *models) : wordsOfError(name, models.error());
    setTrial(models ? Trial::Valid : words.state == u"refused" ? Trial::Refused : Trial::Untested);
    m_state->setState(words.state);
    m_result->setText(words.sentence);
    m_state->setVisible(true);
    m_result->setVisible(true);
}

void AddProviderForm::use()
{
    if (!m_parts.useKey) {
        return;
    }
    const QString name = m_provider->currentText();
    m_parts.useKey(trial());
    forgetKey();
    Q_EMIT used(name);
}

void AddProviderForm::forgetKey()
{
    // setText, not clear(): clear() would keep the key in the field's undo history.
    m_key->setText(QString());
    setTrial(Trial::None);
}

void AddProviderForm::setTrial(Trial trial)
{
    if (trial == Trial::None || trial == Trial::Running) {
        ++m_trialNumber;
        m_state->setVisible(trial == Trial::Running);
        m_result->setVisible(false);
        m_state->setState(tr("asking for the models…"), StateLabel::lookOf(u"running"));
    }
    m_trial = trial;
    updateButtons();
}

void AddProviderForm::updateButtons()
{
    const QString reason = whyNoTrial();
    setWhyNot(m_test, reason);
    // A key that was refused is not used by mistake; one that could not be tested may be right.
    const QString whyNoUse = m_trial == Trial::None ? tr("Test it first")
        : m_trial == Trial::Refused                 ? tr("The provider refused this key")
                                                    : QString();
    setWhyNot(m_use, reason.isEmpty() ? whyNoUse : reason);
}

void AddProviderForm::hideEvent(QHideEvent *event)
{
    // Left for another section or panel: the key does not stay in a field that nobody sees. A window
    // that is merely minimised is left in peace.
    if (!event->spontaneous()) {
        forgetKey();
    }
    QWidget::hideEvent(event);
}

} // namespace patchbay
