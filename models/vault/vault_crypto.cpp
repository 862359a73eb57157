// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/vault_crypto.h"

#include <sodium.h>

#include <algorithm>
#include <ctime>

namespace patchbay::vault {

namespace {

constexpr KeyCost leastCost { 3, 64 * 1024 };
constexpr std::uint32_t usualMemoryKibibytes = 256 * 1024;
constexpr char keyContext[crypto_kdf_CONTEXTBYTES + 1] = "pbvault1";

static_assert(keySize == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(keySize == crypto_kdf_KEYBYTES);
static_assert(sizeof(Nonce) == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
static_assert(sizeof(WrappedKey) == keySize + crypto_aead_xchacha20poly1305_ietf_ABYTES);
static_assert(sizeof(Salt) == crypto_pwhash_argon2id_SALTBYTES);

const unsigned char *octets(std::string_view bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}

const unsigned char *octets(const SecretBytes &secret)
{
    return reinterpret_cast<const unsigned char *>(secret.bytes().data());
}

// A place for secret bytes of libsodium's making: guarded and locked, wiped when it goes.
class GuardedBytes {
public:
    explicit GuardedBytes(std::size_t size)
        : m_data(static_cast<unsigned char *>(sodium_malloc(std::max<std::size_t>(size, 1))))
        , m_size(size)
    {
    }
    ~GuardedBytes() { sodium_free(m_data); }
    GuardedBytes(const GuardedBytes &) = delete;
    GuardedBytes &operator=(const GuardedBytes &) = delete;

    unsigned char *data() { return m_data; }
    SecretBytes take() const { return SecretBytes::copyOf({ reinterpret_cast<const char *>(m_data), m_size }); }

private:
    unsigned char *m_data;
    std::size_t m_size;
};

std::chrono::microseconds workOfThisThread()
{
    timespec time {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}

// By the processor's time, the least of three: what else the computer does while a vault is made does not make the vault cheaper
// to guess. The first try also pays for memory that the others find in place.
std::chrono::microseconds timeOf(const KeyCost &cost)
{
    auto least = std::chrono::microseconds::max();
    for (int attempt = 0; attempt < 3; ++attempt) {
        const std::chrono::microseconds start = workOfThisThread();
        (void)deriveKey(SecretBytes::copyOf("how long does it take"), Salt {}, cost);
        least = std::min(least, workOfThisThread() - start);
    }
    return least;
}

} // namespace

bool prepareCrypto()
{
    return sodium_init() >= 0;
}

SecretBytes randomSecret(std::size_t size)
{
    GuardedBytes bytes(size);
    randombytes_buf(bytes.data(), size);
    return bytes.take();
}

void fillRandom(std::span<unsigned char> bytes)
{
    randombytes_buf(bytes.data(), bytes.size());
}

SecretBytes deriveKey(const SecretBytes &passphrase, const Salt &salt, const KeyCost &cost)
{
    GuardedBytes key(keySize);
    const std::span<const char> text = passphrase.bytes();
    const int failed = crypto_pwhash(key.data(), keySize, text.data(), text.size(), salt.data(), cost.passes,
                                     std::size_t(cost.memoryKibibytes) * 1024, crypto_pwhash_ALG_ARGON2ID13);
    return failed != 0 ? SecretBytes() : key.take();
}

KeyCost calibratedCost(std::chrono::milliseconds wanted)
{
    KeyCost cost { 1, usualMemoryKibibytes };
    std::chrono::microseconds onePass = timeOf(cost);
    // A slow computer gets less memory rather than fewer passes.
    while (onePass * leastCost.passes > wanted && cost.memoryKibibytes > leastCost.memoryKibibytes) {
        cost.memoryKibibytes /= 2;
        onePass = timeOf(cost);
    }
    // The nearest number: rounded down, one that is not whole could end below half a second.
    const auto passes = (std::chrono::microseconds(wanted) + onePass / 2) / std::max(onePass, std::chrono::microseconds(1000));
    cost.passes = std::clamp<std::uint32_t>(static_cast<std::uint32_t>(passes), leastCost.passes, mostPasses);
    return cost;
}

SecretBytes subKey(const SecretBytes &masterKey, SubKey purpose)
{
    GuardedBytes key(keySize);
    crypto_kdf_derive_from_key(key.data(), keySize, static_cast<std::uint64_t>(purpose), keyContext, octets(masterKey));
    return key.take();
}

void wrapKey(Slot &slot, const std::string &binding, const SecretBytes &wrappingKey, const SecretBytes &masterKey)
{
    fillRandom(slot.nonce);
    crypto_aead_xchacha20poly1305_ietf_encrypt(slot.key.data(), nullptr, octets(masterKey), keySize, octets(binding),
                                               binding.size(), nullptr, slot.nonce.data(), octets(wrappingKey));
}

SecretBytes unwrapKey(const Slot &slot, const std::string &binding, const SecretBytes &wrappingKey)
{
    if (wrappingKey.bytes().size() != keySize) {
        return {};
    }
    GuardedBytes key(keySize);
    const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(key.data(), nullptr, nullptr, slot.key.data(),
                                                                  slot.key.size(), octets(binding), binding.size(),
                                                                  slot.nonce.data(), octets(wrappingKey));
    return failed != 0 ? SecretBytes() : key.take();
}

HeaderCode headerCode(std::string_view headerBytes, const SecretBytes &key)
{
    HeaderCode code {};
    crypto_generichash(code.data(), code.size(), octets(headerBytes), headerBytes.size(), octets(key), key.bytes().size());
    return code;
}

bool isEqual(const HeaderCode &left, const HeaderCode &right)
{
    return sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::string sealBody(const SecretBytes &plain, std::string_view binding, const Nonce &nonce, const SecretBytes &key)
{
    std::string sealed(plain.bytes().size() + crypto_aead_xchacha20poly1305_ietf_ABYTES, '\0');
    crypto_aead_xchacha20poly1305_ietf_encrypt(reinterpret_cast<unsigned char *>(sealed.data()), nullptr, octets(plain),
                                               plain.bytes().size(), octets(binding), binding.size(), nullptr, nonce.data(),
                                               octets(key));
    return sealed;
}

Result<SecretBytes> openBody(std::string_view sealed, std::string_view binding, const Nonce &nonce, const SecretBytes &key)
{
    if (sealed.size() < crypto_aead_xchacha20poly1305_ietf_ABYTES) {
        return failure(ErrorClass::Authentication, "too short");
    }
    GuardedBytes plain(sealed.size() - crypto_aead_xchacha20poly1305_ietf_ABYTES);
    const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(plain.data(), nullptr, nullptr, octets(sealed),
                                                                  sealed.size(), octets(binding), binding.size(),
                                                                  nonce.data(), octets(key));
    if (failed != 0) {
        return failure(ErrorClass::Authentication, "not authentic");
    }
    return plain.take();
}

std::string digestOf(std::string_view text)
{
    std::array<unsigned char, 32> digest {};
    crypto_generichash(digest.data(), digest.size(), octets(text), text.size(), nullptr, 0);
    std::string hexadecimal(2 * digest.size() + 1, '\0');
    sodium_bin2hex(hexadecimal.data(), hexadecimal.size(), digest.data(), digest.size());
    hexadecimal.pop_back();
    return hexadecimal;
}

} // namespace patchbay::vault
