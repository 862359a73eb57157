// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/yaml_mark.h"

#include <libfyaml.h>

#include <algorithm>

namespace patchbay::config {
namespace {

std::string textOf(fy_token *token)
{
    std::size_t size = 0;
    const char *text = token ? fy_token_get_text(token, &size) : nullptr;
    return text ? std::string(text, size) : std::string();
}

YamlMark::Style scalarStyle(fy_token *token)
{
    switch (token ? fy_token_scalar_style(token) : FYSS_PLAIN) {
    case FYSS_SINGLE_QUOTED: return YamlMark::Style::SingleQuoted;
    case FYSS_DOUBLE_QUOTED: return YamlMark::Style::DoubleQuoted;
    case FYSS_LITERAL: return YamlMark::Style::Literal;
    case FYSS_FOLDED: return YamlMark::Style::Folded;
    default: return YamlMark::Style::Plain;
    }
}

void addProperties(YamlMark &mark, fy_token *anchor, fy_token *tag)
{
    const auto include = [&mark](fy_token *token, std::size_t indicator) {
        const fy_mark *start = token ? fy_token_start_mark(token) : nullptr;
        const fy_mark *end = token ? fy_token_end_mark(token) : nullptr;
        if (!start || !end) {
            return;
        }
        const std::size_t begin = start->input_pos - std::min(start->input_pos, indicator);
        const bool first = mark.propertiesBegin == mark.propertiesEnd;
        mark.propertiesBegin = first ? begin : std::min(mark.propertiesBegin, begin);
        mark.propertiesEnd = std::max(mark.propertiesEnd, end->input_pos);
    };
    include(anchor, 1); // the parser's place of an anchor is its name
    include(tag, 0);
    mark.anchor = textOf(anchor);
    mark.tag = textOf(tag);
}

} // namespace

void appendMark(fy_event &event, std::vector<YamlMark> &marks)
{
    using Type = YamlMark::Type;
    YamlMark mark;
    mark.style = fy_event_get_node_style(&event) == FYNS_FLOW ? YamlMark::Style::Flow : YamlMark::Style::Block;
    switch (event.type) {
    case FYET_SCALAR:
        mark.style = scalarStyle(event.scalar.value);
        mark.text = textOf(event.scalar.value);
        addProperties(mark, event.scalar.anchor, event.scalar.tag);
        break;
    case FYET_ALIAS:
        mark.type = Type::Alias;
        mark.anchor = textOf(event.alias.anchor);
        break;
    case FYET_MAPPING_START:
        mark.type = Type::MappingStart;
        addProperties(mark, event.mapping_start.anchor, event.mapping_start.tag);
        break;
    case FYET_SEQUENCE_START:
        mark.type = Type::SequenceStart;
        addProperties(mark, event.sequence_start.anchor, event.sequence_start.tag);
        break;
    case FYET_MAPPING_END: mark.type = Type::MappingEnd; break;
    case FYET_SEQUENCE_END: mark.type = Type::SequenceEnd; break;
    default: return;
    }
    const fy_mark *start = fy_event_start_mark(&event);
    const fy_mark *end = fy_event_end_mark(&event);
    mark.begin = start ? start->input_pos : 0;
    mark.end = end ? end->input_pos : mark.begin;
    marks.push_back(std::move(mark));
}

} // namespace patchbay::config
