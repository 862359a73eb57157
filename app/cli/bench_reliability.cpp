// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench reliability: what must never happen, tried often: money spent over a budget, rows lost or doubled by
// kill -9, requests failed by a reload, healthy clients slowed by stalled ones.
#include "app/bench/descriptor.h"
#include "app/cli/bench_command.h"
#include "app/cli/bench_servers.h"
#include "models/gateway/local_call.h"
#include "models/ledger/ledger_query.h"
#include "providers/core/random.h"
#include "providers/wire/json_view.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <format>
#include <map>
#include <sstream>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace patchbay::cli {
namespace {

void pauseFor(std::chrono::milliseconds time)
{
    ::usleep(static_cast<useconds_t>(std::chrono::microseconds(time).count()));
}

// One dollar, a thousand who want it, a ten thousandth of it for every token.
Result<Measurement> overBudget(int clients)
{
    const Result<ScratchFolder> folder = ScratchFolder::make();
    const Result<BenchServer> upstream = startUpstream({});
    if (!folder || !upstream) {
        return std::unexpected(folder ? upstream.error() : folder.error());
    }
    const Result<BenchServer> gateway = startGateway(*folder, upstream->port, { "1", {}, "0.0001" });
    if (!gateway) {
        return std::unexpected(gateway.error());
    }
    LoadOrder order;
    order.connections = clients;
    order.total = 2 * clients;
    const Result<LoadFigures> figures = runLoad(*gateway, order);
    const auto told =
        callOwner(folder->file("data") + "/gateway.sock", { "GET", "/key/info", "key=" + gateway->key, {} });
    if (!figures || !told || !*told) {
        return failure(ErrorClass::InternalServer, "The spend of the key could not be asked for.");
    }
    const auto json = wire::parseJson((*told)->body);
    const double spent = json ? (*json)["info"]["spend"].number().value_or(-1) : -1;
    if (spent <= 0) {
        return failure(ErrorClass::InternalServer, "Nothing was spent: " + (*told)->body);
    }
    return Measurement { "over a budget of $1",
                         std::max(0.0, spent - 1) * 1e9,
                         "nano-dollars",
                         0,
                         true,
                         std::format("{} clients at once, {:.0f} answered, {:.0f} refused, ${:.3f} spent", clients,
                                     figures->answered, figures->wrong, spent) };
}

// What the upstream saw, by the number that each request carries.
Result<std::map<std::string, int>> seenBy(const BenchServer &upstream)
{
    const bench::Descriptor socket = bench::connectToLoopback(upstream.port);
    ::fcntl(socket.get(), F_SETFL, 0);
    constexpr std::string_view request = "GET /log HTTP/1.1\r\nhost: x\r\n\r\n";
    static_cast<void>(::send(socket.get(), request.data(), request.size(), MSG_NOSIGNAL));
    std::string answer;
    std::array<char, 64 * 1024> bytes;
    std::size_t wanted = std::string::npos;
    while (answer.size() < wanted) {
        const ssize_t count = ::recv(socket.get(), bytes.data(), bytes.size(), 0);
        if (count <= 0) {
            return failure(ErrorClass::InternalServer, "The upstream did not tell what it saw.");
        }
        answer.append(bytes.data(), static_cast<std::size_t>(count));
        const std::size_t head = answer.find("\r\n\r\n");
        const std::size_t length = answer.find("content-length: ");
        if (wanted == std::string::npos && head != std::string::npos) {
            wanted = head + 4 + std::stoul(answer.substr(length + 16));
        }
    }
    std::map<std::string, int> seen;
    std::istringstream lines(answer.substr(answer.find("\r\n\r\n") + 4));
    for (std::string line; std::getline(lines, line);) {
        ++seen[line];
    }
    return seen;
}

struct KillCount {
    std::int64_t rows = 0;
    std::int64_t lost = 0; // seen by the provider, no row says so
    std::int64_t doubled = 0; // more rows than requests
};

Result<KillCount> compareRows(const std::string &ledger, const std::map<std::string, int> &seen)
{
    auto query = LedgerQuery::open(QString::fromStdString(ledger));
    if (!query) {
        return std::unexpected(query.error());
    }
    KillCount count;
    std::map<std::string, int> rows;
    constexpr int page = 10'000;
    for (int offset = 0;; offset += page) {
        const Result<QList<AttemptRow>> some = (*query)->attempts({}, offset, page);
        if (!some) {
            return std::unexpected(some.error());
        }
        for (const AttemptRow &row : *some) {
            ++count.rows;
            count.doubled += ++rows[row.draft.customer] > 1 ? 1 : 0;
            // What was never sent cannot have been seen.
            count.lost += row.state == AttemptState::Voided && seen.contains(row.draft.customer) ? 1 : 0;
        }
        if (some->size() < page) {
            break;
        }
    }
    for (const auto &[number, times] : seen) {
        count.lost += rows.contains(number) ? 0 : 1;
        count.doubled += times > 1 ? 1 : 0;
    }
    return count;
}

// Starts the gateway, lets clients ask, kills it in the middle; again and again on the same data directory.
Result<std::vector<Measurement>> killed(int cycles)
{
    const Result<ScratchFolder> folder = ScratchFolder::make();
    const Result<BenchServer> upstream = startUpstream({});
    if (!folder || !upstream) {
        return std::unexpected(folder ? upstream.error() : folder.error());
    }
    SeededRandom random(1);
    std::string key;
    for (int cycle = 0; cycle < cycles; ++cycle) {
        const Result<BenchServer> gateway = startGateway(*folder, upstream->port, { "1000000", key });
        if (!gateway) {
            return std::unexpected(gateway.error());
        }
        key = gateway->key;
        constexpr int apart = 1'000'000;
        LoadOrder order;
        order.connections = 16;
        order.firstNumber = cycle * apart;
        Result<ChildProcess> load = startLoad(*gateway, order, LoadManner::Run);
        if (!load) {
            return std::unexpected(load.error());
        }
        constexpr std::uint64_t spread = 150;
        pauseFor(std::chrono::milliseconds(60 + random.next() % spread));
        ::kill(gateway->process.id(), SIGKILL);
        ::kill(load->id(), SIGTERM);
    }
    // One more start replays what the last kill left.
    if (const Result<BenchServer> last = startGateway(*folder, upstream->port, { "1000000", key }); !last) {
        return std::unexpected(last.error());
    }
    const Result<std::map<std::string, int>> seen = seenBy(*upstream);
    if (!seen) {
        return std::unexpected(seen.error());
    }
    const Result<KillCount> count = compareRows(folder->file("data") + "/ledger.db", *seen);
    if (!count) {
        return std::unexpected(count.error());
    }
    const std::string how = std::format("{} times kill -9 under load: {} requests seen by the provider, {} rows",
                                        cycles, seen->size(), count->rows);
    return std::vector<Measurement> {
        { "rows lost by kill -9", static_cast<double>(count->lost), "rows", 0, true, how },
        { "rows doubled by kill -9", static_cast<double>(count->doubled), "rows", 0, true, "the same" },
    };
}

Result<Measurement> reloaded(int times)
{
    const Result<ScratchFolder> folder = ScratchFolder::make();
    const Result<BenchServer> upstream = startUpstream({});
    if (!folder || !upstream) {
        return std::unexpected(folder ? upstream.error() : folder.error());
    }
    const Result<BenchServer> gateway = startGateway(*folder, upstream->port);
    if (!gateway) {
        return std::unexpected(gateway.error());
    }
    LoadOrder order;
    order.connections = 16;
    order.total = 60 * times;
    Result<ChildProcess> load = startLoad(*gateway, order, LoadManner::Run);
    if (!load) {
        return std::unexpected(load.error());
    }
    const std::string config = folder->file("config.yaml");
    int done = 0;
    for (; done < times; ++done) {
        // Every second one cannot be served and must change nothing.
        if (!writeGatewayConfig(config, upstream->port, done % 2 == 0)) {
            break;
        }
        ::kill(gateway->process.id(), SIGHUP);
        pauseFor(std::chrono::milliseconds(4));
    }
    const Result<LoadFigures> figures = figuresOf(*load);
    if (!figures) {
        return std::unexpected(figures.error());
    }
    return Measurement { "requests failed by reloads",
                         figures->wrong,
                         "requests",
                         0,
                         true,
                         std::format("{} reloads, every second one of a broken file, {:.0f} requests meanwhile", done,
                                     figures->answered) };
}

Result<Measurement> stalled(int connections)
{
    constexpr double goal = 20;
    constexpr int rounds = 3;
    const Result<ScratchFolder> folder = ScratchFolder::make();
    const Result<BenchServer> upstream = startUpstream({});
    if (!folder || !upstream) {
        return std::unexpected(folder ? upstream.error() : folder.error());
    }
    const Result<BenchServer> gateway = startGateway(*folder, upstream->port);
    if (!gateway) {
        return std::unexpected(gateway.error());
    }
    LoadOrder healthy;
    healthy.connections = 8;
    healthy.total = 2'000;
    LoadOrder lame;
    lame.connections = connections;
    std::vector<double> rises;
    double wrong = 0;
    for (int round = 0; round < rounds; ++round) {
        const Result<LoadFigures> alone = runLoad(*gateway, healthy);
        const Result<ChildProcess> held = holdLoad(*gateway, lame, LoadManner::Stall);
        if (!alone || !held) {
            return std::unexpected(alone ? held.error() : alone.error());
        }
        const Result<LoadFigures> beside = runLoad(*gateway, healthy);
        if (!beside) {
            return std::unexpected(beside.error());
        }
        wrong += alone->wrong + beside->wrong;
        rises.push_back((beside->p99 - alone->p99) / 1'000);
    }
    if (wrong > 0) {
        return failure(ErrorClass::InternalServer, "Healthy requests were not answered beside stalled ones.");
    }
    return Measurement { "p99 beside stalled clients",
                         std::max(0.0, median(rises)),
                         "ms more",
                         goal,
                         true,
                         std::format("{} connections with half a head, 8 healthy clients", connections) };
}

} // namespace

Result<std::vector<Measurement>> benchReliability(const BenchWishes &wishes)
{
    const int hundred = wishes.brief ? 1 : 100;
    constexpr int clients = 1'000;
    constexpr int stalls = 10'000;
    Result<Measurement> budget = overBudget(clients);
    if (!budget) {
        return std::unexpected(budget.error());
    }
    Result<std::vector<Measurement>> rows = killed(10 * hundred);
    if (!rows) {
        return rows;
    }
    rows->insert(rows->begin(), std::move(*budget));
    for (const auto &measured : { reloaded(10 * hundred), stalled(wishes.brief ? stalls / 10 : stalls) }) {
        if (!measured) {
            return std::unexpected(measured.error());
        }
        rows->push_back(*measured);
    }
    Result<std::vector<Measurement>> vault = benchVault(wishes);
    if (!vault) {
        return vault;
    }
    rows->insert(rows->end(), vault->begin(), vault->end());
    return rows;
}

} // namespace patchbay::cli
