// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/config_completion.h"

#include "app/cli/serve_vault.h"
#include "app/serving/serve_setup.h"
#include "providers/gateway/gateway.h"
#include "providers/wire/error_body.h"
#include "providers/wire/error_class.h"
#include "providers/wire/openai_format.h"

#include <condition_variable>
#include <mutex>
#include <ostream>
#include <sstream>

namespace patchbay::cli {
namespace {

constexpr int firstErrorStatus = 400;

Error errorFrom(const HttpResponse &response)
{
    const wire::ErrorBody body = wire::readErrorBody(response.body);
    Error error = makeError(wire::classifyError(body, response.status), body.message);
    error.status = response.status;
    error.type = body.type;
    error.param = body.param;
    error.code = body.code;
    return error;
}

// Takes what the gateway answers: a whole answer, or the events of a stream as they come.
class PrintingExchange final : public gateway::ClientExchange {
public:
    explicit PrintingExchange(std::ostream &out)
        : m_out(out)
    {
    }

    void addHead(gateway::HeaderLines) override {}
    void respond(HttpResponse response) override
    {
        if (response.status >= firstErrorStatus) {
            end(errorFrom(response));
            return;
        }
        m_out << response.body << '\n';
        end({});
    }
    void start(int, std::vector<HttpHeader>) override {}
    void write(std::string bytes) override
    {
        m_pending += bytes;
        for (std::size_t stop = m_pending.find('\n'); stop != std::string::npos; stop = m_pending.find('\n')) {
            printLine(std::string_view(m_pending).substr(0, stop));
            m_pending.erase(0, stop + 1);
        }
        m_out.flush();
    }
    void finish() override { end(std::exchange(m_streamError, {})); }
    void abort() override { end(makeError(ErrorClass::ApiConnection, "The answer ended before it was complete.")); }
    bool peerGone() const override { return false; }
    void onFull(std::function<void(bool full)>) override {} // standard output takes all
    void onPeerGone(std::function<void()>) override {}

    std::optional<Error> wait()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_done; });
        return m_error;
    }

private:
    void printLine(std::string_view line)
    {
        constexpr std::string_view field = "data: ";
        if (!line.starts_with(field) || line == "data: [DONE]") {
            return;
        }
        line.remove_prefix(field.size());
        if (line.starts_with(R"({"error")")) {
            m_streamError = errorFrom({ firstErrorStatus, {}, std::string(line) });
        } else {
            m_out << line << '\n';
        }
    }
    void end(std::optional<Error> error)
    {
        const std::scoped_lock lock(m_mutex);
        m_error = std::move(error);
        m_done = true;
        m_changed.notify_all();
    }

    std::ostream &m_out;
    std::string m_pending;
    std::optional<Error> m_streamError;
    std::mutex m_mutex; // guards what follows
    std::condition_variable m_changed;
    bool m_done = false;
    std::optional<Error> m_error;
};

gateway::ClientRequest clientRequest(const ChatRequest &request)
{
    gateway::ClientRequest client;
    client.head.method = "POST";
    client.head.target = "/v1/chat/completions";
    client.head.headers = { { "content-type", "application/json" } };
    client.body = wire::writeChatRequest(request);
    client.peer.owner = true; // whoever runs the command owns the data directory
    return client;
}

} // namespace

int completeThroughConfig(const ConfigCompletion &wanted, const Streams &streams, const Catalog &catalog)
{
    serving::ServeOptions options;
    options.configFile = wanted.configFile;
    options.dataDirectory = wanted.dataDirectory;
    // Standard error holds one JSON object or nothing; `check` tells what the file could do better.
    std::ostringstream remarks;
    ServeVault vault(catalog);
    if (const Result<void> opened = vault.open(options.dataDirectory, {}); !opened) {
        return reportError(opened.error(), streams.err);
    }
    const auto setup = serving::ServeSetup::makeLocal(options, catalog, vault.forServing(), remarks);
    if (!setup) {
        return reportError(setup.error(), streams.err);
    }
    const auto exchange = std::make_shared<PrintingExchange>(streams.out);
    (*setup)->gateway().handle(clientRequest(wanted.request), exchange);
    const std::optional<Error> error = exchange->wait();
    return error ? reportError(*error, streams.err) : Done;
}

} // namespace patchbay::cli
