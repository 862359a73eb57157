// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "app/cli/completion_printer.h"
#include "app/cli/config_completion.h"
#include "app/cli/engine_setup.h"
#include "app/cli/input_file.h"
#include "providers/wire/json_view.h"
#include "providers/wire/openai_format.h"

#include <algorithm>
#include <ostream>

namespace patchbay::cli {
namespace {

constexpr Option options[] = {
    { "--model", true, "provider/name; overrides the request's own" },
    { "--message", true, "the user's message" },
    { "--request", true, "an OpenAI chat request: a file, or - for standard input" },
    { "--stream", false, "print chunks as they arrive, one JSON object a line" },
    { "--api-base", true, "the provider's address, as LiteLLM takes it" },
    { "--config", true, "a gateway's config.yaml; --model is then one of its public names" },
    { "--raw", false, "add the provider's own request and answer, redacted" },
    { "--data", true, "the data directory; its ledger records the attempts" },
    { "--passphrase-fd", true, "descriptor with the passphrase of the directory's vault, whose keys come first" },
    { "--help", false, "this text" },
};

constexpr std::string_view synopsis
    = "complete --model P/NAME (--message TEXT | --request FILE|-)\n\n"
      "One completion. Keys come from the environment under LiteLLM's names (OPENAI_API_KEY, …).\n"
      "The simulated models (sandbox/quick, sandbox/thorough, …) need none.";

Result<ChatRequest> readRequest(const Arguments &arguments, std::istream &standardInput)
{
    ChatRequest request;
    if (arguments.has("--request")) {
        Result<std::string> text = readWhole(arguments.value("--request"), standardInput);
        if (!text) {
            return std::unexpected(text.error());
        }
        Result<ChatRequest> parsed = wire::parseChatRequest(*text);
        if (!parsed) {
            return parsed;
        }
        request = std::move(*parsed);
    }
    for (const std::string &text : arguments.values("--message")) {
        request.messages.push_back(textMessage(MessageRole::User, text));
    }
    if (arguments.has("--model")) {
        request.model = arguments.value("--model");
    }
    if (arguments.has("--stream")) {
        request.stream = true;
    }
    return request;
}

std::string usageProblem(const Result<Arguments> &arguments)
{
    if (!arguments) {
        return arguments.error().message + " " + arguments.error().remedy;
    }
    if (!arguments->positional().empty()) {
        return "\"" + arguments->positional().front() + "\" is not an option.";
    }
    if (!arguments->has("--message") && !arguments->has("--request")) {
        return "Give --message or --request.";
    }
    if (!arguments->has("--model") && !arguments->has("--request")) {
        return "Give --model.";
    }
    if (arguments->has("--config") && (arguments->has("--raw") || arguments->has("--api-base"))) {
        return "--raw and --api-base do not go with --config: the configuration says who is called.";
    }
    return {};
}

// LiteLLM's options of a call, which stand in the request and are sent to nobody.
void takeOptions(CompletionCall &call)
{
    const wire::JsonView asked(call.request.extra);
    constexpr double longest = 86'400; // seconds
    if (const std::optional<double> timeout = asked["timeout"].number(); timeout && *timeout > 0) {
        call.deadlines.total = std::chrono::milliseconds(static_cast<std::int64_t>(std::min(*timeout, longest) * 1'000));
    }
    constexpr std::int64_t most = 100;
    if (const std::optional<std::int64_t> retries = asked["num_retries"].integer(); retries && *retries >= 0) {
        call.retry.maximumAttempts = static_cast<int>(std::min(*retries, most)) + 1;
    }
}

} // namespace

int completeCommand(std::span<const std::string> words, const Streams &streams, const Catalog &catalog)
{
    const Result<Arguments> arguments = Arguments::parse(words, options);
    if (arguments && arguments->has("--help")) {
        streams.out << usageText(synopsis, options);
        return Done;
    }
    if (const std::string problem = usageProblem(arguments); !problem.empty()) {
        streams.err << problem << "\n\n" << usageText(synopsis, options);
        return WrongUsage;
    }
    Result<ChatRequest> request = readRequest(*arguments, streams.in);
    if (!request) {
        return reportError(request.error(), streams.err);
    }
    if (arguments->has("--config")) {
        return completeThroughConfig(
            { arguments->value("--config"), arguments->value("--data"), std::move(*request) }, streams, catalog);
    }
    CompletionCall call;
    call.request = std::move(*request);
    call.apiBase = arguments->value("--api-base");
    call.keepWire = arguments->has("--raw");
    takeOptions(call);

    Result<std::unique_ptr<EngineSetup>> setup = EngineSetup::make(catalog, arguments->value("--data"), arguments->value("--passphrase-fd"));
    if (!setup) {
        return reportError(setup.error(), streams.err);
    }
    if (Result<void> started = (*setup)->startSandboxFor(call.request.model, call.apiBase); !started) {
        return reportError(started.error(), streams.err);
    }
    CompletionPrinter printer(call.request.model, call.request.stream, call.keepWire, streams.out);
    const std::shared_ptr<Completion> completion
        = (*setup)->engine().start(std::move(call), [&printer](const EngineEvent &event) { printer.take(event); });
    if (const std::optional<Error> error = printer.wait()) {
        return reportError(*error, streams.err);
    }
    return Done;
}

} // namespace patchbay::cli
