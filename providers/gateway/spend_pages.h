// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendPages: LiteLLM's /spend, /global and …/daily/activity calls, from the ledger: JSON out. Amounts are exact
// inside and shown as LiteLLM shows them, in dollars. Days are UTC's. Waits for the disk: runs on no I/O thread.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/catalog/cost.h"
#include "providers/gateway/body_store.h"
#include "providers/gateway/gateway_snapshot.h"
#include "providers/gateway/key_admin.h"
#include "providers/gateway/spend_source.h"

#include <functional>
#include <map>

namespace patchbay::wire {
class JsonWriter;
}

namespace patchbay::gateway {

// All outlive the pages.
struct SpendServices {
    SpendSource *source; // null: nothing is recorded here
    KeyBook &book;
    const Catalog &catalog;
    const Clock &clock;
    BodyStore *bodies = nullptr; // null: rows have no words
};

class SpendPages {
public:
    SpendPages(const SpendServices &services, const GatewaySnapshot &snapshot, const Caller &caller)
        : m_services(services)
        , m_snapshot(snapshot)
        , m_caller(caller)
    {
    }
    // Whether the path is one of its calls.
    static bool knows(std::string_view path);
    // Whether a virtual key may call it, for what is its own.
    static bool opensToKeys(std::string_view path);
    HttpResponse handle(const AdminRequest &request) const;

private:
    struct Call;
    struct Days {
        WallTime from;
        WallTime to; // not included
    };
    using Sums = std::vector<SpendSum>;

    static const Call *callOf(std::string_view path);
    // start_date and end_date, both included; without them the last `otherwise` days.
    Result<Days> days(const AdminRequest &request, int otherwise) const;
    Result<Sums> sums(const std::vector<SpendBy> &by, const SpendFilter &filter) const;
    Result<Sums> sums(const std::vector<SpendBy> &by, const AdminRequest &request, int lastDays) const;
    SpendFilter ownFilter() const; // what a virtual key may see
    std::string keyId(const std::string &given) const;
    std::string shownKey(const std::string &id) const;
    // As they are now: rows do not have them.
    std::string apiBaseOf(const std::string &deployment) const;
    std::string organizationOf(const AttemptDraft &draft) const;

    Result<std::string> logs(const AdminRequest &request) const;
    Result<std::string> logRows(const AdminRequest &request, SpendFilter filter) const;
    Result<std::string> pagedLogs(const AdminRequest &request) const; // /spend/logs/v2
    Result<SpendFilter> logFilter(const AdminRequest &request) const;
    Result<std::string> healthHistory(const AdminRequest &request) const;
    Result<std::string> exceptions(const AdminRequest &request) const;
    Result<std::string> resetAll(const AdminRequest &request) const;
    Result<std::string> logDays(const SpendFilter &filter, const Days &days) const;
    using Bodies = std::map<std::string, StoredBody>; // by call
    Bodies bodiesOf(const std::vector<SpendEntry> &entries) const;
    static std::string callOf(const AttemptDraft &draft) { return draft.parent.empty() ? draft.requestId : draft.parent; }
    static void writeWords(wire::JsonWriter &writer, const Bodies &bodies, const std::string &call);
    void writeMetadata(wire::JsonWriter &writer, const SpendEntry &entry) const;
    void writeRow(wire::JsonWriter &writer, const SpendEntry &entry, const Bodies &bodies) const;
    Result<std::string> keys(const AdminRequest &request) const;
    Result<std::string> users(const AdminRequest &request) const;
    Result<std::string> tags(const AdminRequest &request) const;
    Result<std::string> calculate(const AdminRequest &request) const;
    Result<std::string> estimate(const AdminRequest &request) const;
    // As the first deployment of a group, or the catalogue, prices it.
    Cost costOf(const std::string &model, const Usage &usage) const;
    Result<std::string> total(const AdminRequest &request) const;
    Result<std::string> report(const AdminRequest &request) const;
    Result<std::string> keyReport(const Sums &rows) const;
    void writeGroup(wire::JsonWriter &writer, const char *label, const std::string &name, const Sums &parts) const;
    Result<std::string> groupReport(const AdminRequest &request, const std::string &group) const;
    Result<std::string> globalLogs(const AdminRequest &request) const;
    Result<std::string> globalKeys(const AdminRequest &request) const;
    Result<std::string> globalModels(const AdminRequest &request) const;
    Result<std::string> globalTeams(const AdminRequest &request) const;
    Result<std::string> globalProviders(const AdminRequest &request) const;
    Result<std::string> globalTags(const AdminRequest &request) const;
    Result<std::string> activity(const AdminRequest &request) const;
    Result<std::string> modelActivity(const AdminRequest &request) const;
    Result<std::string> dailyActivity(const AdminRequest &request) const;
    // `list`: the query's name for which ones.
    std::map<std::string, std::string> onlyOrganizations(SpendFilter &filter, const std::vector<std::string> &wanted) const;
    Result<SpendFilter> activityFilter(const AdminRequest &request, std::string_view list, SpendBy by) const;

    const SpendServices m_services;
    const GatewaySnapshot &m_snapshot;
    const Caller &m_caller;
};

} // namespace patchbay::gateway
