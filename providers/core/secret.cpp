// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/core/secret.h"

#include "providers/core/secret_memory.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <string_view>
#include <utility>

namespace patchbay {

SecretBytes SecretBytes::copyOf(std::string_view bytes)
{
    SecretBytes secret;
    if (!bytes.empty()) {
        secret.m_data = SecretMemory::take(bytes.size());
        if (secret.m_data == nullptr) {
            secret.m_data = new char[bytes.size()];
        }
        secret.m_size = bytes.size();
        std::memcpy(secret.m_data, bytes.data(), bytes.size());
    }
    return secret;
}

SecretBytes::SecretBytes(SecretBytes &&other) noexcept
    : m_data(std::exchange(other.m_data, nullptr))
    , m_size(std::exchange(other.m_size, 0))
{
}

SecretBytes &SecretBytes::operator=(SecretBytes &&other) noexcept
{
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    return *this;
}

SecretBytes::~SecretBytes()
{
    if (m_data && !SecretMemory::giveBack(m_data, m_size)) {
        // Unlike memset, the compiler may not leave this out.
        explicit_bzero(m_data, m_size);
        delete[] m_data;
    }
}

SecretBytes SecretBytes::clone() const
{
    return copyOf({ m_data, m_size });
}

namespace {

// Of a key file in JSON the end of its key's id, which is no secret: the provider lists its keys by it.
std::string maskedKeyFile(std::string_view text)
{
    constexpr std::string_view member = "\"private_key_id\"";
    constexpr std::size_t shownAtEnd = 4;
    std::size_t begin = text.find(member);
    begin = begin == std::string_view::npos ? begin : text.find('"', begin + member.size());
    const std::size_t end = begin == std::string_view::npos ? begin : text.find('"', begin + 1);
    if (end == std::string_view::npos || end - begin <= shownAtEnd) {
        return "key file";
    }
    const std::string_view id = text.substr(end - shownAtEnd, shownAtEnd);
    const bool isPlain = std::ranges::all_of(id, [](unsigned char letter) { return std::isalnum(letter) != 0; });
    return isPlain ? "key file ····" + std::string(id) : "key file";
}

} // namespace

std::string maskedForm(const SecretBytes &secret)
{
    constexpr std::size_t shownAtEnd = 4;
    constexpr std::size_t shortestShown = 16;
    const std::span<const char> bytes = secret.bytes();
    if (bytes.size() < shortestShown) {
        return "····";
    }
    const std::string_view text(bytes.data(), bytes.size());
    if (text.starts_with('{')) {
        return maskedKeyFile(text);
    }
    return "····" + std::string(text.substr(text.size() - shownAtEnd));
}

} // namespace patchbay
