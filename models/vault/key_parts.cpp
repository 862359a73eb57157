// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/key_parts.h"

#include "models/vault/key_text.h"
#include "providers/core/header_set.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay::vault {

namespace {

constexpr std::string_view headerPrefix = "header:";

// Control characters would end the header and begin another.
bool isValue(std::string_view text)
{
    return !text.empty() && std::ranges::none_of(text, [](unsigned char letter) { return letter < 0x20 || letter == 0x7f; });
}

} // namespace

std::string settingPart(const ProviderSetting &setting)
{
    return lowerCase(setting.variables.empty() ? setting.name : setting.variables.front());
}

bool isSettingPart(const ProviderEntry *provider, std::string_view part)
{
    return provider != nullptr
        && std::ranges::any_of(provider->settings, [&](const ProviderSetting &setting) { return settingPart(setting) == part; });
}

std::string variableOfPart(std::string_view part)
{
    std::string variable(part);
    std::ranges::transform(variable, variable.begin(), [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
    return variable;
}

std::string headerPart(std::string_view header)
{
    return std::string(headerPrefix) + lowerCase(header);
}

std::string_view headerOfPart(std::string_view part)
{
    return part.starts_with(headerPrefix) ? part.substr(headerPrefix.size()) : std::string_view();
}

Result<void> checkPart(const ProviderEntry &provider, std::string_view part)
{
    if (part == onlyPart || isSettingPart(&provider, part)) {
        return {};
    }
    if (part.starts_with(headerPrefix)) {
        return isHeaderName(headerOfPart(part))
            ? Result<void>()
            : failure(ErrorClass::BadRequest, "\"" + std::string(headerOfPart(part)) + "\" is no name that a header of one's own can have.");
    }
    std::string known = std::string(onlyPart);
    for (const std::vector<std::string> *variables :
         { &provider.keyVariables, &provider.bearerVariables, &provider.exchangeVariables }) {
        for (const std::string &variable : *variables) {
            if (lowerCase(variable) == part) {
                return {};
            }
            known += ", " + lowerCase(variable);
        }
    }
    for (const ProviderSetting &setting : provider.settings) {
        known += ", " + settingPart(setting);
    }
    Error error = makeError(ErrorClass::BadRequest,
                            "A key of " + provider.name + " has no part \"" + std::string(part) + "\".");
    error.code = "no_such_part";
    error.remedy = "It has " + known + ", and headers: header:NAME.";
    return std::unexpected(std::move(error));
}

Result<std::vector<std::pair<std::string, SecretBytes>>> headerParts(std::string_view text)
{
    std::vector<std::pair<std::string, SecretBytes>> parts;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.starts_with('#')) {
            continue;
        }
        const std::size_t colon = line.find(':');
        const std::string_view name = colon == std::string_view::npos ? std::string_view() : trimmed(line.substr(0, colon));
        const std::string_view value = colon == std::string_view::npos ? std::string_view() : trimmed(line.substr(colon + 1));
        const bool twice = std::ranges::contains(parts, headerPart(name), &std::pair<std::string, SecretBytes>::first);
        if (!isHeaderName(name) || !isValue(value) || twice) {
            Error error = makeError(ErrorClass::BadRequest, "Line " + std::to_string(number)
                                        + (twice ? " names a header that is there already." : " is no header: it wants its name, a colon and its value."));
            error.code = "bad_header";
            return std::unexpected(std::move(error));
        }
        parts.emplace_back(headerPart(name), SecretBytes::copyOf(value));
    }
    if (parts.empty()) {
        Error error = makeError(ErrorClass::BadRequest, "There are no headers, a line each: its name, a colon and its value.");
        error.code = "no_secret";
        return std::unexpected(std::move(error));
    }
    return parts;
}

Result<void> checkKeyFile(std::string_view json)
{
    const auto refused = [](std::string sentence) {
        Error error = makeError(ErrorClass::BadRequest, std::move(sentence));
        error.code = "bad_key_file";
        error.remedy = "Give the whole file of a service account, as the provider let you download it.";
        return std::unexpected(std::move(error));
    };
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray(json.data(), static_cast<qsizetype>(json.size())));
    if (!document.isObject()) {
        return refused("This begins as a key file in JSON and is none: it is cut, or something else.");
    }
    const QString type = document[u"type"].toString();
    const bool isPerson = type == u"authorized_user";
    if (!isPerson && !type.isEmpty() && type != u"service_account") {
        return refused("Key files of this type are not read; those of a service_account or an authorized_user are.");
    }
    const QStringList wanted = isPerson ? QStringList { u"client_id"_s, u"client_secret"_s, u"refresh_token"_s }
                                        : QStringList { u"client_email"_s, u"private_key"_s };
    for (const QString &member : wanted) {
        if (document[member].toString().isEmpty()) {
            return refused("This key file has no " + member.toStdString() + '.');
        }
    }
    return {};
}

SecretBytes headerSetOf(const SecretParts &parts)
{
    SecretBytes set;
    for (const auto &[part, secret] : parts) {
        if (const std::string_view header = headerOfPart(part); !header.empty()) {
            set = withHeader(set, header, {}, { secret.bytes().data(), secret.bytes().size() });
        }
    }
    return set;
}

} // namespace patchbay::vault
