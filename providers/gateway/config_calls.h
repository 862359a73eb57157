// SPDX-License-Identifier: GPL-3.0-or-later
//
// ConfigCalls: LiteLLM's calls that read and change the configuration beside its models: /config/update, /fallback,
// /credentials. The file is the truth: each change is an edit of it, in force when the call returns. JSON in, JSON out;
// on the admin thread.
#pragma once

#include "providers/gateway/gateway_snapshot.h"
#include "providers/gateway/key_admin.h"
#include "providers/gateway/model_editor.h"

namespace patchbay::gateway {

class ConfigCalls {
public:
    // The editor may be null: then nothing can be changed. All outlive the calls.
    ConfigCalls(const GatewaySnapshot &snapshot, ModelEditor *editor)
        : m_snapshot(snapshot)
        , m_editor(editor)
    {
    }
    static bool knows(std::string_view path);
    HttpResponse handle(const AdminRequest &request) const;

private:
    Result<std::string> run(const AdminRequest &request) const;
    Result<std::string> updateConfig(const wire::JsonView &json) const;
    Result<std::string> setFallback(const wire::JsonView &json) const;
    Result<std::string> showFallback(const std::string &model, const std::string &type) const;
    Result<std::string> removeFallback(const std::string &model, const std::string &type) const;
    Result<std::string> credentials(const AdminRequest &request) const;
    Result<std::string> showCredentials(const std::string &name) const;
    Result<std::string> credentialOf(const std::string &deployment) const;
    Result<std::string> writeCredential(const wire::JsonView &json, const std::string &name, bool fresh) const;
    Result<void> edit(const std::vector<ConfigSetting> &settings, const std::string &call) const;
    const config::YamlNode *credential(const std::string &name) const;

    const GatewaySnapshot &m_snapshot;
    ModelEditor *m_editor;
};

} // namespace patchbay::gateway
