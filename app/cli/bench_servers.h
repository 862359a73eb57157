// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the gateway's benchmarks run: the upstream, the gateway as `serve` runs it, nginx where it is wanted and
// there, and the clients. Each is a process of its own; all end with the object.
#pragma once

#include "app/cli/child_process.h"

#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

namespace patchbay::cli {

// A folder under the system's temporary one that goes with the object.
class ScratchFolder {
public:
    static Result<ScratchFolder> make();
    ScratchFolder(ScratchFolder &&other) noexcept
        : m_path(std::exchange(other.m_path, {}))
    {
    }
    ScratchFolder &operator=(ScratchFolder &&) = delete;
    ScratchFolder(const ScratchFolder &) = delete;
    ~ScratchFolder();
    std::string file(std::string_view name) const { return (m_path / name).string(); }

private:
    explicit ScratchFolder(std::filesystem::path path)
        : m_path(std::move(path))
    {
    }
    std::filesystem::path m_path;
};

struct BenchServer {
    ChildProcess process;
    std::uint16_t port = 0;
    std::string key; // what clients present
    double startMilliseconds = 0; // from its start until it listens
};

struct UpstreamPace {
    int chunks = 100;
    int pauseMilliseconds = 10;
};
Result<BenchServer> startUpstream(const UpstreamPace &pace);
// `patchbay-cli serve` with a master key, a virtual key with a budget, and its ledger, all in `folder`.
// Models: "gpt" and "claude", both at the upstream.
Result<BenchServer> startGateway(const ScratchFolder &folder, std::uint16_t upstream);
// One worker, proxy_pass, kept connections. NotFound where there is no nginx.
Result<BenchServer> startNginx(const ScratchFolder &folder, std::uint16_t upstream);

struct LoadOrder {
    std::string path = "/v1/chat/completions";
    std::string model = "gpt";
    int connections = 64;
    int total = 0;
    bool stream = false;
};
struct LoadFigures {
    double answered = 0;
    double wrong = 0;
    double seconds = 0;
    double p50 = 0; // microseconds
    double p99 = 0;
    double processor = 0; // seconds that the server used
};
// Runs the clients in a process of their own and tells what the server used meanwhile.
Result<LoadFigures> runLoad(const BenchServer &server, const LoadOrder &order);
// Clients that have asked once and stay; the process ends them.
Result<ChildProcess> holdLoad(const BenchServer &server, const LoadOrder &order);

double median(std::vector<double> values);

} // namespace patchbay::cli
