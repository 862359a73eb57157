// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/sent_secret.h"

#include "providers/wire/base64.h"
#include "providers/wire/json_writer.h"

#include <cstring>
#include <vector>

namespace patchbay {
namespace {

constexpr std::size_t shortest = 6;
constexpr std::string_view redacted = "<redacted>";

// Spellings of a secret, wiped when they go.
class Spellings {
public:
    explicit Spellings(std::string_view secret)
    {
        m_all.emplace_back(secret);
        m_all.push_back(urlEncoded(secret));
        m_all.push_back(inJson(secret));
        m_all.push_back(wire::encodeBase64(secret));
    }
    ~Spellings()
    {
        for (std::string &spelling : m_all) {
            explicit_bzero(spelling.data(), spelling.size());
        }
    }
    Spellings(const Spellings &) = delete;
    Spellings &operator=(const Spellings &) = delete;

    void removeFrom(std::string &text) const
    {
        for (const std::string &spelling : m_all) {
            for (std::size_t at = text.find(spelling); at != std::string::npos; at = text.find(spelling, at)) {
                text.replace(at, spelling.size(), redacted);
                at += redacted.size();
            }
        }
    }

private:
    static std::string urlEncoded(std::string_view secret)
    {
        constexpr std::string_view digits = "0123456789ABCDEF";
        std::string encoded;
        for (const char byte : secret) {
            const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
                || byte == '-' || byte == '_' || byte == '.' || byte == '~';
            if (plain) {
                encoded += byte;
            } else {
                encoded += '%';
                encoded += digits[static_cast<unsigned char>(byte) >> 4];
                encoded += digits[static_cast<unsigned char>(byte) & 15];
            }
        }
        return encoded;
    }
    static std::string inJson(std::string_view secret)
    {
        wire::JsonWriter writer;
        writer.string(secret);
        std::string quoted = writer.take();
        return quoted.substr(1, quoted.size() - 2);
    }

    std::vector<std::string> m_all;
};

} // namespace

SentSecret::SentSecret(const SecretBytes &secret)
    : m_secret(secret)
{
}

std::string SentSecret::cleaned(std::string text) const
{
    const std::span<const char> bytes = m_secret.bytes();
    if (bytes.size() >= shortest && !text.empty()) {
        Spellings({ bytes.data(), bytes.size() }).removeFrom(text);
    }
    return text;
}

Error SentSecret::cleaned(Error error) const
{
    for (std::string *text : { &error.message, &error.type, &error.param, &error.code, &error.remedy, &error.providerBody }) {
        *text = cleaned(std::move(*text));
    }
    return error;
}

HttpResponse SentSecret::cleaned(HttpResponse response) const
{
    response.body = cleaned(std::move(response.body));
    for (HttpHeader &header : response.headers) {
        header.value = cleaned(std::move(header.value));
    }
    return response;
}

} // namespace patchbay
