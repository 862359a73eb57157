// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/document_path.h"

#include "providers/config/schema_check.h"

#include <algorithm>
#include <charconv>

namespace patchbay::document {
namespace {

constexpr std::size_t mostListed = 20;

std::string quotedName(std::string_view text)
{
    return '"' + std::string(text) + '"';
}

// The value further in, keys joined by dots; keys that hold dots themselves are tried whole first.
const YamlNode *valueAt(const YamlNode &node, std::string_view path)
{
    if (path.empty()) {
        return &node;
    }
    if (const YamlNode *whole = node.find(path)) {
        return whole;
    }
    for (std::size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.', dot + 1)) {
        if (const YamlNode *next = node.find(path.substr(0, dot))) {
            return valueAt(*next, path.substr(dot + 1));
        }
    }
    return nullptr;
}

bool equals(const YamlNode *node, const std::string &text)
{
    if (!node || !node->isScalar()) {
        return false;
    }
    return node->isNull() ? text == "null" : node->text == text;
}

// What tells an item from its neighbours, in a few words.
std::string summary(const YamlNode &item)
{
    if (item.isScalar()) {
        return item.text;
    }
    const YamlNode *parameters = item.find("litellm_params");
    const YamlNode *model = parameters ? parameters->find("model") : nullptr;
    const YamlNode *info = item.find("model_info");
    const YamlNode *id = info ? info->find("id") : nullptr;
    std::string text;
    for (const config::YamlEntry &entry : item.entries) {
        if (entry.value.isScalar() && text.empty()) {
            text = entry.key + ": " + entry.value.text;
        }
    }
    text += model ? ", " + model->text : "";
    text += id ? ", id " + id->text : "";
    return text.empty() && !item.entries.empty() ? item.entries.front().key : text;
}

class PlaceFinder {
public:
    PlaceFinder(const SpanText &document, const Path &path)
        : m_path(path)
    {
        m_place.node = &document.root;
        m_place.spans.push_back(&document.spans);
    }

    Result<Place> find()
    {
        for (std::size_t step = 0; step < m_path.size();) {
            const std::size_t taken = take(step);
            if (m_error) {
                return std::unexpected(std::move(*m_error));
            }
            if (taken == 0) {
                m_place.missing.assign(m_path.begin() + static_cast<std::ptrdiff_t>(step), m_path.end());
                m_place.node = nullptr;
                break;
            }
            step += taken;
        }
        return std::move(m_place);
    }

private:
    // How many steps of the path were taken; 0 when what follows is not there.
    std::size_t take(std::size_t step)
    {
        switch (m_path[step].kind) {
        case PathStep::Kind::Key: return key(step);
        case PathStep::Kind::Index: return index(step, m_path[step].index);
        case PathStep::Kind::Match: return match(step);
        }
        return 0;
    }

    std::size_t fail(std::string message, std::string remedy = {})
    {
        m_error = pathError(std::move(message), std::move(remedy));
        return 0;
    }

    std::string here() const
    {
        return m_place.steps.empty() ? std::string("The file") : quotedName(toText(m_place.steps));
    }

    bool onlyKeysFrom(std::size_t step) const
    {
        return std::all_of(m_path.begin() + static_cast<std::ptrdiff_t>(step), m_path.end(),
                           [](const PathStep &next) { return next.kind == PathStep::Kind::Key; });
    }

    std::size_t key(std::size_t step)
    {
        const YamlNode &node = *m_place.node;
        const PathStep &wanted = m_path[step];
        if (node.isSequence()) {
            long number = 0;
            const auto [end, problem] =
                std::from_chars(wanted.key.data(), wanted.key.data() + wanted.key.size(), number);
            if (problem == std::errc() && end == wanted.key.data() + wanted.key.size() && !wanted.quoted) {
                return index(step, number);
            }
            return fail(here() + " is a list.", "Choose an item: [0], [-1] or [key=value].");
        }
        if (node.isNull() && onlyKeysFrom(step)) {
            return 0;
        }
        if (!node.isMapping()) {
            return fail(here() + " is " + (node.isNull() ? std::string("empty") : std::string(kindName(node.kind))) + "; it has no " + quotedName(wanted.key)
                        + '.');
        }
        std::string name = wanted.key;
        std::size_t taken = 1;
        // A key with dots, not quoted: the path's words are joined until they name one.
        while (!node.findEntry(name) && !wanted.quoted && step + taken < m_path.size()
               && m_path[step + taken].kind == PathStep::Kind::Key && !m_path[step + taken].quoted) {
            name += '.' + m_path[step + taken].key;
            ++taken;
        }
        const config::YamlEntry *entry = node.findEntry(name);
        if (!entry) {
            return onlyKeysFrom(step) ? 0 : absent(wanted.key, node);
        }
        goTo(*entry);
        return taken;
    }

    std::size_t absent(const std::string &name, const YamlNode &node)
    {
        std::vector<std::string_view> names;
        std::ranges::transform(node.entries, std::back_inserter(names), &config::YamlEntry::key);
        return fail(here() + " has no " + quotedName(name) + '.', config::suggestion(name, names));
    }

    void goTo(const config::YamlEntry &entry)
    {
        PlaceStep next { .isKey = true, .key = entry.key };
        const SpanNode *span = currentSpan();
        const std::optional<std::size_t> child =
            span && !entry.merged ? span->find(entry.key) : std::optional<std::size_t>();
        if (child) {
            next.child = *child;
            m_place.spans.push_back(&span->children[*child].value);
        } else if (m_place.barrier.empty()) {
            m_place.barrier = entry.merged
                ? quotedName(entry.key) + " comes through << from line " + std::to_string(entry.keySpan.line)
                : barrierOfAlias(span);
        }
        m_place.steps.push_back(std::move(next));
        m_place.node = &entry.value;
    }

    const SpanNode *currentSpan() const
    {
        return m_place.spans.size() == m_place.steps.size() + 1 ? m_place.spans.back() : nullptr;
    }

    static std::string barrierOfAlias(const SpanNode *span)
    {
        return span && span->kind == SpanNode::Kind::Alias ? "It stands at the anchor &" + span->anchor
                : "It does not stand here in the text";
    }

    std::size_t index(std::size_t step, long wanted)
    {
        const YamlNode &node = *m_place.node;
        if (!node.isSequence() && !(node.isNull() && wanted == 0)) {
            return fail(here() + " is " + std::string(kindName(node.kind)) + ", not a list.");
        }
        const long size = static_cast<long>(node.items.size());
        const long position = wanted < 0 ? size + wanted : wanted;
        if (position == size && step + 1 == m_path.size() && wanted >= 0) {
            return 0;
        }
        if (position < 0 || position >= size) {
            return fail(here() + " has " + std::to_string(size) + (size == 1 ? " item" : " items") + "; there is no ["
                            + std::to_string(wanted) + "].",
                        size ? "The first is [0], the last [-1]." : "");
        }
        goTo(static_cast<std::size_t>(position));
        return 1;
    }

    void goTo(std::size_t position)
    {
        const SpanNode *span = currentSpan();
        if (span && span->isSequence() && position < span->children.size()) {
            m_place.spans.push_back(&span->children[position].value);
        } else if (m_place.barrier.empty()) {
            m_place.barrier = barrierOfAlias(span);
        }
        m_place.steps.push_back({ .index = position, .child = position });
        m_place.node = &m_place.node->items[position];
    }

    static bool matches(const YamlNode &item, const PathStep &wanted)
    {
        if (wanted.conditions.empty()) {
            return equals(&item, wanted.key) || (item.isMapping() && item.find(wanted.key));
        }
        return std::ranges::all_of(wanted.conditions, [&](const auto &condition) {
            return equals(valueAt(item, condition.first), condition.second);
        });
    }

    std::size_t match(std::size_t step)
    {
        const YamlNode &node = *m_place.node;
        const PathStep &wanted = m_path[step];
        if (node.isMapping() && wanted.conditions.empty()) {
            const config::YamlEntry *entry = node.findEntry(wanted.key);
            return entry ? (goTo(*entry), 1) : absent(wanted.key, node);
        }
        if (!node.isSequence()) {
            return fail(here() + " is " + std::string(kindName(node.kind)) + ", not a list.");
        }
        std::vector<std::size_t> found;
        for (std::size_t position = 0; position < node.items.size(); ++position) {
            if (matches(node.items[position], wanted)) {
                found.push_back(position);
            }
        }
        if (found.empty()) {
            return fail(here() + " has no item " + wanted.text + '.', known(wanted, node));
        }
        if (wanted.which) {
            const long size = static_cast<long>(found.size());
            const long chosen = *wanted.which < 0 ? size + *wanted.which : *wanted.which;
            if (chosen < 0 || chosen >= size) {
                return fail(here() + " has " + std::to_string(size) + (size == 1 ? " item" : " items")
                                + " for the selector " + wanted.text + '.',
                            listed(wanted, node, found));
            }
            const std::size_t only = found[static_cast<std::size_t>(chosen)];
            found.assign(1, only);
        }
        if (found.size() > 1) {
            fail(wanted.text + " matches " + std::to_string(found.size()) + " items of " + here() + ": "
                     + listed(wanted, node, found),
                 "Choose one by its number, or by another value.");
            m_error->code = "ambiguous";
            return 0;
        }
        goTo(found.front());
        return 1;
    }

    static std::string listed(const PathStep &wanted, const YamlNode &node, const std::vector<std::size_t> &found)
    {
        std::string selector = wanted.text.substr(0, wanted.text.size() - 1);
        if (wanted.which) {
            selector = selector.substr(0, selector.rfind(','));
        }
        std::string text;
        for (std::size_t number = 0; number < std::min(found.size(), mostListed); ++number) {
            const YamlNode &item = node.items[found[number]];
            text += (number ? "; " : "") + selector + ',' + std::to_string(number) + "] in line "
                + std::to_string(item.span.line) + " (" + summary(item) + ')';
        }
        return text + (found.size() > mostListed ? "; …" : ".");
    }

    // The values that the selector's key has in this list.
    static std::string known(const PathStep &wanted, const YamlNode &node)
    {
        std::vector<std::string> values;
        for (const YamlNode &item : node.items) {
            const YamlNode *value = wanted.conditions.empty() ? &item : valueAt(item, wanted.conditions.front().first);
            if (value && value->isScalar() && !std::ranges::contains(values, value->text)) {
                values.push_back(value->text);
            }
        }
        const std::vector<std::string_view> views(values.begin(), values.end());
        return config::suggestion(wanted.conditions.empty() ? wanted.key : wanted.conditions.front().second, views);
    }

    const Path &m_path;
    Place m_place;
    std::optional<Error> m_error;
};

} // namespace

Result<Place> findPlace(const SpanText &document, const Path &path)
{
    return PlaceFinder(document, path).find();
}

} // namespace patchbay::document
