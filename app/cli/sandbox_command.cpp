// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/sandbox_command.h"

#include "providers/sandbox/sandbox.h"
#include "providers/transport/io_runtime.h"

#include <charconv>
#include <csignal>
#include <fstream>
#include <ostream>
#include <sstream>

namespace patchbay::cli {

namespace {

constexpr int done = 0;
constexpr int failed = 1;
constexpr int wrongUsage = 2;

constexpr std::string_view usage = R"(usage: patchbay-cli sandbox [--listen HOST:PORT] [--scenario FILE] [--unpaced]

  --listen HOST:PORT   where to listen (default 127.0.0.1:0, a free port)
  --scenario FILE      what goes wrong, and how fast; POST /_sandbox/scenario changes it later
  --unpaced            answer without any delay

Prints the base URL of each family and runs until SIGINT or SIGTERM.
)";

struct Options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
    std::string scenarioFile;
    bool unpaced = false;
    bool help = false;
};

// "127.0.0.1:8080", "[::1]:8080", "localhost:8080"
bool readListen(std::string_view text, Options &options)
{
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) {
        return false;
    }
    std::string_view host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    }
    const std::string_view port = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), options.port);
    options.address = host == "localhost" ? "127.0.0.1" : host;
    return error == std::errc() && end == port.data() + port.size() && !options.address.empty();
}

// What is wrong with the arguments; empty when nothing is.
std::string readArguments(std::span<const std::string> arguments, Options &options)
{
    for (std::size_t index = 0; index < arguments.size(); ++index) {
        const std::string &word = arguments[index];
        if (word == "--help" || word == "-h") {
            options.help = true;
        } else if (word == "--unpaced") {
            options.unpaced = true;
        } else if (word == "--listen" || word == "--scenario") {
            if (++index == arguments.size()) {
                return word + " needs a value.";
            }
            if (word == "--scenario") {
                options.scenarioFile = arguments[index];
            } else if (!readListen(arguments[index], options)) {
                return "--listen takes HOST:PORT, not \"" + arguments[index] + "\".";
            }
        } else {
            return "Unknown argument \"" + word + "\".";
        }
    }
    return {};
}

Result<sandbox::Scenario> loadScenario(const std::string &path)
{
    if (path.empty()) {
        return sandbox::Scenario();
    }
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) {
        return failure(ErrorClass::BadRequest, "Cannot read the scenario " + path + ".");
    }
    return sandbox::parseScenario(text.str());
}

// Threads made later inherit the block, so that the signals wait for waitForSignal().
sigset_t blockSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

void waitForSignal(const sigset_t &signals)
{
    int received = 0;
    while (sigwait(&signals, &received) != 0) { }
}

} // namespace

int sandboxCommand(std::span<const std::string> arguments, std::ostream &out, std::ostream &err)
{
    Options options;
    if (const std::string complaint = readArguments(arguments, options); !complaint.empty()) {
        err << complaint << "\n" << usage;
        return wrongUsage;
    }
    if (options.help) {
        out << usage;
        return done;
    }
    Result<sandbox::Scenario> scenario = loadScenario(options.scenarioFile);
    if (!scenario) {
        err << scenario.error().message << "\n";
        return wrongUsage;
    }
    if (options.unpaced) {
        scenario->speed = 0;
    }
    const sigset_t signals = blockSignals();
    transport::IoRuntime runtime(1);
    const Result<std::unique_ptr<sandbox::Sandbox>> started =
        sandbox::Sandbox::start(runtime, options.address, options.port, std::move(*scenario));
    if (!started) {
        err << started.error().message << "\n";
        return failed;
    }
    const sandbox::Sandbox &running = **started;
    const std::string gemini = running.apiBase("gemini");
    out << "listening on " << gemini.substr(0, gemini.rfind('/')) << "\n";
    for (const std::string_view family : { "openai", "anthropic", "gemini", "ollama" }) {
        out << family << " " << running.apiBase(family) << "\n";
    }
    out.flush();
    waitForSignal(signals);
    return done;
}

} // namespace patchbay::cli
