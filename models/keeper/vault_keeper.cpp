// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keeper/vault_keeper.h"
#include "models/keeper/vault_keeper_run.h"

#include <QFile>

#include <algorithm>

extern char **environ;

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

// Nobody's list of keys is larger; a wrong file must not fill the memory.
constexpr qint64 largestImport = 4 * 1024 * 1024;
// What another process saved is taken over so soon.
constexpr std::chrono::milliseconds lookEvery { 1500 };

std::string environmentText()
{
    std::string text;
    for (char **variable = environ; *variable != nullptr; ++variable) {
        const std::string_view line(*variable);
        if (line.find('\n') == std::string_view::npos) {
            text.append(line).append("\n");
        }
    }
    return text;
}

Result<std::string> textOf(const QString &file)
{
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly) || source.size() > largestImport) {
        return failure(ErrorClass::BadRequest, "The file cannot be read: "
                           + (source.isOpen() ? std::string("it is too large.") : source.errorString().toStdString() + '.'));
    }
    QByteArray bytes = source.readAll();
    std::string text = bytes.toStdString();
    bytes.fill('\0');
    return text;
}

Error lockedMeanwhile()
{
    Error error = makeError(ErrorClass::Authentication, "The vault is locked.");
    error.code = "vault_locked";
    return error;
}

} // namespace

VaultKeeper::VaultKeeper(VaultWork::Parts parts, QObject *parent)
    : QObject(parent)
    , m_clock(parts.clock)
    , m_catalog(parts.catalog)
    , m_folder(parts.folder)
{
    std::error_code ignored;
    m_state = std::filesystem::exists(parts.folder / "vault.bin", ignored) ? State::Locked : State::Missing;
    m_keysInUse = parts.keys;
    m_watch.setInterval(lookEvery);
    connect(&m_watch, &QTimer::timeout, this, &VaultKeeper::lookForChanges);
    m_work = std::make_unique<VaultWork>(std::move(parts));
    if (m_state == State::Locked) {
        run<void>([](VaultWork &work) { return work.look(); }, {});
    }
}

VaultKeeper::~VaultKeeper()
{
    m_call->raise();
    m_searches.waitForDone();
    m_thread.waitForDone();
    m_work->lock("the window was closed");
}

void VaultKeeper::take(bool unlocked, bool opensWithKeychain, const QList<KeyFacts> &keys)
{
    const bool opened = (unlocked && m_state != State::Unlocked) || opensWithKeychain != m_opensWithKeychain;
    m_opensWithKeychain = opensWithKeychain;
    if (unlocked) {
        m_state = State::Unlocked;
        m_watch.start();
        m_sealedCount = static_cast<int>(keys.size());
    }
    if (unlocked && m_keys != keys) {
        m_keys = keys;
        Q_EMIT keysChanged();
    }
    if (opened) {
        Q_EMIT stateChanged();
    }
}

const KeyFacts *VaultKeeper::key(const QString &id) const
{
    const auto found = std::ranges::find(m_keys, id, &KeyFacts::id);
    return found == m_keys.end() ? nullptr : &*found;
}

void VaultKeeper::create(SecretBytes passphrase, Done<SecretBytes> done)
{
    run<SecretBytes>([passphrase = std::move(passphrase)](VaultWork &work) { return work.create(passphrase); }, std::move(done));
}

void VaultKeeper::unlock(SecretBytes secret, Done<void> done)
{
    run<void>([secret = std::move(secret)](VaultWork &work) { return work.unlock(secret); }, opening(std::move(done)));
}

void VaultKeeper::unlockFromKeychain(Done<void> done)
{
    run<void>([](VaultWork &work) { return work.unlockFromKeychain(); }, opening(std::move(done)));
}

void VaultKeeper::useKeychain(bool use, Done<void> done)
{
    run<void>([use](VaultWork &work) { return work.useKeychain(use); }, std::move(done));
}

void VaultKeeper::changePassphrase(SecretBytes before, SecretBytes after, Done<void> done)
{
    run<void>([before = std::move(before), after = std::move(after)](
                  VaultWork &work) { return work.changePassphrase(before, after); },
              std::move(done));
}

void VaultKeeper::renewRecoveryCode(SecretBytes passphrase, Done<SecretBytes> done)
{
    run<SecretBytes>([passphrase = std::move(passphrase)](VaultWork &work) { return work.renewRecoveryCode(passphrase); },
                     unlessLocked(std::move(done)));
}

void VaultKeeper::add(KeyDraft draft, Done<void> done)
{
    run<void>([draft = std::move(draft)](VaultWork &work) mutable { return work.add(std::move(draft)); }, std::move(done));
}

void VaultKeeper::edit(KeyEdit edit, Done<void> done)
{
    run<void>([edit = std::move(edit)](VaultWork &work) { return work.edit(edit); }, std::move(done));
}

void VaultKeeper::rotate(const QString &id, vault::SecretParts fresh, std::chrono::hours grace, int share,
                         const QString &testResult, Done<void> done)
{
    run<void>([id = id.toStdString(), fresh = std::move(fresh), grace, share, said = testResult.toStdString()](
                  VaultWork &work) mutable { return work.rotate(id, std::move(fresh), grace, share, said); },
              std::move(done));
}

void VaultKeeper::shift(const QString &id, int share, Done<void> done)
{
    run<void>([id = id.toStdString(), share](VaultWork &work) { return work.shift(id, share); }, std::move(done));
}

void VaultKeeper::retire(const QString &id, Done<void> done)
{
    run<void>([id = id.toStdString()](VaultWork &work) { return work.retire(id); }, std::move(done));
}

void VaultKeeper::revoked(const QString &id, Done<void> done)
{
    run<void>([id = id.toStdString()](VaultWork &work) { return work.revoked(id); }, std::move(done));
}

void VaultKeeper::slices(const QString &id, std::chrono::seconds width, int count, Done<KeySlices> done)
{
    run<KeySlices>([id = id.toStdString(), width, count](VaultWork &work) { return work.slices(id, width, count); },
                   std::move(done));
}

void VaultKeeper::remove(const QString &id, Done<void> done)
{
    run<void>([id = id.toStdString()](VaultWork &work) { return work.remove(id); }, std::move(done));
}

void VaultKeeper::bringBack(Done<void> done)
{
    run<void>([](VaultWork &work) { return work.bringBack(); }, std::move(done));
}

void VaultKeeper::secretOf(const QString &id, const QString &purpose, Done<SecretBytes> done)
{
    run<SecretBytes>([id = id.toStdString(), purpose = purpose.toStdString()](
                         VaultWork &work) { return work.secretOf(id, purpose); },
                     unlessLocked(std::move(done)));
}

void VaultKeeper::reveal(const QString &id, SecretBytes passphrase, Done<SecretBytes> done)
{
    run<SecretBytes>(
        [id = id.toStdString(), passphrase = std::move(passphrase)](VaultWork &work) -> Result<SecretBytes> {
            if (const Result<void> right = work.confirm(passphrase); !right) {
                return std::unexpected(right.error());
            }
            return work.secretOf(id, "reveal");
        },
        unlessLocked(std::move(done)));
}

void VaultKeeper::tryKey(const KeyDraft &draft, Done<std::vector<std::string>> done)
{
    if (!m_probe) {
        done(failure(ErrorClass::ServiceUnavailable, "There is nobody to ask a provider with."));
        return;
    }
    // The answer may come on any thread.
    m_probe(draft, [mailbox = m_mailbox, done = std::move(done)](Result<std::vector<std::string>> models) {
        mailbox->post([done, models = std::move(models)] { done(models); });
    });
}

void VaultKeeper::tryRotated(const QString &id, vault::SecretParts fresh, Done<std::vector<std::string>> done)
{
    run<KeyDraft>(
        [id = id.toStdString(), fresh = std::move(fresh)](VaultWork &work) mutable {
            Result<KeyDraft> draft = work.draftOf(id);
            if (draft) {
                fresh.merge(draft->parts);
                draft->parts = std::move(fresh);
            }
            return draft;
        },
        [this, number = m_lockNumber, done = std::move(done)](Result<KeyDraft> draft) {
            if (number != m_lockNumber) {
                draft = std::unexpected(lockedMeanwhile());
            }
            draft ? tryKey(*draft, done) : done(std::unexpected(draft.error()));
        });
}

void VaultKeeper::test(const QString &id, Done<QString> done)
{
    m_testing.append(id);
    Q_EMIT testingChanged();
    run<KeyDraft>([id = id.toStdString()](VaultWork &work) { return work.draftOf(id); },
                  [this, id, number = m_lockNumber, done = std::move(done)](Result<KeyDraft> draft) {
                      if (number != m_lockNumber) {
                          draft = std::unexpected(lockedMeanwhile()); // its key goes, and to nobody
                      }
                      if (!draft) {
                          takeVerdict(id, std::unexpected(draft.error()), done);
                          return;
                      }
                      tryKey(*draft, [this, id, done](const Result<std::vector<std::string>> &models) {
                          takeVerdict(id, models, done);
                      });
                  });
}

void VaultKeeper::takeVerdict(const QString &id, const Result<std::vector<std::string>> &models, const Done<QString> &done)
{
    const std::string verdict = verdictOf(models);
    run<std::string>([id = id.toStdString(), verdict](VaultWork &work) { return work.noteTest(id, verdict); },
                     [this, id, done](const Result<std::string> &told) {
                         m_testing.removeOne(id);
                         Q_EMIT testingChanged();
                         if (done) {
                             done(told.transform([](const std::string &text) { return QString::fromStdString(text); }));
                         }
                     });
}

void VaultKeeper::testAll()
{
    for (const KeyFacts &key : QList<KeyFacts>(m_keys)) {
        if (!isTesting(key.id)) {
            test(key.id, {});
        }
    }
}

void VaultKeeper::import(const QString &file, Done<ImportCount> done)
{
    run<ImportCount>(
        [file](VaultWork &work) -> Result<ImportCount> {
            Result<std::string> text = file.isEmpty() ? Result<std::string>(environmentText()) : textOf(file);
            if (!text) {
                return std::unexpected(text.error());
            }
            Result<ImportCount> count = work.import(*text, file.isEmpty() ? "environment" : file.toStdString());
            explicit_bzero(text->data(), text->size());
            return count;
        },
        std::move(done));
}

void VaultKeeper::planReplacement(const QString &file, Done<std::vector<vault::ReplacedLine>> done)
{
    run<std::vector<vault::ReplacedLine>>(
        [file = file.toStdString()](VaultWork &work) { return work.planReplacement(file); }, std::move(done));
}

void VaultKeeper::replaceInFile(const QString &file, Done<int> done)
{
    run<int>([file = file.toStdString()](VaultWork &work) { return work.replaceInFile(file); }, std::move(done));
}

void VaultKeeper::importVault(const QString &file, SecretBytes passphrase, Done<ImportCount> done)
{
    run<ImportCount>([file = file.toStdString(), passphrase = std::move(passphrase)](
                         VaultWork &work) { return work.importVault(file, passphrase); },
                     std::move(done));
}

void VaultKeeper::exportTo(const QString &file, SecretBytes passphrase, Done<int> done)
{
    run<int>([file = file.toStdString(), passphrase = std::move(passphrase)](
                 VaultWork &work) { return work.exportTo(file, passphrase); },
             std::move(done));
}

void VaultKeeper::readAudit(Done<vault::AuditLog> done)
{
    run<vault::AuditLog>([](VaultWork &work) { return work.audit(); }, std::move(done));
}

} // namespace patchbay
