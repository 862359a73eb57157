// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/token_broker.h"

#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <cstring>
#include <fstream>
#include <iterator>

namespace patchbay {
namespace {

constexpr std::int64_t renewBeforeSeconds = 120;
constexpr std::chrono::milliseconds patience { 15'000 };

std::size_t nameOf(const ExchangeableKey &key)
{
    const std::span<const char> bytes = key.credential.bytes();
    return std::hash<std::string_view> {}({ bytes.data(), bytes.size() }) * 31 + static_cast<std::size_t>(key.exchange);
}

// Where a credential names the file of an identity's token instead of having it, the file is read for each exchange:
// whoever puts it there renews it before it expires.
Result<SecretBytes> withIdentity(const ExchangeableKey &key)
{
    const std::span<const char> bytes = key.credential.bytes();
    const wire::JsonView object(std::string_view(bytes.data(), bytes.size()));
    const std::string path = key.exchange == wire::TokenExchange::AwsRole ? object["aws_web_identity_token_file"].string() : "";
    if (path.empty()) {
        return key.credential.clone();
    }
    std::ifstream file(path, std::ios::binary);
    std::string token { std::istreambuf_iterator<char>(file), {} };
    token.erase(token.find_last_not_of(" \r\n\t") + 1);
    if (token.empty()) {
        return failure(ErrorClass::Authentication, "The identity's token for the AWS role cannot be read: " + path + ".");
    }
    wire::JsonWriter writer;
    writer.beginObject();
    writer.members(object);
    writer.member("aws_web_identity_token", token);
    writer.endObject();
    std::string text = writer.take();
    SecretBytes whole = SecretBytes::copyOf(text);
    explicit_bzero(token.data(), token.size());
    explicit_bzero(text.data(), text.size());
    return whole;
}

} // namespace

std::int64_t TokenBroker::now() const
{
    return std::chrono::duration_cast<std::chrono::seconds>(m_clock.now().time_since_epoch()).count();
}

void TokenBroker::keep(std::size_t name, wire::IssuedToken issued)
{
    const std::lock_guard lock(m_mutex);
    m_tokens.insert_or_assign(name, std::move(issued));
}

void TokenBroker::forget(const ExchangeableKey &key)
{
    const std::lock_guard lock(m_mutex);
    m_tokens.erase(nameOf(key));
}

void TokenBroker::token(const ExchangeableKey &key, Done done)
{
    const std::size_t name = nameOf(key);
    SecretBytes kept;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_tokens.find(name);
        if (found != m_tokens.end() && found->second.expires - renewBeforeSeconds > now()) {
            kept = found->second.token.clone();
        }
    }
    if (!kept.empty()) {
        done(std::move(kept));
        return;
    }
    const Result<SecretBytes> whole = withIdentity(key);
    if (!whole) {
        done(std::unexpected(whole.error()));
        return;
    }
    Result<wire::TokenCall> call = wire::tokenRequest(key.exchange, *whole, now());
    if (!call) {
        done(std::unexpected(call.error()));
        return;
    }
    auto response = std::make_shared<HttpResponse>();
    transport::ExchangeHandler handler;
    handler.onHead = [response](int status, const std::vector<HttpHeader> &headers) {
        response->status = status;
        response->headers = headers;
    };
    handler.onData = [response](std::string_view bytes) { response->body += bytes; };
    handler.onEnd = [self = shared_from_this(), response, name, exchange = key.exchange, done = std::move(done)](
                        Result<void> result, const transport::ExchangeTiming &) {
        if (!result && response->status == 0) {
            done(std::unexpected(result.error()));
            return;
        }
        Result<wire::IssuedToken> issued = wire::readToken(exchange, *response, self->now());
        explicit_bzero(response->body.data(), response->body.size());
        if (!issued) {
            done(std::unexpected(issued.error()));
            return;
        }
        SecretBytes token = issued->token.clone();
        self->keep(name, std::move(*issued));
        done(std::move(token));
    };
    m_client.send(std::move(call->request), std::move(call->secret), std::move(handler),
                  { .connect = patience / 3, .firstByte = patience, .idle = patience, .total = patience });
}

} // namespace patchbay
