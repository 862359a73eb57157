// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/vault_record.h"

#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <memory>

namespace patchbay::vault {

namespace {

constexpr std::size_t recordGrain = 256;

enum class Field : std::uint8_t {
    Id = 1, Name, Provider, Origin, Notes, Tag, Created, Rotated, Expires, Tested, TestResult,
    PartName, PartSecret, PreviousName, PreviousSecret, PreviousUntil, Share,
    RevokeMasked, RevokeSince, AuditNumber, AuditDigest,
};

std::string_view view(const SecretBytes &secret)
{
    return { secret.bytes().data(), secret.bytes().size() };
}

// Writes into memory whose size was counted before, so that no copy of a secret is left behind.
class Sink {
public:
    explicit Sink(char *target)
        : m_target(target)
    {
    }
    void number(std::uint32_t value)
    {
        for (int byte = 0; byte < 4; ++byte) {
            put(static_cast<char>((value >> (8 * byte)) & 0xff));
        }
    }
    void field(Field field, std::string_view bytes)
    {
        put(static_cast<char>(field));
        number(static_cast<std::uint32_t>(bytes.size()));
        if (m_target != nullptr && !bytes.empty()) {
            std::memcpy(m_target + m_size, bytes.data(), bytes.size());
        }
        m_size += bytes.size();
    }
    void text(Field kind, std::string_view bytes)
    {
        if (!bytes.empty()) {
            field(kind, bytes);
        }
    }
    void time(Field kind, const std::optional<WallTime> &time)
    {
        if (time) {
            field(kind, std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time->time_since_epoch()).count()));
        }
    }
    void parts(Field name, Field secret, const SecretParts &parts)
    {
        for (const auto &[part, bytes] : parts) {
            field(name, part);
            field(secret, view(bytes));
        }
    }
    std::size_t size() const { return m_size; }

private:
    void put(char byte)
    {
        if (m_target != nullptr) {
            m_target[m_size] = byte;
        }
        ++m_size;
    }

    char *m_target;
    std::size_t m_size = 0;
};

void writeFields(Sink &sink, const VaultRecord &record)
{
    sink.text(Field::Id, record.id);
    sink.text(Field::Name, record.name);
    sink.text(Field::Provider, record.provider);
    sink.text(Field::Origin, record.origin);
    sink.text(Field::Notes, record.notes);
    for (const std::string &tag : record.tags) {
        sink.text(Field::Tag, tag);
    }
    sink.time(Field::Created, record.created);
    sink.time(Field::Rotated, record.rotated);
    sink.time(Field::Expires, record.expires);
    sink.time(Field::Tested, record.tested);
    sink.text(Field::TestResult, record.testResult);
    sink.parts(Field::PartName, Field::PartSecret, record.parts);
    sink.parts(Field::PreviousName, Field::PreviousSecret, record.previous);
    sink.time(Field::PreviousUntil, record.previousUntil);
    if (record.share != 100) {
        sink.text(Field::Share, std::to_string(record.share));
    }
    for (const ToRevoke &old : record.toRevoke) {
        sink.field(Field::RevokeMasked, old.masked);
        sink.time(Field::RevokeSince, old.since);
    }
}

void writeAnchor(Sink &sink, const AuditAnchor &anchor)
{
    if (anchor.number != 0) {
        sink.text(Field::AuditNumber, std::to_string(anchor.number));
        sink.text(Field::AuditDigest, anchor.digest);
    }
}

std::size_t filledUp(std::size_t size)
{
    return (size + recordGrain - 1) / recordGrain * recordGrain;
}

std::uint32_t numberAt(std::string_view bytes, std::size_t at)
{
    std::uint32_t value = 0;
    for (std::size_t byte = 0; byte < 4; ++byte) {
        value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + byte])) << (8 * byte);
    }
    return value;
}

std::optional<WallTime> timeFrom(std::string_view text)
{
    std::int64_t seconds = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9' || seconds > 1'000'000'000'000) {
            return std::nullopt;
        }
        seconds = seconds * 10 + (digit - '0');
    }
    return WallTime(std::chrono::seconds(seconds));
}

int shareFrom(std::string_view text)
{
    int percent = 0;
    for (const char digit : text.substr(0, 3)) {
        percent = digit >= '0' && digit <= '9' ? percent * 10 + (digit - '0') : 100;
    }
    return std::min(percent, 100);
}

void readField(VaultRecord &record, std::string &part, Field field, std::string_view bytes)
{
    switch (field) {
    case Field::Id: record.id = bytes; break;
    case Field::Name: record.name = bytes; break;
    case Field::Provider: record.provider = bytes; break;
    case Field::Origin: record.origin = bytes; break;
    case Field::Notes: record.notes = bytes; break;
    case Field::Tag: record.tags.emplace_back(bytes); break;
    case Field::Created: record.created = timeFrom(bytes).value_or(WallTime {}); break;
    case Field::Rotated: record.rotated = timeFrom(bytes); break;
    case Field::Expires: record.expires = timeFrom(bytes); break;
    case Field::Tested: record.tested = timeFrom(bytes); break;
    case Field::TestResult: record.testResult = bytes; break;
    case Field::PartName:
    case Field::PreviousName: part = bytes; break;
    case Field::PartSecret: record.parts.insert_or_assign(part, SecretBytes::copyOf(bytes)); break;
    case Field::PreviousSecret: record.previous.insert_or_assign(part, SecretBytes::copyOf(bytes)); break;
    case Field::PreviousUntil: record.previousUntil = timeFrom(bytes); break;
    case Field::Share: record.share = shareFrom(bytes); break;
    case Field::AuditNumber:
    case Field::AuditDigest: break; // the body's, not the record's
    case Field::RevokeMasked: record.toRevoke.push_back({ std::string(bytes), {} }); break;
    case Field::RevokeSince:
        if (!record.toRevoke.empty()) {
            record.toRevoke.back().since = timeFrom(bytes).value_or(WallTime {});
        }
        break;
    }
}

} // namespace

SecretParts cloneOf(const SecretParts &parts)
{
    SecretParts copy;
    for (const auto &[name, secret] : parts) {
        copy.emplace(name, secret.clone());
    }
    return copy;
}

VaultRecord VaultRecord::clone() const
{
    VaultRecord copy { id, name, provider, origin, notes, tags, created, rotated, expires, tested, testResult,
                       cloneOf(parts), cloneOf(previous), previousUntil, share, toRevoke };
    return copy;
}

void VaultRecord::forgetPrevious(WallTime now)
{
    for (ToRevoke &old : toRevoke) {
        old.since = std::min(old.since, now);
    }
    previous.clear();
    previousUntil.reset();
    share = 100;
}

SecretBytes encodeRecords(const std::vector<VaultRecord> &records, const AuditAnchor &anchor)
{
    std::size_t total = 0;
    for (const VaultRecord &record : records) {
        Sink counter(nullptr);
        writeFields(counter, record);
        writeAnchor(counter, total == 0 ? anchor : AuditAnchor {});
        total += filledUp(4 + counter.size());
    }
    const std::unique_ptr<char, void (*)(void *)> guarded(static_cast<char *>(sodium_malloc(total + 1)), sodium_free);
    std::memset(guarded.get(), 0, total + 1);
    std::size_t at = 0;
    for (const VaultRecord &record : records) {
        Sink sink(guarded.get() + at + 4);
        writeFields(sink, record);
        writeAnchor(sink, at == 0 ? anchor : AuditAnchor {});
        Sink length(guarded.get() + at);
        length.number(static_cast<std::uint32_t>(sink.size()));
        at += filledUp(4 + sink.size());
    }
    return SecretBytes::copyOf({ guarded.get(), total });
}

Result<VaultBody> decodeRecords(const SecretBytes &bytes)
{
    const std::string_view body = view(bytes);
    VaultBody opened;
    std::vector<VaultRecord> &records = opened.records;
    constexpr std::size_t fieldHead = 5;
    for (std::size_t start = 0; start < body.size();) {
        const std::size_t left = body.size() - start;
        const std::size_t size = left >= 4 ? numberAt(body, start) : left;
        if (left < 4 || size > left - 4) {
            return failure(ErrorClass::BadRequest, "The vault's records cannot be read.");
        }
        VaultRecord record;
        std::string part;
        const std::size_t end = start + 4 + size;
        for (std::size_t at = start + 4; at < end;) {
            const bool hasHead = end - at >= fieldHead;
            const std::size_t length = hasHead ? numberAt(body, at + 1) : 0;
            if (!hasHead || length > end - at - fieldHead) {
                return failure(ErrorClass::BadRequest, "A record of the vault cannot be read.");
            }
            const auto field = static_cast<Field>(body[at]);
            const std::string_view value = body.substr(at + fieldHead, length);
            if (field == Field::AuditNumber) {
                std::from_chars(value.data(), value.data() + value.size(), opened.anchor.number);
            } else if (field == Field::AuditDigest) {
                opened.anchor.digest = value;
            } else {
                readField(record, part, field, value);
            }
            at += fieldHead + length;
        }
        records.push_back(std::move(record));
        start += filledUp(4 + size);
    }
    return opened;
}

} // namespace patchbay::vault
