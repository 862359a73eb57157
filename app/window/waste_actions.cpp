// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/waste_actions.h"

#include "models/bay/config_tabs.h"
#include "models/bay/waste_draft.h"
#include "models/compare/comparison_set.h"
#include "models/gateway/sql_body_store.h"
#include "models/mailbox/mailbox.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr std::int64_t shortPrompt = 200; // as waste counts them

QString noText()
{
    return WasteActions::tr("No text of this call is kept: the window keeps the prompts of its own runs, and a gateway those of calls whose bodies are "
                            "stored (store_prompts_in_spend_logs). Draft the routing change instead.");
}

// Texts of a message; nothing where there is something else in it.
std::optional<QString> textOf(const QJsonValue &content)
{
    if (content.isString()) {
        return content.toString();
    }
    QStringList texts;
    for (const QJsonValue &part : content.toArray()) {
        if (part[u"type"].toString() != u"text") {
            return std::nullopt;
        }
        texts.append(part[u"text"].toString());
    }
    return content.isArray() ? std::optional(texts.join(u'\n')) : std::nullopt;
}

} // namespace

std::expected<ReplayedBody, QString> replayOf(const gateway::StoredBody &body, const QStringList &models)
{
    if (body.requestCut) {
        return std::unexpected(WasteActions::tr("Only the beginning of this call's text was stored."));
    }
    const QJsonArray messages = QJsonDocument::fromJson(QByteArray::fromStdString(body.request)).object()[u"messages"].toArray();
    if (messages.isEmpty()) {
        return std::unexpected(body.request.empty() ? noText() : WasteActions::tr("This call is no chat: Compare cannot ask it again."));
    }
    ReplayedBody made;
    QStringList before;
    for (qsizetype index = 0; index < messages.size(); ++index) {
        const QString role = messages[index][u"role"].toString();
        const std::optional<QString> text = textOf(messages[index][u"content"]);
        if (!text) {
            return std::unexpected(WasteActions::tr("This call has more than text in it (pictures, files or tools), which is not kept whole."));
        }
        if (role == u"system" || role == u"developer") {
            made.record.systemText += (made.record.systemText.isEmpty() ? QString() : u"\n\n"_s) + *text;
        } else if (index == messages.size() - 1) {
            made.record.userText = *text;
        } else {
            before.append(role + u": "_s + *text);
        }
    }
    if (!before.isEmpty()) {
        made.record.userText = before.join(u"\n\n"_s) + u"\n\nuser: "_s + made.record.userText;
        made.words = WasteActions::tr("What was said before the question stands in the prompt as text.");
    }
    for (const QString &model : models) {
        made.record.panes.emplaceBack();
        made.record.panes.last().model = model;
    }
    return made;
}

std::expected<ReplayedBody, QString> replayOf(const RunRecord &run, const QString &model, const QString &cheaper)
{
    const auto pane = std::ranges::find(run.panes, model, &PaneRecord::model);
    if (pane == run.panes.end()) {
        return std::unexpected(WasteActions::tr("The run of this call is in the history, but has no pane of %1 any more.").arg(model));
    }
    ReplayedBody made { .record = run };
    made.record.id.clear();
    made.record.title = run.title.isEmpty() ? QString() : WasteActions::tr("%1, again").arg(run.title);
    PaneRecord again = *pane;
    again.turns.clear();
    again.followUpText.clear();
    made.words = pane->turns.size() > 1 ? WasteActions::tr("The first question of %1 is asked again.").arg(pane->turns.size()) : QString();
    made.record.panes = { again, again };
    made.record.panes.last().model = cheaper;
    return made;
}

WasteActions::WasteActions(Parts parts, QObject *parent)
    : QObject(parent)
    , m_parts(std::move(parts))
{
    m_reader.setMaxThreadCount(1);
}

void WasteActions::open(RunRecord record, const QString &words, const Told &done)
{
    (void)m_parts.comparisons.open(std::move(record));
    m_parts.show(u"compare"_s);
    done(words);
}

void WasteActions::replay(const AttemptRow &row, const QString &cheaper, Told done)
{
    const QString run = QString::fromStdString(row.draft.parent);
    const bool ofWindow = !run.isEmpty() && row.draft.parent != row.draft.requestId;
    const Result<RunRecord> kept = ofWindow ? m_parts.comparisons.runs().load(run) : failure(ErrorClass::NotFound, "no run");
    if (!kept) {
        readBody(row, cheaper, std::move(done));
        return;
    }
    auto made = replayOf(*kept, QString::fromStdString(row.draft.provider + '/' + row.draft.model), cheaper);
    made ? open(std::move(made->record), made->words, done) : done(made.error());
}

void WasteActions::readBody(const AttemptRow &row, const QString &cheaper, Told done)
{
    if (!QFileInfo::exists(m_parts.bodiesFile)) {
        done(noText());
        return;
    }
    const QStringList models { QString::fromStdString(row.draft.provider + '/' + row.draft.model), cheaper };
    m_reader.start([this, call = row.draft.requestId, models, file = m_parts.bodiesFile, mailbox = Mailbox::of(this), done = std::move(done)] {
        SqlBodyStore bodies(file, m_parts.clock);
        const auto found = bodies.findCalls({ call });
        auto made = found && !found->empty() ? replayOf(found->front(), models) : std::unexpected(noText());
        mailbox->post([this, made = std::move(made), done] { made ? open(made->record, made->words, done) : done(made.error()); });
    });
}

QString WasteActions::draftRouting(const SpendContext::RoutingWish &wish)
{
    m_parts.configurations.restore();
    bay::ConfigTab *tab = m_parts.configurations.currentTab();
    if (tab == nullptr) {
        return tr("No configuration is open: open one in Routing first, the change is drafted into it.");
    }
    const bay::WasteDraft draft { .kind = wish.trait == SpendTrait::RetriedBilled ? bay::WasteDraft::Kind::FewerRetries
                                      : wish.trait == SpendTrait::Repeated        ? bay::WasteDraft::Kind::KeepAnswers
                                                                                  : bay::WasteDraft::Kind::ShortRequests,
                                  .group = wish.group.toStdString(),
                                  .cheaper = wish.cheaper.toStdString(),
                                  .mostTokens = shortPrompt };
    const auto edited = tab->edit([&](document::ConfigDocument &document) {
        return bay::draftAgainstWaste(document, draft, m_parts.catalog);
    });
    if (!edited) {
        return QString::fromStdString(edited.error().message);
    }
    m_parts.show(u"routing"_s);
    return {};
}

} // namespace patchbay
