// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shared/key_probe.h"

#include "models/ledger/memory_ledger.h"
#include "models/vault/vault_keys.h"

#include <boost/json.hpp>

#include <atomic>

namespace patchbay {

namespace {

class NoKeys final : public KeySource {
public:
    std::optional<SecretBytes> find(std::string_view, const Origin &) const override { return std::nullopt; }
};

Result<std::vector<std::string>> idsIn(const KindAnswer &answer)
{
    boost::system::error_code problem;
    const boost::json::value list = boost::json::parse(answer.json, problem);
    const boost::json::object *object = problem ? nullptr : list.if_object();
    const boost::json::value *data = object != nullptr ? object->if_contains("data") : nullptr;
    if (data == nullptr || !data->is_array()) {
        return failure(ErrorClass::ApiResponseValidation, "The provider's list of models cannot be read.");
    }
    std::vector<std::string> ids;
    for (const boost::json::value &row : data->get_array()) {
        const boost::json::object *model = row.if_object();
        const boost::json::value *id = model != nullptr ? model->if_contains("id") : nullptr;
        if (id != nullptr && id->is_string()) {
            ids.emplace_back(id->get_string());
        }
    }
    return ids;
}

} // namespace

// One key, and an engine that knows no other.
class KeyProbe::Trial {
public:
    Trial(const Parts &parts, const vault::VaultRecord &record, ApiBases apiBases)
        : m_patience(parts.patience)
        , m_keys(parts.catalog, m_none)
        , m_ledger(parts.clock)
        , m_engine({ parts.catalog, parts.runtime, m_keys, m_ledger, parts.clock, parts.client, std::move(apiBases) })
    {
        std::vector<vault::VaultRecord> only;
        only.push_back(record.clone());
        m_keys.use(only);
    }

    void start(const std::string &provider, const std::string &keyName, Answer answer)
    {
        KindCall call;
        call.request.kind = CallKind::Models;
        call.request.model = provider + "/any";
        call.request.body = { "{}" };
        call.keyName = keyName;
        call.retry.maximumAttempts = 1;
        call.deadlines = { .connect = m_patience / 3, .firstByte = m_patience, .idle = m_patience, .total = m_patience };
        KindSink sink;
        sink.onDone = [this, answer = std::move(answer)](const Result<KindAnswer> &done) {
            m_keys.use({}); // nothing of the key stays behind its test
            answer(done ? idsIn(*done) : std::unexpected(done.error()));
            m_isOver = true;
        };
        m_engine.startKind(std::move(call), std::move(sink));
    }

    bool isOver() const { return m_isOver; }

private:
    NoKeys m_none;
    const std::chrono::milliseconds m_patience;
    vault::VaultKeys m_keys;
    MemoryLedger m_ledger;
    std::atomic<bool> m_isOver = false;
    Engine m_engine; // last: it waits for what is under way
};

KeyProbe::KeyProbe(Parts parts)
    : m_parts(std::move(parts))
{
}

KeyProbe::~KeyProbe() = default;

void KeyProbe::cancel()
{
    m_trials.clear();
}

void KeyProbe::ask(const vault::VaultRecord &record, ApiBases apiBases, Answer answer)
{
    std::erase_if(m_trials, [](const std::unique_ptr<Trial> &trial) { return trial->isOver(); });
    m_trials.push_back(std::make_unique<Trial>(m_parts, record, std::move(apiBases)));
    m_trials.back()->start(record.provider, vault::ledgerName(record.name), std::move(answer));
}

} // namespace patchbay
