// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/token_exchange.h"

#include "providers/wire/aws_role.h"
#include "providers/wire/base64.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/scrub.h"
#include "providers/wire/url.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <cstring>
#include <memory>
#include <utility>

namespace patchbay::wire {
namespace {

constexpr std::string_view googleScope = "https://www.googleapis.com/auth/cloud-platform";
constexpr std::string_view googleTokenUri = "https://oauth2.googleapis.com/token";
constexpr std::string_view ibmTokenUri = "https://iam.cloud.ibm.com/identity/token";
constexpr std::string_view entraScope = "https://cognitiveservices.azure.com/.default";
constexpr std::int64_t claimSeconds = 3600;
constexpr std::int64_t usualSeconds = 3600;

template <auto Free>
struct Freer {
    template <typename T>
    void operator()(T *object) const
    {
        Free(object);
    }
};
using Bio = std::unique_ptr<BIO, Freer<BIO_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;

std::unexpected<Error> unusable(std::string_view field, std::string_view what)
{
    Error error = makeError(ErrorClass::Authentication,
                            "The credential cannot be used: " + std::string(field) + " " + std::string(what) + ".");
    error.param = field;
    return std::unexpected(std::move(error));
}

// A text that is a secret, wiped where it goes.
class Wiped {
public:
    explicit Wiped(std::string text) : m_text(std::move(text)) {}
    Wiped(const Wiped &) = delete;
    Wiped &operator=(const Wiped &) = delete;
    ~Wiped() { explicit_bzero(m_text.data(), m_text.size()); }
    std::string_view view() const { return m_text; }

private:
    std::string m_text;
};

std::string_view textOf(const SecretBytes &secret)
{
    return { secret.bytes().data(), secret.bytes().size() };
}

// Base64 for addresses, without padding.
std::string urlBase64(std::string_view bytes)
{
    std::string text = encodeBase64(bytes);
    for (char &c : text) {
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    }
    text.erase(std::min(text.find('='), text.size()));
    return text;
}

std::string signedBy(EVP_PKEY *key, std::string_view text)
{
    const DigestContext context(EVP_MD_CTX_new());
    std::size_t length = 0;
    const auto *bytes = reinterpret_cast<const unsigned char *>(text.data());
    if (!context || EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) != 1
        || EVP_DigestSign(context.get(), nullptr, &length, bytes, text.size()) != 1) {
        return {};
    }
    std::string signature(length, '\0');
    auto *out = reinterpret_cast<unsigned char *>(signature.data());
    if (EVP_DigestSign(context.get(), out, &length, bytes, text.size()) != 1) {
        return {};
    }
    signature.resize(length);
    return signature;
}

Key privateKey(std::string_view pem)
{
    const Bio memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    // No password: asking for one would wait at a terminal.
    return Key(memory ? PEM_read_bio_PrivateKey(memory.get(), nullptr, [](char *, int, int, void *) { return 0; }, nullptr)
                      : nullptr);
}

TokenCall formRequest(std::string url, std::string body, std::string_view secret)
{
    TokenCall call { {}, SecretBytes::copyOf(secret) };
    HttpRequest &request = call.request;
    request.auth = { AuthPlacement::Kind::Body, "credential", {} };
    request.url = std::move(url);
    request.headers = { { "content-type", "application/x-www-form-urlencoded" }, { "accept", "application/json" } };
    request.body = std::move(body);
    return call;
}

// The first of the fields that the object has no text for; empty where it has all.
std::string_view missingField(const JsonView &object, std::initializer_list<std::string_view> fields)
{
    for (const std::string_view field : fields) {
        if (!object[field].isString() || object[field].raw() == "\"\"") {
            return field;
        }
    }
    return {};
}

std::string tokenAddress(const JsonView &file)
{
    const std::string given = file["token_uri"].string();
    return given.empty() ? std::string(googleTokenUri) : given;
}

// What "gcloud auth application-default login" leaves behind: a person's refresh token.
Result<TokenCall> googleUserRequest(const JsonView &file)
{
    if (const std::string_view field = missingField(file, { "client_id", "client_secret", "refresh_token" });
        !field.empty()) {
        return unusable(field, "is missing");
    }
    const Wiped client(file["client_secret"].string());
    const Wiped refresh(file["refresh_token"].string());
    const Wiped secrets(formValue(client.view()) + "&refresh_token=" + formValue(refresh.view()));
    return formRequest(tokenAddress(file),
                       "grant_type=refresh_token&client_id=" + formValue(file["client_id"].string())
                           + "&client_secret=",
                       secrets.view());
}

Result<TokenCall> googleRequest(std::string_view credential, std::int64_t now)
{
    const std::expected<JsonView, JsonError> file = parseJson(credential);
    if (!file || !file->isObject()) {
        return unusable("service account", "is no JSON object");
    }
    const std::string type = (*file)["type"].string();
    if (type == "authorized_user") {
        return googleUserRequest(*file);
    }
    if (!type.empty() && type != "service_account") {
        return unusable("type", "\"" + scrubbed(type)
                            + "\" is not read; give the file of a service account or of an authorized_user");
    }
    if (const std::string_view field = missingField(*file, { "client_email", "private_key" }); !field.empty()) {
        return unusable(field, "is missing");
    }
    const std::string email = (*file)["client_email"].string();
    const std::string address = tokenAddress(*file);
    const Wiped pem((*file)["private_key"].string());
    const Key key = privateKey(pem.view());
    if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) {
        return unusable("private_key", "is no RSA key in PEM");
    }
    JsonWriter claims;
    claims.beginObject();
    claims.member("iss", email);
    claims.member("scope", googleScope);
    claims.member("aud", address);
    claims.member("iat", now);
    claims.member("exp", now + claimSeconds);
    claims.endObject();
    const std::string text = urlBase64(R"({"alg":"RS256","typ":"JWT"})") + "." + urlBase64(claims.take());
    const std::string signature = signedBy(key.get(), text);
    if (signature.empty()) {
        return unusable("private_key", "cannot sign");
    }
    const Wiped assertion(text + "." + urlBase64(signature));
    return formRequest(address, "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=",
                       assertion.view());
}

Result<TokenCall> entraRequest(std::string_view credential)
{
    const std::expected<JsonView, JsonError> json = parseJson(credential);
    if (!json || !json->isObject()) {
        return unusable("client credentials", "are no JSON object");
    }
    if (const std::string_view field = missingField(*json, { "tenant_id", "client_id", "client_secret" });
        !field.empty()) {
        return unusable(field, "is missing");
    }
    const Wiped plain((*json)["client_secret"].string());
    const Wiped secret(formValue(plain.view()));
    return formRequest("https://login.microsoftonline.com/" + formValue((*json)["tenant_id"].string())
                           + "/oauth2/v2.0/token",
                       "grant_type=client_credentials&client_id=" + formValue((*json)["client_id"].string()) + "&scope="
                           + formValue(entraScope) + "&client_secret=",
                       secret.view());
}

} // namespace

Result<TokenCall> tokenRequest(TokenExchange exchange, const SecretBytes &credential, std::int64_t now)
{
    switch (exchange) {
    case TokenExchange::None: break;
    case TokenExchange::GoogleServiceAccount: return googleRequest(textOf(credential), now);
    case TokenExchange::EntraClient: return entraRequest(textOf(credential));
    case TokenExchange::AwsRole: return assumeRoleRequest(textOf(credential), now);
    case TokenExchange::IbmApiKey: {
        const Wiped key(formValue(textOf(credential)));
        return formRequest(std::string(ibmTokenUri),
                           "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey&apikey=", key.view());
    }
    }
    return unusable("credential", "needs no exchange");
}

std::string projectOf(const SecretBytes &credential)
{
    const std::expected<JsonView, JsonError> file = parseJson(textOf(credential));
    if (!file || !file->isObject()) {
        return {};
    }
    const std::string project = (*file)["project_id"].string();
    return project.empty() ? (*file)["quota_project_id"].string() : project;
}

Result<IssuedToken> readToken(TokenExchange exchange, const HttpResponse &response, std::int64_t now)
{
    if (exchange == TokenExchange::AwsRole) {
        return readAssumedRole(response, now);
    }
    const std::expected<JsonView, JsonError> json = parseJson(response.body);
    const JsonView answer = json ? *json : JsonView();
    const Wiped token(answer["access_token"].string());
    constexpr int firstErrorStatus = 400;
    if (response.status < firstErrorStatus && !token.view().empty()) {
        const std::optional<std::int64_t> seconds = answer["expires_in"].integer();
        return IssuedToken { SecretBytes::copyOf(token.view()), now + seconds.value_or(usualSeconds) };
    }
    std::string said;
    for (const std::string_view field : { "error_description", "errorMessage", "error" }) {
        said = said.empty() ? answer[field].string() : said;
    }
    Error error = makeError(ErrorClass::Authentication, "The credential was not accepted for a token (HTTP "
                                + std::to_string(response.status) + ")" + (said.empty() ? "." : ": " + scrubbed(said)));
    error.status = response.status < firstErrorStatus ? error.status : response.status;
    return std::unexpected(std::move(error));
}

} // namespace patchbay::wire
