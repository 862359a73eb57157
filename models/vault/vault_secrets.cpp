// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/vault_secrets.h"

#include "models/vault/vault_crypto.h"

#include <QString>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>

namespace patchbay::vault {

namespace {

constexpr std::size_t recoveryBytes = 20; // 160 bits
// Without letters and digits that look alike (RFC 4648's alphabet has none of 0, 1, 8, 9).
constexpr std::string_view recoveryAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

} // namespace

SecretBytes newRecoveryCode()
{
    const SecretBytes random = randomSecret(recoveryBytes);
    std::array<char, recoveryBytes * 8 / 5> code {};
    std::uint32_t bits = 0;
    int count = 0;
    std::size_t at = 0;
    for (const char byte : random.bytes()) {
        bits = (bits << 8) | static_cast<unsigned char>(byte);
        for (count += 8; count >= 5; count -= 5) {
            code[at++] = recoveryAlphabet[(bits >> (count - 5)) & 31];
        }
    }
    SecretBytes text = SecretBytes::copyOf({ code.data(), code.size() });
    explicit_bzero(code.data(), code.size());
    return text;
}

SecretBytes normalisedPassphrase(const SecretBytes &passphrase)
{
    const std::span<const char> bytes = passphrase.bytes();
    if (std::ranges::all_of(bytes, [](char byte) { return static_cast<unsigned char>(byte) < 0x80; })) {
        return passphrase.clone();
    }
    QString text = QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
    QString normal = text.normalized(QString::NormalizationForm_C);
    QByteArray encoded = normal.toUtf8();
    SecretBytes result = SecretBytes::copyOf({ encoded.constData(), static_cast<std::size_t>(encoded.size()) });
    encoded.fill('\0');
    normal.fill(QChar(0));
    text.fill(QChar(0));
    return result;
}

SecretBytes normalisedRecoveryCode(const SecretBytes &code)
{
    std::array<char, recoveryBytes * 8 / 5> kept {};
    std::size_t size = 0;
    for (const char byte : code.bytes()) {
        const char letter = static_cast<char>(std::toupper(static_cast<unsigned char>(byte)));
        if (recoveryAlphabet.find(letter) != std::string_view::npos && size < kept.size()) {
            kept[size++] = letter;
        }
    }
    SecretBytes result = SecretBytes::copyOf({ kept.data(), size });
    explicit_bzero(kept.data(), kept.size());
    return result;
}

} // namespace patchbay::vault
