// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keeper/vault_work.h"

#include "models/vault/unlock_tries.h"
#include "models/vault/vault_file.h"

#include <algorithm>

namespace patchbay {

namespace {

constexpr const char *onlyPart = "key";

std::unexpected<Error> refused(std::string code, std::string sentence, std::string remedy = {})
{
    Error error = makeError(ErrorClass::BadRequest, std::move(sentence));
    error.code = std::move(code);
    error.remedy = std::move(remedy);
    return std::unexpected(error);
}

std::unexpected<Error> lockedVault(std::string sentence)
{
    Error error = makeError(ErrorClass::Authentication, std::move(sentence));
    error.code = "vault_locked";
    return std::unexpected(error);
}

std::unexpected<Error> notFound()
{
    Error error = makeError(ErrorClass::NotFound, "The vault does not have this key any more.");
    error.code = "not_found";
    return std::unexpected(error);
}

} // namespace

VaultWork::VaultWork(Parts parts)
    : m_parts(std::move(parts))
    , m_pen(m_parts.folder / vault::auditLogName, m_parts.clock)
    , m_traffic(QStringList { QString::fromStdString(m_parts.folder.string()) } + m_parts.ledgerFolders)
    , m_keychain(m_parts.keychain != nullptr ? std::make_unique<WaitingKeychain>(*m_parts.keychain) : nullptr)
{
}

QList<KeyFacts> VaultWork::facts() const
{
    QList<KeyFacts> list;
    if (!isUnlocked()) {
        return list;
    }
    readUses();
    const std::map<std::string, WallTime> uses = m_parts.keys ? m_parts.keys->lastUses() : std::map<std::string, WallTime>();
    for (const vault::VaultRecord &record : m_vault->records()) {
        list.append(factsOf(record, m_parts.catalog));
        KeyFacts &facts = list.last();
        if (const auto use = m_uses.find(record.name); use != m_uses.end()) {
            facts.use = use->second;
            facts.lastUsed = facts.use.last ? toDateTime(*facts.use.last) : QDateTime();
        }
        if (const auto use = uses.find(record.name); use != uses.end()) {
            facts.lastUsed = std::max(facts.lastUsed, toDateTime(use->second));
        }
    }
    return list;
}

Result<void> VaultWork::note(const std::string &action, const std::string &subject, const std::string &detail)
{
    return m_pen.note(action, subject, detail);
}

// What has happened has happened: a full disk is told of, and the line is written when there is room.
void VaultWork::noteLater(const std::string &action, const std::string &subject, const std::string &detail)
{
    if (const Result<void> written = m_pen.noteDone(action, subject, detail); !written) {
        m_trouble = written.error();
    }
}

Result<void> VaultWork::done(const Result<void> &changed, const std::string &action, const std::string &subject,
                             const std::string &detail)
{
    if (!changed) {
        return changed;
    }
    if (m_parts.keys != nullptr) {
        m_parts.keys->use(m_vault->records());
    }
    noteLater(action, subject, detail);
    return {};
}

Result<void> VaultWork::begin()
{
    return isUnlocked() ? m_vault->reload() : lockedVault("The vault is locked.");
}

Result<void> VaultWork::begin(const VaultTurn &turn)
{
    return turn.isOurs() ? begin() : lockedVault("The vault was locked before this was done.");
}

bool VaultWork::takeChanges()
{
    if (!isUnlocked() || !m_vault->reloadIfChanged().value_or(false)) {
        return false; // one that cannot be read leaves the keys of before
    }
    if (m_parts.keys != nullptr) {
        m_parts.keys->use(m_vault->records());
    }
    return true;
}

const vault::VaultRecord *VaultWork::find(const std::string &id) const
{
    const auto found = std::ranges::find(m_vault->records(), id, &vault::VaultRecord::id);
    return found == m_vault->records().end() ? nullptr : &*found;
}

Result<void> VaultWork::restoreBackup()
{
    const VaultTurn turn(m_parts.folder, m_call.get());
    const Result<void> restored = turn.isOurs() ? vault::restoreBackup(vaultFile()) : begin(turn);
    if (!restored) {
        return restored;
    }
    noteLater("restore backup", {}, {});
    return look();
}

Result<SecretBytes> VaultWork::create(const SecretBytes &passphrase)
{
    const VaultTurn turn(m_parts.folder, m_call.get());
    if (!turn.isOurs()) {
        return lockedVault("The vault was not made.");
    }
    SecretBytes recovery;
    Result<vault::Vault> made =
        vault::Vault::create(vaultFile(), passphrase, m_parts.clock, m_parts.options, &recovery);
    if (!made) {
        return std::unexpected(made.error());
    }
    m_vault = std::move(*made);
    return done({}, "init").transform([&recovery] { return std::move(recovery); });
}

Result<void> VaultWork::unlock(const SecretBytes &secret)
{
    const VaultTurn turn(m_parts.folder, m_call.get());
    const Result<void> looked = turn.isOurs() ? look() : lockedVault("The vault stays locked.");
    if (!looked) {
        return looked;
    }
    const vault::UnlockTries tries(vaultFile(), m_parts.clock);
    const Result<void> may = tries.mayTry();
    const Result<void> unlocked = may ? tries.noted(m_vault->unlock(secret)) : may;
    if (!unlocked && unlocked.error().code == "vault_wrong_secret") {
        noteLater("unlock refused", {}, {});
    }
    if (unlocked) {
        lookAtLog();
    }
    return unlocked ? done({}, "unlock") : unlocked;
}

void VaultWork::lock(const std::string &why)
{
    if (!isUnlocked()) {
        return;
    }
    m_vault->lock();
    m_removed.reset();
    if (m_parts.keys != nullptr) {
        m_parts.keys->use({});
        m_parts.keys->setLocked(true); // calls say so, instead of that nobody knows a key
    }
    noteLater("lock", {}, why);
}

Result<void> VaultWork::confirm(const SecretBytes &passphrase)
{
    const VaultTurn turn(m_parts.folder, m_call.get());
    if (const Result<void> begun = begin(turn); !begun) {
        return begun;
    }
    const Result<void> right = m_vault->unlock(passphrase);
    if (!right && right.error().code == "vault_wrong_secret") {
        noteLater("passphrase refused", {}, {});
    }
    return right;
}

Result<void> VaultWork::add(KeyDraft draft)
{
    const VaultTurn turn(m_parts.folder, m_call.get());
    const Result<void> begun = begin(turn);
    Result<vault::VaultRecord> record =
        begun ? vault::newRecord(draft.name, draft.provider, m_parts.catalog, m_parts.clock) : std::unexpected(begun.error());
    if (!record) {
        return std::unexpected(record.error());
    }
    if (!draft.origin.empty()) {
        record->origin = std::move(draft.origin);
    }
    record->parts = std::move(draft.parts);
    record->notes = std::move(draft.notes);
    record->tags = std::move(draft.tags);
    record->expires = draft.expires;
    if (!draft.testResult.empty()) {
        record->testResult = std::move(draft.testResult);
        record->tested = m_parts.clock.now();
    }
    const std::string name = record->name;
    return done(m_vault->add(std::move(*record)), "add", name);
}

Result<void> VaultWork::edit(const KeyEdit &edit)
{
    const VaultTurn turn(m_parts.folder, m_call.get());
    if (const Result<void> begun = begin(turn); !begun) {
        return begun;
    }
    const vault::VaultRecord *known = find(edit.id);
    if (known == nullptr) {
        return notFound();
    }
    vault::VaultRecord record = known->clone();
    if (edit.name && *edit.name != record.name) {
        if (edit.name->empty()) {
            return refused("no_name", "A key needs a name.");
        }
        if (m_vault->find(*edit.name) != nullptr) {
            return refused("exists", "The vault has a key named " + *edit.name + " already.", "Choose another name.");
        }
        record.name = *edit.name;
    }
    record.notes = edit.notes.value_or(record.notes);
    record.tags = edit.tags.value_or(record.tags);
    record.expires = edit.expires.value_or(record.expires);
    const std::string name = record.name;
    return done(m_vault->replace(std::move(record)), "edit", name);
}

Result<void> VaultWork::remove(const std::string &id)
{
    const VaultTurn turn(m_parts.folder, m_call.get());
    if (const Result<void> begun = begin(turn); !begun) {
        return begun;
    }
    const vault::VaultRecord *known = find(id);
    if (known == nullptr) {
        return notFound();
    }
    vault::VaultRecord record = known->clone();
    const Result<void> removed = m_vault->remove(record.name);
    const std::string name = record.name;
    if (removed) {
        m_removed = std::move(record);
    }
    return done(removed, "remove", name);
}

Result<void> VaultWork::bringBack()
{
    const VaultTurn turn(m_parts.folder, m_call.get());
    if (const Result<void> begun = begin(turn); !begun) {
        return begun;
    }
    if (!m_removed) {
        return notFound();
    }
    const std::string name = m_removed->name;
    const Result<void> added = m_vault->add(m_removed->clone());
    if (added) {
        m_removed.reset();
    }
    return done(added, "bring back", name);
}

Result<std::string> VaultWork::noteTest(const std::string &id, const std::string &verdict)
{
    const VaultTurn turn(m_parts.folder, m_call.get());
    if (const Result<void> begun = begin(turn); !begun) {
        return std::unexpected(begun.error());
    }
    const vault::VaultRecord *known = find(id);
    if (known == nullptr) {
        return notFound();
    }
    vault::VaultRecord record = known->clone();
    const std::string name = record.name;
    if (keptVerdict(record.testResult, verdict) != verdict) {
        noteLater("test", name, verdict);
        return record.testResult + " by the last test; could not be asked now (" + verdict + ')';
    }
    record.testResult = verdict;
    record.tested = m_parts.clock.now();
    return done(m_vault->replace(std::move(record)), "test", name, verdict).transform([&verdict] { return verdict; });
}

Result<SecretBytes> VaultWork::secretOf(const std::string &id, const std::string &purpose)
{
    const VaultTurn turn(m_parts.folder, m_call.get());
    if (const Result<void> begun = begin(turn); !begun) {
        return std::unexpected(begun.error());
    }
    const vault::VaultRecord *known = find(id);
    if (known == nullptr || known->parts.empty()) {
        return notFound();
    }
    const auto whole = known->parts.find(onlyPart);
    const SecretBytes &secret = whole != known->parts.end() ? whole->second : known->parts.begin()->second;
    // Nothing is given out that the log does not know of.
    return note(purpose, known->name, {}).transform([&secret] { return secret.clone(); });
}

Result<KeyDraft> VaultWork::draftOf(const std::string &id)
{
    if (const Result<void> begun = begin(); !begun) {
        return std::unexpected(begun.error());
    }
    const vault::VaultRecord *known = find(id);
    if (known == nullptr) {
        return notFound();
    }
    KeyDraft draft;
    draft.name = known->name;
    draft.provider = known->provider;
    draft.origin = known->origin;
    draft.parts = known->clone().parts;
    return draft;
}

Result<vault::LeakWatch> VaultWork::leakWatch() const
{
    if (!isUnlocked()) {
        return lockedVault("The vault is locked.");
    }
    return vault::LeakWatch(m_vault->records(), m_vault->derived(vault::SubKey::Fingerprint));
}

Result<void> VaultWork::noteLeaks(const vault::LeakReport &report)
{
    return note("leaks", {}, std::to_string(report.leaks.size()) + " in " + std::to_string(report.files) + " files");
}

Result<vault::AuditLog> VaultWork::audit() const
{
    return vault::readAudit(m_parts.folder / vault::auditLogName);
}

} // namespace patchbay
