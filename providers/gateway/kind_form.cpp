// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/kind_form.h"

#include "providers/catalog/cost.h"
#include "providers/gateway/chat_attempt.h"
#include "providers/gateway/unknown_price.h"
#include "providers/gateway/error_text.h"
#include "providers/gateway/kind_attempt.h"
#include "providers/gateway/request_merge.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <algorithm>

namespace patchbay::gateway {

namespace {

using wire::JsonView;

// True where the deployment's provider answers the call with its chat.
bool bridged(CallKind kind, const AttemptOrder &order, const Catalog &catalog)
{
    if (kind != CallKind::Completions) {
        return false;
    }
    const Result<ResolvedModel> model = catalog.resolve(order.model);
    return order.access.mockResponse || (model && !model->provider->has(kind) && model->provider->has(CallKind::Chat));
}

bool readsText(CallKind kind)
{
    return kind == CallKind::Completions || kind == CallKind::Embeddings || kind == CallKind::Rerank
        || kind == CallKind::Moderation || kind == CallKind::Responses;
}

std::int64_t uploadedBytes(const wire::KindRequest &request)
{
    std::int64_t bytes = 0;
    for (const wire::Upload &upload : request.uploads) {
        bytes += static_cast<std::int64_t>(upload.bytes.size());
    }
    return bytes;
}

// What the provider could count at most, as far as the request tells.
Usage boundOf(const wire::KindRequest &request)
{
    constexpr std::int64_t usualAnswer = 4'096;
    constexpr std::int64_t tokensOfPicture = 8'000;
    constexpr std::int64_t documentsPerSearch = 100;
    constexpr std::int64_t slowestBytesPerSecond = 2'000; // speech at 16 kbit/s
    const JsonView body(request.body);
    Usage usage;
    const std::int64_t count = std::clamp<std::int64_t>(body["n"].integer().value_or(1), 1, 1'000);
    const auto textBytes = static_cast<std::int64_t>(request.body.text.size());
    switch (request.kind) {
    case CallKind::Images:
    case CallKind::ImageEdits:
        usage.promptTokens = textBytes + tokensOfPicture * static_cast<std::int64_t>(request.uploads.size());
        usage.completionTokens = tokensOfPicture * count;
        usage.units.images = count;
        usage.units.imageSize = body["size"].string();
        usage.units.imageQuality = body["quality"].string();
        break;
    case CallKind::Transcription:
        usage.units.inputMilliseconds = uploadedBytes(request) * 1'000 / slowestBytesPerSecond;
        break;
    case CallKind::Speech:
        usage.promptTokens = textBytes;
        usage.units.inputCharacters = textBytes;
        break;
    case CallKind::Rerank:
        usage.promptTokens = textBytes;
        usage.units.searchUnits = 1 + static_cast<std::int64_t>(body["documents"].size()) / documentsPerSearch;
        break;
    case CallKind::Completions:
        usage.promptTokens = textBytes;
        usage.completionTokens = body["max_tokens"].integer().value_or(usualAnswer) * count;
        break;
    default: usage.promptTokens = textBytes; break;
    }
    return usage;
}

} // namespace

CallEstimate estimateFor(const wire::KindRequest &request, const std::vector<const ModelEntry *> &models)
{
    const Usage bound = boundOf(request);
    CallEstimate estimate;
    estimate.free = !models.empty();
    for (const ModelEntry *model : models) {
        estimate.free = estimate.free && model && model->free;
        const Cost cost = computeCost(model, bound, true);
        estimate.amount = std::max(estimate.amount, countedCost(cost, bound));
        if (!cost.amount.money) {
            Usage units; // what an answer without a price will count
            units.units = bound.units;
            estimate.amount = std::max(estimate.amount, countedCost({}, units));
        }
    }
    if (readsText(request.kind)) {
        constexpr std::int64_t bytesPerToken = 4;
        estimate.tokens = bound.promptTokens.value_or(0) / bytesPerToken + bound.completionTokens.value_or(0);
    }
    return estimate;
}

KindForm::KindForm(wire::KindRequest request)
    : m_request(std::make_shared<wire::KindRequest>(std::move(request)))
{
}

CallEstimate KindForm::estimate(const std::vector<const ModelEntry *> &models) const
{
    return estimateFor(*m_request, models);
}

routing::RequestFacts KindForm::facts(const routing::FactNeeds &needs) const
{
    // Flags, tags and fallbacks stand where a chat request has them.
    const JsonView body(m_request->body);
    ChatRequest like;
    like.model = m_request->model;
    like.stream = m_request->stream;
    like.user = body["user"].string();
    like.extra = m_request->body;
    like.metadata = body["metadata"].text();
    routing::RequestFacts facts = routing::factsOf(like, {}, 0, needs);
    facts.promptTokens = readsText(m_request->kind) ? boundOf(*m_request).promptTokens.value_or(0) / 4 : 0;
    return facts;
}

void KindForm::removeGatewayFields()
{
    m_request->body = withoutGatewayFields(m_request->body);
}

std::shared_ptr<CallAttempt> KindForm::attempt(AttemptOrder order, const CallServices &services)
{
    if (bridged(m_request->kind, order, services.catalog)) {
        const ClientDialect &dialect = completionsDialect();
        Result<ChatRequest> chat = dialect.read(m_request->body.text, m_request->model, m_request->stream);
        if (!chat) {
            return std::make_shared<FailedAttempt>(services, chat.error());
        }
        chat->dropParams = true; // a chat has no echo, best_of or suffix
        return std::make_shared<ChatAttempt>(services, std::move(order), dialect,
                                             std::make_shared<const ChatRequest>(std::move(*chat)));
    }
    return std::make_shared<KindAttempt>(services, std::move(order), m_request);
}

std::string KindForm::errorBody(const Error &error) const
{
    return openAiError(error);
}

std::string withModel(std::string json, std::string_view model)
{
    const JsonView value = JsonView(std::string_view(json))["model"];
    if (value.kind() == wire::JsonKind::Absent) {
        return json;
    }
    const auto at = static_cast<std::size_t>(value.raw().data() - json.data());
    json.replace(at, value.raw().size(), wire::jsonLiteral(model));
    return json;
}

} // namespace patchbay::gateway
