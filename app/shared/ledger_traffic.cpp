// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shared/ledger_traffic.h"

#include "models/ledger/ledger_query.h"
#include "models/storage/data_directory.h"

#include <boost/json.hpp>

#include <QDir>

#include <algorithm>
#include <cmath>

namespace patchbay {
namespace {

constexpr int pageSize = 5'000;
constexpr int fewestAnswers = 20; // to learn from

// What a deployment was seen doing.
struct Seen {
    double answers = 0;
    double failures = 0;
    double firstTokens = 0;
    double firstTokenSeconds = 0;
    double logarithms = 0; // of the first tokens' seconds
    double squares = 0; // of those
    double tokens = 0;
    double tokenSeconds = 0;

    void add(const AttemptRow &row)
    {
        const AttemptOutcome &outcome = row.outcome;
        const bool faulty = outcome.errorClass == "InternalServerError" || outcome.errorClass == "Timeout"
            || outcome.errorClass == "APIConnectionError" || outcome.errorClass == "ServiceUnavailableError"
            || outcome.errorClass == "BadGatewayError";
        ++answers;
        failures += faulty ? 1 : 0;
        if (!outcome.errorClass.empty()) {
            return;
        }
        const double total = std::chrono::duration<double>(outcome.duration).count();
        double first = 0;
        if (outcome.timeToFirstToken) {
            first = std::chrono::duration<double>(*outcome.timeToFirstToken).count();
            firstTokenSeconds += first;
            const double logarithm = std::log(std::max(first, 1e-6));
            logarithms += logarithm;
            squares += logarithm * logarithm;
            ++firstTokens;
        }
        tokens += static_cast<double>(outcome.usage.completionTokens.value_or(0));
        tokenSeconds += std::max(0.0, total - first);
    }

    routing::Behaviour behaviour() const
    {
        routing::Behaviour learned;
        learned.errorRate = failures / std::max(1.0, answers);
        if (firstTokens > 0) {
            learned.firstToken = std::max(0.001, firstTokenSeconds / firstTokens);
            const double mean = logarithms / firstTokens;
            learned.sigma = std::min(3.0, std::sqrt(std::max(0.0, squares / firstTokens - mean * mean)));
        }
        if (tokens > 0 && tokenSeconds > 0) {
            learned.tokensPerSecond = std::max(0.1, tokens / tokenSeconds);
        }
        return learned;
    }
};

// Mirrors and health checks: the gateway's own, not a client's.
bool ownTraffic(const AttemptRow &row)
{
    return std::ranges::any_of(row.draft.tags, [](const std::string &tag) { return tag.starts_with("patchbay:"); });
}

boost::json::object requestOf(const AttemptRow &row, WallTime start)
{
    constexpr std::int64_t usualPrompt = 500;
    constexpr std::int64_t usualAnswer = 200;
    return { { "at", std::chrono::duration<double>(row.draft.start - start).count() },
             { "model", row.draft.group },
             { "prompt_tokens", row.outcome.usage.promptTokens.value_or(usualPrompt) },
             { "completion_tokens", row.outcome.usage.completionTokens.value_or(usualAnswer) },
             { "stream", row.draft.stream },
             { "key", row.draft.virtualKey },
             { "team", row.draft.team },
             { "user", row.draft.user },
             { "tags", boost::json::array(row.draft.tags.begin(), row.draft.tags.end()) } };
}

} // namespace

Result<RecordedTraffic> readLedgerTraffic(const std::string &dataDirectory, const routing::RoutingTable &table, int most)
{
    const QString directory =
        dataDirectory.empty() ? DataDirectory::defaultPath() : QString::fromStdString(dataDirectory);
    const Result<std::unique_ptr<LedgerQuery>> query =
        LedgerQuery::open(QDir(directory).filePath(QStringLiteral("ledger.db")));
    if (!query) {
        return std::unexpected(query.error());
    }
    AttemptFilter filter;
    filter.withSimulated = false;
    std::vector<AttemptRow> first; // the first attempt of each request, newest first
    std::map<std::string, Seen, std::less<>> seen;
    bool cut = false;
    for (int offset = 0; offset < most; offset += pageSize) {
        const Result<QList<AttemptRow>> page = (*query)->attempts(filter, offset, pageSize);
        if (!page) {
            return std::unexpected(page.error());
        }
        for (const AttemptRow &row : *page) {
            if (!row.draft.deployment.empty()) {
                seen[row.draft.deployment].add(row);
            }
            seen[row.draft.provider].add(row);
            if (row.draft.number == 1 && !ownTraffic(row) && table.resolve(row.draft.group)) {
                first.push_back(row);
            }
        }
        cut = page->size() == pageSize;
        if (!cut) {
            break;
        }
    }
    if (first.empty()) {
        return failure(ErrorClass::NotFound, "The ledger holds no request for a group of this configuration.");
    }
    const WallTime start =
        std::ranges::min(first, {}, [](const AttemptRow &row) { return row.draft.start; }).draft.start;
    boost::json::array requests;
    for (const AttemptRow &row : first) {
        requests.push_back(requestOf(row, start));
    }
    RecordedTraffic traffic { .requests = boost::json::serialize(requests), .behaviours = {}, .cut = cut };
    for (const auto &[name, each] : seen) {
        if (each.answers >= fewestAnswers && !name.empty()) {
            traffic.behaviours[name] = each.behaviour();
        }
    }
    return traffic;
}

} // namespace patchbay
