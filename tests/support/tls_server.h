// SPDX-License-Identifier: GPL-3.0-or-later
//
// TestAuthority makes certificates with the openssl program; TlsPeer speaks TLS as a server over a
// RawSocket of a HostileServer's script.
#pragma once

#include "tests/support/raw_socket.h"

#include <openssl/ssl.h>

#include <QProcess>
#include <QTemporaryDir>

#include <memory>

namespace patchbay::testing {

class TestAuthority {
public:
    // Not usable where there is no openssl program: see isValid().
    explicit TestAuthority(const QString &name = QStringLiteral("Test CA"))
    {
        m_valid = m_directory.isValid()
            && run({ "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                     "-keyout", path("ca.key"), "-out", path("ca.pem"), "-subj", "/CN=" + name, "-addext",
                     "keyUsage=critical,keyCertSign" });
    }

    bool isValid() const { return m_valid; }
    std::string caFile() const { return path("ca.pem").toStdString(); }
    // What serve() made last.
    QString certificateFile() const { return path("cert.pem"); }
    QString keyFile() const { return path("key.pem"); }

    // names: "DNS:localhost,IP:127.0.0.1". The server's side of TLS with a certificate for them.
    std::shared_ptr<SSL_CTX> serve(const QString &names, const QString &from = QStringLiteral("20200101000000Z"),
                                   const QString &until = QStringLiteral("20990101000000Z")) const
    {
        QFile extensions(path("ext"));
        if (!extensions.open(QIODevice::WriteOnly)) {
            return nullptr;
        }
        extensions.write("subjectAltName=" + names.toUtf8() + "\n");
        extensions.close();
        const bool made = run({ "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                                path("key.pem"), "-out", path("request.pem"), "-subj", "/CN=test server" })
            && run({ "x509", "-req", "-in", path("request.pem"), "-CA", path("ca.pem"), "-CAkey", path("ca.key"),
                     "-CAcreateserial", "-not_before", from, "-not_after", until, "-extfile", path("ext"), "-out",
                     path("cert.pem") });
        std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
        static constexpr unsigned char sessions[] = "patchbay test";
        const bool usable = made
            && SSL_CTX_use_certificate_file(context.get(), path("cert.pem").toUtf8().constData(), SSL_FILETYPE_PEM) == 1
            && SSL_CTX_use_PrivateKey_file(context.get(), path("key.pem").toUtf8().constData(), SSL_FILETYPE_PEM) == 1
            && SSL_CTX_set_session_id_context(context.get(), sessions, sizeof sessions) == 1;
        return usable ? context : nullptr;
    }

private:
    QString path(const QString &name) const { return m_directory.filePath(name); }
    static bool run(const QStringList &arguments)
    {
        QProcess process;
        process.start("openssl", arguments);
        return process.waitForFinished() && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    }

    QTemporaryDir m_directory;
    bool m_valid = false;
};

class TlsPeer {
public:
    TlsPeer(const RawSocket &socket, SSL_CTX *context)
        : m_ssl(SSL_new(context), SSL_free)
    {
        SSL_set_fd(m_ssl.get(), socket.descriptor());
        m_ready = SSL_accept(m_ssl.get()) == 1;
    }
    bool isReady() const { return m_ready; }
    bool resumed() const { return SSL_session_reused(m_ssl.get()) == 1; }
    std::string serverName() const
    {
        const char *name = SSL_get_servername(m_ssl.get(), TLSEXT_NAMETYPE_host_name);
        return name ? name : "";
    }
    std::string receiveUntil(std::string_view text) const
    {
        std::string all;
        char buffer[4096];
        while (!all.contains(text)) {
            const int count = SSL_read(m_ssl.get(), buffer, sizeof buffer);
            if (count <= 0) {
                break;
            }
            all.append(buffer, static_cast<std::size_t>(count));
        }
        return all;
    }
    bool send(std::string_view bytes) const
    {
        return SSL_write(m_ssl.get(), bytes.data(), static_cast<int>(bytes.size())) == static_cast<int>(bytes.size());
    }
    void sayGoodbye() const { SSL_shutdown(m_ssl.get()); }

private:
    std::unique_ptr<SSL, void (*)(SSL *)> m_ssl;
    bool m_ready = false;
};

} // namespace patchbay::testing
