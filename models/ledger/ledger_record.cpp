// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledger_record.h"

#include <QDataStream>
#include <QIODevice>
#include <QtEndian>

#include <algorithm>
#include <zlib.h>

namespace patchbay {
namespace {

constexpr qsizetype headerSize = 8;
constexpr quint32 maximumPayload = 1024 * 1024;
constexpr std::size_t maximumText = 16 * 1024;
constexpr std::size_t maximumTags = 32;

// The detailed ones have what only attempts of a gateway have, behind the rest.
enum class Kind : quint8 { Reserved = 1, Sent = 2, Settled = 3, DetailedReserved = 4, DetailedSettled = 5 };

quint32 checksum(const char *bytes, qsizetype size)
{
    return static_cast<quint32>(::crc32(0, reinterpret_cast<const Bytef *>(bytes), static_cast<uInt>(size)));
}

// Writes or reads one field; the two directions share the lists of fields below.
// The bytes are those of a QDataStream of Qt 6.0, which reads them back; made by hand, because every call makes
// three records.
class Writer {
public:
    explicit Writer(std::string &bytes)
        : m_bytes(bytes)
    {
    }
    void operator()(const std::string &text)
    {
        const std::size_t size = std::min(text.size(), maximumText);
        number(quint32(size));
        m_bytes.append(text.data(), size);
    }
    void operator()(bool flag) { m_bytes += flag ? '\1' : '\0'; }
    void operator()(int value) { number(quint32(value)); }
    void operator()(std::int64_t value) { number(quint64(value)); }
    void operator()(WallTime time) { (*this)(std::int64_t(time.time_since_epoch().count())); }
    void operator()(Microseconds duration) { (*this)(std::int64_t(duration.count())); }
    void operator()(Money money) { (*this)(money.nanoDollars); }
    void operator()(AttemptState state) { m_bytes += static_cast<char>(state); }
    void operator()(Basis basis) { m_bytes += static_cast<char>(basis); }
    template <typename T> void operator()(const std::optional<T> &value)
    {
        (*this)(value.has_value());
        if (value) {
            (*this)(*value);
        }
    }
    void operator()(const std::vector<std::string> &texts)
    {
        const std::size_t count = std::min(texts.size(), maximumTags);
        m_bytes += static_cast<char>(count);
        std::ranges::for_each_n(texts.begin(), static_cast<std::ptrdiff_t>(count),
                                [&](const std::string &text) { (*this)(text); });
    }

private:
    template <typename Number> void number(Number value)
    {
        char bytes[sizeof value];
        qToBigEndian(value, bytes);
        m_bytes.append(bytes, sizeof bytes);
    }

    std::string &m_bytes;
};

class Reader {
public:
    explicit Reader(QDataStream &stream)
        : m_stream(stream)
    {
    }
    void operator()(std::string &text)
    {
        QByteArray bytes;
        m_stream >> bytes;
        text = bytes.toStdString();
    }
    void operator()(bool &flag) { m_stream >> flag; }
    void operator()(int &number) { number = read<qint32>(); }
    void operator()(std::int64_t &number) { number = read<qint64>(); }
    void operator()(WallTime &time) { time = WallTime(Microseconds(read<qint64>())); }
    void operator()(Microseconds &duration) { duration = Microseconds(read<qint64>()); }
    void operator()(Money &money) { money.nanoDollars = read<qint64>(); }
    void operator()(AttemptState &state)
    {
        state = AttemptState(std::min(read<quint8>(), quint8(AttemptState::Unknown)));
    }
    void operator()(Basis &basis) { basis = Basis(std::min(read<quint8>(), quint8(Basis::Estimated))); }
    template <typename T> void operator()(std::optional<T> &value)
    {
        if (read<bool>()) {
            (*this)(value.emplace());
        }
    }
    void operator()(std::vector<std::string> &texts)
    {
        texts.resize(read<quint8>());
        std::ranges::for_each(texts, [&](std::string &text) { (*this)(text); });
    }

private:
    template <typename T> T read()
    {
        T value {};
        m_stream >> value;
        return value;
    }
    QDataStream &m_stream;
};

template <typename Field, typename Draft>
void eachField(Field &&field, Draft &draft)
    requires std::is_same_v<std::remove_const_t<Draft>, AttemptDraft>
{
    field(draft.attemptId), field(draft.requestId), field(draft.parent), field(draft.number), field(draft.endpoint);
    field(draft.provider), field(draft.model), field(draft.group), field(draft.deployment), field(draft.providerKey);
    field(draft.virtualKey), field(draft.team), field(draft.user), field(draft.customer), field(draft.project);
    field(draft.tags), field(draft.stream), field(draft.simulated), field(draft.start), field(draft.reserved);
}

template <typename Field, typename Tokens>
void eachField(Field &&field, Tokens &usage)
    requires std::is_same_v<std::remove_const_t<Tokens>, Usage>
{
    field(usage.promptTokens), field(usage.completionTokens), field(usage.totalTokens), field(usage.cachedTokens);
    field(usage.cacheCreationTokens), field(usage.cacheCreationHourTokens), field(usage.audioInputTokens);
    field(usage.imageInputTokens), field(usage.reasoningTokens), field(usage.audioOutputTokens);
    field(usage.imageOutputTokens), field(usage.acceptedPredictionTokens), field(usage.rejectedPredictionTokens);
    field(usage.webSearches), field(usage.serviceTier), field(usage.reportedCost);
}

template <typename Field, typename Outcome>
void eachField(Field &&field, Outcome &outcome)
    requires std::is_same_v<std::remove_const_t<Outcome>, AttemptOutcome>
{
    field(outcome.state), field(outcome.end);
    eachField(field, outcome.usage);
    field(outcome.amount.money), field(outcome.amount.basis), field(outcome.amount.priceTable);
    field(outcome.httpStatus), field(outcome.errorClass), field(outcome.errorMessage), field(outcome.finishReason);
    field(outcome.timeToFirstToken), field(outcome.duration), field(outcome.bytesSent), field(outcome.bytesReceived);
    field(outcome.cacheHit);
}

template <typename Field, typename Draft>
void eachDetail(Field &&field, Draft &draft)
    requires std::is_same_v<std::remove_const_t<Draft>, AttemptDraft>
{
    field(draft.notes.session), field(draft.notes.address), field(draft.notes.metadata);
}

template <typename Field, typename Outcome>
void eachDetail(Field &&field, Outcome &outcome)
    requires std::is_same_v<std::remove_const_t<Outcome>, AttemptOutcome>
{
    field(outcome.cacheKey), field(outcome.answerId);
}

bool hasDetails(const AttemptDraft &draft)
{
    return !draft.notes.session.empty() || !draft.notes.address.empty() || !draft.notes.metadata.empty();
}

bool hasDetails(const AttemptOutcome &outcome)
{
    return !outcome.cacheKey.empty() || !outcome.answerId.empty();
}

void write(std::string &bytes, const ReservedRecord &record)
{
    const bool detailed = hasDetails(record.draft);
    bytes += static_cast<char>(detailed ? Kind::DetailedReserved : Kind::Reserved);
    Writer field(bytes);
    eachField(field, record.draft);
    if (detailed) {
        eachDetail(field, record.draft);
    }
}

void write(std::string &bytes, const SentRecord &record)
{
    bytes += static_cast<char>(Kind::Sent);
    Writer field(bytes);
    field(record.attemptId), field(record.at);
}

void write(std::string &bytes, const SettledRecord &record)
{
    const bool detailed = hasDetails(record.outcome);
    bytes += static_cast<char>(detailed ? Kind::DetailedSettled : Kind::Settled);
    Writer field(bytes);
    field(record.attemptId);
    eachField(field, record.outcome);
    if (detailed) {
        eachDetail(field, record.outcome);
    }
}

std::optional<LedgerRecord> decodePayload(const QByteArray &payload)
{
    QDataStream stream(payload);
    stream.setVersion(QDataStream::Qt_6_0);
    Reader field(stream);
    quint8 kind = 0;
    stream >> kind;
    LedgerRecord record;
    if (kind == quint8(Kind::Reserved) || kind == quint8(Kind::DetailedReserved)) {
        AttemptDraft &draft = record.emplace<ReservedRecord>().draft;
        eachField(field, draft);
        if (kind == quint8(Kind::DetailedReserved)) {
            eachDetail(field, draft);
        }
    } else if (kind == quint8(Kind::Sent)) {
        SentRecord &sent = record.emplace<SentRecord>();
        field(sent.attemptId), field(sent.at);
    } else if (kind == quint8(Kind::Settled) || kind == quint8(Kind::DetailedSettled)) {
        SettledRecord &settled = record.emplace<SettledRecord>();
        field(settled.attemptId);
        eachField(field, settled.outcome);
        if (kind == quint8(Kind::DetailedSettled)) {
            eachDetail(field, settled.outcome);
        }
    } else {
        return std::nullopt;
    }
    return stream.status() == QDataStream::Ok ? std::optional(std::move(record)) : std::nullopt;
}

} // namespace

void appendRecord(std::string &bytes, const LedgerRecord &record)
{
    const std::size_t start = bytes.size();
    bytes.append(headerSize, '\0');
    std::visit([&](const auto &step) { write(bytes, step); }, record);
    char *const header = bytes.data() + start;
    const auto payload = static_cast<qsizetype>(bytes.size() - start) - headerSize;
    qToLittleEndian(quint32(payload), header);
    qToLittleEndian(checksum(header + headerSize, payload), header + 4);
}

QByteArray encodeRecord(const LedgerRecord &record)
{
    std::string bytes;
    appendRecord(bytes, record);
    return QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

JournalContents decodeJournal(const QByteArray &bytes)
{
    JournalContents contents;
    while (bytes.size() - contents.goodBytes >= headerSize) {
        const char *header = bytes.constData() + contents.goodBytes;
        const auto length = qFromLittleEndian<quint32>(header);
        const auto sum = qFromLittleEndian<quint32>(header + 4);
        if (length == 0 || length > maximumPayload || qsizetype(length) > bytes.size() - contents.goodBytes - headerSize
            || checksum(header + headerSize, length) != sum) {
            break;
        }
        std::optional<LedgerRecord> record = decodePayload(QByteArray::fromRawData(header + headerSize, length));
        if (!record) {
            break;
        }
        contents.records.push_back(std::move(*record));
        contents.goodBytes += headerSize + length;
    }
    const std::string_view rest(bytes.constData() + contents.goodBytes, static_cast<std::size_t>(bytes.size() - contents.goodBytes));
    contents.damagedBytes = rest.find_first_not_of('\0') == std::string_view::npos ? 0 : std::ssize(rest);
    return contents;
}

} // namespace patchbay
