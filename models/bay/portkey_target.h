// SPDX-License-Identifier: GPL-3.0-or-later
//
// PortkeyTargets: one target of a Portkey config as a deployment: whose it is, which model, with which parameters. Inside
// the room only, of importPortkey().
#pragma once

#include "models/bay/config_sketch.h"

#include <QJsonObject>
#include <QStringList>

#include <optional>

namespace patchbay {
class Catalog;
struct ProviderEntry;
}

namespace patchbay::bay {

class PortkeyTargets {
public:
    // What cannot be taken over is noted in the sketch; both outlive it.
    PortkeyTargets(const Catalog &catalog, ConfigSketch &sketch)
        : m_catalog(catalog)
        , m_sketch(sketch)
    {
    }

    // Without its group. `parameters`: override_params, its own and those around it; `timeout` in milliseconds, 0: none.
    // Nothing where its provider is not known.
    std::optional<ConfigSketch::Deployment> read(const QJsonObject &target, const QJsonObject &parameters, double timeout);

private:
    const ProviderEntry *providerOf(const QJsonObject &target, const QString &model);
    std::string modelOf(const ProviderEntry &provider, const QJsonObject &target, QString model);
    std::string variableOf(const ProviderEntry &provider, const QJsonObject &target);

    const Catalog &m_catalog;
    ConfigSketch &m_sketch;
    std::map<std::string, QStringList> m_keys; // by provider, to tell them apart; never written
};

} // namespace patchbay::bay
