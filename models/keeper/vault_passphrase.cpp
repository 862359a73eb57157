// SPDX-License-Identifier: GPL-3.0-or-later
//
// The vault's passphrase and recovery code anew, and whether its log is whole when it is opened.
#include "models/keeper/vault_work.h"

namespace patchbay {

// What the vault knows of its log, which whoever can write the file could shorten; and whether an older vault was put back.
void VaultWork::lookAtLog()
{
    if (!vault::holds(m_parts.folder / vault::auditLogName, m_vault->auditAnchor())) {
        noteLater("log cut", {}, "line " + std::to_string(m_vault->auditAnchor().number) + " is missing");
        m_trouble = vault::auditCut(m_vault->auditAnchor());
    }
    if (const std::optional<Error> older = m_vault->olderWarning()) {
        noteLater("older vault", {}, "save " + std::to_string(m_vault->generation()));
        m_trouble = older;
        m_trouble->message += ' ' + older->remedy;
    }
}

Result<SecretBytes> VaultWork::renewRecoveryCode(const SecretBytes &passphrase)
{
    if (const Result<void> right = confirm(passphrase); !right) {
        return std::unexpected(right.error());
    }
    const VaultTurn turn(m_parts.folder, m_call.get());
    if (const Result<void> begun = begin(turn); !begun) {
        return std::unexpected(begun.error());
    }
    Result<SecretBytes> code = m_vault->renewRecoveryCode();
    const Result<void> noted = code ? done({}, "recovery code renewed") : std::unexpected(code.error());
    return noted ? std::move(code) : std::unexpected(noted.error());
}

Result<void> VaultWork::changePassphrase(const SecretBytes &before, const SecretBytes &after)
{
    if (const Result<void> right = confirm(before); !right) {
        return right;
    }
    const VaultTurn turn(m_parts.folder, m_call.get());
    const Result<void> begun = begin(turn);
    if (!begun || (m_call && m_call->isRaised())) {
        Error error = makeError(ErrorClass::Authentication, "The vault was locked before this was done.");
        error.code = "vault_locked";
        return begun ? std::unexpected(std::move(error)) : begun;
    }
    return done(m_vault->changePassphrase(after, m_parts.options), "passphrase changed");
}

} // namespace patchbay
