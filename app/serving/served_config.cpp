// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serving/served_config.h"

#include "models/config/atomic_file.h"
#include "models/config/config_history.h"
#include "models/config/model_list_edit.h"

#include <QDateTime>

#include <algorithm>
#include <filesystem>
#include <unistd.h>

namespace patchbay::serving {

namespace {

std::unexpected<Error> refuse(std::string message)
{
    return std::unexpected(makeError(ErrorClass::BadRequest, std::move(message)));
}

} // namespace

ServedConfig::ServedConfig(std::string file, std::string dataDirectory, Reload reload)
    : m_file(std::move(file))
    , m_dataDirectory(std::move(dataDirectory))
    , m_reload(std::move(reload))
{
}

Result<void> ServedConfig::add(const JsonText &entry)
{
    return change("POST /model/new", [&](document::ConfigDocument &text) { return addModel(text, entry.text); });
}

Result<void> ServedConfig::update(const std::string &deployment, const JsonText &entry)
{
    return change("POST /model/update",
                  [&](document::ConfigDocument &text) { return updateModel(text, deployment, entry.text); });
}

Result<void> ServedConfig::remove(const std::string &deployment)
{
    return change("POST /model/delete", [&](document::ConfigDocument &text) { return removeModel(text, deployment); });
}

Result<void> ServedConfig::set(const std::vector<gateway::ConfigSetting> &settings, const std::string &call)
{
    return change(call, [&](document::ConfigDocument &text) {
        document::EditReport whole;
        for (const gateway::ConfigSetting &setting : settings) {
            Result<document::EditReport> done = setValue(text, setting.path, setting.value.text);
            if (!done) {
                return done;
            }
            whole.changed = whole.changed || done->changed;
            whole.problems.insert(whole.problems.end(), done->problems.begin(), done->problems.end());
        }
        return Result<document::EditReport>(std::move(whole));
    });
}

Result<void> ServedConfig::change(const std::string &note, const Edit &edit)
{
    const std::scoped_lock lock(m_mutex);
    if (::access(m_file.c_str(), W_OK) != 0) {
        return refuse("The configuration that is served is not writable for the gateway; nothing was changed.");
    }
    const Result<std::string> before = document::readFile(m_file);
    if (!before) {
        return std::unexpected(before.error());
    }
    Result<document::ConfigDocument> text = document::ConfigDocument::fromText(*before, m_file);
    if (!text) {
        return std::unexpected(text.error());
    }
    const Result<document::EditReport> report = edit(*text);
    if (!report) {
        return std::unexpected(report.error());
    }
    const auto wrong = std::ranges::find(report->problems, config::Severity::Error, &config::Problem::severity);
    if (wrong != report->problems.end()) {
        return refuse(wrong->message + " Nothing was changed.");
    }
    if (!report->changed) {
        return {};
    }
    if (!text->configuration().usable()) {
        return refuse("The configuration could not be served with this change; nothing was changed.");
    }
    if (const Result<void> written = document::writeFile(m_file, text->text()); !written) {
        return std::unexpected(written.error());
    }
    if (const Result<void> reloaded = m_reload(); !reloaded) {
        const Result<void> restored = document::writeFile(m_file, *before);
        Error error = reloaded.error();
        error.message += restored ? " The file was put back as it was." : " The file could not be put back.";
        return std::unexpected(std::move(error));
    }
    remember(note, text->text());
    return {};
}

// The change is in force whether its version can be kept or not.
void ServedConfig::remember(const std::string &note, const std::string &text) const
{
    Result<document::ConfigHistory> history = document::ConfigHistory::open(QString::fromStdString(m_dataDirectory));
    if (!history) {
        return;
    }
    std::error_code problem;
    document::AppliedVersion version;
    version.appliedAt = QDateTime::currentMSecsSinceEpoch() * 1'000;
    version.author = "admin API";
    version.note = note;
    version.source = version.target = std::filesystem::absolute(m_file, problem).string();
    version.digest = document::ConfigHistory::digestOf(text);
    version.outcome = "reloaded";
    version.text = text;
    (void)history->add(version);
}

} // namespace patchbay::serving
