// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/sent_secret.h"

#include "providers/core/header_set.h"
#include "providers/wire/base64.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <bitset>
#include <cstring>
#include <vector>

namespace patchbay {
namespace {

constexpr std::size_t shortest = 6;
// So many letters of a secret in a row are one piece of it: what masks keys by their shape may have cut the rest away.
constexpr std::size_t pieceSize = 12;
constexpr std::string_view redacted = "<redacted>";

std::string urlEncoded(std::string_view secret)
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

std::string inJson(std::string_view secret, bool slashToo)
{
    wire::JsonWriter writer;
    writer.string(secret);
    const std::string quoted = writer.take();
    std::string escaped;
    for (const char letter : std::string_view(quoted).substr(1, quoted.size() - 2)) {
        escaped += slashToo && letter == '/' ? "\\/" : std::string(1, letter);
    }
    return escaped;
}

// Spellings of a secret, wiped when they go, and the places in a text that hold one or a piece of one.
class Spellings {
public:
    explicit Spellings(std::string_view secret)
    {
        m_all.emplace_back(secret);
        m_all.push_back(urlEncoded(secret));
        m_all.push_back(inJson(secret, false));
        m_all.push_back(inJson(secret, true));
        m_all.push_back(wire::encodeBase64(secret));
        // Behind a user's name, as in "Basic": without the letters that the neighbours have a part in.
        for (std::size_t skipped = 1; skipped <= 2 && secret.size() >= 2 * pieceSize; ++skipped) {
            const std::size_t whole = (secret.size() - skipped) / 3 * 3;
            m_all.push_back(wire::encodeBase64(secret.substr(skipped, whole)));
        }
        for (const std::string &spelling : m_all) {
            for (std::size_t at = 0; at + pieceSize <= spelling.size(); ++at) {
                m_pieces.push_back(std::string_view(spelling).substr(at, pieceSize));
                m_starts.set(startOf(m_pieces.back()));
            }
        }
        std::ranges::sort(m_pieces);
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
        removePiecesFrom(text);
    }

private:
    static std::size_t startOf(std::string_view piece)
    {
        return static_cast<std::size_t>(static_cast<unsigned char>(piece[0])) << 8 | static_cast<unsigned char>(piece[1]);
    }
    bool isPiece(std::string_view text) const
    {
        return m_starts[startOf(text)] && std::ranges::binary_search(m_pieces, text);
    }
    void removePiecesFrom(std::string &text) const
    {
        for (std::size_t at = 0; at + pieceSize <= text.size(); ++at) {
            if (!isPiece(std::string_view(text).substr(at, pieceSize))) {
                continue;
            }
            std::size_t end = at + pieceSize;
            while (end < text.size() && isPiece(std::string_view(text).substr(end + 1 - pieceSize, pieceSize))) {
                ++end;
            }
            text.replace(at, end - at, redacted);
            at += redacted.size() - 1;
        }
    }

    std::vector<std::string> m_all;
    std::vector<std::string_view> m_pieces; // of them, sorted
    std::bitset<65536> m_starts; // the first two letters of pieces
};

void removeFrom(std::string &text, std::string_view secret)
{
    if (secret.size() >= shortest && !text.empty()) {
        Spellings(secret).removeFrom(text);
    }
}

} // namespace

SentSecret::SentSecret(const SecretBytes &secret, bool isHeaderSet)
    : m_secret(secret)
    , m_isHeaderSet(isHeaderSet)
{
}

std::string SentSecret::cleaned(std::string text) const
{
    const std::string_view secret(m_secret.bytes().data(), m_secret.bytes().size());
    if (!m_isHeaderSet) {
        removeFrom(text, secret);
        return text;
    }
    for (const HeaderView &header : headersIn(secret)) {
        removeFrom(text, header.value);
        // "Bearer" before a key is not part of it.
        removeFrom(text, header.value.substr(header.value.find(' ') + 1));
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
