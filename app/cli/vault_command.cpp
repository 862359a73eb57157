// SPDX-License-Identifier: GPL-3.0-or-later
//
// `patchbay-cli vault …`: provider keys in one encrypted file.
#include "app/cli/passphrase_input.h"
#include "app/cli/vault_verbs.h"
#include "models/vault/vault_audit.h"
#include "models/vault/vault_file.h"

#include <algorithm>
#include <ostream>

namespace patchbay::cli {
namespace {

constexpr Option options[] = {
    { "--passphrase-fd", true, "descriptor with the passphrase as its first line; else a systemd credential\n"
                               "                     named patchbay-passphrase, else the terminal" },
    { "--new-passphrase-fd", true, "passphrase: descriptor with the new one as its first line; else the terminal" },
    { "--keychain", false, "open it with the desktop's keychain instead of a passphrase" },
    { "--name", true, "of the key" },
    { "--provider", true, "id in the catalogue; recognised by the key's shape when left out" },
    { "--origin", true, "scheme://host[:port], the only place that the key is sent to; the provider's when left out" },
    { "--part", true, "what the secret is where a provider needs several: aws_access_key_id, …, or header:NAME;\n"
                      "                     \"key\" when left out" },
    { "--parts", false, "add, rotate: several parts on standard input, NAME=value a line (AWS_REGION_NAME=… too)" },
    { "--headers", false, "add, rotate: secret headers on standard input, Name: value a line, beside the key or instead of one" },
    { "--note", true, "for people" },
    { "--tags", true, "separated by commas" },
    { "--expires", true, "a day: 2027-01-31" },
    { "--grace", true, "hours that the old secret is kept after rotate; 24 when left out" },
    { "--no-test", false, "add, rotate: the provider is not asked whether it accepts the key" },
    { "--all", false, "test: every key" },
    { "--recovery", false, "init: prints a code that opens the vault too; it is shown this once" },
    { "--to", true, "export: the file" },
    { "--export-passphrase-fd", true, "export, import: descriptor with the passphrase of the exported file" },
    { "--format", true, "import: env, litellm, llm or patchbay; told by the file when left out" },
    { "--replace", false, "import of LiteLLM's config.yaml: put references in place of its keys; without it they are shown" },
    { "--filter", true, "audit: only lines that have this in them, in small or large letters: \"key generate\", a name, a day" },
    { "--verify", false, "audit: whether a line was changed or taken out" },
    { "--json", false, "for machines" },
    { "--data", true, "the data directory" },
    { "--help", false, "this text" },
};

constexpr std::string_view synopsis =
    "vault init|unlock-check|add|list|test|rotate|retire|revoked|remove|import|export|keychain|passphrase|recovery|audit|leaks […]\n\n"
    "Provider keys in one encrypted file. add and rotate read the secret from standard input; neither it nor the\n"
    "passphrase is taken from arguments or the environment. The provider is asked whether it accepts the key, for some seconds at most: add\n"
    "takes it whatever the answer and says it, rotate leaves the old one where the new one is refused. import reads FILE, or the environment without one. leaks looks\n"
    "for the vault's keys in the files and folders that are named, else in histories and start files of shells, key files of\n"
    "other tools and the .env files of this folder; exit code 1 where one is found. keychain add lets the desktop's keychain\n"
    "open the vault too, keychain remove ends that, keychain status tells which it is. list names what was rotated out and is\n"
    "to be revoked at the provider; revoked says that it was. retire ends the grace of a rotation before its time.\n"
    "passphrase replaces the passphrase (the recovery code opens the vault for it too), recovery the recovery code.";

using Verb = int (*)(VaultSession &, const Arguments &, const Streams &, const Catalog &);

struct VerbRow {
    std::string_view name;
    Verb run;
};

constexpr VerbRow verbs[] = {
    { "unlock-check", vaultUnlockCheck }, { "add", vaultAdd },       { "list", vaultList },
    { "test", vaultTest },                { "rotate", vaultRotate }, { "remove", vaultRemove },
    { "revoked", vaultRevoked },          { "retire", vaultRetire },
    { "import", vaultImport },            { "export", vaultExport }, { "leaks", vaultLeaks },
    { "keychain", vaultKeychain },        { "passphrase", vaultPassphrase }, { "recovery", vaultRecovery },
};

int usage(const Streams &streams, const std::string &problem)
{
    streams.err << problem << "\n\n" << usageText(synopsis, options);
    return WrongUsage;
}

} // namespace

int vaultCommand(std::span<const std::string> words, const Streams &streams, const Catalog &catalog)
{
    const Result<Arguments> arguments = Arguments::parse(words, options);
    if (!arguments) {
        return usage(streams, arguments.error().message + ' ' + arguments.error().remedy);
    }
    if (arguments->has("--help")) {
        streams.out << usageText(synopsis, options);
        return Done;
    }
    if (arguments->positional().empty()) {
        return usage(streams, "Say what to do with the vault.");
    }
    const std::string &name = arguments->positional().front();
    const std::size_t most = name == "import" || name == "keychain" ? 2U : 1U;
    if (name != "leaks" && arguments->positional().size() > most) {
        return usage(streams, "\"" + arguments->positional().back() + "\" is too much.");
    }
    if (name == "init") {
        return vaultInit(*arguments, streams);
    }
    if (name == "audit") {
        return vaultAudit(*arguments, streams);
    }
    const auto verb = std::ranges::find(verbs, name, &VerbRow::name);
    if (verb == std::end(verbs)) {
        return usage(streams, "There is no \"vault " + name + "\".");
    }
    const bool named = name == "add" || name == "rotate" || name == "remove" || name == "revoked" || name == "retire";
    if ((named || (name == "test" && !arguments->has("--all"))) && arguments->value("--name").empty()) {
        return usage(streams, "Give --name.");
    }
    if (name == "test" && arguments->has("--all") && arguments->has("--name")) {
        return usage(streams, "Give --name or --all, not both.");
    }
    if (name == "export" && arguments->value("--to").empty()) {
        return usage(streams, "Give --to FILE.");
    }
    if (name == "keychain") {
        const std::string act = arguments->positional().size() > 1 ? arguments->positional()[1] : std::string();
        if (act == "status") {
            return vaultKeychainStatus(*arguments, streams);
        }
        if (act != "add" && act != "remove") {
            return usage(streams, "Say keychain add, keychain remove or keychain status.");
        }
    }
    const Result<std::unique_ptr<VaultSession>> session = arguments->has("--keychain")
        ? VaultSession::openWithKeychain(arguments->value("--data"))
        : VaultSession::open(arguments->value("--data"), arguments->value("--passphrase-fd"));
    if (!session) {
        return reportError(session.error(), streams.err);
    }
    if ((*session)->unwritten()) {
        streams.err << (*session)->unwritten()->message << '\n';
    }
    if ((*session)->older()) {
        streams.err << (*session)->older()->message << ' ' << (*session)->older()->remedy << '\n';
    }
    return verb->run(**session, *arguments, streams, catalog);
}

int vaultInit(const Arguments &arguments, const Streams &streams)
{
    const Result<std::filesystem::path> folder = VaultSession::folderOf(arguments.value("--data"));
    if (!folder) {
        return reportError(folder.error(), streams.err);
    }
    const Result<SecretBytes> passphrase =
        readPassphrase(arguments.value("--passphrase-fd"), "Passphrase for the new vault: ");
    if (!passphrase) {
        return reportError(passphrase.error(), streams.err);
    }
    std::error_code problem;
    if (const std::string backup = vault::backupOf(*folder / vaultFileName);
        !backup.empty() && !std::filesystem::exists(*folder / vaultFileName, problem)) {
        return reportError(vault::missingButBackedUp(*folder / vaultFileName, backup).error(), streams.err);
    }
    // Of two that make one at the same time the second finds the first one's.
    const VaultTurn turn(*folder);
    const SystemClock clock;
    SecretBytes recovery;
    const Result<vault::Vault> made = vault::Vault::create(*folder / vaultFileName, *passphrase, clock, {},
                                                           arguments.has("--recovery") ? &recovery : nullptr);
    if (!made) {
        return reportError(made.error(), streams.err);
    }
    if (const Result<void> noted = vault::appendAudit(*folder / vaultAuditName, { 0, clock.now(), "init", {}, {}, {} }); !noted) {
        return reportError(noted.error(), streams.err);
    }
    streams.out << "vault made: " << made->file().string() << '\n';
    if (!recovery.empty()) {
        showRecoveryCode(recovery, streams);
    }
    return Done;
}

int vaultUnlockCheck(VaultSession &session, const Arguments &, const Streams &streams, const Catalog &)
{
    streams.out << "the passphrase is right; the vault has " << session.vault().records().size()
                << (session.vault().records().size() == 1 ? " key\n" : " keys\n");
    return Done;
}

} // namespace patchbay::cli
