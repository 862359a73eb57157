// SPDX-License-Identifier: GPL-3.0-or-later
//
// Measures HttpClient against HttpServer over loopback: requests a second and CPU time of each side
// per request, and CPU time per chunk of an event stream. Prints one JSON object.
//
//   bench_transport [REQUESTS] [PARALLEL]
//   bench_transport serve PORT              (for another load generator; until a key is pressed)
#include "providers/transport/http_client.h"
#include "providers/transport/http_server.h"

#include <sys/resource.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <semaphore>

using namespace patchbay;
using namespace patchbay::transport;

namespace {

struct CpuTime {
    double user = 0; // microseconds
    double kernel = 0;
};

// Of the one thread of a runtime.
CpuTime cpuTime(IoRuntime &runtime)
{
    CpuTime result;
    std::binary_semaphore done(0);
    runtime.post([&] {
        rusage usage {};
        getrusage(RUSAGE_THREAD, &usage);
        const auto microseconds = [](const timeval &time) {
            return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
        };
        result = { microseconds(usage.ru_utime), microseconds(usage.ru_stime) };
        done.release();
    });
    done.acquire();
    return result;
}

CpuTime operator-(const CpuTime &left, const CpuTime &right)
{
    return { left.user - right.user, left.kernel - right.kernel };
}

struct Figures {
    double seconds = 0;
    CpuTime client;
    CpuTime server;
};

class Load {
public:
    Load(IoRuntime &serverRuntime, IoRuntime &clientRuntime, RequestHandler handler)
        : m_serverRuntime(serverRuntime)
        , m_clientRuntime(clientRuntime)
        , m_server(HttpServer::listen(serverRuntime, "127.0.0.1", 0, std::move(handler)).value())
        , m_client(clientRuntime, {})
    {
    }

    Figures run(int requests, int parallel)
    {
        m_left = requests;
        m_running = parallel;
        const auto begin = std::chrono::steady_clock::now();
        const CpuTime clientBefore = cpuTime(m_clientRuntime);
        const CpuTime serverBefore = cpuTime(m_serverRuntime);
        for (int index = 0; index < parallel; ++index) {
            sendNext();
        }
        m_done.acquire();
        Figures figures;
        figures.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        figures.client = cpuTime(m_clientRuntime) - clientBefore;
        figures.server = cpuTime(m_serverRuntime) - serverBefore;
        return figures;
    }

    int failures() const { return m_failures; }

private:
    void sendNext()
    {
        if (m_left.fetch_sub(1) <= 0) {
            if (m_running.fetch_sub(1) == 1) {
                m_done.release();
            }
            return;
        }
        HttpRequest request { "POST",
                              "http://127.0.0.1:" + std::to_string(m_server->port()) + "/v1/chat/completions",
                              { { "content-type", "application/json" } },
                              m_body,
                              { AuthPlacement::Kind::Header, "authorization", "Bearer " } };
        m_client.send(std::move(request), SecretBytes::copyOf("sk-bench"),
                      { nullptr, nullptr, [this](const Result<void> &result, const ExchangeTiming &) {
                           m_failures += result ? 0 : 1;
                           sendNext();
                       } });
    }

    IoRuntime &m_serverRuntime;
    IoRuntime &m_clientRuntime;
    std::unique_ptr<HttpServer> m_server;
    const std::string m_body = std::string(900, 'x');
    std::atomic<int> m_left = 0;
    std::atomic<int> m_running = 0;
    std::atomic<int> m_failures = 0;
    std::binary_semaphore m_done { 0 };
    HttpClient m_client; // first to go
};

void print(const char *name, const Figures &figures, double count, const Load &load)
{
    const auto side = [count](const char *who, const CpuTime &time) {
        std::printf(", \"%s\": { \"cpuMicroseconds\": %.2f, \"ofThatUser\": %.2f }", who,
                    (time.user + time.kernel) / count, time.user / count);
    };
    std::printf("  \"%s\": { \"perSecond\": %.0f", name, count / figures.seconds);
    side("client", figures.client);
    side("server", figures.server);
    std::printf(", \"failures\": %d }", load.failures());
}

void answerWhole(const ServerRequest &, const std::shared_ptr<Responder> &responder)
{
    responder->respond({ 200, { { "content-type", "application/json" } }, std::string(552, 'y') });
}

constexpr int chunksPerStream = 100;

void writeChunks(const std::shared_ptr<Responder> &responder, std::chrono::microseconds pace, int left)
{
    if (left == 0) {
        responder->finish();
        return;
    }
    responder->write(
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a token \"}}],\"model\":\"bench\",\"id\":"
        "\"chatcmpl-0123456789\",\"object\":\"chat.completion.chunk\",\"created\":1}\n\n");
    responder->after(pace, [responder, pace, left] { writeChunks(responder, pace, left - 1); });
}

} // namespace

int main(int count, char **arguments)
{
    const int requests = count > 1 ? std::atoi(arguments[1]) : 100'000;
    const int parallel = count > 2 ? std::atoi(arguments[2]) : 64;
    IoRuntime serverRuntime;
    if (count == 3 && std::string_view(arguments[1]) == "serve") {
        const auto port = static_cast<std::uint16_t>(std::atoi(arguments[2]));
        const auto server = HttpServer::listen(serverRuntime, "127.0.0.1", port, answerWhole);
        std::getchar();
        const CpuTime used = cpuTime(serverRuntime);
        std::printf("server thread: %.0f us user, %.0f us kernel\n", used.user, used.kernel);
        return server ? 0 : 1;
    }
    IoRuntime clientRuntime;
    std::printf("{\n");
    {
        Load load(serverRuntime, clientRuntime, answerWhole);
        load.run(requests / 10, parallel);
        print("whole answers", load.run(requests, parallel), requests, load);
    }
    std::printf(",\n");
    {
        using namespace std::chrono_literals;
        Load load(serverRuntime, clientRuntime, [](const ServerRequest &, const std::shared_ptr<Responder> &responder) {
            responder->start(200, { { "content-type", "text/event-stream" } });
            writeChunks(responder, 1ms, chunksPerStream);
        });
        const int streams = std::max(1, requests / 200);
        load.run(streams / 10, parallel);
        print("event stream chunks", load.run(streams, parallel), static_cast<double>(streams) * chunksPerStream, load);
    }
    std::printf("\n}\n");
    return 0;
}
