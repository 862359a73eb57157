// SPDX-License-Identifier: GPL-3.0-or-later
//
// The processes that `bench gateway|stream|reliability` starts beside itself: what answers, and what asks.
#include "app/bench/load.h"
#include "app/bench/upstream.h"
#include "app/cli/arguments.h"
#include "app/cli/bench_command.h"

#include <charconv>
#include <iostream>

namespace patchbay::cli {
namespace {

constexpr Option options[] = {
    { "--port", true, "of the server that is asked" },
    { "--path", true, "what is asked" },
    { "--key", true, "with which key" },
    { "--model", true, "which model" },
    { "--connections", true, "clients at the same time" },
    { "--total", true, "requests" },
    { "--stream", false, "streams" },
    { "--stall", false, "send the beginning of a head on each connection, no more" },
    { "--numbered", true, "a number of its own in each request, from this one on" },
    { "--hold", false, "ask once on each connection, then only read" },
    { "--chunks", true, "of a stream" },
    { "--pause", true, "milliseconds between two chunks" },
};

int numberOf(const Arguments &arguments, std::string_view name, int otherwise)
{
    const std::string text = arguments.value(name);
    int number = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

int runUpstream(const Arguments &arguments, std::ostream &out)
{
    bench::Upstream upstream({ static_cast<std::uint16_t>(numberOf(arguments, "--port", 0)),
                               numberOf(arguments, "--chunks", 100),
                               std::chrono::milliseconds(numberOf(arguments, "--pause", 10)) });
    if (!upstream.listens()) {
        return Failed;
    }
    out << upstream.port() << std::endl;
    upstream.run();
    return Done;
}

int runLoad(const Arguments &arguments, std::ostream &out)
{
    const std::string model = arguments.value("--model");
    const std::string body = arguments.has("--numbered") ? bench::numberedChatBody(model)
                                                         : bench::chatBody(model, arguments.has("--stream"));
    bench::Load load({ static_cast<std::uint16_t>(numberOf(arguments, "--port", 0)),
                       numberOf(arguments, "--connections", 64), numberOf(arguments, "--total", 0),
                       bench::postRequest(arguments.value("--path"), arguments.value("--key"), body),
                       numberOf(arguments, "--numbered", 0) });
    if (arguments.has("--stall")) {
        out << (load.openStalled() ? "open" : "failed") << std::endl;
        load.keepReading();
        return Done;
    }
    if (arguments.has("--hold")) {
        out << (load.open() ? "open" : "failed") << std::endl;
        load.keepReading();
        return Done;
    }
    const bench::LoadResult result = load.run();
    out << result.answered << ' ' << result.wrong() << ' ' << result.seconds << ' ' << result.percentile(0.5) << ' '
        << result.percentile(0.99) << std::endl;
    return Done;
}

} // namespace

std::optional<int> benchHelper(std::span<const std::string> words, const Streams &streams)
{
    if (words.size() == 2 && words.front() == "vault-writer") {
        return writeVaultUntilKilled(words[1], streams.out);
    }
    const bool upstream = !words.empty() && words.front() == "upstream";
    if (!upstream && (words.empty() || words.front() != "load")) {
        return std::nullopt;
    }
    bench::raiseDescriptorLimit();
    const Result<Arguments> arguments = Arguments::parse(words.subspan(1), options);
    if (!arguments) {
        return WrongUsage;
    }
    return upstream ? runUpstream(*arguments, streams.out) : runLoad(*arguments, streams.out);
}

} // namespace patchbay::cli
