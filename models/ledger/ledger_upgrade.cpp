// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledger_upgrade.h"

#include "models/ledger/attempt_table.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <array>

namespace patchbay {

using namespace Qt::StringLiterals;
using storage::Statement;

namespace {

AttemptState stateFrom(const std::string &name)
{
    for (const AttemptState state :
         { AttemptState::Reserved, AttemptState::Sent, AttemptState::Settled, AttemptState::Voided }) {
        if (attemptStateName(state) == name) {
            return state;
        }
    }
    return AttemptState::Unknown;
}

Basis basisFrom(const std::string &name)
{
    for (const Basis basis : { Basis::Reported, Basis::Computed, Basis::Estimated }) {
        if (basisName(basis) == name) {
            return basis;
        }
    }
    return Basis::Unknown;
}

std::optional<WallTime> timeFrom(std::optional<qint64> microseconds)
{
    return microseconds ? std::optional(WallTime(Microseconds(*microseconds))) : std::nullopt;
}

AttemptDraft draftFrom(const Statement &row)
{
    AttemptDraft draft;
    draft.number = int(row.integer(4));
    const std::array texts { std::pair(1, &draft.attemptId),    std::pair(2, &draft.requestId),
                             std::pair(3, &draft.parent),       std::pair(6, &draft.endpoint),
                             std::pair(7, &draft.provider),     std::pair(8, &draft.model),
                             std::pair(9, &draft.group),        std::pair(10, &draft.deployment),
                             std::pair(11, &draft.providerKey), std::pair(12, &draft.virtualKey),
                             std::pair(13, &draft.team),        std::pair(14, &draft.user),
                             std::pair(15, &draft.customer),    std::pair(16, &draft.project) };
    for (const auto &[column, text] : texts) {
        *text = row.utf8(column);
    }
    for (const QJsonValue &tag : QJsonDocument::fromJson(row.text(17).toUtf8()).array()) {
        draft.tags.push_back(tag.toString().toStdString());
    }
    draft.stream = row.integer(18) != 0;
    draft.simulated = row.integer(19) != 0;
    draft.start = WallTime(Microseconds(row.integer(20)));
    draft.reserved = Money { row.integer(21) };
    return draft;
}

Usage usageFrom(const Statement &row)
{
    Usage usage;
    usage.serviceTier = row.utf8(36);
    usage.reportedCost = row.utf8(37);
    int column = 38;
    for (std::optional<std::int64_t> *count :
         { &usage.promptTokens, &usage.completionTokens, &usage.totalTokens, &usage.cachedTokens,
           &usage.cacheCreationTokens, &usage.cacheCreationHourTokens, &usage.audioInputTokens, &usage.imageInputTokens,
           &usage.reasoningTokens, &usage.audioOutputTokens, &usage.imageOutputTokens, &usage.acceptedPredictionTokens,
           &usage.rejectedPredictionTokens, &usage.webSearches }) {
        if (const std::optional<qint64> value = row.optionalInteger(column++)) {
            *count = *value;
        }
    }
    return usage;
}


constexpr auto oldColumns =
    "SELECT sequence, attempt_id, request_id, parent, number, state, endpoint, provider, model, model_group, "
    "deployment, provider_key, virtual_key, team, user, customer, project, tags, stream, simulated, start_time, "
    "reserved_amount, sent_time, end_time, first_token, duration, amount, amount_basis, price_table, http_status, "
    "error_class, error_message, finish_reason, bytes_sent, bytes_received, cache_hit, service_tier, reported_cost, "
    "prompt_tokens, completion_tokens, total_tokens, cached_tokens, cache_creation_tokens, "
    "cache_creation_hour_tokens, audio_input_tokens, image_input_tokens, reasoning_tokens, audio_output_tokens, "
    "image_output_tokens, accepted_prediction_tokens, rejected_prediction_tokens, web_searches FROM attempts_before "
    "ORDER BY sequence"_L1;

AttemptRow attemptRowFrom(const Statement &row)
{
    AttemptRow attempt;
    attempt.sequence = row.integer(0);
    attempt.state = stateFrom(row.utf8(5));
    attempt.draft = draftFrom(row);
    attempt.sentAt = timeFrom(row.optionalInteger(22));
    attempt.endedAt = timeFrom(row.optionalInteger(23));
    AttemptOutcome &outcome = attempt.outcome;
    outcome.state = attempt.state;
    outcome.end = attempt.endedAt.value_or(WallTime());
    outcome.usage = usageFrom(row);
    if (const std::optional<qint64> firstToken = row.optionalInteger(24)) {
        outcome.timeToFirstToken = Microseconds(*firstToken);
    }
    outcome.duration = Microseconds(row.integer(25));
    if (const std::optional<qint64> amount = row.optionalInteger(26)) {
        outcome.amount.money = Money { *amount };
    }
    outcome.amount.basis = basisFrom(row.utf8(27));
    outcome.amount.priceTable = row.utf8(28);
    outcome.httpStatus = int(row.integer(29));
    outcome.errorClass = row.utf8(30);
    outcome.errorMessage = row.utf8(31);
    outcome.finishReason = row.utf8(32);
    outcome.bytesSent = row.integer(33);
    outcome.bytesReceived = row.integer(34);
    outcome.cacheHit = row.integer(35) != 0;
    return attempt;
}

Result<void> moveOne(AttemptTable &table, AttemptRow row)
{
    const std::string id = row.draft.attemptId;
    const bool ended = row.state != AttemptState::Reserved && row.state != AttemptState::Sent;
    Result<void> done = table.apply(ReservedRecord { std::move(row.draft) });
    if (done && row.sentAt) {
        done = table.apply(SentRecord { id, *row.sentAt });
    }
    return done && ended ? table.apply(SettledRecord { id, std::move(row.outcome) }) : done;
}

} // namespace

Result<void> moveOldAttempts(storage::Database &database)
{
    constexpr qint64 portion = 20'000;
    AttemptTable table(database);
    Statement select = database.prepare(oldColumns);
    Result<void> moved = table.begin();
    qint64 count = 0;
    const Result<void> read = select.each([&] {
        if (moved) {
            moved = moveOne(table, attemptRowFrom(select));
        }
        if (moved && ++count % portion == 0) {
            moved = table.finish();
        }
    });
    return read.and_then([&] { return moved; }).and_then([&] { return table.finish(); }).and_then([&] {
        return database.execute(u"DROP TABLE attempts_before"_s);
    });
}

} // namespace patchbay
