// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/explained.h"

#include "providers/routing/explain.h"
#include "providers/tokens/token_counter.h"
#include "providers/wire/openai_format.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace patchbay::bay {
namespace {

// Counts as the group's first model does, where its tokens are known exactly.
routing::TokenCount tokenCount(const routing::RoutingTable &table, const std::string &model)
{
    const std::optional<routing::Target> target = table.resolve(model);
    if (!target || table.groups()[target->group].members.empty()) {
        return {};
    }
    const std::string known = table.modelFor(table.groups()[target->group].members.front(), target->name);
    return [known](std::string_view text) -> std::optional<std::int64_t> {
        const tokens::TokenCount count = tokens::countTokens(known, text);
        return count.exact ? std::optional(count.tokens) : std::nullopt;
    };
}

std::string inWords(const std::shared_ptr<const routing::RoutingTable> &table, const routing::RequestFacts &facts,
                    const routing::Moment &now)
{
    const routing::Router router(table);
    return toText(explainRoute(router, facts, now, 1));
}

} // namespace

std::string explainModel(const config::GatewayConfig &configuration, const Catalog *catalog, const std::string &model,
                         const routing::Moment &now)
{
    constexpr std::int64_t usualPrompt = 900;
    constexpr std::int64_t usualAnswer = 220;
    routing::RequestFacts facts;
    facts.model = model;
    facts.promptTokens = usualPrompt;
    facts.completionTokens = usualAnswer;
    return inWords(routing::RoutingTable::build(configuration, catalog), facts, now);
}

Result<std::string> explainRequest(const config::GatewayConfig &configuration, const Catalog *catalog, std::string_view pasted,
                                   const std::string &otherwise, const routing::Moment &now)
{
    const std::size_t begin = pasted.find('{');
    const std::size_t end = pasted.rfind('}');
    const std::string_view body = begin == std::string_view::npos || end == std::string_view::npos || end < begin
        ? std::string_view()
        : pasted.substr(begin, end - begin + 1);
    QJsonObject object = QJsonDocument::fromJson(QByteArray(body.data(), static_cast<qsizetype>(body.size()))).object();
    if (!object["messages"_L1].isArray()) {
        Error error = makeError(ErrorClass::BadRequest, "What was copied is no chat request.");
        error.remedy = "Copy the JSON of a request: {\"model\": …, \"messages\": […]}.";
        return std::unexpected(std::move(error));
    }
    if (!object["model"_L1].isString()) {
        if (otherwise.empty()) {
            return failure(ErrorClass::BadRequest, "The request names no model; select the group that it is for.");
        }
        object["model"_L1] = QString::fromStdString(otherwise);
    }
    const Result<ChatRequest> request = wire::parseChatRequest(QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString());
    if (!request) {
        return std::unexpected(request.error());
    }
    const auto table = routing::RoutingTable::build(configuration, catalog);
    return inWords(table, routing::factsOf(*request, tokenCount(*table, request->model)), now);
}

} // namespace patchbay::bay
