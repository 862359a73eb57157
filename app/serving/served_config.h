// SPDX-License-Identifier: GPL-3.0-or-later
//
// ServedConfig: the configuration file of a running gateway as the admin API changes it: edit, check, write, keep
// the version, reload. Where the reload fails, the file is put back as it was.
#pragma once

#include "models/config/config_document.h"
#include "providers/gateway/model_editor.h"

#include <functional>
#include <mutex>

namespace patchbay::serving {

class ServedConfig final : public gateway::ModelEditor {
public:
    // Reads the file again; an error when it cannot be served.
    using Reload = std::function<Result<void>()>;

    ServedConfig(std::string file, std::string dataDirectory, Reload reload);
    Result<void> add(const JsonText &entry) override;
    Result<void> update(const std::string &deployment, const JsonText &entry) override;
    Result<void> remove(const std::string &deployment) override;
    Result<void> set(const std::vector<gateway::ConfigSetting> &settings, const std::string &call) override;

private:
    using Edit = std::function<Result<document::EditReport>(document::ConfigDocument &)>;
    Result<void> change(const std::string &note, const Edit &edit);
    void remember(const std::string &note, const std::string &text) const;

    const std::string m_file;
    const std::string m_dataDirectory;
    const Reload m_reload;
    std::mutex m_mutex; // one change at a time
};

} // namespace patchbay::serving
