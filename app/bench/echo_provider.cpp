// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/echo_provider.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <format>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace patchbay::bench {

namespace {

constexpr int pollMilliseconds = 50;

void addExtension(X509 *certificate, int kind, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    if (X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value)) {
        X509_add_ext(certificate, extension, -1);
        X509_EXTENSION_free(extension);
    }
}

std::string lowerCase(std::string text)
{
    std::ranges::transform(text, text.begin(), [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return text;
}

std::string headerOf(const std::string &head, const std::string &name)
{
    const std::size_t at = lowerCase(head).find("\r\n" + name + ": ");
    if (at == std::string::npos) {
        return {};
    }
    const std::size_t start = at + name.size() + 4;
    return head.substr(start, head.find("\r\n", start) - start);
}

std::string answerTo(const std::string &head)
{
    const bool list = head.starts_with("GET ");
    const std::string body = list
        ? R"({"object":"list","data":[{"id":"gpt-4o","object":"model"}]})"
        : R"({"error":{"message":"Incorrect API key provided: )" + headerOf(head, "authorization")
            + R"(","type":"invalid_request_error","code":"invalid_api_key"}})";
    return std::format("HTTP/1.1 {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{}",
                       list ? "200 OK" : "401 Unauthorized", body.size(), body);
}

} // namespace

class EchoProvider::Tls {
public:
    explicit Tls(const std::string &certificateFile)
        : key(EVP_EC_gen("P-256"))
        , certificate(X509_new())
        , context(SSL_CTX_new(TLS_server_method()))
    {
        constexpr long week = 7L * 24 * 3600;
        X509_set_version(certificate, X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate), -week);
        X509_gmtime_adj(X509_getm_notAfter(certificate), week);
        X509_set_pubkey(certificate, key);
        X509_NAME *name = X509_get_subject_name(certificate);
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char *>("echo"), -1, -1, 0);
        X509_set_issuer_name(certificate, name);
        addExtension(certificate, NID_basic_constraints, "critical,CA:TRUE");
        addExtension(certificate, NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost");
        X509_sign(certificate, key, EVP_sha256());
        SSL_CTX_use_certificate(context, certificate);
        SSL_CTX_use_PrivateKey(context, key);
        if (std::FILE *file = std::fopen(certificateFile.c_str(), "we")) {
            written = PEM_write_X509(file, certificate) == 1;
            std::fclose(file);
        }
    }
    ~Tls()
    {
        SSL_CTX_free(context);
        X509_free(certificate);
        EVP_PKEY_free(key);
    }
    Tls(const Tls &) = delete;
    Tls &operator=(const Tls &) = delete;

    EVP_PKEY *key;
    X509 *certificate;
    SSL_CTX *context;
    bool written = false;
};

EchoProvider::EchoProvider(const std::string &certificateFile)
    : m_tls(std::make_unique<Tls>(certificateFile))
    , m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    constexpr int waiting = 64;
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (m_tls->written && ::bind(m_listener, reinterpret_cast<sockaddr *>(&address), size) == 0
        && ::listen(m_listener, waiting) == 0 && ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size) == 0) {
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { serve(); });
    }
}

EchoProvider::~EchoProvider()
{
    m_ends = true;
    if (m_thread.joinable()) {
        m_thread.join();
    }
    ::close(m_listener);
}

void EchoProvider::serve()
{
    while (!m_ends) {
        pollfd ready { m_listener, POLLIN, 0 };
        if (::poll(&ready, 1, pollMilliseconds) == 1) {
            const int socket = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
            // One after the other: a client that keeps its connection is let go after a while.
            answer(socket);
            ::close(socket);
        }
    }
}

void EchoProvider::answer(int socket)
{
    const timeval patience { 0, 500'000 };
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const std::unique_ptr<SSL, void (*)(SSL *)> ssl(SSL_new(m_tls->context), SSL_free);
    SSL_set_fd(ssl.get(), socket);
    if (SSL_accept(ssl.get()) != 1) {
        return;
    }
    std::string text;
    std::array<char, 16 * 1024> bytes;
    while (!m_ends) {
        const int count = SSL_read(ssl.get(), bytes.data(), static_cast<int>(bytes.size()));
        if (count <= 0) {
            return;
        }
        text.append(bytes.data(), static_cast<std::size_t>(count));
        const std::size_t end = text.find("\r\n\r\n");
        if (end == std::string::npos) {
            continue;
        }
        const std::string head = text.substr(0, end + 2);
        const std::string length = headerOf(head, "content-length");
        if (text.size() < end + 4 + (length.empty() ? 0 : std::stoul(length))) {
            continue;
        }
        text.clear();
        ++m_requests;
        const std::string response = answerTo(head);
        SSL_write(ssl.get(), response.data(), static_cast<int>(response.size()));
    }
}

} // namespace patchbay::bench
