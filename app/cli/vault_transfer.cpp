// SPDX-License-Identifier: GPL-3.0-or-later
//
// vault import, export.
#include "app/cli/input_file.h"
#include "app/cli/passphrase_input.h"
#include "app/cli/vault_verbs.h"
#include "models/keeper/config_references.h"
#include "models/vault/key_parts.h"
#include "models/vault/key_taking.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <istream>
#include <ostream>

extern char **environ;

namespace patchbay::cli {
namespace {

std::string environmentText()
{
    std::string text;
    for (char **variable = environ; *variable != nullptr; ++variable) {
        const std::string_view line(*variable);
        if (line.find('\n') == std::string_view::npos) {
            text += std::string(line) + '\n';
        }
    }
    return text;
}

int importFound(VaultSession &session, std::vector<vault::FoundKey> found, const Streams &streams, const Catalog &catalog)
{
    int taken = 0;
    int known = 0;
    vault::KeyTaking taking(session.vault(), catalog, session.clock());
    for (vault::FoundKey &key : found) {
        const std::string from = key.where;
        const std::string line = from + ": " + key.provider + (key.part == vault::onlyPart ? "" : " " + key.part);
        const Result<std::string> name = taking.take(std::move(key));
        const Result<void> noted = !name ? std::unexpected(name.error())
            : name->empty()              ? Result<void>()
                                         : session.note("import", *name, from);
        if (!noted) {
            return reportError(noted.error(), streams.err);
        }
        streams.out << (name->empty() ? "known    " : "taken    ") << line << '\n';
        (name->empty() ? known : taken) += 1;
    }
    streams.out << "taken " << taken << ", already there " << known << '\n';
    return Done;
}

int importVault(VaultSession &session, const std::string &file, const Arguments &arguments, const Streams &streams)
{
    Result<vault::Vault> other = vault::Vault::open(file, session.clock());
    const Result<SecretBytes> passphrase = other
        ? readOtherPassphrase(arguments.value("--export-passphrase-fd"), "Passphrase of the exported file: ", "--export-passphrase-fd")
        : std::unexpected(other.error());
    const Result<void> unlocked = passphrase ? other->unlock(*passphrase) : std::unexpected(passphrase.error());
    if (!unlocked) {
        return reportError(unlocked.error(), streams.err);
    }
    int taken = 0;
    int known = 0;
    for (const vault::VaultRecord &record : other->records()) {
        const bool there = std::ranges::contains(session.vault().records(), record.id, &vault::VaultRecord::id);
        known += there ? 1 : 0;
        if (there) {
            continue;
        }
        vault::VaultRecord copy = record.clone();
        copy.name = vault::freeName(session.vault(), record.name);
        const std::string name = copy.name;
        const Result<void> added =
            session.vault().add(std::move(copy)).and_then([&] { return session.note("import", name, "a Patchbay export"); });
        if (!added) {
            return reportError(added.error(), streams.err);
        }
        ++taken;
    }
    streams.out << "taken " << taken << ", already there " << known << '\n';
    return Done;
}

// What the file would be with references in place of its keys; written where that was asked for.
int showReplacement(VaultSession &session, const std::string &file, const Arguments &arguments, const Streams &streams,
                    const Catalog &catalog)
{
    const Result<vault::ReplacedConfig> plan = replacedConfig(file, session.vault().records(), catalog);
    if (!plan) {
        return reportError(plan.error(), streams.err);
    }
    for (const vault::ReplacedLine &line : plan->lines) {
        streams.out << file << ':' << line.number << "\n- " << line.before << "\n+ " << line.after
                    << (line.after.find("patchbay/vault:") != std::string::npos ? "   (Patchbay only)\n" : "\n");
    }
    if (plan->lines.empty() || !arguments.has("--replace")) {
        streams.out << (plan->lines.empty() ? "" : "the file is as it was; --replace writes these lines\n");
        return Done;
    }
    const Result<void> written =
        writeConfig(file, plan->text).and_then([&] { return session.note("replace in file", {}, file); });
    if (!written) {
        return reportError(written.error(), streams.err);
    }
    streams.out << "written: " << file << '\n';
    return Done;
}

// Before a passphrase is asked for: whether the file can be made there.
Result<void> mayExportTo(const std::filesystem::path &file)
{
    Error error = makeError(ErrorClass::BadRequest, {});
    std::error_code ignored;
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    if (!std::filesystem::is_directory(folder, ignored)) {
        error.code = "no_folder";
        error.message = "There is no folder " + folder.string() + " to export into.";
        error.remedy = "Make it first, or choose another place with --to.";
    } else if (std::filesystem::exists(std::filesystem::symlink_status(file, ignored))) {
        error.code = "vault_exists";
        error.message = "There is something already at " + file.string() + '.';
        error.remedy = "An export replaces no file: choose another name with --to, or move that one away.";
    } else if (std::filesystem::exists(file.string() + ".bak", ignored)) {
        error.code = "vault_backup";
        error.message = file.string() + ".bak is in the way: an export needs that name for a moment.";
        error.remedy = "Choose another name with --to, or move that one away.";
    }
    return error.message.empty() ? Result<void>() : std::unexpected(std::move(error));
}

} // namespace

int vaultImport(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &catalog)
{
    const bool fromFile = arguments.positional().size() > 1;
    const std::string file = fromFile ? arguments.positional()[1] : std::string();
    const Result<std::string> text = fromFile ? readWhole(file, streams.in) : Result<std::string>(environmentText());
    if (!text) {
        return reportError(text.error(), streams.err);
    }
    const std::string format = !fromFile ? "env" : arguments.has("--format") ? arguments.value("--format") : vault::formatOf(*text);
    if (format == "patchbay") {
        return importVault(session, file, arguments, streams);
    }
    std::vector<std::string> left;
    Result<std::vector<vault::FoundKey>> found = vault::findKeys(*text, format, fromFile ? file : "environment", catalog, &left);
    if (!found) {
        return reportError(found.error(), streams.err);
    }
    const int code = importFound(session, std::move(*found), streams, catalog);
    for (const std::string &sentence : left) {
        streams.err << sentence << '\n';
    }
    return code == Done && format == "litellm" ? showReplacement(session, file, arguments, streams, catalog) : code;
}

int vaultExport(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &)
{
    if (const Result<void> may = mayExportTo(arguments.value("--to")); !may) {
        return reportError(may.error(), streams.err);
    }
    const Result<SecretBytes> passphrase =
        readOtherPassphrase(arguments.value("--export-passphrase-fd"), "Passphrase for the exported file: ", "--export-passphrase-fd");
    if (!passphrase) {
        return reportError(passphrase.error(), streams.err);
    }
    // An export is a vault of its own, with its own master key.
    Result<vault::Vault> other = vault::Vault::create(arguments.value("--to"), *passphrase, session.clock());
    if (!other) {
        return reportError(other.error(), streams.err);
    }
    std::vector<vault::VaultRecord> records;
    for (const vault::VaultRecord &record : session.vault().records()) {
        records.push_back(record.clone());
    }
    if (const Result<void> added = other->addAll(std::move(records)); !added) {
        return reportError(added.error(), streams.err);
    }
    std::error_code ignored; // of before its keys
    std::filesystem::remove(arguments.value("--to") + ".bak", ignored);
    const std::size_t count = session.vault().records().size();
    if (const Result<void> noted = session.note("export", {}, arguments.value("--to")); !noted) {
        return reportError(noted.error(), streams.err);
    }
    streams.out << "exported " << count << " keys to " << arguments.value("--to") << '\n';
    return Done;
}

} // namespace patchbay::cli
