// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/edit_sentence.h"
#include "models/config/text_diff.h"
#include "models/config/text_lines.h"
#include "models/config/yaml_spans.h"

#include <algorithm>

namespace patchbay::document {
namespace {

struct Range {
    std::size_t begin;
    std::size_t end;
};

bool isReference(const SpanNode &node)
{
    return node.scalar.isNull() || config::environmentReference(node.scalar.text).has_value();
}

void collect(const SpanNode &node, std::vector<PlaceStep> &steps, std::vector<Range> &ranges)
{
    if (node.kind == SpanNode::Kind::Scalar && node.end > node.content && !isReference(node)
        && node.scalar.kind != YamlNode::Kind::Boolean && isSecretKey(steps)) {
        ranges.push_back({ node.content, node.end });
    }
    for (std::size_t index = 0; index < node.children.size(); ++index) {
        const SpanChild &child = node.children[index];
        steps.push_back({ .isKey = node.isMapping(), .key = child.name(), .index = index, .child = index });
        collect(child.value, steps, ranges);
        steps.pop_back();
    }
}

// "api_key: sk-…" in a comment, and words that look like keys anywhere.
void collectWords(const TextLines &lines, std::vector<Range> &ranges)
{
    constexpr std::string_view prefixes[] = { "sk-", "sk_", "AKIA", "ghp_", "AIza", "gsk_", "xai-", "hf_" };
    constexpr std::size_t shortest = 12;
    constexpr std::string_view separators = " \t\r\n\"',[]{}#=";
    const std::string_view text = lines.text();
    for (std::size_t at = text.find_first_not_of(separators); at != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(separators, at), text.size());
        const std::string_view word = text.substr(at, end - at);
        const bool key = word.size() >= shortest && std::ranges::any_of(prefixes, [&](std::string_view prefix) {
            return word.starts_with(prefix);
        });
        if (key) {
            ranges.push_back({ at, end });
        }
        const bool inComment = text.substr(lines.begin(at), at - lines.begin(at)).contains('#');
        const std::size_t value = lines.content(end);
        if (inComment && word.ends_with(':') && isSecretName(word.substr(0, word.size() - 1)) && value < lines.end(end)
            && !text.substr(value).starts_with("os.environ/")) {
            ranges.push_back({ value, lines.end(value) });
        }
        at = text.find_first_not_of(separators, end);
    }
}

} // namespace

std::string redacted(std::string_view text)
{
    std::vector<Range> ranges;
    const TextLines lines(text);
    collectWords(lines, ranges);
    if (const std::expected<SpanText, config::Problem> read = readSpans(text, "")) {
        std::vector<PlaceStep> steps;
        collect(read->spans, steps, ranges);
    }
    std::ranges::sort(ranges, {}, &Range::begin);
    std::string out;
    std::size_t at = 0;
    for (const Range &range : ranges) {
        for (std::size_t line = std::max(range.begin, at); line < range.end;) {
            const std::size_t end = std::min(lines.end(line), range.end);
            const std::size_t first = std::min(lines.content(line), end);
            out += text.substr(at, first - at);
            out += first < end ? "<redacted>" : "";
            at = end;
            line = std::max(lines.next(line), end + 1);
        }
    }
    return out + std::string(text.substr(at));
}

} // namespace patchbay::document
