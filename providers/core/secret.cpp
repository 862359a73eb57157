// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/core/secret.h"

#include "providers/core/secret_memory.h"

#include <cstring>
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

std::string maskedForm(const SecretBytes &secret)
{
    constexpr std::size_t shownAtEnd = 4;
    constexpr std::size_t shortestShown = 16;
    const std::span<const char> bytes = secret.bytes();
    if (bytes.size() < shortestShown) {
        return "····";
    }
    return "····" + std::string(bytes.last(shownAtEnd).begin(), bytes.last(shownAtEnd).end());
}

} // namespace patchbay
