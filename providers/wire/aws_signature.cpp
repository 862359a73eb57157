// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/aws_signature.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <format>
#include <utility>

namespace patchbay::wire {
namespace {

using Digest = std::array<unsigned char, 32>;

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view tokenHeader = "x-amz-security-token";
// Set or changed on the way; signing them would break the signature.
constexpr std::string_view unsignedHeaders[] = { "authorization", "connection", "content-length", "expect",
                                                 "transfer-encoding", "user-agent", "x-amzn-trace-id" };

// A key that is wiped when it goes.
struct SigningKey {
    Digest bytes {};
    SigningKey() = default;
    SigningKey(const SigningKey &) = delete;
    SigningKey &operator=(const SigningKey &) = delete;
    ~SigningKey() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
};

std::string hex(const Digest &digest)
{
    std::string text;
    for (const unsigned char byte : digest) {
        text += std::format("{:02x}", byte);
    }
    return text;
}

std::string sha256Hex(std::string_view bytes)
{
    Digest digest {};
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    return hex(digest);
}

void hmac(std::span<const unsigned char> key, std::string_view message, Digest &out)
{
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char *>(message.data()), message.size(), out.data(), nullptr);
}

bool isUnreserved(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'
        || c == '~';
}

std::string encoded(std::string_view text, bool keepSlash)
{
    std::string result;
    for (const char c : text) {
        if (isUnreserved(c) || (keepSlash && c == '/')) {
            result += c;
        } else {
            result += std::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return result;
}

int hexDigit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string decoded(std::string_view text)
{
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const int high = text[at] == '%' && at + 2 < text.size() ? hexDigit(text[at + 1]) : -1;
        const int low = high >= 0 ? hexDigit(text[at + 2]) : -1;
        if (low >= 0) {
            result += static_cast<char>(high * 16 + low);
            at += 2;
        } else {
            result += text[at];
        }
    }
    return result;
}

struct UrlParts {
    std::string_view host; // with a port that is not the scheme's own
    std::string_view path;
    std::string_view query;
};

UrlParts splitUrl(std::string_view url)
{
    const std::size_t scheme = url.find("://");
    if (scheme == std::string_view::npos) {
        return {};
    }
    const bool secure = url.substr(0, scheme) == "https";
    std::string_view rest = url.substr(scheme + 3);
    rest = rest.substr(0, rest.find('#'));
    const std::size_t query = rest.find('?');
    const std::size_t path = rest.find('/');
    UrlParts parts;
    parts.host = rest.substr(0, std::min(path, query));
    const std::string_view ownPort = secure ? ":443" : ":80";
    if (parts.host.ends_with(ownPort)) {
        parts.host.remove_suffix(ownPort.size());
    }
    if (query != std::string_view::npos) {
        parts.query = rest.substr(query + 1);
        rest = rest.substr(0, query);
    }
    parts.path = path < rest.size() ? rest.substr(path) : std::string_view("/");
    return parts;
}

std::string canonicalQuery(std::string_view query)
{
    std::vector<std::pair<std::string, std::string>> pairs;
    while (!query.empty()) {
        const std::string_view part = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), part.size() + 1));
        if (part.empty()) {
            continue;
        }
        const std::size_t equals = part.find('=');
        const std::string_view value = equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1);
        pairs.emplace_back(encoded(decoded(part.substr(0, equals)), false), encoded(decoded(value), false));
    }
    std::ranges::sort(pairs);
    std::string text;
    for (const auto &[name, value] : pairs) {
        text += (text.empty() ? "" : "&") + name + "=" + value;
    }
    return text;
}

// Outer white space goes, inner runs become one space.
std::string trimmed(std::string_view value)
{
    std::string text;
    for (const char c : value) {
        if (c != ' ' && c != '\t') {
            text += c;
        } else if (!text.empty() && text.back() != ' ') {
            text += ' ';
        }
    }
    if (text.ends_with(' ')) {
        text.pop_back();
    }
    return text;
}

std::vector<HttpHeader> headersToSign(const HttpRequest &request, std::string_view host, const std::string &time)
{
    std::vector<HttpHeader> headers { { "host", std::string(host) }, { "x-amz-date", time } };
    for (const HttpHeader &header : request.headers) {
        const bool ours = header.name == "host" || header.name == "x-amz-date" || header.name == tokenHeader;
        if (!ours && std::ranges::find(unsignedHeaders, header.name) == std::end(unsignedHeaders)) {
            headers.push_back({ header.name, trimmed(header.value) });
        }
    }
    std::ranges::stable_sort(headers, {}, &HttpHeader::name);
    return headers;
}

struct CanonicalHeaders {
    std::string block;
    std::string names;
};

CanonicalHeaders canonicalHeaders(const std::vector<HttpHeader> &headers)
{
    CanonicalHeaders canonical;
    for (std::size_t row = 0; row < headers.size(); ++row) {
        const bool repeated = row > 0 && headers[row - 1].name == headers[row].name;
        if (repeated) {
            canonical.block.back() = ',';
            canonical.block += headers[row].value + "\n";
            continue;
        }
        canonical.block += headers[row].name + ":" + headers[row].value + "\n";
        canonical.names += (canonical.names.empty() ? "" : ";") + headers[row].name;
    }
    return canonical;
}

std::string_view viewOf(const SecretBytes &secret)
{
    return { secret.bytes().data(), secret.bytes().size() };
}

std::string signatureOf(const SecretBytes &secret, const AwsScope &scope, const std::string &stringToSign)
{
    constexpr std::string_view start = "AWS4";
    std::vector<unsigned char> seed(start.size() + secret.bytes().size());
    std::ranges::copy(start, seed.begin());
    std::ranges::copy(secret.bytes(), seed.begin() + start.size());
    SigningKey day;
    SigningKey region;
    SigningKey service;
    SigningKey signing;
    hmac(seed, awsTime(scope.time).substr(0, 8), day.bytes);
    OPENSSL_cleanse(seed.data(), seed.size());
    hmac(day.bytes, scope.region, region.bytes);
    hmac(region.bytes, scope.service, service.bytes);
    hmac(service.bytes, "aws4_request", signing.bytes);
    Digest signature {};
    hmac(signing.bytes, stringToSign, signature);
    return hex(signature);
}

Result<void> checkField(const SecretBytes &secret, std::string_view field)
{
    const auto isPlain = [](char c) { return c > ' ' && c < 0x7F; };
    if (!secret.empty() && std::ranges::all_of(secret.bytes(), isPlain)) {
        return {};
    }
    Error error = makeError(ErrorClass::Authentication, "The AWS credential " + std::string(field)
                                + (secret.empty() ? " is missing." : " holds a character that no such key has."));
    error.param = field;
    error.remedy = "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY without spaces or line ends.";
    return std::unexpected(std::move(error));
}

Result<void> checkCredentials(const AwsCredentials &credentials)
{
    Result<void> checked = checkField(credentials.accessKeyId, "aws_access_key_id");
    if (checked) {
        checked = checkField(credentials.secretAccessKey, "aws_secret_access_key");
    }
    if (checked && !credentials.sessionToken.empty()) {
        checked = checkField(credentials.sessionToken, "aws_session_token");
    }
    return checked;
}

} // namespace

std::string awsTime(std::int64_t secondsSince1970)
{
    return std::format("{:%Y%m%dT%H%M%SZ}", std::chrono::sys_seconds(std::chrono::seconds(secondsSince1970)));
}

Result<AwsSignature> signAwsRequest(const HttpRequest &request, const AwsCredentials &credentials,
                                    const AwsScope &scope)
{
    if (Result<void> checked = checkCredentials(credentials); !checked) {
        return std::unexpected(checked.error());
    }
    const UrlParts url = splitUrl(request.url);
    if (url.host.empty()) {
        return failure(ErrorClass::BadRequest, "The address of the AWS endpoint has no host.");
    }
    const std::string time = awsTime(scope.time);
    std::vector<HttpHeader> headers = headersToSign(request, url.host, time);
    const bool hasToken = !credentials.sessionToken.empty();
    if (hasToken) {
        headers.push_back({ std::string(tokenHeader), std::string(viewOf(credentials.sessionToken)) });
        std::ranges::stable_sort(headers, {}, &HttpHeader::name);
    }
    CanonicalHeaders canonical = canonicalHeaders(headers);
    // The path is encoded once more than on the wire, as every service but S3 has it.
    std::string canonicalRequest = request.method + "\n" + encoded(url.path, true) + "\n" + canonicalQuery(url.query)
        + "\n" + canonical.block + "\n" + canonical.names + "\n" + sha256Hex(request.body);
    const std::string place = time.substr(0, 8) + "/" + scope.region + "/" + scope.service + "/aws4_request";
    const std::string stringToSign
        = std::string(algorithm) + "\n" + time + "\n" + place + "\n" + sha256Hex(canonicalRequest);
    if (hasToken) {
        // Both held a copy of the token.
        OPENSSL_cleanse(canonicalRequest.data(), canonicalRequest.size());
        OPENSSL_cleanse(canonical.block.data(), canonical.block.size());
        const auto token = std::ranges::find(headers, tokenHeader, &HttpHeader::name);
        OPENSSL_cleanse(token->value.data(), token->value.size());
    }
    AwsSignature result;
    result.headers.push_back({ "x-amz-date", time });
    result.headers.push_back({ "authorization",
                               std::string(algorithm) + " Credential=" + std::string(viewOf(credentials.accessKeyId)) + "/"
                                   + place + ", SignedHeaders=" + canonical.names + ", Signature="
                                   + signatureOf(credentials.secretAccessKey, scope, stringToSign) });
    if (hasToken) {
        result.sessionToken = { AuthPlacement::Kind::Header, std::string(tokenHeader), {} };
    }
    return result;
}

} // namespace patchbay::wire
