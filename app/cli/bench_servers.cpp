// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_servers.h"
#include "models/gateway/local_call.h"

#include "app/bench/descriptor.h"
#include "app/bench/process_figures.h"
#include "providers/wire/json_view.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <format>
#include <fstream>
#include <sstream>

#include <unistd.h>

namespace patchbay::cli {
namespace {

using bench::CoreChoice;
using SteadyClock = std::chrono::steady_clock;

std::string ownProgram()
{
    return programDirectory() + "/patchbay-cli";
}

// Prices, so that costs are computed and budgets count.
std::string gatewayConfig(std::uint16_t upstream, const std::string &price)
{
    const auto entry = [&](std::string_view name, std::string_view model, std::string_view path) {
        return std::format("  - model_name: {}\n    litellm_params:\n      model: {}\n"
                           "      api_key: os.environ/PATCHBAY_BENCH_KEY\n      api_base: http://127.0.0.1:{}{}\n"
                           "      input_cost_per_token: {}\n      output_cost_per_token: {}\n",
                           name, model, upstream, path, price, price);
    };
    return "model_list:\n" + entry("gpt", "openai/gpt-4o", "/v1") + entry("claude", "anthropic/claude-sonnet-4-5", "")
        + "general_settings:\n  master_key: os.environ/PATCHBAY_BENCH_MASTER\n";
}

std::string nginxConfig(const std::string &folder, std::uint16_t port, std::uint16_t upstream)
{
    return std::format(
        "{}worker_processes 1;\ndaemon off;\nmaster_process off;\npid {}/nginx.pid;\nerror_log {}/error.log;\n"
        "worker_rlimit_nofile 20000;\nevents {{ worker_connections 16384; }}\n"
        "http {{\n  access_log off;\n  client_body_temp_path {}/body;\n  proxy_temp_path {}/proxy;\n"
        "  fastcgi_temp_path {}/f;\n  uwsgi_temp_path {}/u;\n  scgi_temp_path {}/s;\n"
        "  keepalive_requests 100000000;\n  tcp_nodelay on;\n"
        "  upstream provider {{ server 127.0.0.1:{}; keepalive 1024; keepalive_requests 100000000; }}\n"
        "  server {{\n    listen 127.0.0.1:{} backlog=4096;\n    location / {{\n      proxy_pass http://provider;\n"
        "      proxy_http_version 1.1;\n      proxy_set_header Connection \"\";\n      proxy_buffering off;\n"
        "    }}\n  }}\n}}\n",
        ::geteuid() == 0 ? "user root;\n" : "", folder, folder, folder, folder, folder, folder, folder, upstream, port);
}

void write(const std::string &file, const std::string &text)
{
    std::ofstream(file) << text;
}

std::string findNginx()
{
    const char *path = std::getenv("PATH");
    std::stringstream folders(std::string(path ? path : "") + ":/usr/sbin:/usr/local/sbin");
    for (std::string folder; std::getline(folders, folder, ':');) {
        if (std::string file = folder + "/nginx"; ::access(file.c_str(), X_OK) == 0) {
            return file;
        }
    }
    return {};
}

double millisecondsSince(SteadyClock::time_point start)
{
    return std::chrono::duration<double, std::milli>(SteadyClock::now() - start).count();
}

Result<std::string> virtualKey(const std::string &socket, const std::string &budget)
{
    const gateway::AdminRequest request { "POST", "/key/generate", "",
                                          R"({"models":["gpt","claude"],"max_budget":)" + budget + "}" };
    const std::optional<Result<HttpResponse>> answer = callOwner(socket, request);
    if (!answer || !*answer) {
        return failure(ErrorClass::InternalServer, "The gateway did not make a key.");
    }
    const auto json = wire::parseJson((*answer)->body);
    const std::string key = json ? (*json)["key"].string() : std::string();
    return key.empty() ? Result<std::string>(failure(ErrorClass::InternalServer, (*answer)->body)) : key;
}

} // namespace

bool writeGatewayConfig(const std::string &file, std::uint16_t upstream, bool broken, const std::string &price)
{
    // In its place at once: whoever reads it meanwhile finds the one or the other.
    const std::string half = file + ".new";
    write(half, broken ? "model_list: [\n" : gatewayConfig(upstream, price));
    std::error_code error;
    std::filesystem::rename(half, file, error);
    return !error;
}

Result<ScratchFolder> ScratchFolder::make()
{
    std::string name = (std::filesystem::temp_directory_path() / "patchbay-bench-XXXXXX").string();
    if (!::mkdtemp(name.data())) {
        return failure(ErrorClass::InternalServer, "Cannot make a temporary folder.");
    }
    return ScratchFolder(name);
}

ScratchFolder::~ScratchFolder()
{
    if (!m_path.empty()) {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
}

Result<BenchServer> startUpstream(const UpstreamPace &pace)
{
    const CoreChoice core(CoreChoice::Core::Measurers);
    Result<ChildProcess> process = ChildProcess::start(ownProgram(),
                                                       { "bench", "upstream", "--chunks", std::to_string(pace.chunks),
                                                         "--pause", std::to_string(pace.pauseMilliseconds) });
    if (!process) {
        return std::unexpected(process.error());
    }
    const int port = std::atoi(process->readLine().c_str());
    if (port == 0) {
        return failure(ErrorClass::InternalServer, "The upstream of the benchmark did not start.");
    }
    return BenchServer { std::move(*process), static_cast<std::uint16_t>(port), {}, 0 };
}

Result<BenchServer> startGateway(const ScratchFolder &folder, std::uint16_t upstream, const GatewayWishes &wishes)
{
    const std::string config = folder.file("config.yaml");
    writeGatewayConfig(config, upstream, false, wishes.price);
    ::setenv("PATCHBAY_BENCH_KEY", "upstream-key-of-bench", 1);
    ::setenv("PATCHBAY_BENCH_MASTER", "sk-master-of-bench", 1);
    const CoreChoice core(CoreChoice::Core::Servers);
    const auto start = SteadyClock::now();
    Result<ChildProcess> process = ChildProcess::start(
        ownProgram(), { "serve", "--config", config, "--listen", "127.0.0.1:0", "--data", folder.file("data") });
    if (!process) {
        return std::unexpected(process.error());
    }
    const std::string line = process->readLine();
    const double took = millisecondsSince(start);
    const int port = std::atoi(line.substr(line.rfind(':') + 1).c_str());
    if (!line.starts_with("listening on ") || port == 0) {
        return failure(ErrorClass::InternalServer, "The gateway of the benchmark did not start.");
    }
    const Result<std::string> key = wishes.key.empty()
        ? virtualKey(folder.file("data") + "/gateway.sock", wishes.budget)
        : Result<std::string>(wishes.key);
    if (!key) {
        return std::unexpected(key.error());
    }
    return BenchServer { std::move(*process), static_cast<std::uint16_t>(port), *key, took };
}

Result<BenchServer> startNginx(const ScratchFolder &folder, std::uint16_t upstream)
{
    const std::string program = findNginx();
    if (program.empty()) {
        return failure(ErrorClass::NotFound, "There is no nginx here.");
    }
    std::uint16_t port = 0;
    static_cast<void>(bench::listenOnLoopback(port)); // free now, and most likely still in a moment
    const std::string config = folder.file("nginx.conf");
    write(config, nginxConfig(folder.file("nginx"), port, upstream));
    std::filesystem::create_directory(folder.file("nginx"));
    const CoreChoice core(CoreChoice::Core::Servers);
    Result<ChildProcess> process = ChildProcess::start(
        program, { "-c", config, "-p", folder.file("nginx"), "-e", folder.file("nginx") + "/error.log" });
    if (!process) {
        return std::unexpected(process.error());
    }
    const auto start = SteadyClock::now();
    constexpr double patience = 5'000;
    while (!bench::connectToLoopback(port)) {
        if (millisecondsSince(start) > patience) {
            return failure(ErrorClass::InternalServer, "nginx did not start.");
        }
        ::usleep(2'000);
    }
    return BenchServer { std::move(*process), port, "sk-nobody-looks", 0 };
}

Result<ChildProcess> startLoad(const BenchServer &server, const LoadOrder &order, LoadManner manner)
{
    std::vector<std::string> words { "bench",         "load",
                                     "--port",        std::to_string(server.port),
                                     "--path",        order.path,
                                     "--key",         server.key,
                                     "--model",       order.model,
                                     "--connections", std::to_string(order.connections),
                                     "--total",       std::to_string(order.total) };
    if (order.stream) {
        words.emplace_back("--stream");
    }
    if (order.firstNumber) {
        words.insert(words.end(), { "--numbered", std::to_string(*order.firstNumber) });
    }
    if (manner != LoadManner::Run) {
        words.emplace_back(manner == LoadManner::Hold ? "--hold" : "--stall");
    }
    const CoreChoice core(CoreChoice::Core::Measurers);
    return ChildProcess::start(ownProgram(), words);
}

Result<LoadFigures> figuresOf(ChildProcess &load)
{
    std::istringstream line(load.readLine());
    LoadFigures figures;
    line >> figures.answered >> figures.wrong >> figures.seconds >> figures.p50 >> figures.p99;
    load.wait();
    if (!line) {
        return failure(ErrorClass::InternalServer, "The clients of the benchmark told nothing.");
    }
    return figures;
}

Result<LoadFigures> runLoad(const BenchServer &server, const LoadOrder &order)
{
    const double before = bench::processorSeconds(server.process.id());
    Result<LoadFigures> figures =
        startLoad(server, order, LoadManner::Run).and_then([](ChildProcess load) { return figuresOf(load); });
    // What the ledger has yet to commit belongs to these requests too.
    ::usleep(100'000);
    if (figures) {
        figures->processor = bench::processorSeconds(server.process.id()) - before;
    }
    return figures;
}

Result<ChildProcess> holdLoad(const BenchServer &server, const LoadOrder &order, LoadManner manner)
{
    Result<ChildProcess> load = startLoad(server, order, manner);
    if (load && load->readLine() != "open") {
        return failure(ErrorClass::InternalServer, "Not every connection of the benchmark could be held.");
    }
    return load;
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    return values.empty() ? 0 : values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

} // namespace patchbay::cli
