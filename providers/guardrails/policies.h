// SPDX-License-Identifier: GPL-3.0-or-later
//
// Policies: LiteLLM's `policies:` and `policy_attachments:`: sets of guardrails by name that build on one another, and whose
// calls they look at. A value, immutable once read, shared between threads.
// https://docs.litellm.ai/docs/proxy/guardrails/guardrail_policies
#pragma once

#include "providers/config/yaml_node.h"

#include <map>
#include <memory>
#include <regex>

namespace patchbay::guardrails {

// Who calls what. Teams and keys are named by their ids and their aliases; empty: there is none.
struct PolicyCall {
    std::vector<std::string> team;
    std::vector<std::string> key;
    std::string model; // as it is asked for
    std::vector<std::string> tags;
    std::vector<std::string> asked; // policies that the key, its team or the request names
};

struct AppliedPolicies {
    std::vector<std::string> policies;
    std::vector<std::string> guardrails; // in the order in which the policies add them
    std::string missing {}; // the first name that is no policy's: the call must be refused
};

class Policies {
public:
    // Never fails: what means nothing matches nothing.
    static Policies read(const config::YamlNode &root);

    std::vector<std::string> names() const;
    bool empty() const { return m_policies.empty() && m_attachments.empty(); }
    // Those that are attached to the call, and those that it asks for by name. One that another of them builds on is contained in
    // it: the other's `remove` counts.
    AppliedPolicies appliedTo(const PolicyCall &call) const;

private:
    struct Policy {
        std::string base;
        std::vector<std::string> added;
        std::vector<std::string> removed;
        // Of models: a name, or an expression for its beginning. Without any it is for all.
        std::vector<std::pair<std::string, std::shared_ptr<const std::regex>>> models;

        bool isFor(const std::string &model) const;
    };
    struct Attachment {
        std::string policy;
        std::vector<std::string> teams; // a "*" at the end or in the middle stands for anything; none: all
        std::vector<std::string> keys;
        std::vector<std::string> models;
        std::vector<std::string> tags;
        bool everywhere = false;

        bool covers(const PolicyCall &call) const;
    };

    std::vector<std::string> basesOf(const std::string &policy) const; // itself first
    void addGuardrails(const std::string &policy, const std::string &model, std::vector<std::string> &guardrails) const;

    std::map<std::string, Policy, std::less<>> m_policies;
    std::vector<Attachment> m_attachments;
};

} // namespace patchbay::guardrails
