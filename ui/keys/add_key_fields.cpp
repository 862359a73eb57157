// SPDX-License-Identifier: GPL-3.0-or-later
//
// AddKeyStrip's further fields: the parts of an account at AWS, what other accounts need beside their key; and what is
// missing before it can be tested or saved.
#include "models/keeper/vault_keeper.h"
#include "ui/keys/add_key_strip.h"
#include "ui/keys/header_fields.h"
#include "ui/keys/key_fields.h"
#include "ui/keys/secret_field.h"

#include <QComboBox>
#include <QLineEdit>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

// "api_version" as people say it.
QString inWords(const std::string &name)
{
    QString words = QString::fromStdString(name).replace(u'_', u' ');
    words[0] = words[0].toUpper();
    return words.replace(u"Api "_s, u"API "_s);
}

} // namespace

bool AddKeyStrip::isKeyFile() const
{
    return !m_secret.empty() && m_secret.bytes().front() == '{';
}

void AddKeyStrip::showFurtherFields()
{
    setFieldShown(m_second, isAwsAccount());
    setFieldShown(m_third, isAwsAccount());
    const ProviderEntry *entry = m_context.keeper.catalog().provider(m_provider->currentData().toString().toStdString());
    for (qsizetype index = 0; index < m_settings.size(); ++index) {
        QLineEdit *field = m_settings.at(index);
        const bool used = entry != nullptr && static_cast<std::size_t>(index) < entry->settings.size();
        setFieldShown(field, used);
        if (used) {
            const ProviderSetting &setting = entry->settings[static_cast<std::size_t>(index)];
            setFieldLabel(field, inWords(setting.name));
            field->setPlaceholderText(setting.fallback.empty() ? tr("not set") : QString::fromStdString(setting.fallback));
        } else {
            field->clear();
        }
    }
}

bool AddKeyStrip::isAwsAccount() const
{
    // Bedrock's bearer keys are whole by themselves.
    constexpr std::string_view bearers[] = { "ABSK", "bedrock-api-key-" };
    const std::string_view held(m_secret.bytes().data(), m_secret.bytes().size());
    if (std::ranges::any_of(bearers, [held](std::string_view start) { return held.starts_with(start); })) {
        return false;
    }
    const ProviderEntry *entry = m_context.keeper.catalog().provider(m_provider->currentData().toString().toStdString());
    return entry != nullptr && std::ranges::contains(entry->keyVariables, "AWS_ACCESS_KEY_ID");
}

QString AddKeyStrip::whyNoSecret() const
{
    const bool hasHeaders = m_headers->isFilled();
    if (m_secret.empty() && !m_key->isFilled() && !hasHeaders) {
        return tr("Paste a key first");
    }
    if (m_provider->currentIndex() < 0) {
        return tr("Choose the provider first");
    }
    if (!m_secret.empty() && isAwsAccount() && !m_second->isFilled()) {
        return tr("Paste the secret access key too");
    }
    return hasHeaders ? m_headers->problem() : QString();
}

QString AddKeyStrip::whyNoTest() const
{
    if (const QString reason = whyNoSecret(); !reason.isEmpty()) {
        // A key that was typed is taken from its field by the test itself.
        return m_secret.empty() && m_key->isFilled() ? QString() : reason;
    }
    if (const auto origin = originFrom(m_origin->text()); !origin) {
        return QString::fromStdString(origin.error().message);
    }
    return m_trial == Trial::Running ? tr("A test is under way") : QString();
}

QString AddKeyStrip::whyNoSave() const
{
    if (const QString reason = whyNoSecret(); !reason.isEmpty()) {
        return reason;
    }
    if (m_name->text().trimmed().isEmpty()) {
        return tr("Give it a name");
    }
    if (std::ranges::contains(m_context.keeper.keys(), m_name->text().trimmed(), &KeyFacts::name)) {
        return tr("There is a key of this name already");
    }
    if (const auto origin = originFrom(m_origin->text()); !origin) {
        return QString::fromStdString(origin.error().message);
    }
    if (const auto day = dayFrom(m_expires->text()); !day) {
        return QString::fromStdString(day.error().message);
    }
    return m_trial == Trial::None ? tr("Test it first")
        : m_trial == Trial::Running ? tr("A test is under way")
        : m_trial == Trial::Refused ? tr("The provider refused this key")
                                    : QString();
}

} // namespace patchbay
