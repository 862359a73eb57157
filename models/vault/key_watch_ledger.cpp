// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/key_watch_ledger.h"

namespace patchbay::vault {

namespace {

constexpr std::chrono::seconds afterRateLimit { 30 };
constexpr std::chrono::seconds afterRefusal { 600 };
constexpr int unauthorized = 401;
constexpr int paymentRequired = 402;
constexpr int forbidden = 403;
constexpr int tooManyRequests = 429;

bool saysExhausted(const std::string &message)
{
    return message.find("quota") != std::string::npos || message.find("credit") != std::string::npos
        || message.find("billing") != std::string::npos;
}

} // namespace

std::optional<std::chrono::seconds> restAfter(const AttemptOutcome &outcome)
{
    switch (outcome.httpStatus) {
    case unauthorized:
    case paymentRequired:
    case forbidden: return afterRefusal;
    case tooManyRequests: return saysExhausted(outcome.errorMessage) ? afterRefusal : afterRateLimit;
    default: return std::nullopt;
    }
}

void KeyWatchLedger::remember(const AttemptDraft &draft)
{
    if (m_keys != nullptr && draft.providerKey.starts_with(ledgerName({}))) {
        const std::scoped_lock lock(m_mutex);
        m_running.insert_or_assign(draft.attemptId, draft.providerKey);
    }
}

Result<void> KeyWatchLedger::reserve(const AttemptDraft &draft)
{
    Result<void> reserved = m_behind.reserve(draft);
    if (reserved) {
        remember(draft);
    }
    return reserved;
}

Result<void> KeyWatchLedger::reserveAndSend(const AttemptDraft &draft)
{
    // Before: the answer may be there before this returns.
    remember(draft);
    Result<void> reserved = m_behind.reserveAndSend(draft);
    if (!reserved) {
        const std::scoped_lock lock(m_mutex);
        m_running.erase(draft.attemptId);
    }
    return reserved;
}

void KeyWatchLedger::settle(const std::string &attemptId, const AttemptOutcome &outcome)
{
    std::string key;
    if (m_keys != nullptr) {
        const std::scoped_lock lock(m_mutex);
        if (const auto found = m_running.extract(attemptId)) {
            key = found.mapped();
        }
    }
    if (!key.empty()) {
        if (const std::optional<std::chrono::seconds> time = restAfter(outcome)) {
            m_keys->rest(key, *time);
        } else if (outcome.errorClass.empty()) {
            m_keys->wake(key);
        }
    }
    m_behind.settle(attemptId, outcome);
}

} // namespace patchbay::vault
