// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shared/bill_pull.h"

#include <boost/json.hpp>

#include <algorithm>
#include <format>

namespace patchbay {

namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr std::size_t mostPages = 1'000; // a year by the day has twelve
constexpr int unauthorised = 401;
constexpr int forbidden = 403;
constexpr int firstFailure = 300;

struct Source {
    std::string_view provider;
    std::vector<std::string> keyNames;
    AuthPlacement auth;
    std::vector<HttpHeader> headers;
    std::string_view keyWords; // what kind of key it wants
    std::string_view keyPage;
};

const std::vector<Source> &sources()
{
    static const AuthPlacement bearer { AuthPlacement::Kind::Header, "authorization", "Bearer " };
    static const std::vector<Source> known {
        { "openai", { "OPENAI_ADMIN_KEY" }, bearer, {}, "an admin key of the organisation", "platform.openai.com/settings/organization/admin-keys" },
        { "anthropic", { "ANTHROPIC_ADMIN_KEY", "ANTHROPIC_ADMIN_API_KEY" }, { AuthPlacement::Kind::Header, "x-api-key", {} },
          { { "anthropic-version", "2023-06-01" } }, "an admin key of the organisation", "console.anthropic.com/settings/admin-keys" },
        { "openrouter", { "OPENROUTER_MANAGEMENT_KEY", "OPENROUTER_PROVISIONING_KEY" }, bearer, {}, "a management key", "openrouter.ai/settings/management-keys" },
    };
    return known;
}

const Source *sourceOf(std::string_view provider)
{
    const auto found = std::ranges::find(sources(), provider, &Source::provider);
    return found == sources().end() ? nullptr : &*found;
}

std::int64_t secondsOf(std::chrono::sys_days day)
{
    return std::chrono::sys_seconds(day).time_since_epoch().count();
}

// The calls that make up the bill, without their page.
std::vector<std::string> callsFor(const BillWish &wish, std::string base)
{
    while (base.ends_with('/')) {
        base.pop_back();
    }
    const std::chrono::sys_days behind = wish.last + std::chrono::days(1);
    if (wish.provider == "openai") {
        const std::string span = std::format("start_time={}&end_time={}&bucket_width=1d", secondsOf(wish.first), secondsOf(behind));
        return { base + "/organization/costs?" + span + "&group_by=line_item&limit=180",
                 base + "/organization/usage/completions?" + span + "&group_by=model&limit=31" };
    }
    if (wish.provider == "anthropic") {
        const std::string span = std::format("starting_at={:%F}T00:00:00Z&ending_at={:%F}T00:00:00Z&bucket_width=1d&limit=31", wish.first, behind);
        return { base + "/v1/organizations/cost_report?" + span + "&group_by[]=description",
                 base + "/v1/organizations/usage_report/messages?" + span + "&group_by[]=model" };
    }
    std::vector<std::string> days; // of one day each: without a date it is the last thirty
    for (std::chrono::sys_days day = wish.first; day <= wish.last; day += std::chrono::days(1)) {
        days.push_back(std::format("{}/activity?date={:%F}", base, day));
    }
    return days;
}

std::string encoded(std::string_view text)
{
    std::string out;
    for (const char letter : text) {
        const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9')
            || letter == '-' || letter == '_' || letter == '.' || letter == '~';
        out += plain ? std::string(1, letter) : std::format("%{:02X}", static_cast<unsigned char>(letter));
    }
    return out;
}

// The page behind this one; empty: it was the last. An error where it is no page at all: that is not a bill of nothing.
Result<std::string> nextPage(const std::string &body)
{
    boost::system::error_code problem;
    const json::value page = json::parse(body, problem);
    const json::object *object = problem ? nullptr : page.if_object();
    const json::value *data = object ? object->if_contains("data") : nullptr;
    if (!data || !data->is_array()) {
        return failure(ErrorClass::ApiResponseValidation, "The provider's answer is no list of costs.");
    }
    const json::value *more = object->if_contains("has_more");
    const json::value *next = object->if_contains("next_page");
    if (!more || !more->is_bool() || !more->get_bool()) {
        return std::string();
    }
    if (!next || !next->is_string() || next->get_string().empty()) {
        return failure(ErrorClass::ApiResponseValidation, "The provider's answer says that there is more, and not where.");
    }
    return std::string(next->get_string());
}

Error refusal(const Source &source, int status)
{
    const std::string who(source.provider);
    if (status != unauthorised && status != forbidden) {
        return makeError(ErrorClass::ServiceUnavailable, std::format("{} answered {} when it was asked for its bill.", who, status));
    }
    Error error = makeError(ErrorClass::Authentication, std::format("{} does not tell its bill to this key: it wants {}.", who, source.keyWords));
    error.remedy = std::format("Make one at {}.", source.keyPage);
    return error;
}

} // namespace

// One bill under way: call by call, page by page.
class BillPull::Run : public std::enable_shared_from_this<Run> {
public:
    Run(BillPull &pull, const Source &source, std::vector<std::string> calls, SecretBytes key, Answer answer)
        : m_client(*pull.m_client)
        , m_source(source)
        , m_calls(std::move(calls))
        , m_key(std::move(key))
        , m_answer(std::move(answer))
    {
    }

    void next()
    {
        if (m_call == m_calls.size()) {
            m_answer(std::move(m_pages));
            return;
        }
        if (m_pages.size() >= mostPages) {
            m_answer(failure(ErrorClass::ApiResponseValidation, "The provider's bill has no end."));
            return;
        }
        HttpRequest request;
        request.method = "GET";
        request.url = m_calls[m_call] + (m_page.empty() ? std::string() : "&page=" + encoded(m_page));
        request.headers = m_source.headers;
        request.auth = m_source.auth;
        m_body.clear();
        transport::ExchangeHandler handler;
        handler.onHead = [self = shared_from_this()](int status, const std::vector<HttpHeader> &) { self->m_status = status; };
        handler.onData = [self = shared_from_this()](std::string_view bytes) { self->m_body += bytes; };
        handler.onEnd = [self = shared_from_this()](const Result<void> &result, const transport::ExchangeTiming &) { self->ended(result); };
        m_client.send(std::move(request), m_key.clone(), std::move(handler), { .connect = 10s, .firstByte = 60s, .idle = 60s, .total = 120s });
    }

private:
    void ended(const Result<void> &result)
    {
        if (!result || m_status >= firstFailure) {
            m_answer(std::unexpected(result ? refusal(m_source, m_status) : result.error()));
            return;
        }
        Result<std::string> page = nextPage(m_body);
        if (!page) {
            m_answer(std::unexpected(page.error()));
            return;
        }
        m_pages.push_back(std::move(m_body));
        m_page = std::move(*page);
        m_call += m_page.empty() ? 1 : 0;
        next();
    }

    transport::HttpClient &m_client;
    const Source &m_source;
    const std::vector<std::string> m_calls;
    const SecretBytes m_key;
    const Answer m_answer;
    std::size_t m_call = 0;
    std::string m_page; // empty: the first
    int m_status = 0;
    std::string m_body;
    Pages m_pages;
};

BillPull::BillPull(Parts parts)
    : m_parts(std::move(parts))
    , m_client(std::make_unique<transport::HttpClient>(m_parts.runtime, m_parts.client))
{
}

BillPull::~BillPull() = default;

std::vector<std::string> BillPull::providers()
{
    std::vector<std::string> names;
    for (const Source &source : sources()) {
        names.emplace_back(source.provider);
    }
    return names;
}

std::vector<std::string> BillPull::keyNames(std::string_view provider)
{
    const Source *source = sourceOf(provider);
    return source ? source->keyNames : std::vector<std::string>();
}

void BillPull::ask(const BillWish &wish, Answer answer)
{
    const Source *source = sourceOf(wish.provider);
    const ProviderEntry *provider = m_parts.catalog.provider(wish.provider);
    if (!source || !provider) {
        answer(failure(ErrorClass::BadRequest, wish.provider + " has no call that tells its bill; openai, anthropic and openrouter have. Compare a file of it."));
        return;
    }
    if (wish.last < wish.first) {
        answer(failure(ErrorClass::BadRequest, "The last day of the bill lies before its first one."));
        return;
    }
    const auto chosen = m_parts.bases.find(wish.provider);
    const std::string base = chosen != m_parts.bases.end() ? chosen->second : provider->apiBase;
    const Result<transport::ParsedUrl> url = transport::parseUrl(base);
    if (!url) {
        answer(std::unexpected(url.error()));
        return;
    }
    std::optional<SecretBytes> key;
    for (const std::string &name : wish.key.empty() ? source->keyNames : std::vector { wish.key, "patchbay/vault:" + wish.key }) {
        key = key ? std::move(key) : m_parts.keys.find(name, url->origin);
    }
    if (!key) {
        Error error = makeError(ErrorClass::Authentication, std::format("The bill of {} wants {}, and there is none under {}.", wish.provider, source->keyWords,
                                                                        wish.key.empty() ? source->keyNames.front() : wish.key));
        error.remedy = std::format("Make one at {}, and set it in the environment or keep it in the vault.", source->keyPage);
        answer(std::unexpected(std::move(error)));
        return;
    }
    std::make_shared<Run>(*this, *source, callsFor(wish, base), std::move(*key), std::move(answer))->next();
}

} // namespace patchbay
