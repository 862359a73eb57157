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
struct GatewayWishes {
    std::string budget = "1000000"; // dollars of the virtual key
    std::string key; // one that exists; empty: makes one
    std::string price = "0.000000005"; // dollars of a token
};
// The configuration that startGateway() writes; false when it could not be put in its place. Broken ones cannot be
// served.
bool writeGatewayConfig(const std::string &file, std::uint16_t upstream, bool broken = false,
                        const std::string &price = GatewayWishes().price);
Result<BenchServer> startGateway(const ScratchFolder &folder, std::uint16_t upstream, const GatewayWishes &wishes = {});
// One worker, proxy_pass, kept connections. NotFound where there is no nginx.
Result<BenchServer> startNginx(const ScratchFolder &folder, std::uint16_t upstream);

struct LoadOrder {
    std::string path = "/v1/chat/completions";
    std::string model = "gpt";
    int connections = 64;
    int total = 0;
    bool stream = false;
    std::optional<int> firstNumber {}; // each request has a number, from this one on
};
struct LoadFigures {
    double answered = 0;
    double wrong = 0;
    double seconds = 0;
    double p50 = 0; // microseconds
    double p99 = 0;
    double processor = 0; // seconds that the server used
};
enum class LoadManner : std::uint8_t { Run, Hold, Stall };
// A process of clients. Of a run, its only line has the figures; else it says "open", and the process ends them.
Result<ChildProcess> startLoad(const BenchServer &server, const LoadOrder &order, LoadManner manner);
// Runs the clients in a process of their own and tells what the server used meanwhile.
Result<LoadFigures> runLoad(const BenchServer &server, const LoadOrder &order);
Result<LoadFigures> figuresOf(ChildProcess &load);
// Clients that have asked once, or not even that, and stay.
Result<ChildProcess> holdLoad(const BenchServer &server, const LoadOrder &order, LoadManner manner = LoadManner::Hold);

double median(std::vector<double> values);

} // namespace patchbay::cli
