// SPDX-License-Identifier: GPL-3.0-or-later
//
// UnmadeAccounts: the counters of accounts of one kind that nobody made, for limits that all of them have. Inside the room
// only; under KeyBook's lock.
#pragma once

#include "providers/gateway/key_state.h"

namespace patchbay::gateway {

class UnmadeAccounts {
public:
    // Other limits for those that are there and those that come. Where a span began anew, `spent` is what was spent in it; who is
    // not in it has spent nothing.
    void use(std::optional<VirtualKey> limits);
    void begin(std::map<std::string, Money> spent);
    // Whether other limits would count another span.
    bool beginsAnewWith(const std::optional<VirtualKey> &limits) const;
    // Null where nothing limits it.
    std::shared_ptr<KeyState> of(std::string_view group, const std::string &id);

private:
    void forgetIdle();

    std::optional<VirtualKey> m_limits;
    std::map<std::string, Money> m_spent; // before this program began
    std::unordered_map<std::string, std::shared_ptr<KeyState>> m_states;
};

} // namespace patchbay::gateway
