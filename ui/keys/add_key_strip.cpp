// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/add_key_strip.h"

#include "models/keeper/vault_keeper.h"
#include "models/vault/key_parts.h"
#include "models/vault/vault_keys.h"
#include "ui/keys/header_fields.h"
#include "ui/keys/key_fields.h"
#include "ui/keys/secret_field.h"
#include "ui/widgets/pasted_key.h"
#include "ui/widgets/themed.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHideEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalBlocker>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

// So many letters at once were pasted, not typed.
constexpr qsizetype pastedLetters = 6;
// No provider asks for more.
constexpr int mostSettings = 3;

} // namespace

AddKeyStrip::AddKeyStrip(const KeysContext &context, QWidget *parent)
    : KeyStrip(context.theme, tr("Add a key"), parent)
    , m_context(context)
    , m_key(new SecretField(context.theme, tr("Key"), this))
    , m_second(new SecretField(context.theme, tr("Secret access key"), this))
    , m_third(new SecretField(context.theme, tr("Session token"), this))
    , m_provider(new QComboBox(this))
    , m_origin(new QLineEdit(this))
    , m_name(new QLineEdit(this))
    , m_expires(new QLineEdit(this))
    , m_tags(new QLineEdit(this))
    , m_headers(new HeaderFields(context.theme, this))
{
    setObjectName(u"addKeyStrip"_s);
    buildFields();
    buildButtons();
    start();
}

void AddKeyStrip::buildFields()
{
    m_key->setObjectName(u"newKey"_s);
    m_second->setObjectName(u"newKeySecond"_s);
    m_provider->setObjectName(u"newKeyProvider"_s);
    m_origin->setObjectName(u"newKeyOrigin"_s);
    m_name->setObjectName(u"newKeyName"_s);
    addField(tr("Key"), m_key, 0, 0);
    addField(tr("Name"), m_name, 0, 1);
    addField(tr("Provider"), m_provider, 1, 0);
    addField(tr("Expires"), m_expires, 1, 1);
    addField(tr("Bound to, the only place it is sent to"), m_origin, 2, 0);
    addField(tr("Tags"), m_tags, 2, 1);
    addField(tr("Secret access key"), m_second, 3, 0);
    addField(tr("Session token, where there is one"), m_third, 3, 1);
    m_third->setObjectName(u"newKeyThird"_s);
    for (int index = 0; index < mostSettings; ++index) {
        auto *field = new QLineEdit(this);
        field->setObjectName(u"newKeySetting%1"_s.arg(index));
        addField(tr("Setting"), field, 4 + index / 2, index % 2);
        m_settings.append(field);
    }
    addField(tr("Secret headers, sent beside the key or instead of one"), m_headers, 6, 0, true);
    m_expires->setPlaceholderText(tr("never, or a day: 2027-01-31"));
    m_tags->setPlaceholderText(tr("separated by commas"));
    connect(m_key, &QLineEdit::textEdited, this, &AddKeyStrip::keyTyped);
    connect(m_key, &QLineEdit::textChanged, this, [this](const QString &text) {
        if (text.isEmpty()) {
            m_typed = 0;
        }
    });
    connect(m_key, &QLineEdit::returnPressed, this, [this] {
        holdKey();
        if (whyNoTest().isEmpty()) {
            test();
        }
    });
    connect(m_key, &QLineEdit::editingFinished, this, &AddKeyStrip::holdKey);
    for (const SecretField *field : { m_second, m_third }) {
        connect(field, &QLineEdit::textChanged, this, [this] { setTrial(Trial::None); });
    }
    connect(m_headers, &HeaderFields::changed, this, [this] { setTrial(Trial::None); });
    for (const QLineEdit *field : std::as_const(m_settings)) {
        connect(field, &QLineEdit::textEdited, this, [this] { setTrial(Trial::None); });
    }
    connect(m_provider, &QComboBox::currentIndexChanged, this, &AddKeyStrip::providerChosen);
    connect(m_origin, &QLineEdit::textEdited, this, [this] { setTrial(Trial::None); });
    connect(m_name, &QLineEdit::textEdited, this, [this] {
        m_nameTouched = true;
        refresh();
    });
    connect(m_expires, &QLineEdit::textEdited, this, &AddKeyStrip::refresh);
}

void AddKeyStrip::buildButtons()
{
    m_test = new QPushButton(tr("Test"), this);
    m_withHeaders = new QPushButton(tr("Add a header"), this);
    m_withHeaders->setObjectName(u"withHeaders"_s);
    setLink(m_withHeaders);
    buttons()->addWidget(m_withHeaders);
    connect(m_withHeaders, &QPushButton::clicked, this, [this] {
        m_withHeaders->hide();
        setFieldShown(m_headers, true);
        m_headers->addRow();
    });
    m_test->setObjectName(u"testNewKey"_s);
    m_save = new QPushButton(tr("Save"), this);
    m_save->setObjectName(u"saveNewKey"_s);
    setPrimary(m_save);
    buttons()->addWidget(m_test);
    buttons()->addWidget(m_save);
    connect(m_test, &QPushButton::clicked, this, &AddKeyStrip::test);
    connect(m_save, &QPushButton::clicked, this, &AddKeyStrip::save);
}

void AddKeyStrip::start()
{
    m_secret = {};
    m_key->wipe();
    m_second->wipe();
    m_third->wipe();
    m_headers->clear();
    setFieldShown(m_headers, false);
    m_withHeaders->show();
    for (QLineEdit *field : std::as_const(m_settings)) {
        field->clear();
    }
    m_key->setPlaceholderText(tr("Paste it: sk-…, AIza…, gsk_…"));
    m_name->clear();
    m_expires->clear();
    m_tags->clear();
    m_nameTouched = false;
    {
        const QSignalBlocker quiet(m_provider);
        m_provider->setCurrentIndex(-1);
    }
    recognise();
    m_key->setFocus(Qt::OtherFocusReason);
}

void AddKeyStrip::paste(const QString &text)
{
    m_key->setText(text);
    holdKey();
}

void AddKeyStrip::keyTyped(const QString &text)
{
    const bool pasted = text.size() - m_typed >= pastedLetters;
    m_typed = text.size();
    if (pasted) {
        holdKey();
    } else {
        m_secret = {};
        setTrial(Trial::None);
    }
}

void AddKeyStrip::holdKey()
{
    if (!m_key->isFilled()) {
        return;
    }
    {
        QString typed = m_key->text();
        m_key->wipe();
        m_secret = takeSecret(pastedKey(typed).toString());
        typed.fill(QChar(0));
    }
    m_key->setPlaceholderText(m_secret.empty() ? tr("That was no key") : QString::fromStdString(maskedForm(m_secret)));
    recognise();
}

void AddKeyStrip::recognise()
{
    std::vector<const ProviderEntry *> candidates;
    if (!m_secret.empty()) {
        const Catalog &catalog = m_context.keeper.catalog();
        candidates = catalog.recogniseKey({ m_secret.bytes().data(), m_secret.bytes().size() });
        if (const ProviderEntry *vertex = catalog.provider("vertex_ai"); isKeyFile() && vertex != nullptr) {
            candidates = { vertex };
        }
    }
    offerProviders(candidates);
    providerChosen();
    if (m_secret.empty()) {
        return;
    }
    const QString name = m_provider->currentText();
    showState({}, candidates.empty() ? tr("Its shape is not known: choose the provider it belongs to.")
                      : candidates.size() == 1
                      ? tr("This looks like a key of %1.").arg(name)
                      : tr("%1 providers have keys like this one: choose which.").arg(candidates.size()));
}

void AddKeyStrip::offerProviders(const std::vector<const ProviderEntry *> &candidates)
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
    // A shape is a guess: every other provider can be chosen too.
    for (const ProviderEntry &entry : m_context.keeper.catalog().providers()) {
        if (!entry.sandbox && !entry.local && !std::ranges::contains(candidates, &entry)) {
            offer(entry);
        }
    }
    // Of several the person says which: a key that is tested with the wrong one has leaked.
    const bool fits = candidates.empty()
        || std::ranges::any_of(candidates, [&](const ProviderEntry *entry) { return before == QString::fromStdString(entry->id); });
    m_provider->setCurrentIndex(candidates.size() == 1 ? 0 : fits && !before.isEmpty() ? m_provider->findData(before) : -1);
}

void AddKeyStrip::providerChosen()
{
    const ProviderEntry *entry = m_context.keeper.catalog().provider(m_provider->currentData().toString().toStdString());
    m_origin->setText(entry ? QString::fromStdString(vault::defaultOrigin(*entry)) : QString());
    m_origin->setPlaceholderText(entry == nullptr || !m_origin->text().isEmpty() ? QString()
                                     : entry->apiBase.empty()                     ? tr("https://… of your own deployment")
                                                                                  : tr("left empty: the provider's, as its account says"));
    if (!m_nameTouched) {
        QString name = entry ? m_provider->currentData().toString() : QString();
        for (int number = 2; !name.isEmpty()
             && std::ranges::contains(m_context.keeper.keys(), name, &KeyFacts::name);
             ++number) {
            name = u"%1-%2"_s.arg(m_provider->currentData().toString()).arg(number);
        }
        m_name->setText(name);
    }
    showFurtherFields();
    setTrial(Trial::None);
}

void AddKeyStrip::setTrial(Trial trial)
{
    if (trial == Trial::None || trial == Trial::Running) {
        ++m_trialNumber;
        m_verdict.clear();
    }
    if (trial == Trial::Running) {
        showState(tr("running"), tr("Asking %1 for its models…").arg(m_provider->currentText()));
    } else if (trial == Trial::None && m_trial != Trial::None) {
        showState({}, {});
    }
    m_trial = trial;
    refresh();
}

void AddKeyStrip::refresh()
{
    setWhyNot(m_test, whyNoTest());
    setWhyNot(m_save, whyNoSave());
}

KeyDraft AddKeyStrip::draft() const
{
    KeyDraft draft;
    draft.name = m_name->text().trimmed().toStdString();
    draft.provider = m_provider->currentData().toString().toStdString();
    draft.origin = originFrom(m_origin->text()).value_or("");
    draft.expires = dayFrom(m_expires->text()).value_or(std::nullopt);
    draft.tags = tagsFrom(m_tags->text());
    draft.testResult = m_verdict;
    if (!m_secret.empty()) {
        draft.parts.emplace(isAwsAccount() ? "aws_access_key_id" : "key", m_secret.clone());
    }
    for (const auto &[field, part] : { std::pair(m_second, "aws_secret_access_key"), std::pair(m_third, "aws_session_token") }) {
        if (isAwsAccount() && field->isFilled()) {
            draft.parts.emplace(part, takeSecret(field->text().trimmed()));
        }
    }
    draft.parts.merge(m_headers->parts());
    const ProviderEntry *entry = m_context.keeper.catalog().provider(draft.provider);
    for (std::size_t index = 0; entry != nullptr && index < entry->settings.size() && index < mostSettings; ++index) {
        const QString value = m_settings.at(static_cast<qsizetype>(index))->text().trimmed();
        if (!value.isEmpty()) {
            draft.parts.emplace(vault::settingPart(entry->settings[index]), takeSecret(value));
        }
    }
    return draft;
}

void AddKeyStrip::test()
{
    holdKey();
    if (!whyNoTest().isEmpty()) {
        return;
    }
    setTrial(Trial::Running);
    m_context.keeper.tryKey(draft(), [self = QPointer(this), number = m_trialNumber](const auto &models) {
        if (self && self->m_trialNumber == number) {
            self->showVerdict(models);
        }
    });
}

void AddKeyStrip::showVerdict(const Result<std::vector<std::string>> &models)
{
    m_verdict = verdictOf(models);
    const QString name = m_provider->currentText();
    if (models) {
        setTrial(Trial::Valid);
        showState(tr("valid"), tr("%1 accepts it and lists %2 models.").arg(name).arg(models->size()));
        m_save->setFocus(Qt::OtherFocusReason);
        return;
    }
    const Error &error = models.error();
    const QString words = QString::fromStdString(error.message);
    const bool refused = error.kind == ErrorClass::Authentication;
    setTrial(refused ? Trial::Refused : Trial::Unreached);
    if (refused) {
        showState(tr("refused"), tr("%1 says: %2").arg(name, words));
    } else if (error.kind == ErrorClass::PermissionDenied) {
        // Many keys may call models and not list them.
        showState(tr("forbidden"), tr("%1 knows it, but does not let it list models: %2 It can be saved all the same.").arg(name, words));
    } else {
        showState(tr("failed"), tr("It could not be tested: %1 It can be saved all the same.").arg(words));
    }
}

void AddKeyStrip::save()
{
    KeyDraft made = draft();
    const QString name = m_name->text().trimmed();
    m_context.keeper.add(std::move(made), [self = QPointer(this), name](const Result<void> &added) {
        if (!self) {
            return;
        }
        if (!added) {
            self->showProblem(QString::fromStdString(added.error().message + ' ' + added.error().remedy));
            return;
        }
        Q_EMIT self->said(tr("%1 is in the vault.").arg(name));
        Q_EMIT self->closed();
    });
}

void AddKeyStrip::hideEvent(QHideEvent *event)
{
    if (!event->spontaneous()) {
        m_secret = {};
        m_headers->clear();
    }
    KeyStrip::hideEvent(event);
}

} // namespace patchbay
