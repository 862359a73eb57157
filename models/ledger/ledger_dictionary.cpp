// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledger_dictionary.h"

#include "providers/core/utf8.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace patchbay {

namespace {

constexpr std::string_view contextColumns =
    "cuboid, endpoint, provider, model, model_group, deployment, provider_key, virtual_key, team, user, customer, project, "
    "tags, simulated, status, error_class";
constexpr std::string_view callColumns = "endpoint, provider, model, model_group, deployment, provider_key, virtual_key, "
                                         "team, user, customer, project, tags, simulated";
constexpr std::size_t mostNames = 100'000; // in memory

} // namespace

LedgerDictionary::LedgerDictionary(storage::Database &database)
    : m_findName(database.native("SELECT id FROM ledger_names WHERE name = ?"))
    , m_insertName(database.native("INSERT INTO ledger_names (name) VALUES (?) RETURNING id"))
    , m_calls(database, "ledger_calls", callColumns)
    , m_endings(database, "ledger_endings", "basis, price_table, service_tier, http_status, error_class, finish_reason")
    , m_contexts(database, "ledger_contexts", contextColumns)
{
}

void LedgerDictionary::forget()
{
    m_names.clear();
    m_calls.forget();
    m_endings.forget();
    m_contexts.forget();
}

Result<std::uint32_t> LedgerDictionary::name(std::string_view text)
{
    if (text.empty()) {
        return 0;
    }
    if (const auto known = m_names.find(text); known != m_names.end()) {
        return known->second;
    }
    std::string room;
    const std::string_view clean = cleanText(text, room);
    for (storage::NativeStatement *statement : { &m_findName, &m_insertName }) {
        const Result<bool> found = statement->bindText(clean).step();
        if (!found) {
            return std::unexpected(found.error());
        }
        if (*found) {
            const auto id = static_cast<std::uint32_t>(statement->integer(0));
            statement->reset();
            if (m_names.size() >= mostNames) {
                m_names.clear();
            }
            m_names.emplace(text, id);
            return id;
        }
    }
    return failure(ErrorClass::InternalServer, "The ledger gave no number for a new text.");
}

Result<CallKey> LedgerDictionary::callKey(const AttemptDraft &draft)
{
    CallKey key {};
    const std::string *const texts[] = { &draft.endpoint,    &draft.provider,   &draft.model, &draft.group,
                                         &draft.deployment,  &draft.providerKey, &draft.virtualKey, &draft.team,
                                         &draft.user,        &draft.customer,   &draft.project };
    for (std::size_t field = 0; field < std::size(texts); ++field) {
        const Result<std::uint32_t> id = name(*texts[field]);
        if (!id) {
            return std::unexpected(id.error());
        }
        key[field] = *id;
    }
    const Result<std::uint32_t> tags = name(draft.tags.empty() ? std::string_view("[]") : tagsText(draft.tags));
    if (!tags) {
        return std::unexpected(tags.error());
    }
    key[CallField::Tags] = *tags;
    key[CallField::Simulated] = draft.simulated ? 1 : 0;
    return key;
}

Result<EndingKey> LedgerDictionary::endingKey(const AttemptOutcome &outcome)
{
    EndingKey key {};
    key[EndingField::Basis] = static_cast<std::uint32_t>(outcome.amount.basis);
    key[EndingField::HttpStatus] = static_cast<std::uint32_t>(std::clamp(outcome.httpStatus, 0, 99'999));
    const std::pair<EndingField::Of, const std::string *> texts[] = {
        { EndingField::PriceTable, &outcome.amount.priceTable },
        { EndingField::ServiceTier, &outcome.usage.serviceTier },
        { EndingField::ErrorClass, &outcome.errorClass },
        { EndingField::FinishReason, &outcome.finishReason },
    };
    for (const auto &[field, text] : texts) {
        const Result<std::uint32_t> id = name(*text);
        if (!id) {
            return std::unexpected(id.error());
        }
        key[field] = *id;
    }
    return key;
}

std::string tagsText(const std::vector<std::string> &tags)
{
    QJsonArray array;
    for (const std::string &tag : tags) {
        if (const QString text = QString::fromStdString(tag); !array.contains(text)) {
            array.append(text);
        }
    }
    return QJsonDocument(array).toJson(QJsonDocument::Compact).toStdString();
}

std::vector<std::string> tagsFrom(std::string_view text)
{
    std::vector<std::string> tags;
    if (text != "[]") {
        const QByteArray bytes = QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size()));
        for (const QJsonValue &tag : QJsonDocument::fromJson(bytes).array()) {
            tags.push_back(tag.toString().toStdString());
        }
    }
    return tags;
}

std::string_view cleanText(std::string_view text, std::string &room)
{
    constexpr unsigned char firstBeyond = 128;
    if (std::ranges::all_of(text, [](char letter) { return static_cast<unsigned char>(letter) < firstBeyond; })) {
        return text;
    }
    room = repairedUtf8(text);
    return room;
}

} // namespace patchbay
