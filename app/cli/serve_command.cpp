// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "app/cli/listen_address.h"
#include "app/cli/serve_vault.h"
#include "app/serving/descriptor_limit.h"
#include "app/serving/serve_setup.h"
#include "app/shared/start_pages.h"

#include <charconv>
#include <csignal>
#include <ostream>
#include <utility>

namespace patchbay::cli {
namespace {

constexpr Option options[] = {
    { "--config", true, "the LiteLLM config.yaml to serve" },
    { "--listen", true, "HOST:PORT, 127.0.0.1:4000 by default; port 0 takes a free one" },
    { "--data", true, "the data directory: ledger and virtual keys" },
    { "--threads", true, "I/O threads, 1 by default" },
    { "--passphrase-fd", true, "a descriptor with the vault's passphrase; its keys come before the environment's" },
    { "--tls-cert", true, "PEM file with the certificate and its chain: speak TLS (also --ssl-certfile)" },
    { "--tls-key", true, "PEM file with its key (also --ssl-keyfile)" },
    { "--ssl-certfile", true, "the same as --tls-cert" },
    { "--ssl-keyfile", true, "the same as --tls-key" },
    { "--no-watch", false, "do not reload by oneself when the configuration's files change" },
    { "--help", false, "this text" },
};

constexpr std::string_view synopsis =
    "serve --config FILE [--listen HOST:PORT] [--data DIR] [--threads N]\n\n"
    "Runs the gateway and prints \"listening on http://HOST:PORT\" once it accepts. It reads the\n"
    "configuration again when its files change and on SIGHUP (one that cannot be served changes nothing),\n"
    "on SIGHUP the certificate and the vault too. SIGTERM lets answers finish for up to 30 seconds; a\n"
    "second SIGTERM ends at once.";

constexpr std::chrono::seconds drainTime { 30 };
constexpr timespec savingInterval { 10, 0 };
constexpr timespec settlingTime { 3, 0 };

std::string readOptions(const Arguments &arguments, serving::ServeOptions &serve)
{
    if (!arguments.positional().empty()) {
        return "\"" + arguments.positional().front() + "\" is not an option.";
    }
    serve.configFile = arguments.value("--config");
    serve.dataDirectory = arguments.value("--data");
    if (serve.configFile.empty()) {
        return "Give --config.";
    }
    if (arguments.has("--listen")) {
        const std::optional<ListenAddress> address = readListenAddress(arguments.value("--listen"));
        if (!address) {
            return "--listen takes HOST:PORT, not \"" + arguments.value("--listen") + "\".";
        }
        serve.address = address->address;
        serve.port = address->port;
    }
    const auto either = [&](const char *ours, const char *litellm) {
        return arguments.has(ours) ? arguments.value(ours) : arguments.value(litellm);
    };
    serve.certificateFile = either("--tls-cert", "--ssl-certfile");
    serve.certificateKeyFile = either("--tls-key", "--ssl-keyfile");
    if (serve.certificateFile.empty() != serve.certificateKeyFile.empty()) {
        return "--tls-cert and --tls-key go together.";
    }
    serve.watch = !arguments.has("--no-watch");
    if (arguments.has("--threads")) {
        constexpr int mostThreads = 64;
        const std::string text = arguments.value("--threads");
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), serve.threads);
        if (error != std::errc() || end != text.data() + text.size() || serve.threads < 1
            || serve.threads > mostThreads) {
            return "--threads takes a number from 1 to 64.";
        }
    }
    return {};
}

// Threads made later inherit the block, so that the signals wait for the main thread.
sigset_t blockSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : { SIGINT, SIGTERM, SIGHUP }) {
        sigaddset(&signals, signal);
    }
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return signals;
}

// Waits for answers under way; a second signal or the end of patience ends that.
void drain(serving::ServeSetup &setup, const sigset_t &signals)
{
    setup.drain();
    const auto end = std::chrono::steady_clock::now() + drainTime;
    constexpr std::chrono::milliseconds slice { 50 };
    while (!setup.waitUntilIdle(slice) && std::chrono::steady_clock::now() < end) {
        const timespec now {};
        const int again = sigtimedwait(&signals, nullptr, &now);
        if (again == SIGTERM || again == SIGINT) {
            return;
        }
    }
}

} // namespace

int serveCommand(std::span<const std::string> words, const Streams &streams, const Catalog &catalog)
{
    const Result<Arguments> arguments = Arguments::parse(words, options);
    if (arguments && arguments->has("--help")) {
        streams.out << usageText(synopsis, options);
        return Done;
    }
    serving::ServeOptions serve;
    const std::string problem =
        arguments ? readOptions(*arguments, serve) : arguments.error().message + " " + arguments.error().remedy;
    if (!problem.empty()) {
        streams.err << problem << "\n\n" << usageText(synopsis, options);
        return WrongUsage;
    }
    serving::raiseDescriptorLimit();
    const sigset_t signals = blockSignals();
    // First: what it has is not missing.
    ServeVault vault(catalog);
    if (const Result<void> opened = vault.open(serve.dataDirectory, arguments->value("--passphrase-fd")); !opened) {
        return reportError(opened.error(), streams.err);
    }
    if (vault.isLocked()) {
        streams.err << "the vault is locked: calls that need a key of it answer 503 vault_locked; --passphrase-fd, or the systemd\n"
                       "credential patchbay-passphrase, opens it" << std::endl;
    }
    if (vault.older()) {
        streams.err << vault.older()->message << ' ' << vault.older()->remedy << std::endl;
    }
    auto setup = serving::ServeSetup::make(serve, catalog, vault.forServing(), streams.err);
    if (!setup) {
        return reportError(setup.error(), streams.err);
    }
    const ListenAddress bound { serve.address, (*setup)->port() };
    (*setup)->tellTroubles(streams.err);
    if (serve.watch) {
        (*setup)->watch(streams.err);
        vault.watch(streams.err);
    }
    streams.out << "listening on " << (serve.certificateFile.empty() ? "http" : "https") << "://" << bound.urlHost()
                << ":" << bound.port << std::endl;
    releaseStartPages();
    bool settled = false; // the first calls are over, and with them what only they needed
    for (int received = 0; received != SIGTERM && received != SIGINT;) {
        received = sigtimedwait(&signals, nullptr, settled ? &savingInterval : &settlingTime);
        if (received < 0 && !std::exchange(settled, true)) {
            releaseStartPages();
        } else if (received < 0) {
            (*setup)->saveRouting(streams.err);
        } else if (received == SIGHUP) {
            const Result<void> reloaded = (*setup)->reloadAll(streams.err);
            if (!reloaded) {
                reportError(reloaded.error(), streams.err);
            }
            streams.err << (reloaded ? "configuration reloaded" : "the configuration in force stays") << std::endl;
        }
    }
    drain(**setup, signals);
    (*setup)->saveRouting(streams.err);
    return Done;
}

} // namespace patchbay::cli
