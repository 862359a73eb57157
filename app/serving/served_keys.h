// SPDX-License-Identifier: GPL-3.0-or-later
//
// ServedKeys: provider keys as a gateway finds them: those of its process (vault, environment), then the variables that
// the configuration sets itself. Thread-safe.
#pragma once

#include "providers/engine/environment_keys.h"

#include <memory>
#include <mutex>

namespace patchbay::serving {

class ServedKeys final : public ExplainingKeySource {
public:
    // `process` outlives it.
    explicit ServedKeys(const KeySource &process)
        : m_process(process)
    {
    }
    // The configuration in force has these from now on.
    void use(VariableLookup variables);

    std::optional<SecretBytes> find(std::string_view name, const Origin &origin) const override;
    std::optional<NamedSecret> findNamed(std::string_view name, const Origin &origin) const override;
    std::optional<Error> whyMissing(std::string_view name) const override;

private:
    std::shared_ptr<const EnvironmentKeys> configured() const;

    const KeySource &m_process;
    mutable std::mutex m_mutex;
    std::shared_ptr<const EnvironmentKeys> m_configured; // guarded by m_mutex
};

} // namespace patchbay::serving
