// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/caller_labels.h"

namespace patchbay::gateway {

CallLabels labelsOf(const Caller &caller)
{
    CallLabels labels;
    labels.virtualKey = caller.keyId;
    labels.team = caller.team;
    labels.user = caller.user;
    labels.customer = caller.customer;
    labels.project = caller.project;
    labels.notes = caller.notes;
    return labels;
}

AttemptDraft draftOf(const Caller &caller)
{
    CallLabels labels = labelsOf(caller);
    AttemptDraft draft;
    draft.virtualKey = std::move(labels.virtualKey);
    draft.team = std::move(labels.team);
    draft.user = std::move(labels.user);
    draft.customer = std::move(labels.customer);
    draft.project = std::move(labels.project);
    draft.notes = std::move(labels.notes);
    draft.tags = caller.tags;
    return draft;
}

} // namespace patchbay::gateway
