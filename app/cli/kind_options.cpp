// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/kind_options.h"

#include <algorithm>
#include <array>

namespace patchbay::cli {
namespace {

constexpr std::array verbs {
    KindVerb { "embed", CallKind::Embeddings, "(--message TEXT… | --request FILE|-)", "Texts as vectors." },
    KindVerb { "image", CallKind::Images, "(--message TEXT | --request FILE|-) [--file PICTURE…] [--out FILE]",
               "Draws a picture; with --file changes one." },
    KindVerb { "transcribe", CallKind::Transcription, "--file SOUND", "Speech to text." },
    KindVerb { "speak", CallKind::Speech, "(--message TEXT | --request FILE|-) [--out FILE]",
               "Text to speech; the sound goes to --out, else to standard output." },
    KindVerb { "respond", CallKind::Responses, "(--message TEXT | --request FILE|-)", "A call of the Responses API." },
    KindVerb { "completions", CallKind::Completions, "(--message TEXT | --request FILE|-)",
               "Goes on with a text: OpenAI's legacy completions." },
    KindVerb { "rerank", CallKind::Rerank, "(--message TEXT --document TEXT… | --request FILE|-)",
               "Orders --document texts by how well they answer --message." },
    KindVerb { "moderate", CallKind::Moderation, "(--message TEXT… | --request FILE|-)",
               "Says which texts break which rules." },
};

constexpr unsigned bit(CallKind kind)
{
    return 1U << static_cast<unsigned>(kind);
}
constexpr unsigned every = ~0U;
constexpr unsigned sound = bit(CallKind::Speech) | bit(CallKind::Transcription);
constexpr unsigned listed = bit(CallKind::Embeddings) | bit(CallKind::Moderation);
constexpr unsigned streamed = bit(CallKind::Responses) | bit(CallKind::Completions) | bit(CallKind::Transcription);

struct KindOption {
    Option option;
    unsigned kinds;
};

constexpr std::array options {
    KindOption { { "--model", true, "provider/name; overrides the request's own" }, every },
    KindOption { { "--message", true, "a text; repeatable, a vector or a verdict for each" }, listed },
    KindOption { { "--message", true, "what to draw" }, bit(CallKind::Images) },
    KindOption { { "--message", true, "what to say" }, bit(CallKind::Speech) },
    KindOption { { "--message", true, "what to ask" }, bit(CallKind::Responses) },
    KindOption { { "--message", true, "the text to go on with" }, bit(CallKind::Completions) },
    KindOption { { "--message", true, "what the documents are to answer" }, bit(CallKind::Rerank) },
    KindOption { { "--message", true, "words that help to understand the sound" }, bit(CallKind::Transcription) },
    KindOption { { "--request", true, "the call as OpenAI's JSON: a file, or - for standard input" }, every },
    KindOption { { "--document", true, "a text to rank; repeatable" }, bit(CallKind::Rerank) },
    KindOption { { "--file", true, "the sound to write down" }, bit(CallKind::Transcription) },
    KindOption { { "--file", true, "a picture to change; repeatable" }, bit(CallKind::Images) },
    KindOption { { "--voice", true, "whose voice; the provider's name for it (alloy)" }, bit(CallKind::Speech) },
    KindOption { { "--format", true, "mp3, wav, opus, flac, pcm… as far as the provider has it" }, bit(CallKind::Speech) },
    KindOption { { "--format", true, "json, text, srt, vtt or verbose_json" }, bit(CallKind::Transcription) },
    KindOption { { "--out", true, "write the sound or the text to this file" }, sound },
    KindOption { { "--out", true, "write the first picture to this file" }, bit(CallKind::Images) },
    KindOption { { "--stream", false, "print events as they arrive, one JSON object a line" }, streamed },
    KindOption { { "--api-base", true, "the provider's address, as LiteLLM takes it" }, every },
    KindOption { { "--raw", false, "add the provider's own request and answer, redacted" }, every },
    KindOption { { "--data", true, "the data directory; its ledger records the attempts" }, every },
    KindOption { { "--passphrase-fd", true, "descriptor with the passphrase of the directory's vault, whose keys come first" },
                 every },
    KindOption { { "--help", false, "this text" }, every },
};

} // namespace

const KindVerb *kindVerb(std::string_view name)
{
    const auto found = std::ranges::find(verbs, name, &KindVerb::name);
    return found == verbs.end() ? nullptr : &*found;
}

std::vector<Option> optionsOf(const KindVerb &verb)
{
    std::vector<Option> taken;
    for (const KindOption &row : options) {
        if ((row.kinds & bit(verb.kind)) != 0) {
            taken.push_back(row.option);
        }
    }
    return taken;
}

std::string usageProblem(const Result<Arguments> &arguments, const KindVerb &verb)
{
    if (!arguments) {
        return arguments.error().message + " " + arguments.error().remedy;
    }
    if (!arguments->positional().empty()) {
        return "\"" + arguments->positional().front() + "\" is not an option.";
    }
    const bool request = arguments->has("--request");
    if (!request && !arguments->has("--model")) {
        return "Give --model.";
    }
    if (verb.kind == CallKind::Transcription) {
        return arguments->has("--file") ? std::string() : "Give --file.";
    }
    if (!request && !arguments->has("--message")) {
        return "Give --message or --request.";
    }
    const bool lists = (listed & bit(verb.kind)) != 0;
    if (!lists && arguments->values("--message").size() > 1) {
        return "One --message is enough: " + std::string(verb.name) + " takes one text.";
    }
    const bool documents = request || arguments->has("--document");
    return verb.kind != CallKind::Rerank || documents ? std::string() : "Give --document, once for each text to rank.";
}

} // namespace patchbay::cli
