// SPDX-License-Identifier: GPL-3.0-or-later
//
// AddKeyStrip's further fields: the parts of an account at AWS, what other accounts need beside their key.
#include "models/keeper/vault_keeper.h"
#include "ui/keys/add_key_strip.h"
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
    const ProviderEntry *entry = m_context.keeper.catalog().provider(m_provider->currentData().toString().toStdString());
    return entry != nullptr && std::ranges::contains(entry->keyVariables, "AWS_ACCESS_KEY_ID");
}

bool AddKeyStrip::isUntestable() const
{
    return isAwsAccount() || isKeyFile();
}

} // namespace patchbay
