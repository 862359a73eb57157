// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench gateway, bench stream: what a request and a chunk cost beside a bare reverse proxy on the same machine.
// Both servers get the same requests in turns, a round each; ratios are taken inside a round, then the median.
#include "app/bench/process_figures.h"
#include "app/cli/bench_command.h"
#include "app/cli/bench_servers.h"

#include <format>
#include <ostream>

namespace patchbay::cli {
namespace {

constexpr int rounds = 5;
constexpr double micro = 1e6;
constexpr double kibi = 1024;

struct Rounds {
    std::vector<double> own; // processor time, microseconds
    std::vector<double> ratio;
    std::vector<double> throughput; // ratios
    std::vector<double> p50;
    std::vector<double> peer; // processor time, microseconds
};

struct Field {
    ScratchFolder folder;
    BenchServer upstream;
    BenchServer gateway;
    std::optional<BenchServer> peer;
};

Result<Field> makeField(const UpstreamPace &pace, const BenchWishes &wishes)
{
    Result<ScratchFolder> folder = ScratchFolder::make();
    if (!folder) {
        return std::unexpected(folder.error());
    }
    Result<BenchServer> upstream = startUpstream(pace);
    if (!upstream) {
        return std::unexpected(upstream.error());
    }
    Result<BenchServer> gateway = startGateway(*folder, upstream->port);
    if (!gateway) {
        return std::unexpected(gateway.error());
    }
    std::optional<BenchServer> peer;
    if (wishes.peer == "nginx") {
        Result<BenchServer> nginx = startNginx(*folder, upstream->port);
        if (!nginx && nginx.error().kind != ErrorClass::NotFound) {
            return std::unexpected(nginx.error());
        }
        if (nginx) {
            peer.emplace(std::move(*nginx));
        } else {
            wishes.err << nginx.error().message << " The gateway is measured alone.\n";
        }
    }
    return Field { std::move(*folder), std::move(*upstream), std::move(*gateway), std::move(peer) };
}

// `each`: what one request stands for: itself, or a stream's chunks.
Result<Rounds> compare(const Field &field, const LoadOrder &ours, const LoadOrder &theirs, double each)
{
    Rounds result;
    // The first round warms both up.
    for (int round = 0; round <= rounds; ++round) {
        const Result<LoadFigures> own = runLoad(field.gateway, ours);
        if (!own) {
            return std::unexpected(own.error());
        }
        const Result<LoadFigures> peer =
            field.peer ? runLoad(*field.peer, theirs) : Result<LoadFigures>(LoadFigures {});
        if (!peer) {
            return std::unexpected(peer.error());
        }
        if (own->wrong + peer->wrong > 0) {
            return failure(ErrorClass::InternalServer,
                           std::format("{} of the gateway's and {} of the peer's requests were not answered.",
                                       own->wrong, peer->wrong));
        }
        const double used = own->processor * micro / (own->answered * each);
        if (round == 0) {
            continue;
        }
        result.own.push_back(used);
        if (field.peer) {
            const double peerUsed = peer->processor * micro / (peer->answered * each);
            result.peer.push_back(peerUsed);
            result.ratio.push_back(used / peerUsed);
            result.throughput.push_back((own->answered / own->seconds) / (peer->answered / peer->seconds));
            result.p50.push_back(own->p50 / peer->p50);
        }
    }
    return result;
}

void addRatio(std::vector<Measurement> &rows, const Rounds &measured, const std::string &what, double goal,
              const std::string &how)
{
    if (measured.ratio.empty()) {
        rows.push_back({ what, median(measured.own), "µs", 0, true, how + ", without a peer", false });
        return;
    }
    rows.push_back({ what + ", to nginx's", median(measured.ratio), "×", goal, true,
                     std::format("{}: {:.1f} µs against {:.1f} µs, median of {} rounds in turns", how,
                                 median(measured.own), median(measured.peer), rounds) });
}

double growth(pid_t process, std::int64_t before, int connections)
{
    return static_cast<double>(bench::residentBytes(process) - before) / connections / kibi;
}

Result<void> addIdle(std::vector<Measurement> &rows, const Field &field)
{
    constexpr int connections = 2'000;
    constexpr double goal = 16;
    const std::int64_t before = bench::residentBytes(field.gateway.process.id());
    LoadOrder order;
    order.connections = connections;
    const Result<ChildProcess> held = holdLoad(field.gateway, order);
    if (!held) {
        return std::unexpected(held.error());
    }
    rows.push_back({ "memory of an idle connection", growth(field.gateway.process.id(), before, connections), "KiB",
                     goal, true, "2,000 kept connections after a request each, growth of the resident set" });
    return {};
}

Result<void> addStart(std::vector<Measurement> &rows, std::uint16_t upstream)
{
    constexpr int starts = 7;
    constexpr double goal = 50;
    const Result<ScratchFolder> folder = ScratchFolder::make();
    std::vector<double> times;
    for (int number = 0; folder && number <= starts; ++number) {
        const Result<BenchServer> started = startGateway(*folder, upstream);
        if (!started) {
            return std::unexpected(started.error());
        }
        if (number > 0) { // the first makes the databases
            times.push_back(started->startMilliseconds);
        }
    }
    rows.push_back(
        { "start to listening", median(times), "ms", goal, true, "serve on a data directory that is there" });
    return {};
}

} // namespace

Result<std::vector<Measurement>> benchGateway(const BenchWishes &wishes)
{
    constexpr int requests = 8'000;
    constexpr int translated = 5'000;
    const Result<Field> field = makeField({}, wishes);
    if (!field) {
        return std::unexpected(field.error());
    }
    LoadOrder same;
    same.total = requests;
    const Result<Rounds> spliced = compare(*field, same, same, 1);
    if (!spliced) {
        return std::unexpected(spliced.error());
    }
    LoadOrder other = same;
    other.model = "claude";
    other.total = translated;
    LoadOrder theirs = other;
    theirs.model = "gpt";
    const Result<Rounds> foreign = compare(*field, other, theirs, 1);
    if (!foreign) {
        return std::unexpected(foreign.error());
    }
    constexpr double sameGoal = 1.25;
    constexpr double foreignGoal = 1.8;
    constexpr double throughputGoal = 0.85;
    constexpr double delayGoal = 1.3;
    std::vector<Measurement> rows;
    addRatio(rows, *spliced, "CPU of a request", sameGoal, "OpenAI to OpenAI, 64 clients, keys, budget and ledger on");
    addRatio(rows, *foreign, "CPU of a translated request", foreignGoal, "OpenAI's client, Anthropic's provider");
    if (field->peer) {
        rows.push_back({ "requests a second, to nginx's", median(spliced->throughput), "×", throughputGoal, false,
                         "the same run; clients and provider share the other core" });
        rows.push_back({ "median delay, to nginx's", median(spliced->p50), "×", delayGoal, true, "the same run" });
    }
    const Result<void> more = addIdle(rows, *field).and_then([&] { return addStart(rows, field->upstream.port); });
    return more ? Result<std::vector<Measurement>>(rows) : std::unexpected(more.error());
}

Result<std::vector<Measurement>> benchStream(const BenchWishes &wishes)
{
    constexpr int chunks = 100;
    constexpr int parallel = 128;
    constexpr double chunkGoal = 1.2;
    const Result<Field> field = makeField({ chunks, 10 }, wishes);
    if (!field) {
        return std::unexpected(field.error());
    }
    LoadOrder order;
    order.stream = true;
    order.connections = parallel;
    order.total = parallel;
    const Result<Rounds> spliced = compare(*field, order, order, chunks);
    if (!spliced) {
        return std::unexpected(spliced.error());
    }
    LoadOrder other = order;
    other.model = "claude";
    const Result<Rounds> foreign = compare(*field, other, order, chunks);
    if (!foreign) {
        return std::unexpected(foreign.error());
    }
    std::vector<Measurement> rows;
    addRatio(rows, *spliced, "CPU of a streamed chunk", chunkGoal,
             "128 streams of 100 chunks, one every 10 ms, usage read and priced");
    addRatio(rows, *foreign, "CPU of a translated chunk", 1.8, "OpenAI's client, Anthropic's provider");

    constexpr int open = 1'000;
    constexpr double memoryGoal = 40;
    constexpr double eachGoal = 128;
    const Result<Field> slow = makeField({ 10'000, 200 }, { {}, false, wishes.err });
    if (!slow) {
        return std::unexpected(slow.error());
    }
    const pid_t gateway = slow->gateway.process.id();
    const std::int64_t before = bench::residentBytes(gateway);
    order.connections = open;
    order.total = 0; // each asks once and stays
    const Result<ChildProcess> held = holdLoad(slow->gateway, order);
    if (!held) {
        return std::unexpected(held.error());
    }
    rows.push_back({ "memory with 1,000 streams open", static_cast<double>(bench::residentBytes(gateway)) / kibi / kibi,
                     "MB", memoryGoal, true, "resident set of a serve that did nothing before" });
    rows.push_back({ "memory of a streaming connection", growth(gateway, before, open), "KiB", eachGoal, true,
                     "the same, growth by each stream, both sides" });
    return rows;
}

} // namespace patchbay::cli
