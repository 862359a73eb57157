// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/gateway_config.h"

#include "providers/config/checked_tree.h"
#include "providers/config/node_values.h"
#include "providers/config/reference_check.h"
#include "providers/config/schema_check.h"
#include "providers/config/settings_reader.h"
#include "providers/config/yaml_reader.h"

#include <algorithm>
#include <filesystem>
#include <format>
#include <fstream>
#include <iterator>

namespace patchbay::config {
namespace {

Result<std::string> readFromDisk(const std::string &path)
{
    std::error_code problem;
    if (!std::filesystem::is_regular_file(path, problem)) {
        return failure(ErrorClass::NotFound, "There is no file \"" + path + "\".");
    }
    std::ifstream stream(path, std::ios::binary);
    std::string text { std::istreambuf_iterator<char>(stream), {} };
    if (!stream) {
        return failure(ErrorClass::NotFound, "\"" + path + "\" cannot be read.");
    }
    return text;
}

class Loader {
public:
    Loader(std::string name, const LoadOptions &options)
        : m_options(options)
        , m_problems(m_config.files)
    {
        m_config.files.push_back(std::move(name));
    }

    GatewayConfig load(const Result<std::string> &text)
    {
        if (!text) {
            m_problems.error({}, "unreadable", text.error().message, "Check the path and its permissions.");
        } else if (std::optional<YamlNode> root = parse(*text, 0)) {
            check(std::move(*root));
        }
        return finish();
    }

    GatewayConfig load(YamlNode root, std::vector<Problem> notes)
    {
        m_problems.problems = std::move(notes);
        check(std::move(root));
        return finish();
    }

private:
    void check(YamlNode root)
    {
        m_config.root = std::move(root);
        includeFiles();
        checkSchema(m_config.root, rootSchema(), m_problems);
        read();
    }

    GatewayConfig finish()
    {
        m_config.problems = std::move(m_problems.problems);
        const auto place = [](const Problem &problem) {
            return std::tuple(problem.span.file, problem.line, problem.column);
        };
        std::ranges::stable_sort(m_config.problems, {}, place);
        return std::move(m_config);
    }

    std::optional<YamlNode> parse(std::string_view text, std::uint32_t file)
    {
        std::vector<Problem> notes;
        std::expected<YamlNode, Problem> node = readYaml({ text, m_config.files[file], file }, notes);
        m_problems.problems.insert(m_problems.problems.end(), notes.begin(), notes.end());
        if (!node) {
            m_problems.problems.push_back(node.error());
            return std::nullopt;
        }
        return std::move(*node);
    }

    void read()
    {
        if (!m_config.root.isMapping()) {
            if (m_config.root.isNull()) {
                m_problems.error(m_config.root.span, "empty-file", "The file is empty.",
                                 "A configuration begins with model_list.");
            }
            return;
        }
        m_config.router = readRouterSettings(m_config.root);
        m_config.patchbay = readPatchbaySettings(m_config.root);
        m_config.deployments = readDeployments(m_config.root, m_options.environment);
        checkReferences(m_config, m_problems);
        checkDangling(m_config, m_problems);
        checkRules(m_config, m_problems);
        checkLimits(m_config, m_problems);
    }

    void includeFiles()
    {
        const YamlNode include = child(m_config.root, "include");
        const bool deep = child(child(m_config.root, "patchbay"), "include_merge").asText() == "deep";
        const std::filesystem::path folder = std::filesystem::path(m_config.files.front()).parent_path();
        for (const YamlNode &item : include.items) {
            const std::optional<std::string> name = item.asText();
            if (!name || name->empty()) {
                m_problems.error(item.span, "include", "An item of include must be a file name.",
                                 "Write include: [models.yaml].");
                continue;
            }
            const std::string path = (folder / *name).string();
            const Result<std::string> text = m_options.readFile ? m_options.readFile(path) : readFromDisk(path);
            if (!text) {
                m_problems.error(item.span, "include", text.error().message,
                                 "Paths are relative to the including file.");
                continue;
            }
            m_config.files.push_back(path);
            if (const std::optional<YamlNode> node =
                    parse(*text, static_cast<std::uint32_t>(m_config.files.size() - 1))) {
                merge(*node, deep);
            }
        }
    }

    // LiteLLM's rule: lists grow, everything else is replaced whole.
    void merge(const YamlNode &included, bool deep)
    {
        for (const YamlEntry &entry : included.entries) {
            if (entry.key == "include") {
                m_problems.warning(entry.keySpan, "nested-include", "An included file's own include is not followed.",
                                   "List the file in the main configuration.");
                continue;
            }
            const auto present = std::ranges::find(m_config.root.entries, entry.key, &YamlEntry::key);
            if (present == m_config.root.entries.end()) {
                m_config.root.entries.push_back(entry);
            } else if (entry.value.isSequence() && present->value.isSequence()) {
                present->value.items.insert(present->value.items.end(), entry.value.items.begin(),
                                            entry.value.items.end());
            } else if (deep && entry.value.isMapping() && present->value.isMapping()) {
                mergeMaps(present->value, entry.value);
            } else {
                m_problems.warning(entry.keySpan, "include-replaces",
                                   std::format("This replaces \"{}\" of the main file whole.", entry.key),
                                   "patchbay: {include_merge: deep} merges maps instead.");
                *present = entry;
            }
        }
    }

    static void mergeMaps(YamlNode &target, const YamlNode &from)
    {
        for (const YamlEntry &entry : from.entries) {
            const auto present = std::ranges::find(target.entries, entry.key, &YamlEntry::key);
            if (present == target.entries.end()) {
                target.entries.push_back(entry);
            } else if (entry.value.isMapping() && present->value.isMapping()) {
                mergeMaps(present->value, entry.value);
            } else if (entry.value.isSequence() && present->value.isSequence()) {
                present->value.items.insert(present->value.items.end(), entry.value.items.begin(),
                                            entry.value.items.end());
            } else {
                present->value = entry.value;
            }
        }
    }

    const LoadOptions &m_options;
    GatewayConfig m_config;
    ProblemList m_problems;
};

} // namespace

bool GatewayConfig::usable() const
{
    return std::ranges::none_of(problems, &Problem::refuses);
}

const YamlNode &GatewayConfig::section(std::string_view name) const
{
    return child(root, name);
}

std::vector<std::string> GatewayConfig::groups() const
{
    std::vector<std::string> names;
    for (const Deployment &deployment : deployments) {
        if (!std::ranges::contains(names, deployment.group)) {
            names.push_back(deployment.group);
        }
    }
    return names;
}

const Deployment *GatewayConfig::deployment(std::string_view id) const
{
    const auto found = std::ranges::find(deployments, id, &Deployment::id);
    return found == deployments.end() ? nullptr : &*found;
}

GatewayConfig loadConfig(const std::string &path, const LoadOptions &options)
{
    return Loader(path, options).load(options.readFile ? options.readFile(path) : readFromDisk(path));
}

GatewayConfig parseConfig(std::string text, const std::string &name, const LoadOptions &options)
{
    return Loader(name, options).load(std::move(text));
}

GatewayConfig checkedTree(YamlNode root, std::vector<Problem> notes, const std::string &name, const LoadOptions &options)
{
    return Loader(name, options).load(std::move(root), std::move(notes));
}

bool isPattern(std::string_view name)
{
    return name.contains('*');
}

bool matchesPattern(std::string_view pattern, std::string_view name)
{
    // The classic walk: on a mismatch, let the last star take one more character.
    std::size_t at = 0;
    std::size_t star = std::string_view::npos;
    std::size_t resume = 0;
    std::size_t position = 0;
    while (position < name.size()) {
        if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            resume = position;
        } else if (at < pattern.size() && pattern[at] == name[position]) {
            ++at;
            ++position;
        } else if (star != std::string_view::npos) {
            at = star + 1;
            position = ++resume;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

} // namespace patchbay::config
