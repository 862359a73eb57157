// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/yaml_spans.h"

#include "providers/config/yaml_scalar.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace patchbay::document {

using config::YamlMark;

namespace {

// Builds the tree from the reader's marks, which are well nested because the reader has read them.
class Builder {
public:
    Builder(std::string_view text, std::span<const YamlMark> marks)
        : m_text(text)
        , m_marks(marks)
    {
    }

    SpanNode build()
    {
        SpanNode root;
        if (!m_marks.empty()) {
            value(root, 0, 0);
        }
        return root;
    }

private:
    // `from`: nothing of the value stands before it. Nodes are filled where they stay: they are large.
    void value(SpanNode &node, std::size_t from, int depth)
    {
        const YamlMark &mark = m_marks[m_next++];
        node.style = mark.style;
        node.anchor = mark.anchor;
        node.tag = mark.tag;
        node.content = mark.begin;
        node.end = mark.end;
        switch (mark.type) {
        case YamlMark::Type::Scalar: scalar(node, mark, from); break;
        case YamlMark::Type::Alias:
            node.kind = SpanNode::Kind::Alias;
            node.content = mark.begin > 0 ? mark.begin - 1 : 0; // the star
            break;
        case YamlMark::Type::SequenceStart: sequence(node, depth); break;
        case YamlMark::Type::MappingStart: mapping(node, depth); break;
        default: break;
        }
        const bool properties = mark.propertiesEnd > mark.propertiesBegin;
        node.begin = properties ? std::min(mark.propertiesBegin, node.content) : node.content;
        if (properties && node.isEmpty()) {
            node.begin = mark.propertiesBegin;
            node.content = node.end = mark.propertiesEnd;
        }
        node.properties = properties ? mark.propertiesEnd : node.begin;
    }

    void scalar(SpanNode &node, const YamlMark &mark, std::size_t from)
    {
        node.scalar.text = mark.text;
        node.scalar.quoted =
            mark.style != Style::Plain || mark.tag.ends_with("!str") || mark.tag.ends_with(":str");
        config::resolveScalar(node.scalar);
        const bool empty = mark.begin == mark.end;
        if (node.style == Style::SingleQuoted || node.style == Style::DoubleQuoted) {
            node.content -= 1;
            node.end += 1;
        } else if (node.isBlockScalar()) {
            blockScalar(node, mark, std::max(from, mark.propertiesEnd));
        } else if (empty && node.content < from) {
            node.content = node.end = from;
        }
    }

    // From the | or > to the end of the last line, without its line break; trailing blank lines belong to
    // it only when they are kept.
    void blockScalar(SpanNode &node, const YamlMark &mark, std::size_t from)
    {
        const std::size_t header = m_text.find_first_of("|>", from);
        node.content = std::min(header, mark.begin);
        const std::size_t headerEnd = std::min(m_text.find_first_of("\r\n", node.content), m_text.size());
        const std::string_view indicators = m_text.substr(node.content, std::min<std::size_t>(3, m_text.size() - node.content));
        const bool keeps = indicators.substr(0, indicators.find_first_of(" \t\r\n#")).contains('+');
        const std::string_view lines = m_text.substr(0, std::max(mark.end, headerEnd));
        if (keeps) {
            node.end = lines.size();
            if (node.end > headerEnd && lines.ends_with('\n')) {
                node.end -= lines.ends_with("\r\n") ? 2 : 1;
            }
        } else {
            const std::size_t last = lines.find_last_not_of(" \t\r\n");
            node.end = last == std::string_view::npos ? headerEnd : last + 1;
        }
        node.end = std::max(node.end, headerEnd);
    }

    bool ended(YamlMark::Type end) const
    {
        return m_next >= m_marks.size() || m_marks[m_next].type == end;
    }

    void sequence(SpanNode &node, int depth)
    {
        node.kind = SpanNode::Kind::Sequence;
        std::size_t from = node.style == Style::Block ? node.content : node.content + 1;
        while (!ended(YamlMark::Type::SequenceEnd)) {
            SpanChild &child = node.children.emplace_back();
            if (node.style == Style::Block) {
                child.begin = findMark('-', from);
                child.intro = child.begin + 1;
                value(child.value, child.intro, depth + 1);
            } else {
                value(child.value, from, depth + 1);
                child.begin = child.intro = child.value.begin;
            }
            child.end = std::max(child.intro, child.value.end);
            from = child.end;
        }
        finish(node);
    }

    void mapping(SpanNode &node, int depth)
    {
        node.kind = SpanNode::Kind::Mapping;
        std::size_t from = node.style == Style::Block ? node.content : node.content + 1;
        constexpr std::size_t usual = 4;
        node.children.reserve(usual);
        while (!ended(YamlMark::Type::MappingEnd)) {
            SpanChild &child = node.children.emplace_back();
            value(child.key, std::min(from, m_text.size()), depth + 1);
            child.begin = child.key.begin;
            const std::size_t before = child.begin > from ? m_text.find_last_not_of(" \t", child.begin - 1) : from;
            if (before >= from && before < m_text.size() && child.begin > from && m_text[before] == '?') {
                child.begin = before;
            }
            const std::size_t colon = findMark(':', child.key.end);
            child.intro = colon < m_text.size() ? colon + 1 : child.key.end;
            if (m_next < m_marks.size() && isPairWithoutColon(m_marks[m_next], child.key, node.style)) {
                child.intro = child.key.end;
            }
            value(child.value, child.intro, depth + 1);
            child.end = std::max(child.intro, child.value.end);
            from = child.end;
        }
        finish(node);
    }

    // {a, b}: the parser gives an empty value directly after the key, where no colon is next.
    bool isPairWithoutColon(const YamlMark &mark, const SpanNode &key, Style style) const
    {
        if (style != Style::Flow || mark.type != YamlMark::Type::Scalar || mark.begin != mark.end) {
            return false;
        }
        const std::size_t next = findContent(key.end);
        return next >= m_text.size() || m_text[next] != ':';
    }

    void finish(SpanNode &node)
    {
        const YamlMark *end = m_next < m_marks.size() ? &m_marks[m_next++] : nullptr;
        if (node.style == Style::Block) {
            if (!node.children.empty()) {
                node.content = node.children.front().begin;
                node.end = node.children.back().end;
            }
        } else if (end && end->end > end->begin) {
            node.end = end->end;
        } else if (!node.children.empty()) {
            // A pair without braces: [a: 1].
            node.content = node.children.front().begin;
            node.end = node.children.back().end;
        }
    }

    // The next byte that is neither white space nor comment.
    std::size_t findContent(std::size_t from) const
    {
        while (from < m_text.size()) {
            from = m_text.find_first_not_of(" \t\r\n,", from);
            if (from == std::string_view::npos || m_text[from] != '#') {
                break;
            }
            from = m_text.find_first_of("\r\n", from);
        }
        return std::min(from, m_text.size());
    }

    std::size_t findMark(char mark, std::size_t from) const
    {
        const std::size_t found = findContent(from);
        return found < m_text.size() && m_text[found] == mark ? found : std::min(from, m_text.size());
    }

    std::string_view m_text;
    std::span<const YamlMark> m_marks;
    std::size_t m_next = 0;
};

} // namespace

SpanNode::SpanNode() = default;
SpanNode::SpanNode(const SpanNode &) = default;
SpanNode::SpanNode(SpanNode &&) noexcept = default;
SpanNode &SpanNode::operator=(const SpanNode &) = default;
SpanNode &SpanNode::operator=(SpanNode &&) noexcept = default;
SpanNode::~SpanNode() = default;

std::optional<std::size_t> SpanNode::find(std::string_view key) const
{
    for (std::size_t index = children.size(); isMapping() && index > 0; --index) {
        if (children[index - 1].name() == key && children[index - 1].key.kind == Kind::Scalar) {
            return index - 1;
        }
    }
    return std::nullopt;
}

std::expected<SpanText, config::Problem> readSpans(std::string_view text, std::string_view name)
{
    SpanText read;
    std::vector<YamlMark> marks;
    constexpr std::size_t bytesForMark = 6;
    constexpr std::size_t mostAtOnce = 65'536;
    marks.reserve(std::min(text.size() / bytesForMark, mostAtOnce));
    std::expected<YamlNode, config::Problem> root =
        config::readYaml({ .text = text, .file = name, .fileIndex = 0, .marks = &marks }, read.notes);
    if (!root) {
        return std::unexpected(std::move(root.error()));
    }
    read.root = std::move(*root);
    read.spans = Builder(text, marks).build();
    return read;
}

bool sameScalar(const YamlNode &left, const YamlNode &right)
{
    if (left.kind != right.kind) {
        return false;
    }
    switch (left.kind) {
    case YamlNode::Kind::Null: return true;
    case YamlNode::Kind::Boolean: return left.boolean == right.boolean;
    case YamlNode::Kind::Integer: return left.integer == right.integer;
    case YamlNode::Kind::Float:
        return left.number == right.number || (std::isnan(left.number) && std::isnan(right.number));
    default: return left.text == right.text;
    }
}

bool sameStructure(const SpanNode &left, const SpanNode &right)
{
    if (left.kind != right.kind || left.anchor != right.anchor || left.tag != right.tag
        || left.children.size() != right.children.size()) {
        return false;
    }
    if (left.kind == SpanNode::Kind::Scalar) {
        return sameScalar(left.scalar, right.scalar);
    }
    return std::ranges::equal(left.children, right.children, [](const SpanChild &first, const SpanChild &second) {
        return sameStructure(first.key, second.key) && sameStructure(first.value, second.value);
    });
}

YamlNode textNode(std::string text)
{
    YamlNode node;
    node.kind = YamlNode::Kind::String;
    node.quoted = true;
    node.text = std::move(text);
    return node;
}

SpanNode toSpans(const YamlNode &value)
{
    SpanNode node;
    if (value.isScalar()) {
        node.scalar = value;
        return node;
    }
    node.kind = value.isMapping() ? SpanNode::Kind::Mapping : SpanNode::Kind::Sequence;
    node.style = Style::Flow;
    for (const YamlNode &item : value.items) {
        node.children.push_back({ .value = toSpans(item) });
    }
    for (const config::YamlEntry &entry : value.entries) {
        SpanChild child;
        child.key = toSpans(textNode(entry.key));
        child.value = toSpans(entry.value);
        node.children.push_back(std::move(child));
    }
    return node;
}

} // namespace patchbay::document
