// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/sandbox.h"

#include "providers/sandbox/service.h"

namespace patchbay::sandbox {

namespace {

class LoopbackSandbox final : public Sandbox {
public:
    // The service is shared with the answers under way.
    LoopbackSandbox(std::shared_ptr<Service> service, std::unique_ptr<transport::HttpServer> server,
                    std::string address)
        : m_service(std::move(service))
        , m_server(std::move(server))
        , m_address(std::move(address))
    {
    }

    std::uint16_t port() const override { return m_server->port(); }

    std::string apiBase(std::string_view family) const override
    {
        const bool bracketed = m_address.contains(':');
        return "http://" + (bracketed ? "[" + m_address + "]" : m_address) + ":" + std::to_string(port()) + "/"
            + std::string(family) + (family == "openai" ? "/v1" : "");
    }

    void setScenario(Scenario scenario) override { m_service->setScenario(std::move(scenario)); }

private:
    std::shared_ptr<Service> m_service;
    std::unique_ptr<transport::HttpServer> m_server;
    std::string m_address;
};

} // namespace

Result<std::unique_ptr<Sandbox>> Sandbox::start(transport::IoRuntime &runtime, const std::string &address,
                                                std::uint16_t port, Scenario scenario)
{
    auto service = std::make_shared<Service>(std::move(scenario));
    auto handler = [service](const transport::ServerRequest &request, std::shared_ptr<transport::Responder> responder) {
        service->handle(request, std::move(responder));
    };
    Result<std::unique_ptr<transport::HttpServer>> server =
        transport::HttpServer::listen(runtime, address, port, std::move(handler));
    if (!server) {
        return std::unexpected(std::move(server.error()));
    }
    return std::make_unique<LoopbackSandbox>(std::move(service), std::move(*server), address);
}

} // namespace patchbay::sandbox
