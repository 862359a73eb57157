// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/tokens_command.h"

#include "app/cli/arguments.h"
#include "providers/tokens/token_counter.h"

#include <istream>
#include <iterator>
#include <ostream>

namespace patchbay::cli {
namespace {

constexpr Option options[] = {
    { "--model", true, "provider/name" },
    { "--help", false, "this text" },
};

constexpr std::string_view synopsis
    = "tokens --model P/NAME < text\n\n"
      "How many tokens a text is: exact for OpenAI's encodings, elsewhere an estimate that says so.";

} // namespace

int tokensCommand(std::span<const std::string> words, const Streams &streams)
{
    const Result<Arguments> arguments = Arguments::parse(words, options);
    if (!arguments || arguments->has("--help") || !arguments->has("--model") || !arguments->positional().empty()) {
        const bool asked = arguments && arguments->has("--help");
        (asked ? streams.out : streams.err)
            << (arguments ? "" : arguments.error().message + "\n") << usageText(synopsis, options);
        return asked ? Done : WrongUsage;
    }
    const std::string text { std::istreambuf_iterator<char>(streams.in), {} };
    const tokens::TokenCount count = tokens::countTokens(arguments->value("--model"), text);
    streams.out << "{\"tokens\":" << count.tokens << ",\"exact\":" << (count.exact ? "true" : "false") << ",\"method\":\""
                << count.method << "\"}\n";
    return Done;
}

} // namespace patchbay::cli
