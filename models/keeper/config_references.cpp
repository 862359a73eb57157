// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keeper/config_references.h"

#include "models/vault/key_parts.h"
#include "models/vault/vault_keys.h"

#include <QFile>
#include <QSaveFile>

#include <algorithm>

namespace patchbay {

namespace {

constexpr qint64 largestConfig = 4 * 1024 * 1024;

std::string referenceTo(const vault::FoundKey &key, const std::vector<vault::VaultRecord> &records, const Catalog &catalog)
{
    const auto isIt = [&key](const vault::VaultRecord &record) {
        const auto part = record.parts.find(key.part);
        return record.provider == key.provider && part != record.parts.end()
            && std::ranges::equal(part->second.bytes(), key.secret.bytes());
    };
    const auto found = std::ranges::find_if(records, isIt);
    if (found == records.end()) {
        return {};
    }
    if (!vault::headerOfPart(key.part).empty()) {
        return "patchbay/vault:" + found->name; // sent with what goes to its account; a variable has none
    }
    if (key.part != vault::onlyPart) {
        // A name of an account's part says nothing of which account: of several each part names its account.
        const auto has = [&key](const vault::VaultRecord &record) { return record.parts.contains(key.part); };
        return std::ranges::count_if(records, has) == 1 ? "os.environ/" + vault::variableOfPart(key.part)
                                                        : "patchbay/vault:" + found->name;
    }
    const ProviderEntry *provider = catalog.provider(key.provider);
    std::vector<std::string> variables = provider != nullptr ? vault::variablesOf(*provider, key.secret) : std::vector<std::string>();
    if (variables.size() > 1) {
        std::erase(variables, "GOOGLE_APPLICATION_CREDENTIALS"); // a path to others
    }
    const bool only = std::ranges::count(records, key.provider, &vault::VaultRecord::provider) == 1;
    return only && !variables.empty() ? "os.environ/" + variables.front() : "patchbay/vault:" + found->name;
}

} // namespace

Result<vault::ReplacedConfig> replacedConfig(const std::filesystem::path &file, const std::vector<vault::VaultRecord> &records,
                                             const Catalog &catalog)
{
    QFile source(QString::fromStdString(file.string()));
    if (!source.open(QIODevice::ReadOnly) || source.size() > largestConfig) {
        return failure(ErrorClass::BadRequest, "The file cannot be read: " + file.string() + '.');
    }
    const std::string text = source.readAll().toStdString();
    return vault::replaceKeys(text, file.string(), catalog,
                              [&](const vault::FoundKey &key) { return referenceTo(key, records, catalog); });
}

Result<void> writeConfig(const std::filesystem::path &file, const std::string &text)
{
    QSaveFile target(QString::fromStdString(file.string()));
    const bool written = target.open(QIODevice::WriteOnly)
        && target.write(text.data(), static_cast<qint64>(text.size())) == static_cast<qint64>(text.size()) && target.commit();
    return written ? Result<void>()
                   : failure(ErrorClass::ServiceUnavailable,
                             "The file cannot be written: " + target.errorString().toStdString() + " (" + file.string() + ").");
}

} // namespace patchbay
