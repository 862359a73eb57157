// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/key_import.h"

#include "models/vault/key_import_parts.h"
#include "models/vault/key_parts.h"
#include "models/vault/key_text.h"
#include "providers/config/yaml_reader.h"

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

namespace patchbay::vault {

namespace {

constexpr std::string_view awsParts[] = { "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN" };

// The value of a shell-like assignment: in quotes, or up to a comment. Nothing where a quote does not end on the line: what
// stands there is a part of something, and no key.
std::optional<std::string_view> valueOf(std::string_view text)
{
    text = trimmed(text);
    if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
        const std::size_t end = text.find(text.front(), 1);
        return end == std::string_view::npos ? std::nullopt : std::optional(text.substr(1, end - 1));
    }
    return trimmed(text.substr(0, text.find(" #")));
}

const ProviderEntry *providerOfVariable(std::string_view name, const Catalog &catalog)
{
    for (const ProviderEntry &provider : catalog.providers()) {
        if (!provider.sandbox && !provider.keyVariables.empty() && provider.keyVariables.front() == name) {
            return &provider;
        }
    }
    for (const ProviderEntry &provider : catalog.providers()) {
        if (!provider.sandbox && std::ranges::contains(provider.keyVariables, name)) {
            return &provider;
        }
    }
    return nullptr;
}

void add(std::vector<FoundKey> &found, FoundKey key)
{
    const bool twice = std::ranges::any_of(found, [&](const FoundKey &other) {
        return other.provider == key.provider && other.part == key.part
            && std::ranges::equal(other.secret.bytes(), key.secret.bytes());
    });
    if (!twice) {
        found.push_back(std::move(key));
    }
}

struct Assignment {
    std::string_view name;
    std::string_view value;
    std::string where;
};

// What stands where a key is to be: nothing, a reference of this or another tool, or a word of a template.
bool isPlaceholder(std::string_view value)
{
    constexpr std::array<std::string_view, 6> references { "${", "$(", "os.environ/", "op://", "vault:", "<" };
    constexpr std::array<std::string_view, 7> words { "changeme", "change-me", "change_me", "your-", "your_", "xxxx", "placeholder" };
    const std::string small = lowerCase(value);
    return value.empty() || std::ranges::any_of(references, [&](std::string_view start) { return value.starts_with(start); })
        || std::ranges::any_of(words, [&](std::string_view word) { return small.starts_with(word); });
}

// Which provider's a key is, where its shape tells exactly one; else whose it may be, in words.
std::string namesOf(const std::vector<const ProviderEntry *> &providers)
{
    constexpr std::size_t named = 6;
    std::string names;
    for (std::size_t index = 0; index < std::min(providers.size(), named); ++index) {
        names += (index == 0 ? "" : ", ") + providers[index]->id;
    }
    return providers.size() > named ? names + ", …" : names;
}

void leave(std::vector<std::string> *left, std::string sentence)
{
    if (left != nullptr) {
        left->push_back(std::move(sentence));
    }
}

// An .env file is text. UTF-16 is none to a shell either.
bool isText(std::string_view text)
{
    constexpr std::string_view blanks = "\t\n\r\f";
    return std::ranges::none_of(text, [blanks](char letter) {
        return (static_cast<unsigned char>(letter) < ' ' && !blanks.contains(letter)) || letter == '\x7f';
    });
}

std::vector<Assignment> assignmentsIn(std::string_view text, std::string_view file, std::vector<std::string> *left)
{
    std::vector<Assignment> assignments;
    for (int number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.starts_with("export ")) {
            line = trimmed(line.substr(7));
        }
        const std::size_t equals = line.find('=');
        if (line.empty() || line.starts_with('#')) {
            continue;
        }
        if (equals == std::string_view::npos || trimmed(line.substr(0, equals)).contains(' ')) {
            leave(left, std::string(file) + ':' + std::to_string(number) + ": no NAME=value");
            continue;
        }
        const std::string_view name = trimmed(line.substr(0, equals));
        // A shell has taken the quotes of an environment away: what is left of them belongs to the value.
        const std::optional<std::string_view> value =
            file == "environment" ? std::optional(trimmed(line.substr(equals + 1))) : valueOf(line.substr(equals + 1));
        if (!value) {
            leave(left, std::string(file) + ':' + std::to_string(number) + ": " + std::string(name) + " is not taken: its quote does not end on the line");
        } else if (!isPlaceholder(*value)) {
            assignments.push_back({ name, *value, file == "environment" ? std::string(name)
                                                                       : std::string(file) + ':' + std::to_string(number) });
        }
    }
    return assignments;
}

// The first of an account's variables that is set.
void addBeside(std::vector<FoundKey> &found, const std::vector<Assignment> &assignments, const std::string &provider,
               const std::vector<std::string> &variables, const std::string &part)
{
    for (const std::string &variable : variables) {
        const auto set = std::ranges::find(assignments, variable, &Assignment::name);
        if (set != assignments.end()) {
            return add(found, { provider, part, SecretBytes::copyOf(set->value), set->where, 0 });
        }
    }
}

Result<std::vector<FoundKey>> findInVariables(std::string_view text, std::string_view file, const Catalog &catalog,
                                              std::vector<std::string> *left)
{
    const auto noFile = [&](const std::string &why) {
        Error error = makeError(ErrorClass::BadRequest, std::string(file) + " is no .env file: " + why);
        error.code = "bad_file";
        error.remedy = "Such a file is UTF-8 text with a line NAME=value for each variable.";
        return std::unexpected(std::move(error));
    };
    const bool isFile = file != "environment";
    if (isFile && !isText(text)) {
        return noFile("it is not text.");
    }
    std::vector<std::string> odd;
    const std::vector<Assignment> assignments = assignmentsIn(text, file, &odd);
    if (isFile && assignments.empty() && !odd.empty()) {
        return noFile("no line of it is NAME=value.");
    }
    if (isFile && left != nullptr) {
        left->insert(left->end(), odd.begin(), odd.end());
    }
    std::vector<FoundKey> found;
    std::vector<const ProviderEntry *> providers;
    for (const auto &[name, value, where] : assignments) {
        const bool aws = std::ranges::contains(awsParts, name);
        const ProviderEntry *provider = aws ? catalog.provider("bedrock") : providerOfVariable(name, catalog);
        if (provider != nullptr) {
            add(found, { provider->id, aws ? lowerCase(name) : std::string(onlyPart), SecretBytes::copyOf(value), where, 0 });
            if (!std::ranges::contains(providers, provider)) {
                providers.push_back(provider);
            }
        } else if (const auto shaped = catalog.recogniseKey(value); !shaped.empty()) {
            leave(left, where + ": " + std::string(name) + " looks like a key (" + namesOf(shaped)
                      + ") and is not taken: its name is none that a provider's key has");
        }
    }
    for (const ProviderEntry *provider : providers) {
        for (const ProviderSetting &setting : provider->settings) {
            addBeside(found, assignments, provider->id, setting.variables, settingPart(setting));
        }
        addBeside(found, assignments, provider->id, provider->baseVariables, std::string(addressPart));
    }
    return found;
}

std::string providerOfModel(const config::YamlNode &parameters, const Catalog &catalog)
{
    const config::YamlNode *named = parameters.find("custom_llm_provider");
    if (named != nullptr && named->isScalar()) {
        return named->text;
    }
    const config::YamlNode *model = parameters.find("model");
    const Result<ResolvedModel> resolved = model != nullptr ? catalog.resolve(model->text)
                                                            : failure(ErrorClass::NotFound, "no model");
    return resolved ? resolved->provider->id : std::string();
}

std::string textAt(const config::YamlNode &parameters, std::string_view name)
{
    const config::YamlNode *value = parameters.find(name);
    return value != nullptr && value->isScalar() ? value->text : std::string();
}

// Written as it is, not named: what there is to be taken.
bool isLiteral(const config::YamlNode *value)
{
    return value != nullptr && value->isScalar() && !value->isNull() && !value->text.empty() && !config::environmentReference(value->text)
        && !value->text.starts_with("patchbay/vault:");
}

// Headers that say who one is; those that say what is wanted ("anthropic-beta") stay.
bool isSecretHeader(std::string_view name)
{
    const std::string lower = lowerCase(name);
    constexpr std::string_view words[] = { "auth", "key", "token", "secret", "cookie", "password", "credential" };
    return std::ranges::any_of(words, [&lower](std::string_view word) { return lower.contains(word); });
}

// All that one deployment has written out: its key, AWS's parts, headers with secret values.
class DeploymentKeys {
public:
    DeploymentKeys(const config::YamlNode &parameters, std::string provider, std::string_view file, const std::function<void(FoundKey key)> &keep)
        : m_parameters(parameters)
        , m_provider(std::move(provider))
        , m_base(textAt(parameters, "api_base"))
        , m_file(file)
        , m_keep(keep)
    {
    }

    void run(bool isAws)
    {
        take(m_provider, std::string(onlyPart), m_parameters.find("api_key"));
        for (const std::string_view variable : awsParts) {
            const std::string part = lowerCase(variable);
            // One account serves Bedrock and SageMaker, whichever of them the file names it for.
            take(isAws ? "bedrock" : m_provider, part, isAws ? m_parameters.find(part) : nullptr);
        }
        for (const std::string_view name : { "vertex_credentials", "vertex_ai_credentials" }) {
            takeFile(m_parameters.findEntry(name));
        }
        for (const std::string_view name : { "extra_headers", "headers" }) {
            const config::YamlNode *headers = m_parameters.find(name);
            for (const config::YamlEntry &header : headers != nullptr ? headers->entries : std::vector<config::YamlEntry>()) {
                const std::string part = headerPart(header.key);
                if (!part.empty() && isSecretHeader(header.key)) {
                    take(m_provider, part, &header.value);
                }
            }
        }
    }

private:
    void take(const std::string &provider, const std::string &part, const config::YamlNode *value)
    {
        if (isLiteral(value)) {
            keep(provider, part, value->text, value->span);
        }
    }
    // A key file that is written out: as text, or as the object that it is. A path is no secret.
    void takeFile(const config::YamlEntry *entry)
    {
        if (entry == nullptr || !(entry->value.isMapping() || isLiteral(&entry->value))) {
            return;
        }
        std::string json = entry->value.isMapping() ? config::toJson(entry->value) : entry->value.text;
        if (checkKeyFile(json) && !json.contains("os.environ/")) {
            config::SourceSpan place = entry->value.span;
            if (entry->value.isMapping() && place.line > entry->keySpan.line) {
                place.line = entry->keySpan.line; // a reference stands behind its name
                place.begin = entry->keySpan.end;
            }
            keep(m_provider, std::string(onlyPart), json, place);
        }
        explicit_bzero(json.data(), json.size());
    }
    void keep(const std::string &provider, const std::string &part, std::string_view secret, const config::SourceSpan &place)
    {
        m_keep({ provider, part, SecretBytes::copyOf(secret), std::string(m_file) + ':' + std::to_string(place.line),
                 static_cast<std::size_t>(place.line), m_base, place.begin, place.end });
    }

    const config::YamlNode &m_parameters;
    std::string m_provider;
    std::string m_base;
    std::string_view m_file;
    const std::function<void(FoundKey key)> &m_keep;
};

} // namespace

Result<void> eachInConfig(std::string_view text, std::string_view file, const Catalog &catalog,
                          const std::function<void(FoundKey key)> &keep)
{
    std::vector<config::Problem> problems;
    const auto root = config::readYaml({ text, file, 0 }, problems);
    if (!root) {
        return failure(ErrorClass::BadRequest, config::toLine(root.error()));
    }
    const config::YamlNode *models = root->find("model_list");
    for (const config::YamlNode &model : models != nullptr ? models->items : std::vector<config::YamlNode>()) {
        const config::YamlNode *parameters = model.find("litellm_params");
        const std::string provider = parameters != nullptr ? providerOfModel(*parameters, catalog) : std::string();
        if (const ProviderEntry *entry = catalog.provider(provider); !provider.empty()) {
            DeploymentKeys(*parameters, provider, file, keep).run(entry != nullptr && entry->auth.kind == AuthPlacement::Kind::AwsSignature);
        }
    }
    return {};
}

namespace {

Result<std::vector<FoundKey>> findInConfig(std::string_view text, std::string_view file, const Catalog &catalog)
{
    std::vector<FoundKey> found;
    return eachInConfig(text, file, catalog, [&found](FoundKey key) { add(found, std::move(key)); }).transform([&found] {
        return std::move(found);
    });
}

// {"openai": "sk-…", "anthropic": "…"}; its names are providers, or what a plugin called them.
Result<std::vector<FoundKey>> findInKeyFile(std::string_view text, std::string_view file, const Catalog &catalog,
                                            std::vector<std::string> *left)
{
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray(text.data(), static_cast<qsizetype>(text.size())));
    if (!document.isObject()) {
        return failure(ErrorClass::BadRequest, std::string(file) + " is no JSON object of keys.");
    }
    std::vector<FoundKey> found;
    const QJsonObject keys = document.object();
    for (auto key = keys.begin(); key != keys.end(); ++key) {
        const std::string name = key.key().toStdString();
        const std::string value = key.value().toString().toStdString();
        const ProviderEntry *provider = catalog.provider(name);
        const std::vector<const ProviderEntry *> shaped = catalog.recogniseKey(value);
        if (provider == nullptr && shaped.size() == 1) {
            provider = shaped.front();
        }
        if (provider == nullptr && !value.empty()) {
            leave(left, std::string(file) + ": " + name + " is not taken: "
                      + (shaped.empty() ? "nobody knows whose key it is" : "it may be a key of " + namesOf(shaped)));
        }
        if (provider != nullptr && !value.empty()) {
            add(found, { provider->id, "key", SecretBytes::copyOf(value), std::string(file) + ": " + name, 0 });
        }
    }
    return found;
}

// What editors of another system write before a text.
std::string_view withoutMark(std::string_view text)
{
    constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";
    return text.starts_with(byteOrderMark) ? text.substr(byteOrderMark.size()) : text;
}

} // namespace

std::string formatOf(std::string_view text)
{
    text = withoutMark(text);
    if (text.starts_with("PBVAULT")) {
        return "patchbay";
    }
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first != std::string_view::npos && text[first] == '{') {
        return "llm";
    }
    const bool yaml = text.starts_with("model_list:") || text.find("\nmodel_list:") != std::string_view::npos;
    return yaml ? "litellm" : "env";
}

Result<std::vector<FoundKey>> findKeys(std::string_view text, std::string_view format, std::string_view file,
                                       const Catalog &catalog, std::vector<std::string> *left)
{
    text = withoutMark(text);
    if (format == "env") {
        return findInVariables(text, file, catalog, left);
    }
    if (format == "litellm") {
        return findInConfig(text, file, catalog);
    }
    if (format == "llm") {
        return findInKeyFile(text, file, catalog, left);
    }
    return failure(ErrorClass::BadRequest, "There is no import format \"" + std::string(format) + "\".");
}

} // namespace patchbay::vault
