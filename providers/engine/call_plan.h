// SPDX-License-Identifier: GPL-3.0-or-later
//
// CallPlan: everything that is settled before the first attempt of a call: whom it goes to, which
// key it carries, and the provider's own request. Making one touches no socket.
#pragma once

#include "providers/engine/engine.h"
#include "providers/engine/kind_call.h"
#include "providers/engine/sent_secret.h"
#include "providers/engine/token_broker.h"
#include "providers/wire/codec.h"

namespace patchbay {

struct CallPlan {
    ResolvedModel model;
    std::string apiBase;
    Origin origin;
    SecretBytes key; // a header set where the account has headers beside it
    std::string keyName;
    SecretBytes headers; // the account's, before the key is among them
    HttpRequest request;
    ExchangeableKey exchange; // to become `key` before the first attempt, where there is one
    std::vector<std::pair<std::string, std::string>> settings; // region, project… of the account
    bool hasOtherKeys = false; // of the same pool
    bool keyRests = false; // the source gave one that was refused a moment ago, for want of a better one

    wire::Target target(std::int64_t now) const;
    // The key that the request carries, put among the account's headers where it has some.
    void carry(SecretBytes secret);
    // What goes with a request to the provider, which may be a follow-up; nothing with one that wants no key.
    SecretBytes secretFor(HttpRequest &follower) const;
    SentSecret sent() const { return SentSecret(key, !headers.empty()); }
    const wire::ChatCodec &codec() const { return wire::codecFor(model.family()); }
};

// A key that the call brings along, empty where it brings none.
struct GivenKey {
    const SecretBytes &key;
    const std::string &name;
};

// The address of a provider: the call's, else the given ones (sandbox, variables), else the catalogue's.
Result<std::string> resolveApiBase(const ProviderEntry &provider, const std::string &ofCall,
                                   const ApiBases &given);

// Errors name what is missing and how to supply it.
Result<CallPlan> planCall(const CompletionCall &call, const EngineParts &parts, const ApiBases &apiBases);
Result<CallPlan> planRaw(const RawCall &call, const EngineParts &parts, const ApiBases &apiBases);
Result<CallPlan> planKind(const KindCall &call, const EngineParts &parts, const ApiBases &apiBases);

} // namespace patchbay
