// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/turn_events.h"

#include "models/compare/estimate.h"
#include "providers/wire/openai_format.h"

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

template <class... Handlers> struct Overloaded : Handlers... {
    using Handlers::operator()...;
};

std::optional<qint64> tokens(const std::optional<std::int64_t> &count)
{
    return count ? std::optional<qint64>(*count) : std::nullopt;
}

qint64 micros(const std::optional<Microseconds> &time)
{
    return time ? time->count() : -1;
}

void takeTiming(TurnMetrics &metrics, const CallTiming &timing, int attempts)
{
    metrics.connectedMicroseconds = micros(timing.connected);
    metrics.firstTokenMicroseconds = micros(timing.firstToken);
    metrics.totalMicroseconds = timing.total.count();
    metrics.attempts = attempts;
}

// Text that is not in the deltas (an answer that was not streamed) comes with the whole response.
void takeResponse(TurnLive &turn, const ChatResponse &response)
{
    if (response.usage) {
        takeUsage(turn.metrics, *response.usage);
    }
    if (response.choices.empty()) {
        return;
    }
    const Choice &choice = response.choices.front();
    turn.text = QString::fromStdString(choice.content.value_or(choice.refusal));
    turn.reasoning = QString::fromStdString(choice.reasoning);
    turn.toolCalls.clear();
    for (const ToolCall &call : choice.toolCalls) {
        turn.toolCalls.append({ QString::fromStdString(call.id), QString::fromStdString(call.name),
                                QString::fromStdString(call.arguments) });
    }
    turn.metrics.finishReason = QString::fromStdString(choice.finishReason);
}

void closeAttempt(TurnLive &turn, Microseconds at)
{
    if (!turn.attempts.isEmpty() && turn.attempts.last().endedMicroseconds < 0) {
        turn.attempts.last().endedMicroseconds = at.count();
    }
}

// The first piece of an answer has come.
void noteContent(TurnLive &turn, Microseconds at)
{
    turn.state = PaneState::Streaming;
    if (turn.metrics.firstTokenMicroseconds < 0) {
        turn.metrics.firstTokenMicroseconds = at.count();
    }
    turn.metrics.totalMicroseconds = at.count();
}

void noteText(TurnLive &turn, const std::string &text, Microseconds at)
{
    const bool first = turn.text.isEmpty();
    noteContent(turn, at);
    turn.text += QString::fromStdString(text);
    if (first && !turn.reasoning.isEmpty()) {
        turn.metrics.reasoningMicroseconds = at.count() - turn.metrics.firstTokenMicroseconds;
    }
}

void noteToolCall(TurnLive &turn, const ToolCallDelta &delta, Microseconds at)
{
    constexpr int maximumCalls = 256;
    if (delta.index < 0 || delta.index >= maximumCalls) {
        return;
    }
    noteContent(turn, at);
    if (turn.toolCalls.size() <= delta.index) {
        turn.toolCalls.resize(delta.index + 1);
    }
    ToolCallLive &call = turn.toolCalls[delta.index];
    call.id += QString::fromStdString(delta.id);
    call.name += QString::fromStdString(delta.name);
    call.arguments += QString::fromStdString(delta.arguments);
}

void applyStreamEvent(TurnLive &turn, const StreamEvent &event, Microseconds at)
{
    // Panes show the first choice; the others are in the stored answer.
    std::visit(Overloaded {
                   [&](const TextDelta &delta) {
                       if (delta.choice == 0) {
                           noteText(turn, delta.text, at);
                       }
                   },
                   [&](const RefusalDelta &delta) {
                       if (delta.choice == 0) {
                           noteText(turn, delta.text, at);
                       }
                   },
                   [&](const ReasoningDelta &delta) {
                       if (delta.choice == 0) {
                           noteContent(turn, at);
                           turn.reasoning += QString::fromStdString(delta.text);
                       }
                   },
                   [&](const ToolCallDelta &delta) {
                       if (delta.choice == 0) {
                           noteToolCall(turn, delta, at);
                       }
                   },
                   [&](const ChoiceFinished &finished) {
                       if (finished.choice == 0) {
                           turn.metrics.finishReason = QString::fromStdString(finished.reason);
                       }
                   },
                   [&](const UsageReport &report) {
                       takeUsage(turn.metrics, report.usage);
                       turn.metrics.usageEstimated = false;
                   },
                   [](const StreamStarted &) {},
                   [](const MessageFields &) {},
                   [](const StreamFailed &) {},
               },
               event);
}

void applyFailure(TurnLive &turn, const CallFailed &failed, Microseconds at, const QString &providerName)
{
    const bool stopped = failed.error.kind == ErrorClass::Cancelled;
    turn.state = stopped ? PaneState::Stopped : PaneState::Failed;
    if (!failed.partial.choices.empty() || failed.partial.usage) {
        takeResponse(turn, failed.partial);
        turn.responseJson = QByteArray::fromStdString(wire::writeChatResponse(failed.partial));
    }
    turn.metrics.usageEstimated = failed.usageEstimated;
    takeCost(turn.metrics, failed.cost);
    takeTiming(turn.metrics, failed.timing, failed.attempts);
    closeAttempt(turn, at);
    if (!stopped) {
        turn.error = describeError(failed.error, failed.attempts, providerName);
        if (!turn.attempts.isEmpty() && turn.attempts.last().errorClass.isEmpty()) {
            turn.attempts.last().status = failed.error.status;
            turn.attempts.last().errorClass = turn.error.errorClass;
        }
    }
}

QString headLine(const HttpRequest &request)
{
    QString text = QString::fromStdString(request.method + ' ' + request.url) + u'\n';
    for (const HttpHeader &header : request.headers) {
        text += QString::fromStdString(header.name + ": " + header.value) + u'\n';
    }
    return text;
}

// Until usage has arrived the answer's tokens are counted here, and said to be an estimate.
void estimateOutput(TurnLive &turn)
{
    if (turn.state == PaneState::Streaming && (!turn.metrics.outputTokens || turn.metrics.usageEstimated)) {
        turn.metrics.outputTokens = estimateTokens(turn.text) + estimateTokens(turn.reasoning);
        turn.metrics.usageEstimated = true;
    }
}

QString errorTitle(const Error &error, int attempts, const QString &provider)
{
    if (error.kind == ErrorClass::Authentication && (attempts == 0 || error.code == "missing_api_key")) {
        return u"No key for %1"_s.arg(provider);
    }
    switch (error.kind) {
    case ErrorClass::RateLimit:
        return error.quotaExhausted ? u"The credit at %1 is used up"_s.arg(provider)
                                    : u"Rate limited by %1"_s.arg(provider);
    case ErrorClass::Authentication: return u"%1 does not accept the key"_s.arg(provider);
    case ErrorClass::PermissionDenied: return u"%1 does not allow this"_s.arg(provider);
    case ErrorClass::NotFound: return u"%1 does not know this model"_s.arg(provider);
    case ErrorClass::UnknownProvider: return u"No such provider"_s;
    case ErrorClass::Timeout: return u"%1 took too long"_s.arg(provider);
    case ErrorClass::ContextWindowExceeded: return u"Too long for the model"_s;
    case ErrorClass::ContentPolicyViolation: return u"Refused by %1's content policy"_s.arg(provider);
    case ErrorClass::BadRequest:
    case ErrorClass::UnsupportedParams:
    case ErrorClass::UnprocessableEntity: return u"The request was not accepted"_s;
    case ErrorClass::ApiConnection: return u"%1 cannot be reached"_s.arg(provider);
    case ErrorClass::ApiResponseValidation: return u"%1's answer cannot be read"_s.arg(provider);
    case ErrorClass::BudgetExceeded: return u"The budget is used up"_s;
    case ErrorClass::Cancelled: return u"Stopped"_s;
    case ErrorClass::LedgerUnavailable: return u"Nothing was sent"_s;
    case ErrorClass::InternalServer:
    case ErrorClass::Api:
    case ErrorClass::BadGateway:
    case ErrorClass::ServiceUnavailable: break;
    }
    return u"%1 has a problem"_s.arg(provider);
}

} // namespace

void takeUsage(TurnMetrics &metrics, const Usage &usage)
{
    metrics.inputTokens = tokens(usage.promptTokens);
    metrics.outputTokens = tokens(usage.completionTokens);
    metrics.reasoningTokens = tokens(usage.reasoningTokens);
    metrics.cachedTokens = tokens(usage.cachedTokens);
}

void takeCost(TurnMetrics &metrics, const Cost &cost)
{
    metrics.costNanoDollars = cost.amount.money ? cost.amount.money->nanoDollars : -1;
    metrics.costBasis = QString::fromUtf8(basisName(cost.amount.basis));
    metrics.priceTable = QString::fromStdString(cost.amount.priceTable);
    metrics.costLines = costLinesOf(cost);
}

WireText wireText(const WireRecord &record)
{
    WireText wire;
    wire.attempt = record.number;
    wire.request = headLine(record.request) + u'\n' + QString::fromStdString(record.request.body);
    wire.response = u"HTTP %1\n"_s.arg(record.response.status);
    for (const HttpHeader &header : record.response.headers) {
        wire.response += QString::fromStdString(header.name + ": " + header.value) + u'\n';
    }
    wire.response += u'\n' + QString::fromStdString(record.response.body);
    return wire;
}

QList<CostLine> costLinesOf(const Cost &cost)
{
    QList<CostLine> lines;
    for (const CostPart &part : cost.parts) {
        lines.append({ QString::fromUtf8(rateKindName(part.kind)), part.units,
                       QString::fromStdString(part.rate.toString()), part.money.nanoDollars });
    }
    return lines;
}

PaneError describeError(const Error &error, int attempts, const QString &providerName)
{
    PaneError shown;
    shown.errorClass = QString::fromUtf8(className(error.kind));
    shown.provider = providerName.isEmpty() ? u"The provider"_s : providerName;
    shown.title = errorTitle(error, attempts, shown.provider);
    const QString message = QString::fromStdString(error.message);
    if (attempts > 1 && error.status > 0) {
        shown.sentence = u"Attempt %1 of %1 was answered %2: %3"_s.arg(attempts).arg(error.status).arg(message);
    } else if (attempts > 1) {
        shown.sentence = u"Attempt %1 of %1 failed: %2"_s.arg(attempts).arg(message);
    } else {
        shown.sentence = message;
    }
    if (!shown.sentence.isEmpty() && !shown.sentence.endsWith(u'.')) {
        shown.sentence += u'.';
    }
    shown.remedy = QString::fromStdString(error.remedy);
    shown.providerBody = QString::fromStdString(error.providerBody);
    shown.status = attempts > 0 ? error.status : 0;
    if (error.retryAfter) {
        shown.retryAfterMilliseconds = error.retryAfter->count();
    }
    return shown;
}

void applyEvent(TurnLive &turn, const EngineEvent &event, Microseconds at, const QString &providerName)
{
    if (turn.isFinished()) {
        return;
    }
    std::visit(Overloaded {
                   [&](const AttemptStarted &started) {
                       AttemptLive attempt;
                       attempt.number = started.number;
                       attempt.startedMicroseconds = started.at.count();
                       turn.attempts.append(attempt);
                       turn.metrics.attempts = started.number;
                   },
                   [&](const AttemptFailed &failed) {
                       if (turn.attempts.isEmpty() || turn.attempts.last().number != failed.number) {
                           turn.attempts.append(AttemptLive {});
                           turn.attempts.last().number = failed.number;
                       }
                       AttemptLive &attempt = turn.attempts.last();
                       attempt.endedMicroseconds = failed.at.count();
                       attempt.status = failed.error.status;
                       attempt.errorClass = QString::fromUtf8(className(failed.error.kind));
                       attempt.waitMilliseconds = failed.retryIn ? failed.retryIn->count() : -1;
                   },
                   [&](const StreamEvent &streamed) {
                       applyStreamEvent(turn, streamed, at);
                       estimateOutput(turn);
                   },
                   [&](const WireRecord &record) { turn.wire.append(wireText(record)); },
                   [&](const CallSucceeded &succeeded) {
                       takeResponse(turn, succeeded.response);
                       turn.state = PaneState::Done;
                       turn.responseJson = QByteArray::fromStdString(wire::writeChatResponse(succeeded.response));
                       turn.metrics.usageEstimated = succeeded.usageEstimated;
                       takeCost(turn.metrics, succeeded.cost);
                       takeTiming(turn.metrics, succeeded.timing, succeeded.attempts);
                       closeAttempt(turn, at);
                   },
                   [&](const CallFailed &failed) { applyFailure(turn, failed, at, providerName); },
               },
               event);
}

} // namespace patchbay
