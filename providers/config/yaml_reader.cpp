// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/yaml_reader.h"

#include "providers/config/key_set.h"
#include "providers/config/yaml_characters.h"
#include "providers/config/yaml_scalar.h"

#include <libfyaml.h>

#include <algorithm>
#include <map>
#include <memory>

namespace patchbay::config {
namespace {

constexpr std::size_t largestText = 16 * 1024 * 1024;
constexpr int deepest = 64;
constexpr std::size_t mostValues = 1'000'000;

struct ParserDeleter {
    void operator()(fy_parser *parser) const { fy_parser_destroy(parser); }
};
struct DiagnosisDeleter {
    void operator()(fy_diag *diagnosis) const { fy_diag_destroy(diagnosis); }
};

// Builds the tree from the parser's events. The first problem ends the reading: `m_problem` is set
// and every function returns at once.
class Reader {
public:
    Reader(const YamlText &source, std::vector<Problem> &problems)
        : m_source(source)
        , m_problems(problems)
    {
        fy_diag_cfg configuration;
        fy_diag_cfg_default(&configuration);
        configuration.fp = nullptr;
        configuration.output_fn = [](fy_diag *, void *, const char *, std::size_t) { };
        m_diagnosis.reset(fy_diag_create(&configuration));
        fy_diag_set_collect_errors(m_diagnosis.get(), true);
        fy_parse_cfg parsing {};
        parsing.flags = static_cast<fy_parse_cfg_flags>(FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_JSON_NONE
                                                        | FYPCF_ALLOW_DUPLICATE_KEYS
                                                        | FYPCF_SLOPPY_FLOW_INDENTATION);
        parsing.diag = m_diagnosis.get();
        m_parser.reset(fy_parser_create(&parsing));
        if (!m_parser || fy_parser_set_string(m_parser.get(), source.text.data(), source.text.size()) != 0) {
            fail({}, "The text cannot be read.", "yaml-syntax");
        }
    }

    std::expected<YamlNode, Problem> read()
    {
        YamlNode root;
        int documents = 0;
        while (!m_problem) {
            const Event event = next();
            if (!event) {
                break;
            }
            if (event->type == FYET_DOCUMENT_START && ++documents > 1) {
                fail(spanOf(event.get()), "A second document begins here; a configuration is one.", "yaml-documents");
            } else if (isValue(event->type)) {
                root = value(event.get(), 0);
            }
        }
        if (m_problem) {
            return std::unexpected(std::move(*m_problem));
        }
        return root;
    }

private:
    struct EventDeleter {
        fy_parser *parser;
        void operator()(fy_event *event) const { fy_parser_event_free(parser, event); }
    };
    using Event = std::unique_ptr<fy_event, EventDeleter>;

    static bool isValue(fy_event_type type)
    {
        return type == FYET_SCALAR || type == FYET_ALIAS || type == FYET_MAPPING_START || type == FYET_SEQUENCE_START;
    }

    Event next()
    {
        if (m_problem) {
            return Event(nullptr, { m_parser.get() });
        }
        Event event(fy_parser_parse(m_parser.get()), { m_parser.get() });
        if (!event && !m_ended) {
            syntaxProblem();
        }
        m_ended = m_ended || (event && event->type == FYET_STREAM_END);
        if (event && m_source.marks) {
            appendMark(*event, *m_source.marks);
        }
        return event;
    }

    void syntaxProblem()
    {
        void *cursor = nullptr;
        const fy_diag_error *error = fy_diag_errors_iterate(m_diagnosis.get(), &cursor);
        if (!error) {
            fail({}, "This is not valid YAML.", "yaml-syntax");
            return;
        }
        SourceSpan span { .file = m_source.fileIndex,
                          .line = static_cast<std::uint32_t>(std::max(error->line, 1)),
                          .column = static_cast<std::uint32_t>(std::max(error->column, 1)) };
        fail(span, "This is not valid YAML: " + std::string(error->msg ? error->msg : "unreadable") + '.',
             "yaml-syntax");
    }

    void fail(const SourceSpan &span, std::string message, std::string code)
    {
        if (!m_problem) {
            m_problem = makeProblem(Severity::Error, span, std::move(message), std::move(code));
        }
    }

    Problem makeProblem(Severity severity, const SourceSpan &span, std::string message, std::string code) const
    {
        Problem problem;
        problem.severity = severity;
        problem.file = m_source.file;
        problem.line = span.line;
        problem.column = span.column;
        problem.message = std::move(message);
        problem.remedy = code == "yaml-limit" ? "Make the file smaller; included files count on their own."
                                              : "Look at the line and the one before it: indentation, quotes, colons.";
        problem.code = std::move(code);
        problem.span = span;
        return problem;
    }

    SourceSpan spanOf(const fy_mark *start, const fy_mark *end) const
    {
        SourceSpan span { .file = m_source.fileIndex };
        if (start) {
            span.line = static_cast<std::uint32_t>(start->line + 1);
            span.column = static_cast<std::uint32_t>(start->column + 1);
            span.begin = start->input_pos;
            span.end = end ? end->input_pos : start->input_pos;
        }
        return span;
    }

    SourceSpan spanOf(fy_event *event) const { return spanOf(fy_event_start_mark(event), fy_event_end_mark(event)); }

    static std::string tokenText(fy_token *token)
    {
        std::size_t size = 0;
        const char *text = token ? fy_token_get_text(token, &size) : nullptr;
        return text ? std::string(text, size) : std::string();
    }

    // The value that an event begins, its children and its closing event included.
    YamlNode value(fy_event *event, int depth)
    {
        YamlNode node;
        node.span = spanOf(event);
        if (depth > deepest) {
            fail(node.span, "Values are nested deeper than " + std::to_string(deepest) + " levels.", "yaml-limit");
        } else if (++m_values > mostValues) {
            fail(node.span, "The file holds too many values.", "yaml-limit");
        }
        if (m_problem) {
            return node;
        }
        switch (event->type) {
        case FYET_SCALAR:
            scalar(node, event);
            remember(event->scalar.anchor, node);
            break;
        case FYET_MAPPING_START: {
            const std::string anchor = tokenText(event->mapping_start.anchor);
            mapping(node, depth);
            remember(anchor, node);
            break;
        }
        case FYET_SEQUENCE_START: {
            const std::string anchor = tokenText(event->sequence_start.anchor);
            sequence(node, depth);
            remember(anchor, node);
            break;
        }
        case FYET_ALIAS: node = aliased(tokenText(event->alias.anchor), node.span); break;
        default: fail(node.span, "A value is missing here.", "yaml-syntax"); break;
        }
        return node;
    }

    void scalar(YamlNode &node, fy_event *event)
    {
        node.text = tokenText(event->scalar.value);
        node.quoted = event->scalar.value && fy_token_scalar_style(event->scalar.value) != FYSS_PLAIN;
        if (node.quoted) {
            includeMarks(node.span, fy_token_scalar_style(event->scalar.value));
        }
        const std::string tag = tokenText(event->scalar.tag);
        if (tag.ends_with("!str") || tag.ends_with(":str")) {
            node.quoted = true;
        }
        resolveScalar(node);
    }

    // The parser's place of a scalar is its content; ours begins at the quote, or at the | or >.
    void includeMarks(SourceSpan &span, fy_scalar_style style) const
    {
        const std::string_view text = m_source.text;
        if (style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED) {
            if (span.begin > 0 && span.end < text.size() && text[span.begin - 1] == text[span.end]) {
                --span.begin;
                ++span.end;
                span.column = std::max(1u, span.column - 1);
            }
            return;
        }
        const std::size_t header = text.find_last_of("|>", std::min(span.begin, text.size()));
        if (header != std::string_view::npos) {
            const auto lines = std::ranges::count(text.substr(header, span.begin - header), '\n');
            const std::size_t lineStart = text.rfind('\n', header);
            span.begin = header;
            span.line -= std::min(span.line - 1, static_cast<std::uint32_t>(lines));
            span.column =
                static_cast<std::uint32_t>(header - (lineStart == std::string_view::npos ? 0 : lineStart + 1)) + 1;
        }
    }

    void sequence(YamlNode &node, int depth)
    {
        node.kind = YamlNode::Kind::Sequence;
        for (Event event = next(); event && !m_problem; event = next()) {
            if (event->type == FYET_SEQUENCE_END) {
                node.span.end = std::max(node.span.begin, spanOf(event.get()).end);
                return;
            }
            node.items.push_back(value(event.get(), depth + 1));
        }
    }

    void mapping(YamlNode &node, int depth)
    {
        node.kind = YamlNode::Kind::Mapping;
        std::vector<YamlNode> merges;
        KeySet seen(node.entries);
        constexpr std::size_t usual = 4;
        node.entries.reserve(usual);
        for (Event event = next(); event && !m_problem; event = next()) {
            if (event->type == FYET_MAPPING_END) {
                node.span.end = std::max(node.span.begin, spanOf(event.get()).end);
                break;
            }
            const YamlNode key = value(event.get(), depth + 1);
            if (!m_problem && !key.isScalar()) {
                fail(key.span, "A key must be text, not " + std::string(kindName(key.kind)) + '.', "yaml-key");
            }
            const Event valueEvent = next();
            if (!valueEvent || m_problem) {
                return;
            }
            YamlEntry entry { key.text, key.span, false, value(valueEvent.get(), depth + 1) };
            if (key.text == "<<" && !key.quoted) {
                merges.push_back(std::move(entry.value));
            } else if (seen.add(entry.key)) {
                node.entries.push_back(std::move(entry));
            } else {
                replaceDuplicate(node, std::move(entry));
            }
        }
        for (const YamlNode &merge : merges) {
            mergeInto(node, merge, seen);
        }
    }

    void replaceDuplicate(YamlNode &node, YamlEntry entry)
    {
        YamlEntry &first = *std::ranges::find(node.entries, entry.key, &YamlEntry::key);
        Problem problem = makeProblem(Severity::Warning, entry.keySpan,
                                      "\"" + entry.key + "\" stands here a second time; the first is in line "
                                          + std::to_string(first.keySpan.line) + " and is ignored.",
                                      "duplicate-key");
        problem.remedy = "Remove one of them.";
        problem.refuses = false; // LiteLLM reads it likewise
        m_problems.push_back(std::move(problem));
        first = std::move(entry);
    }

    void mergeInto(YamlNode &node, const YamlNode &merge, KeySet &seen)
    {
        if (merge.isSequence()) {
            for (const YamlNode &item : merge.items) {
                mergeInto(node, item, seen);
            }
            return;
        }
        if (!merge.isMapping()) {
            fail(merge.span, "<< takes a map or a list of maps.", "yaml-merge");
            return;
        }
        for (const YamlEntry &entry : merge.entries) {
            if (seen.add(entry.key)) {
                node.entries.push_back(entry);
                node.entries.back().merged = true;
            }
        }
    }

    static std::size_t countValues(const YamlNode &node)
    {
        std::size_t count = 1;
        for (const YamlNode &item : node.items) {
            count += countValues(item);
        }
        for (const YamlEntry &entry : node.entries) {
            count += countValues(entry.value);
        }
        return count;
    }

    void remember(fy_token *anchor, const YamlNode &node) { remember(tokenText(anchor), node); }

    void remember(const std::string &anchor, const YamlNode &node)
    {
        if (!anchor.empty() && !m_problem) {
            m_anchors[anchor] = { node, countValues(node) };
        }
    }

    YamlNode aliased(const std::string &name, const SourceSpan &span)
    {
        const auto found = m_anchors.find(name);
        if (found == m_anchors.end()) {
            fail(span, "*" + name + " has no anchor &" + name + " before it.", "yaml-alias");
            return {};
        }
        m_values += found->second.values;
        if (m_values > mostValues) {
            fail(span, "Aliases blow the file up to too many values.", "yaml-limit");
            return {};
        }
        YamlNode node = found->second.node;
        node.alias = true;
        node.span = span;
        return node;
    }

    struct Anchor {
        YamlNode node;
        std::size_t values = 0;
    };

    const YamlText &m_source;
    std::vector<Problem> &m_problems;
    std::unique_ptr<fy_diag, DiagnosisDeleter> m_diagnosis;
    std::unique_ptr<fy_parser, ParserDeleter> m_parser;
    std::map<std::string, Anchor> m_anchors;
    std::optional<Problem> m_problem;
    std::size_t m_values = 0;
    bool m_ended = false;
};

} // namespace

std::expected<YamlNode, Problem> readYaml(const YamlText &source, std::vector<Problem> &problems)
{
    if (source.text.size() > largestText) {
        Problem problem;
        problem.file = source.file;
        problem.message = "The file is larger than 16 MiB.";
        problem.remedy = "Share it out with include.";
        problem.code = "yaml-limit";
        return std::unexpected(std::move(problem));
    }
    // libfyaml takes some of these and never comes back from others.
    if (std::optional<Problem> foreign = foreignCharacter(source)) {
        return std::unexpected(std::move(*foreign));
    }
    return Reader(source, problems).read();
}

} // namespace patchbay::config
