// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/tls_stream.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace patchbay::transport {

namespace {

// The BIO's data pointer holds the descriptor itself.
int descriptorOf(BIO *bio)
{
    return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
}

bool wouldBlock()
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

int receive(BIO *bio, char *bytes, int size)
{
    BIO_clear_retry_flags(bio);
    const auto count = ::recv(descriptorOf(bio), bytes, static_cast<std::size_t>(size), 0);
    if (count < 0 && wouldBlock()) {
        BIO_set_retry_read(bio);
    }
    if (count == 0) {
        BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
    }
    return static_cast<int>(count);
}

int send(BIO *bio, const char *bytes, int size)
{
    BIO_clear_retry_flags(bio);
    const auto count = ::send(descriptorOf(bio), bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (count < 0 && wouldBlock()) {
        BIO_set_retry_write(bio);
    }
    return static_cast<int>(count);
}

long control(BIO *bio, int command, long, void *)
{
    switch (command) {
    case BIO_CTRL_FLUSH: return 1; // nothing is buffered here
    case BIO_CTRL_EOF: return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
    default: return 0;
    }
}

int create(BIO *bio)
{
    BIO_set_init(bio, 1);
    return 1;
}

std::string inWords(long code)
{
    switch (code) {
    case X509_V_ERR_CERT_HAS_EXPIRED: return "its certificate has expired";
    case X509_V_ERR_CERT_NOT_YET_VALID: return "its certificate is not valid yet";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH: return "its certificate is for another host";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return "its certificate is not signed by an authority that this system trusts";
    case X509_V_ERR_CERT_REVOKED: return "its certificate was revoked";
    default: return std::string("its certificate was refused: ") + X509_verify_cert_error_string(code);
    }
}

} // namespace

std::unique_ptr<BIO_METHOD, OpensslDeleter<BIO_meth_free>> makeSocketMethod()
{
    std::unique_ptr<BIO_METHOD, OpensslDeleter<BIO_meth_free>> method(
        BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "patchbay socket"));
    if (method) {
        BIO_meth_set_read(method.get(), receive);
        BIO_meth_set_write(method.get(), send);
        BIO_meth_set_ctrl(method.get(), control);
        BIO_meth_set_create(method.get(), create);
    }
    return method;
}

TlsStream::TlsStream(std::shared_ptr<TlsContext> context, int socket, std::string_view host, std::string sessionKey)
    : m_context(std::move(context))
    , m_sessionKey(std::move(sessionKey))
    , m_ssl(m_context->makeSsl())
{
    BIO *bio = BIO_new(m_context->socketMethod());
    BIO_set_data(bio, reinterpret_cast<void *>(static_cast<std::intptr_t>(socket)));
    SSL_set_bio(m_ssl.get(), bio, bio);
    SSL_set_app_data(m_ssl.get(), this);
    SSL_set_connect_state(m_ssl.get());
    setPeer(host);
    if (const SessionHandle session = m_context->takeSession(m_sessionKey)) {
        SSL_set_session(m_ssl.get(), session.get());
    }
}

TlsStream::~TlsStream()
{
    if (SSL_is_init_finished(m_ssl.get())) {
        // Without this OpenSSL takes the session for broken and never resumes it.
        SSL_set_shutdown(m_ssl.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    }
}

void TlsStream::setPeer(std::string_view host)
{
    const std::string name(host);
    std::array<unsigned char, sizeof(in6_addr)> address;
    const bool isAddress =
        inet_pton(AF_INET, name.c_str(), address.data()) == 1 || inet_pton(AF_INET6, name.c_str(), address.data()) == 1;
    if (isAddress) {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(m_ssl.get()), name.c_str());
        return;
    }
    SSL_set_hostflags(m_ssl.get(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(m_ssl.get(), name.c_str());
    SSL_set_tlsext_host_name(m_ssl.get(), name.c_str());
}

void TlsStream::keepSession(SessionHandle session) const
{
    m_context->keepSession(m_sessionKey, std::move(session));
}

IoAttempt TlsStream::handshake()
{
    ERR_clear_error();
    const int result = SSL_do_handshake(m_ssl.get());
    if (result == 1 && resumed()) {
        m_context->countResumed();
    }
    return outcome(result, 0);
}

IoAttempt TlsStream::read(std::span<char> room)
{
    ERR_clear_error();
    std::size_t count = 0;
    const int result = SSL_read_ex(m_ssl.get(), room.data(), room.size(), &count);
    return outcome(result, count);
}

IoAttempt TlsStream::write(std::string_view bytes)
{
    ERR_clear_error();
    std::size_t count = 0;
    const int result = SSL_write_ex(m_ssl.get(), bytes.data(), bytes.size(), &count);
    return outcome(result, count);
}

IoAttempt TlsStream::peek()
{
    ERR_clear_error();
    char byte = 0;
    std::size_t count = 0;
    const int result = SSL_peek_ex(m_ssl.get(), &byte, 1, &count);
    return outcome(result, count);
}

IoAttempt TlsStream::outcome(int result, std::size_t count)
{
    if (result == 1) {
        return { IoAttempt::Kind::Done, count, {} };
    }
    const int systemError = errno;
    switch (SSL_get_error(m_ssl.get(), result)) {
    case SSL_ERROR_WANT_READ: return { IoAttempt::Kind::WouldReadBlock, 0, {} };
    case SSL_ERROR_WANT_WRITE: return { IoAttempt::Kind::WouldWriteBlock, 0, {} };
    case SSL_ERROR_ZERO_RETURN: return { IoAttempt::Kind::End, 0, {} };
    case SSL_ERROR_SYSCALL: {
        const std::error_code error(systemError ? systemError : ECONNRESET, std::system_category());
        m_failure = error.message();
        return { IoAttempt::Kind::Failed, 0, error };
    }
    default: break;
    }
    const long verified = SSL_get_verify_result(m_ssl.get());
    m_failure = verified != X509_V_OK ? inWords(verified) : opensslReason();
    ERR_clear_error();
    return { IoAttempt::Kind::Failed, 0, std::make_error_code(std::errc::protocol_error) };
}

} // namespace patchbay::transport
