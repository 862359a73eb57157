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

// As every spelling but those of base 64 has it.
bool isPlain(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '-'
        || byte == '_' || byte == '.' || byte == '~';
}

std::string urlEncoded(std::string_view secret)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char byte : secret) {
        if (isPlain(byte)) {
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
        constexpr std::size_t most = 7;
        m_all.reserve(most);
        m_all.emplace_back(secret);
        if (!std::ranges::all_of(secret, isPlain)) {
            add(urlEncoded(secret));
            add(inJson(secret, false));
            add(inJson(secret, true));
        }
        add(wire::encodeBase64(secret));
        // Behind a user's name, as in "Basic": without the letters that the neighbours have a part in.
        for (std::size_t skipped = 1; skipped <= 2 && secret.size() >= 2 * pieceSize; ++skipped) {
            const std::size_t whole = (secret.size() - skipped) / 3 * 3;
            add(wire::encodeBase64(secret.substr(skipped, whole)));
        }
        for (const std::string &spelling : m_all) {
            for (std::size_t at = 0; spelling.size() >= pieceSize && at + 1 < spelling.size(); ++at) {
                m_pairs.set(pairAt(spelling, at));
            }
        }
    }
    ~Spellings()
    {
        for (std::string &spelling : m_all) {
            explicit_bzero(spelling.data(), spelling.size());
        }
    }
    Spellings(const Spellings &) = delete;
    Spellings &operator=(const Spellings &) = delete;

    void removeFrom(std::string &text)
    {
        if (!mayHold(text)) {
            return;
        }
        for (const std::string &spelling : m_all) {
            for (std::size_t at = text.find(spelling); at != std::string::npos; at = text.find(spelling, at)) {
                text.replace(at, spelling.size(), redacted);
                at += redacted.size();
            }
        }
        removePiecesFrom(text);
    }

    // Whether so many neighbours in a row stand beside each other in a spelling, too: almost never by chance, and told
    // in one pass.
    bool mayHold(std::string_view text) const
    {
        std::size_t run = 0;
        for (std::size_t at = 0; at + 1 < text.size(); ++at) {
            run = m_pairs[pairAt(text, at)] ? run + 1 : 0;
            if (run + 1 >= pieceSize) {
                return true;
            }
        }
        return std::ranges::any_of(m_all, [&](const std::string &spelling) {
            return spelling.size() < pieceSize && text.contains(spelling);
        });
    }

private:
    void add(std::string spelling)
    {
        if (!std::ranges::contains(m_all, spelling)) {
            m_all.push_back(std::move(spelling));
        }
    }
    // Several pairs share a place: the table stays small, for there is one for each answer.
    static std::size_t pairAt(std::string_view text, std::size_t at)
    {
        constexpr std::size_t shift = 5;
        return (static_cast<std::size_t>(static_cast<unsigned char>(text[at])) << shift
                ^ static_cast<unsigned char>(text[at + 1]))
            % pairPlaces;
    }
    void makePieces()
    {
        for (const std::string &spelling : m_all) {
            for (std::size_t at = 0; at + pieceSize <= spelling.size(); ++at) {
                m_pieces.push_back(std::string_view(spelling).substr(at, pieceSize));
            }
        }
        std::ranges::sort(m_pieces);
    }
    bool isPiece(std::string_view text) const { return std::ranges::binary_search(m_pieces, text); }
    void removePiecesFrom(std::string &text)
    {
        if (m_pieces.empty()) {
            makePieces();
        }
        for (std::size_t at = 0; at + pieceSize <= text.size(); ++at) {
            if (!m_pairs[pairAt(text, at)] || !isPiece(std::string_view(text).substr(at, pieceSize))) {
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
    static constexpr std::size_t pairPlaces = 4096;
    std::bitset<pairPlaces> m_pairs; // neighbouring letters in those that are long enough to have pieces
    std::vector<std::string_view> m_pieces; // of them, sorted; once they are needed
};

void removeFrom(const std::vector<std::string *> &texts, std::string_view secret)
{
    const bool any = std::ranges::any_of(texts, [](const std::string *text) { return text->size() >= shortest; });
    if (secret.size() >= shortest && any) {
        Spellings spellings(secret);
        for (std::string *text : texts) {
            spellings.removeFrom(*text);
        }
    }
}

// Headers that servers make from nothing that was sent to them: most answers have no others.
bool isOfTheServer(std::string_view name)
{
    constexpr std::string_view names[] = { "content-type", "content-length", "date", "connection", "keep-alive",
                                           "transfer-encoding", "content-encoding" };
    return std::ranges::contains(names, name);
}

} // namespace

SentSecret::SentSecret(const SecretBytes &secret, bool isHeaderSet)
    : m_secret(secret)
    , m_isHeaderSet(isHeaderSet)
{
}

void SentSecret::clean(const std::vector<std::string *> &texts) const
{
    const std::string_view secret(m_secret.bytes().data(), m_secret.bytes().size());
    if (!m_isHeaderSet) {
        removeFrom(texts, secret);
        return;
    }
    for (const HeaderView &header : headersIn(secret)) {
        removeFrom(texts, header.value);
        // "Bearer" before a key is not part of it.
        removeFrom(texts, header.value.substr(header.value.find(' ') + 1));
    }
}

std::string SentSecret::cleaned(std::string text) const
{
    clean({ &text });
    return text;
}

Error SentSecret::cleaned(Error error) const
{
    clean({ &error.message, &error.type, &error.param, &error.code, &error.remedy, &error.providerBody });
    return error;
}

bool SentSecret::mayBeIn(const std::vector<HttpHeader> &headers) const
{
    const std::string_view secret(m_secret.bytes().data(), m_secret.bytes().size());
    if (m_isHeaderSet) {
        return true;
    }
    // A spelling is no shorter than what it spells.
    const std::size_t needed = std::min(secret.size(), pieceSize);
    const auto isLong = [needed](const HttpHeader &header) {
        return header.value.size() >= needed && !isOfTheServer(header.name);
    };
    if (secret.size() < shortest || std::ranges::none_of(headers, isLong)) {
        return false;
    }
    const Spellings spellings(secret);
    return std::ranges::any_of(headers, [&](const HttpHeader &header) {
        return isLong(header) && spellings.mayHold(header.value);
    });
}

void SentSecret::tell(const std::vector<HttpHeader> &headers,
                      const std::function<void(const std::vector<HttpHeader> &headers)> &listener) const
{
    if (mayBeIn(headers)) {
        listener(cleaned(headers));
    } else {
        listener(headers);
    }
}

std::vector<HttpHeader> SentSecret::cleaned(std::vector<HttpHeader> headers) const
{
    std::vector<std::string *> values;
    values.reserve(headers.size());
    for (HttpHeader &header : headers) {
        if (!isOfTheServer(header.name)) {
            values.push_back(&header.value);
        }
    }
    clean(values);
    return headers;
}

HttpResponse SentSecret::cleaned(HttpResponse response) const
{
    response.body = cleaned(std::move(response.body));
    response.headers = cleaned(std::move(response.headers));
    return response;
}

} // namespace patchbay
