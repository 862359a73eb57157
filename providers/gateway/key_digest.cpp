// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/key_digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace patchbay::gateway {

namespace {

constexpr std::size_t pepperSize = 32;

using Random = std::array<unsigned char, 32>;

Result<Random> randomBytes()
{
    Random bytes {};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
        return failure(ErrorClass::InternalServer, "The system gives no random bytes.");
    }
    return bytes;
}

std::string_view view(const Random &bytes)
{
    return { reinterpret_cast<const char *>(bytes.data()), bytes.size() };
}

Error pepperError(const std::string &what)
{
    Error error = makeError(ErrorClass::ServiceUnavailable, "The file with the pepper of virtual keys " + what + ".");
    error.remedy =
        "Without it no virtual key can be checked: put it back from the backup that gateway.db came from.";
    return error;
}

Result<KeyDigest> readPepper(int file)
{
    struct stat status { };
    std::array<char, pepperSize> bytes {};
    const bool readable =
        ::fstat(file, &status) == 0 && ::read(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
    ::close(file);
    if (!readable || status.st_size != static_cast<off_t>(pepperSize)) {
        return std::unexpected(pepperError("is damaged"));
    }
    if ((status.st_mode & 077) != 0 || status.st_uid != ::geteuid()) {
        return std::unexpected(pepperError("can be read by others"));
    }
    KeyDigest digest(SecretBytes::copyOf({ bytes.data(), bytes.size() }));
    OPENSSL_cleanse(bytes.data(), bytes.size());
    return digest;
}

} // namespace

void KeyDigest::FreeMac::operator()(EVP_MAC_CTX *context) const
{
    EVP_MAC_CTX_free(context);
}

KeyDigest::KeyDigest(const SecretBytes &pepper)
{
    const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr), &EVP_MAC_free);
    m_begun.reset(EVP_MAC_CTX_new(mac.get()));
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = { OSSL_PARAM_construct_utf8_string("digest", digest, 0),
                                      OSSL_PARAM_construct_end() };
    const std::span<const char> bytes = pepper.bytes();
    if (!m_begun
        || EVP_MAC_init(m_begun.get(), reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size(), parameters)
            != 1) {
        std::abort();
    }
}

Result<KeyDigest> KeyDigest::unsaved()
{
    const Result<Random> bytes = randomBytes();
    if (!bytes) {
        return std::unexpected(bytes.error());
    }
    return KeyDigest(SecretBytes::copyOf(view(*bytes)));
}

Result<KeyDigest> KeyDigest::fromFile(const std::string &path)
{
    if (const int file = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC); file >= 0) {
        return readPepper(file);
    }
    if (errno != ENOENT) {
        return std::unexpected(pepperError("cannot be opened"));
    }
    const Result<Random> bytes = randomBytes();
    if (!bytes) {
        return std::unexpected(bytes.error());
    }
    // Whole or not at all: a half-written pepper would make every key useless.
    const std::string half = path + ".new";
    ::unlink(half.c_str());
    const int file = ::open(half.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    const bool written = file >= 0 && ::write(file, bytes->data(), bytes->size()) == static_cast<ssize_t>(bytes->size())
        && ::fsync(file) == 0;
    if (file >= 0) {
        ::close(file);
    }
    if (!written || ::rename(half.c_str(), path.c_str()) != 0) {
        return std::unexpected(pepperError("cannot be written"));
    }
    return KeyDigest(SecretBytes::copyOf(view(*bytes)));
}

std::string KeyDigest::of(std::string_view key) const
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes {};
    std::size_t size = 0;
    const MacContext mac(EVP_MAC_CTX_dup(m_begun.get()));
    if (!mac || EVP_MAC_update(mac.get(), reinterpret_cast<const unsigned char *>(key.data()), key.size()) != 1
        || EVP_MAC_final(mac.get(), bytes.data(), &size, bytes.size()) != 1) {
        std::abort(); // an empty digest would mean that nobody is asked for keys
    }
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(size * 2);
    for (std::size_t place = 0; place < size; ++place) {
        text += digits[bytes[place] >> 4];
        text += digits[bytes[place] & 15];
    }
    return text;
}

Result<SecretBytes> makeVirtualKey()
{
    Result<Random> bytes = randomBytes();
    if (!bytes) {
        return std::unexpected(bytes.error());
    }
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string key = "sk-";
    unsigned bits = 0;
    unsigned held = 0;
    for (const unsigned char byte : *bytes) {
        bits = (bits << 8 | byte) & 0xffffu;
        held += 8;
        while (held >= 6) {
            held -= 6;
            key += letters[(bits >> held) & 63];
        }
    }
    key += letters[(bits << (6 - held)) & 63];
    SecretBytes secret = SecretBytes::copyOf(key);
    OPENSSL_cleanse(key.data(), key.size());
    OPENSSL_cleanse(bytes->data(), bytes->size());
    return secret;
}

std::string shortName(std::string_view key)
{
    constexpr std::size_t shown = 4;
    constexpr std::size_t shortest = 12; // four letters of less would say too much
    return key.size() < shortest ? "sk-..." : "sk-..." + std::string(key.substr(key.size() - shown));
}

bool equalDigests(std::string_view left, std::string_view right)
{
    if (left.size() != right.size()) {
        return false;
    }
    // Eight bytes at a time, and all of them whatever they are: the time says nothing about where they differ.
    std::uint64_t difference = 0;
    std::size_t at = 0;
    for (; at + sizeof difference <= left.size(); at += sizeof difference) {
        std::uint64_t ours = 0;
        std::uint64_t theirs = 0;
        std::memcpy(&ours, left.data() + at, sizeof ours);
        std::memcpy(&theirs, right.data() + at, sizeof theirs);
        difference |= ours ^ theirs;
    }
    return difference == 0 && CRYPTO_memcmp(left.data() + at, right.data() + at, left.size() - at) == 0;
}

} // namespace patchbay::gateway
