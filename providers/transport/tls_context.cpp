// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/tls_context.h"

#include "providers/transport/tls_stream.h"
#include "providers/transport/transport_error.h"

#include <openssl/err.h>

namespace patchbay::transport {

namespace {

int keepNewSession(SSL *ssl, SSL_SESSION *session)
{
    const auto *stream = static_cast<const TlsStream *>(SSL_get_app_data(ssl));
    stream->keepSession(SessionHandle(session));
    return 1; // the reference is ours now
}

} // namespace

Result<std::shared_ptr<TlsContext>> TlsContext::create(const std::string &caFile)
{
    std::shared_ptr<TlsContext> result(new TlsContext);
    result->m_context.reset(SSL_CTX_new(TLS_client_method()));
    result->m_method = makeSocketMethod();
    SSL_CTX *context = result->m_context.get();
    if (!context || !result->m_method) {
        return std::unexpected(trustStoreFailed(opensslReason()));
    }
    const int loaded =
        caFile.empty() ? SSL_CTX_set_default_verify_paths(context) : SSL_CTX_load_verify_file(context, caFile.c_str());
    if (loaded != 1) {
        return std::unexpected(trustStoreFailed(opensslReason()));
    }
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_sess_set_new_cb(context, keepNewSession);
    SSL_CTX_set_mode(context,
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_options(context, SSL_OP_CLEANSE_PLAINTEXT | SSL_OP_NO_RENEGOTIATION);
    static constexpr unsigned char protocols[] = "\x08http/1.1";
    SSL_CTX_set_alpn_protos(context, protocols, sizeof protocols - 1);
    return result;
}

SessionHandle TlsContext::takeSession(const std::string &key)
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_sessions.find(key);
    if (found == m_sessions.end() || found->second.empty()) {
        return {};
    }
    SessionHandle session = std::move(found->second.back());
    found->second.pop_back();
    if (SSL_SESSION_get_protocol_version(session.get()) < TLS1_3_VERSION) {
        // Only TLS 1.3's tickets are for one use.
        SSL_SESSION_up_ref(session.get());
        found->second.emplace_back(session.get());
    }
    return session;
}

void TlsContext::keepSession(const std::string &key, SessionHandle session)
{
    const std::scoped_lock lock(m_mutex);
    if (m_sessions.size() >= keysAtMost && !m_sessions.contains(key)) {
        m_sessions.erase(m_sessions.begin());
    }
    std::vector<SessionHandle> &sessions = m_sessions[key];
    if (sessions.size() >= sessionsPerKey) {
        sessions.erase(sessions.begin());
    }
    sessions.push_back(std::move(session));
}

std::string opensslReason()
{
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    const char *reason = code ? ERR_reason_error_string(code) : nullptr;
    return reason ? reason : "unknown reason";
}

} // namespace patchbay::transport
