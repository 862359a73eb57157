// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/live_desk.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace patchbay::bay {
namespace {

constexpr int firstFailure = 400;

QString messageOf(const Result<GatewayAnswer> &answer)
{
    if (!answer) {
        return QString::fromStdString(answer.error().message);
    }
    const QJsonObject body = QJsonDocument::fromJson(QByteArray::fromStdString(answer->body)).object();
    return body["error"_L1].toObject()["message"_L1].toString();
}

} // namespace

struct LiveDesk::Served {
    std::string text;
    ServedNames names;
};

LiveDesk::LiveDesk(AskGateway ask, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_ask(std::move(ask))
    , m_clock(clock)
{
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &LiveDesk::askNow);
}

LiveDesk::~LiveDesk()
{
    m_thread.waitForDone();
}

void LiveDesk::watch(ConfigTab *tab)
{
    if (tab == m_tab) {
        return;
    }
    if (m_tab) {
        m_tab->disconnect(this);
    }
    m_tab = tab;
    ++m_subject;
    m_served.reset();
    forget();
    if (tab) {
        // It was given a file.
        connect(tab, &ConfigTab::stateChanged, this, [this] {
            if (!m_asking && !m_next.isActive()) {
                askNow();
            }
        });
    }
    if (m_active) {
        askNow();
    }
}

void LiveDesk::setActive(bool active)
{
    if (active == m_active) {
        return;
    }
    m_active = active;
    m_next.stop();
    if (active) {
        askNow();
    }
}

void LiveDesk::forget()
{
    m_traffic.forget();
    if (std::exchange(m_live, false)) {
        Q_EMIT changed();
    }
}

// On the thread.
LiveDesk::Answer LiveDesk::ask(const AskGateway &gateway, const Question &question)
{
    Answer answer { .served = question.served };
    if (!isSameFile(question.file, servedFile(gateway))) {
        answer.refusal = tr("No gateway serves this file.");
        return answer;
    }
    const auto state = question.coolBody.empty() ? gateway({ "GET", "/patchbay/routing" })
                                                 : gateway({ "POST", "/patchbay/routing/cool", question.coolBody });
    if (!state || !*state || (*state)->status >= firstFailure) {
        answer.refusal = state ? messageOf(*state) : tr("The gateway has stopped.");
        return answer;
    }
    Result<LiveRows> rows = readLiveRows((*state)->body);
    if (!rows) {
        answer.refusal = QString::fromStdString(rows.error().message);
        return answer;
    }
    if (!answer.served || answer.served->text != question.text) {
        const auto document = document::ConfigDocument::fromText(question.text, question.file);
        answer.served = std::make_shared<const Served>(
            Served { question.text, document ? servedNames(makePicture(*document, nullptr)) : ServedNames() });
    }
    answer.rows = std::move(*rows);
    return answer;
}

void LiveDesk::post(Question question, std::function<void(const Answer &)> done)
{
    m_thread.post([this, gateway = m_ask, question = std::move(question), subject = m_subject, done = std::move(done)] {
        auto answer = std::make_shared<Answer>(ask(gateway, question));
        m_mailbox->post([this, answer, subject, done] {
            if (subject == m_subject) {
                take(*answer);
            }
            done(*answer);
        });
    });
}

void LiveDesk::askNow()
{
    if (!m_active || !m_ask || !m_tab || m_tab->file().isEmpty()) {
        return;
    }
    if (m_asking) {
        m_again = true;
        return;
    }
    m_next.stop();
    m_asking = true;
    const std::string file = QFileInfo(m_tab->file()).absoluteFilePath().toStdString();
    post({ .file = file, .text = m_tab->saved(), .served = m_served }, [this](const Answer &) {
        m_asking = false;
        if (std::exchange(m_again, false)) {
            askNow();
        } else if (m_active) {
            m_next.start(m_live ? askEveryMilliseconds : searchEveryMilliseconds);
        }
    });
}

void LiveDesk::take(const Answer &answer)
{
    if (!answer.rows) {
        forget();
        return;
    }
    m_served = answer.served;
    m_live = true;
    m_traffic.take(*answer.rows, m_clock.steadyNow());
    if (m_active) {
        Q_EMIT changed();
    }
}

LivePicture LiveDesk::of(const Picture &picture) const
{
    return m_live && m_served ? liveOf(picture, m_served->names, m_traffic) : LivePicture {};
}

std::optional<LiveDeployment> LiveDesk::deployment(std::string_view node) const
{
    const std::optional<std::string> id = servedId(node);
    return id ? std::optional(m_traffic.of(*id)) : std::nullopt;
}

std::optional<std::string> LiveDesk::servedId(std::string_view node) const
{
    if (!m_live || !m_served) {
        return std::nullopt;
    }
    const auto name = m_served->names.find(node);
    return name == m_served->names.end() ? std::nullopt : std::optional(name->second);
}

void LiveDesk::cool(const std::string &node, double seconds)
{
    const std::optional<std::string> id = servedId(node);
    if (!id || !m_tab) {
        Q_EMIT cooled(tr("No running gateway knows this deployment."));
        return;
    }
    const QJsonObject body { { u"deployment"_s, QString::fromStdString(*id) }, { u"seconds"_s, seconds } };
    const std::string file = QFileInfo(m_tab->file()).absoluteFilePath().toStdString();
    post({ .file = file,
           .text = m_tab->saved(),
           .served = m_served,
           .coolBody = QJsonDocument(body).toJson(QJsonDocument::Compact).toStdString() },
         [this, seconds](const Answer &answer) {
             Q_EMIT cooled(!answer.rows     ? tr("Nothing was changed: %1").arg(answer.refusal)
                               : seconds > 0 ? tr("Nobody is sent there for %1 s.").arg(seconds)
                                             : tr("It is asked again."));
         });
}

} // namespace patchbay::bay
