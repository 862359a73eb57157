// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keys/local_server_finder.h"

#include "models/mailbox/mailbox.h"

#include <memory>

namespace patchbay {

using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMilliseconds = 3'000;

QString joined(const QStringList &parts)
{
    if (parts.size() < 2) {
        return parts.join(QString());
    }
    return parts.first(parts.size() - 1).join(u", "_s) + u" and "_s + parts.last();
}

} // namespace

QList<LocalServer> wellKnownLocalServers()
{
    return { { u"ollama"_s, u"Ollama"_s, ApiFamily::OllamaChat, u"http://127.0.0.1:11434"_s },
             { u"lm_studio"_s, u"LM Studio"_s, ApiFamily::OpenAiChat, u"http://127.0.0.1:1234/v1"_s },
             { u"llama_cpp"_s, u"llama.cpp"_s, ApiFamily::OpenAiChat, u"http://127.0.0.1:8080/v1"_s },
             { u"hosted_vllm"_s, u"vLLM"_s, ApiFamily::OpenAiChat, u"http://127.0.0.1:8000/v1"_s } };
}

QString foundServersSentence(const QList<FoundServer> &found, const QList<LocalServer> &asked)
{
    QStringList parts;
    if (found.isEmpty()) {
        for (const LocalServer &server : asked) {
            parts.append(u"%1 at %2"_s.arg(server.name, server.apiBase));
        }
        return u"No local server answered (%1). Start one and look again."_s.arg(parts.join(u", "_s));
    }
    for (const FoundServer &server : found) {
        const qsizetype count = server.models.size();
        parts.append(count == 1 ? u"%1 (1 model)"_s.arg(server.server.name)
                                : u"%1 (%2 models)"_s.arg(server.server.name).arg(count));
    }
    return u"Found %1."_s.arg(joined(parts));
}

LocalServerFinder::LocalServerFinder(Probe probe, QList<LocalServer> servers, QObject *parent)
    : QObject(parent)
    , m_probe(std::move(probe))
    , m_servers(std::move(servers))
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(patienceMilliseconds);
    connect(&m_patience, &QTimer::timeout, this, &LocalServerFinder::finish);
}

void LocalServerFinder::start()
{
    if (isRunning()) {
        return;
    }
    ++m_search;
    m_answers.assign(static_cast<std::size_t>(m_servers.size()), std::nullopt);
    m_open = int(m_servers.size());
    m_patience.start();
    const std::shared_ptr<Mailbox> mailbox = Mailbox::of(this);
    for (qsizetype position = 0; position < m_servers.size(); ++position) {
        m_probe(m_servers[position],
                [mailbox, this, search = m_search, position](Result<std::vector<std::string>> models) {
                    mailbox->post([this, search, position, models = std::move(models)] { take(search, position, models); });
                });
    }
    if (m_open == 0) {
        finish();
    }
}

void LocalServerFinder::take(int search, qsizetype position, const Result<std::vector<std::string>> &models)
{
    if (search != m_search || !isRunning()) {
        return; // of a search that has ended
    }
    if (models) {
        QStringList names;
        for (const std::string &model : *models) {
            names.append(QString::fromStdString(model));
        }
        m_answers[static_cast<std::size_t>(position)] = names;
    }
    if (--m_open == 0) {
        finish();
    }
}

void LocalServerFinder::finish()
{
    m_patience.stop();
    m_open = 0;
    ++m_search;
    QList<FoundServer> found;
    for (qsizetype position = 0; position < m_servers.size(); ++position) {
        if (const std::optional<QStringList> &models = m_answers[static_cast<std::size_t>(position)]) {
            found.append({ .server = m_servers[position], .models = *models });
        }
    }
    Q_EMIT finished(found);
}

} // namespace patchbay
