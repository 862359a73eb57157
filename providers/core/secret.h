// SPDX-License-Identifier: GPL-3.0-or-later
//
// SecretBytes and KeySource: the only type that carries a secret, and the port through which the
// engine asks for one. The environment implements it first (providers/engine), pasted keys and the
// vault later (models/).
#pragma once

#include "providers/core/http.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace patchbay {

// Owns secret bytes: moves but does not copy, is wiped when it goes, converts to no text type and
// has no stream operator.
class SecretBytes {
public:
    SecretBytes() = default;
    static SecretBytes copyOf(std::string_view bytes);
    SecretBytes(SecretBytes &&other) noexcept;
    SecretBytes &operator=(SecretBytes &&other) noexcept;
    SecretBytes(const SecretBytes &) = delete;
    SecretBytes &operator=(const SecretBytes &) = delete;
    ~SecretBytes();

    SecretBytes clone() const;
    bool empty() const { return m_size == 0; }
    // Valid as long as this object; the reader copies it nowhere but to where it is used.
    std::span<const char> bytes() const { return { m_data, m_size }; }

private:
    char *m_data = nullptr;
    std::size_t m_size = 0;
};

// Finds keys by the name of the variable that LiteLLM reads them from ("OPENAI_API_KEY"), for the
// origin that they will be sent to. Called on I/O threads: implementations are thread-safe and do
// not block on disk or network.
class KeySource {
public:
    virtual ~KeySource() = default;
    // Nothing when no such key is known or it is bound to another origin.
    virtual std::optional<SecretBytes> find(std::string_view name, const Origin &origin) const = 0;
};

// Masked form for people: "sk-…4f2a"; short secrets show nothing.
std::string maskedForm(const SecretBytes &secret);

} // namespace patchbay
