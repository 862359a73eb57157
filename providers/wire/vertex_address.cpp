// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/vertex_address.h"

#include "providers/wire/provider_settings.h"
#include "providers/wire/url.h"

namespace patchbay::wire {

Result<std::string> vertexProjectAddress(const ChatRequest &request, const Target &target)
{
    Target placed = target;
    if (settingOf(request, target, "location") == "global") {
        if (const std::size_t at = placed.apiBase.find("{location}-"); at != std::string::npos) {
            placed.apiBase.erase(at, std::string_view("{location}-").size());
        }
    }
    const Result<std::string> base = filledAddress(request, placed);
    if (!base || base->contains("/projects/")) {
        return base;
    }
    const Result<std::string> project = needSetting(request, target, "project");
    if (!project) {
        return project;
    }
    const Result<std::string> location = needSetting(request, target, "location");
    if (!location) {
        return location;
    }
    return endpointUrl(*base, "/v1/projects/" + *project + "/locations/" + *location);
}

} // namespace patchbay::wire
