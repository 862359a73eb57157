// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/vault_header.h"

#include <algorithm>
#include <cstring>

namespace patchbay::vault {

namespace {

constexpr std::string_view magic { "PBVAULT\0", 8 };
constexpr std::uint16_t version = 1;
constexpr std::size_t mostSlots = 16;
constexpr std::size_t mostBody = 16 * 1024 * 1024;

class Writer {
public:
    template <typename Number> void number(Number value)
    {
        for (std::size_t byte = 0; byte < sizeof(Number); ++byte) {
            m_bytes += static_cast<char>((value >> (8 * byte)) & 0xff);
        }
    }
    template <std::size_t size> void array(const std::array<unsigned char, size> &bytes)
    {
        m_bytes.append(reinterpret_cast<const char *>(bytes.data()), size);
    }
    void text(std::string_view bytes) { m_bytes += bytes; }
    std::string take() { return std::move(m_bytes); }

private:
    std::string m_bytes;
};

// Reads on and remembers when there was not enough.
class Reader {
public:
    explicit Reader(std::string_view bytes)
        : m_bytes(bytes)
    {
    }
    template <typename Number> Number number()
    {
        Number value = 0;
        const std::string_view bytes = text(sizeof(Number));
        for (std::size_t byte = 0; byte < bytes.size(); ++byte) {
            value = static_cast<Number>(value | (static_cast<Number>(static_cast<unsigned char>(bytes[byte])) << (8 * byte)));
        }
        return value;
    }
    template <std::size_t size> std::array<unsigned char, size> array()
    {
        std::array<unsigned char, size> value {};
        const std::string_view bytes = text(size);
        if (!bytes.empty()) {
            std::memcpy(value.data(), bytes.data(), size);
        }
        return value;
    }
    std::string_view text(std::size_t size)
    {
        if (m_bytes.size() - m_at < size) {
            m_short = true;
            return {};
        }
        m_at += size;
        return m_bytes.substr(m_at - size, size);
    }
    std::size_t position() const { return m_at; }
    bool isShort() const { return m_short; }
    bool atEnd() const { return m_at == m_bytes.size(); }

private:
    std::string_view m_bytes;
    std::size_t m_at = 0;
    bool m_short = false;
};

std::unexpected<Error> damaged(std::string sentence)
{
    Error error = makeError(ErrorClass::BadRequest, std::move(sentence));
    error.code = "vault_damaged";
    return std::unexpected(error);
}

// Told before anything of what is missing is: what was not read stands there as nothing.
std::unexpected<Error> cutOff()
{
    return damaged("The vault file is damaged: it ends too early, as if it had been cut.");
}

void writeSlotHead(Writer &writer, const Slot &slot)
{
    writer.number(static_cast<std::uint8_t>(slot.type));
    writer.number(slot.created);
    writer.number(slot.cost.passes);
    writer.number(slot.cost.memoryKibibytes);
    writer.array(slot.salt);
}

bool isWithinBounds(const Slot &slot)
{
    if (slot.type == SlotType::Keychain) {
        return slot.cost.passes == 0 && slot.cost.memoryKibibytes == 0;
    }
    return slot.cost.passes >= 1 && slot.cost.passes <= mostPasses && slot.cost.memoryKibibytes >= leastMemoryKibibytes
        && slot.cost.memoryKibibytes <= mostMemoryKibibytes;
}

Slot readSlot(Reader &reader)
{
    Slot slot;
    slot.type = static_cast<SlotType>(reader.number<std::uint8_t>());
    slot.created = reader.number<std::uint64_t>();
    slot.cost.passes = reader.number<std::uint32_t>();
    slot.cost.memoryKibibytes = reader.number<std::uint32_t>();
    slot.salt = reader.array<16>();
    slot.nonce = reader.array<24>();
    slot.key = reader.array<48>();
    return slot;
}

Result<void> readSlots(Reader &reader, VaultHeader &header)
{
    const auto count = reader.number<std::uint16_t>();
    if (reader.isShort()) {
        return cutOff();
    }
    if (count == 0 || count > mostSlots) {
        return damaged("The vault file is damaged: it has no slot or too many.");
    }
    for (std::uint16_t index = 0; index < count; ++index) {
        const Slot slot = readSlot(reader);
        if (reader.isShort()) {
            return cutOff();
        }
        if (slot.type < SlotType::Passphrase || slot.type > SlotType::Recovery || !isWithinBounds(slot)) {
            return damaged("The vault file asks for more time or memory than a vault may, or has a slot of an unknown kind.");
        }
        header.keySlots.push_back(slot);
    }
    return {};
}

} // namespace

std::string encodeHeader(const VaultHeader &header)
{
    Writer writer;
    writer.text(magic);
    writer.number(version);
    writer.array(header.id);
    writer.number(header.generation);
    writer.number(static_cast<std::uint16_t>(header.keySlots.size()));
    for (const Slot &slot : header.keySlots) {
        writeSlotHead(writer, slot);
        writer.array(slot.nonce);
        writer.array(slot.key);
    }
    return writer.take();
}

std::string slotBinding(const VaultHeader &header, const Slot &slot)
{
    Writer writer;
    writer.text(magic);
    writer.number(version);
    writer.array(header.id);
    writeSlotHead(writer, slot);
    return writer.take();
}

std::string encodeVault(const SealedVault &vault)
{
    Writer writer;
    writer.text(vault.headerBytes);
    writer.array(vault.code);
    writer.array(vault.nonce);
    writer.number(static_cast<std::uint32_t>(vault.body.size()));
    writer.text(vault.body);
    return writer.take();
}

Result<SealedVault> decodeVault(std::string_view bytes)
{
    Reader reader(bytes);
    if (bytes.size() < magic.size() && magic.starts_with(bytes)) {
        return cutOff(); // an empty file, too
    }
    if (reader.text(magic.size()) != magic) {
        return damaged("This is no vault file, or its beginning is damaged.");
    }
    if (const auto found = reader.number<std::uint16_t>(); !reader.isShort() && found != version) {
        Error error = makeError(ErrorClass::BadRequest,
                                "The vault file has format " + std::to_string(found) + "; this Patchbay reads format "
                                    + std::to_string(version) + '.');
        error.code = "vault_version";
        error.remedy = found > version ? "Open it with the newer Patchbay that wrote it." : "";
        return std::unexpected(error);
    }
    SealedVault vault;
    vault.header.id = reader.array<16>();
    vault.header.generation = reader.number<std::uint64_t>();
    if (Result<void> read = readSlots(reader, vault.header); !read) {
        return std::unexpected(read.error());
    }
    vault.headerBytes = bytes.substr(0, reader.position());
    vault.code = reader.array<32>();
    vault.nonce = reader.array<24>();
    const auto size = reader.number<std::uint32_t>();
    if (!reader.isShort() && size > mostBody) {
        return damaged("The vault file is damaged: its body is too long.");
    }
    vault.body = reader.isShort() ? std::string() : reader.text(size);
    if (reader.isShort()) {
        return cutOff();
    }
    if (!reader.atEnd()) {
        return damaged("The vault file is damaged: it is longer than it says.");
    }
    return vault;
}

} // namespace patchbay::vault
