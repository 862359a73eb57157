// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/leak_watch.h"

#include <sodium.h>

#include <algorithm>
#include <cctype>
#include <cstring>

namespace patchbay::vault {
namespace {

constexpr std::size_t shortestSecret = 16;
constexpr std::size_t headSize = 8;
// Of a secret that is a document: what in it is a secret by itself.
constexpr std::size_t shortestRun = 40;

bool isKeyLetter(char letter)
{
    const auto byte = static_cast<unsigned char>(letter);
    return std::isalnum(byte) != 0 || letter == '+' || letter == '/' || letter == '_' || letter == '-' || letter == '=';
}

bool isDocument(std::string_view secret)
{
    return secret.find_first_of("{\n ") != std::string_view::npos;
}

std::vector<std::string_view> longRuns(std::string_view document)
{
    std::vector<std::string_view> runs;
    for (std::size_t at = 0; at < document.size();) {
        std::size_t end = at;
        while (end < document.size() && isKeyLetter(document[end])) {
            ++end;
        }
        if (end - at >= shortestRun) {
            runs.push_back(document.substr(at, end - at));
        }
        at = end + 1;
    }
    return runs;
}

} // namespace

LeakWatch::LeakWatch(const std::vector<VaultRecord> &records, SecretBytes fingerprintKey)
    : m_key(std::move(fingerprintKey))
{
    std::array<unsigned char, sizeof(m_factor)> factor {};
    const auto *key = reinterpret_cast<const unsigned char *>(m_key.bytes().data());
    constexpr std::string_view purpose = "heads of secrets";
    crypto_generichash(factor.data(), factor.size(), reinterpret_cast<const unsigned char *>(purpose.data()),
                       purpose.size(), key, m_key.bytes().size());
    std::memcpy(&m_factor, factor.data(), factor.size());
    m_factor |= 1;
    for (const VaultRecord &record : records) {
        for (const SecretParts *parts : { &record.parts, &record.previous }) {
            for (const auto &[name, secret] : *parts) {
                add({ secret.bytes().data(), secret.bytes().size() }, { record.name, parts == &record.previous });
            }
        }
    }
}

void LeakWatch::add(std::string_view secret, const Known &known)
{
    if (isDocument(secret)) {
        for (const std::string_view run : longRuns(secret)) {
            add(run, known);
        }
        return;
    }
    if (secret.size() >= shortestSecret) {
        m_prints.emplace(printOf(secret), known); // the one that is in use goes before an older one
        m_heads[headOf(secret.data())].insert(secret.size());
    }
}

LeakWatch::Print LeakWatch::printOf(std::string_view bytes) const
{
    Print print {};
    crypto_generichash(print.data(), print.size(), reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size(),
                       reinterpret_cast<const unsigned char *>(m_key.bytes().data()), m_key.bytes().size());
    return print;
}

std::uint64_t LeakWatch::headOf(const char *bytes) const
{
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, headSize);
    word *= m_factor;
    return word ^ (word >> 32U);
}

std::vector<FoundSecret> LeakWatch::search(std::string_view text, const std::function<bool()> &isStopped) const
{
    std::vector<FoundSecret> found;
    std::size_t line = 1;
    std::size_t lineStart = found.size();
    for (std::size_t at = 0; at + headSize <= text.size(); ++at) {
        constexpr std::size_t askEvery = 256 * 1024;
        if (at % askEvery == 0 && isStopped && isStopped()) {
            break;
        }
        if (text[at] == '\n') {
            ++line;
            lineStart = found.size();
            continue;
        }
        const auto lengths = m_heads.find(headOf(text.data() + at));
        if (lengths == m_heads.end()) {
            continue;
        }
        for (const std::size_t length : lengths->second) {
            const auto known = at + length <= text.size() ? m_prints.find(printOf(text.substr(at, length))) : m_prints.end();
            if (known == m_prints.end()) {
                continue;
            }
            const auto told = found.begin() + static_cast<std::ptrdiff_t>(lineStart);
            if (std::none_of(told, found.end(), [&](const FoundSecret &one) { return one.key == known->second.key; })) {
                found.push_back({ known->second.key, line, known->second.previous });
            }
        }
    }
    return found;
}

} // namespace patchbay::vault
