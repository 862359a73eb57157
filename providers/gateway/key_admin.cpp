// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/key_admin.h"

#include "providers/gateway/account_admin_parts.h"
#include "providers/gateway/admin_fields.h"
#include "providers/gateway/error_text.h"
#include "providers/gateway/key_callbacks.h"
#include "providers/gateway/key_fields.h"
#include "providers/gateway/route.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <algorithm>

namespace patchbay::gateway {

namespace {

using wire::JsonView;
using wire::JsonWriter;
using namespace admin;

std::string infoText(const VirtualKey &key, Money spent)
{
    JsonWriter writer;
    writer.beginObject();
    writeKeyFields(writer, key, spent);
    writer.endObject();
    return writer.take();
}

} // namespace

// The fields of a body that are to hold for a key.
Result<void> KeyAdmin::read(VirtualKey &key, const JsonView &json) const
{
    for (const Result<void> &checked :
         { checkAdminFields(AdminNoun::Key, json), m_surroundings.checkNames(AdminNoun::Key, json, m_book) }) {
        if (!checked) {
            return checked;
        }
    }
    if (const std::string id = json["budget_id"].string(); !id.empty()) {
        takeBudget(key, m_book.findAccount(AccountKind::Budget, id).value_or(VirtualKey {}));
    }
    const JsonText before = key.metadata;
    return readKeyFields(key, json, m_clock.now(), m_book.zone()).and_then([&] {
        keepAdminFields(AdminNoun::Key, json, key);
        return settleCallbacks(before, key.metadata);
    });
}

Result<std::string> KeyAdmin::generate(const AdminRequest &request) const
{
    const Result<JsonView> given = parsed(request.body);
    const Result<std::string> body =
        given ? m_surroundings.completed(AdminNoun::Key, *given) : std::unexpected(given.error());
    const Result<JsonView> json = body ? parsed(*body) : std::unexpected(body.error());
    if (!json) {
        return std::unexpected(json.error());
    }
    VirtualKey key;
    if (const Result<void> done = read(key, *json); !done) {
        return std::unexpected(done.error());
    }
    SecretBytes secret;
    if (const std::string own = (*json)["key"].string(); !own.empty()) {
        constexpr std::size_t shortest = 8;
        if (!own.starts_with("sk-") || own.size() < shortest) {
            return refuse(400, "A key of one's own begins with sk- and has at least eight letters.", "key");
        }
        secret = SecretBytes::copyOf(own);
    } else {
        Result<SecretBytes> made = makeVirtualKey();
        if (!made) {
            return std::unexpected(made.error());
        }
        secret = std::move(*made);
    }
    const std::string_view text(secret.bytes().data(), secret.bytes().size());
    const Result<VirtualKey> created = m_book.create(std::move(key), text);
    if (!created) {
        return std::unexpected(created.error());
    }
    JsonWriter writer;
    writer.beginObject();
    writer.member("key", text); // the only time that it is shown
    writeKeyFields(writer, *created, created->spendBase);
    writer.member("token_id", created->digest);
    writer.endObject();
    return writer.take();
}

Result<std::string> KeyAdmin::update(const AdminRequest &request) const
{
    const Result<JsonView> json = parsed(request.body);
    if (!json) {
        return std::unexpected(json.error());
    }
    const std::string which = (*json)["key"].string();
    if (which.empty()) {
        return refuse(400, "\"key\" is missing.", "key");
    }
    const Result<VirtualKey> changed = m_book.change(
        which, [&](VirtualKey &key) { return m_surroundings.checkBounds(*json).and_then([&] { return read(key, *json); }); });
    return changed ? Result<std::string>(infoText(*changed, m_book.spentBy(changed->id)))
                   : std::unexpected(changed.error());
}

// POST /key/regenerate, or /key/{key}/regenerate: another secret, the earlier one open for grace_period.
Result<std::string> KeyAdmin::regenerate(const AdminRequest &request) const
{
    const Result<JsonView> json = parsed(request.body);
    if (!json) {
        return std::unexpected(json.error());
    }
    constexpr std::string_view head = "/key/";
    constexpr std::string_view tail = "/regenerate";
    std::string which = (*json)["key"].string();
    if (request.path.size() > head.size() + tail.size()) {
        which = percentDecoded(request.path.substr(head.size(), request.path.size() - head.size() - tail.size()))
                    .value_or("");
    }
    const std::string grace = (*json)["grace_period"].string();
    const std::optional<std::chrono::seconds> length = grace.empty() ? std::chrono::seconds(0) : durationLength(grace);
    if (!length) {
        return refuse(400, "\"grace_period\" is a duration such as 24h.", "grace_period");
    }
    const std::string own = (*json)["new_key"].string();
    if (!own.empty() && (!own.starts_with("sk-") || own.size() < 8)) {
        return refuse(400, "A key of one's own begins with sk- and has at least eight letters.", "new_key");
    }
    Result<SecretBytes> secret = own.empty() ? makeVirtualKey() : SecretBytes::copyOf(own);
    if (!secret) {
        return std::unexpected(secret.error());
    }
    if (!which.empty() && m_book.find(which)) {
        const auto changed = m_surroundings.checkBounds(*json).and_then(
            [&] { return m_book.change(which, [&](VirtualKey &key) { return read(key, *json); }); });
        if (!changed) {
            return std::unexpected(changed.error());
        }
    }
    const std::string_view text(secret->bytes().data(), secret->bytes().size());
    const Result<VirtualKey> rotated = m_book.rotate(which, text, *length);
    if (!rotated) {
        return std::unexpected(rotated.error());
    }
    JsonWriter writer;
    writer.beginObject();
    writer.member("key", text); // the only time that it is shown
    writeKeyFields(writer, *rotated, m_book.spentBy(rotated->id));
    writer.member("token_id", rotated->digest);
    writer.endObject();
    return writer.take();
}

Result<std::string> KeyAdmin::setBlocked(const AdminRequest &request, bool blocked) const
{
    const Result<JsonView> json = parsed(request.body);
    if (!json) {
        return std::unexpected(json.error());
    }
    const Result<VirtualKey> changed = m_book.change((*json)["key"].string(), [blocked](VirtualKey &key) {
        key.blocked = blocked;
        return Result<void>();
    });
    return changed ? Result<std::string>(infoText(*changed, m_book.spentBy(changed->id)))
                   : std::unexpected(changed.error());
}

Result<std::string> KeyAdmin::remove(const AdminRequest &request) const
{
    const Result<JsonView> json = parsed(request.body);
    if (!json) {
        return std::unexpected(json.error());
    }
    std::vector<std::string> which;
    for (const char *field : { "keys", "key_aliases" }) {
        for (const JsonView item : (*json)[field].items()) {
            which.push_back(item.string());
        }
    }
    if (which.empty()) {
        return refuse(400, "\"keys\" or \"key_aliases\" must name the keys to delete.", "keys");
    }
    // All or none.
    for (const std::string &name : which) {
        if (!m_book.find(name)) {
            return refuse(404, "One of the keys was not found; none was deleted.", "keys");
        }
    }
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("deleted_keys");
    for (const std::string &name : which) {
        const Result<VirtualKey> removed = m_book.remove(name);
        if (!removed) {
            return std::unexpected(removed.error());
        }
        writer.string(removed->digest); // what was given may be the key itself
    }
    writer.endArray();
    writer.endObject();
    return writer.take();
}

Result<std::string> KeyAdmin::info(const AdminRequest &request) const
{
    const std::string which = queryValue(request.query, "key");
    const std::optional<VirtualKey> key = m_book.find(which);
    if (which.empty() || !key) {
        return refuse(404, "No key was found for what was given.", "key");
    }
    JsonWriter writer;
    writer.beginObject();
    writer.member("key", key->digest);
    writer.key("info");
    writer.raw(infoText(*key, m_book.spentBy(key->id)));
    writer.endObject();
    return writer.take();
}

Result<std::string> KeyAdmin::list(const AdminRequest &request) const
{
    constexpr std::size_t usualSize = 10;
    constexpr std::size_t largestSize = 100;
    const std::size_t size = queryNumber(request.query, "size", usualSize, largestSize);
    const std::size_t page = queryNumber(request.query, "page", 1, 1'000'000);
    const bool whole = queryValue(request.query, "return_full_object") == "true";
    std::vector<VirtualKey> keys = m_book.all();
    for (const auto &[field, member] :
         { std::pair("user_id", &VirtualKey::user), std::pair("team_id", &VirtualKey::team),
           std::pair("key_alias", &VirtualKey::alias) }) {
        if (const std::string wanted = queryValue(request.query, field); !wanted.empty()) {
            std::erase_if(keys, [&, part = member](const VirtualKey &key) { return key.*part != wanted; });
        }
    }
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("keys");
    for (std::size_t place = (page - 1) * size; place < std::min(keys.size(), page * size); ++place) {
        if (whole) {
            writer.raw(infoText(keys[place], m_book.spentBy(keys[place].id)));
        } else {
            writer.string(keys[place].digest);
        }
    }
    writer.endArray();
    writer.member("total_count", static_cast<std::int64_t>(keys.size()));
    writer.member("current_page", static_cast<std::int64_t>(page));
    writer.member("total_pages", static_cast<std::int64_t>((keys.size() + size - 1) / size));
    writer.endObject();
    return writer.take();
}

Result<std::string> KeyAdmin::aliases(const AdminRequest &request) const
{
    const std::size_t size = queryNumber(request.query, "size", 50, 1'000);
    const std::size_t page = queryNumber(request.query, "page", 1, 1'000'000);
    const std::string search = queryValue(request.query, "search");
    std::vector<std::string> all;
    for (const VirtualKey &key : m_book.all()) {
        if (!key.alias.empty() && key.alias.contains(search)) {
            all.push_back(key.alias);
        }
    }
    std::ranges::sort(all);
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("aliases");
    for (std::size_t place = (page - 1) * size; place < std::min(all.size(), page * size); ++place) {
        writer.string(all[place]);
    }
    writer.endArray();
    writer.member("total_count", static_cast<std::int64_t>(all.size()));
    writer.member("current_page", static_cast<std::int64_t>(page));
    writer.member("total_pages", static_cast<std::int64_t>((all.size() + size - 1) / size));
    writer.member("size", static_cast<std::int64_t>(size));
    writer.endObject();
    return writer.take();
}

// POST /key/{key}/reset_spend: {"reset_to": dollars}, at most what was spent.
Result<std::string> KeyAdmin::resetSpend(const AdminRequest &request) const
{
    const Result<JsonView> json = parsed(request.body);
    if (!json) {
        return std::unexpected(json.error());
    }
    constexpr std::string_view head = "/key/";
    constexpr std::string_view tail = "/reset_spend";
    const std::string which =
        request.path.size() <= head.size() + tail.size()
        ? std::string()
        : percentDecoded(request.path.substr(head.size(), request.path.size() - head.size() - tail.size())).value_or("");
    const std::optional<VirtualKey> key = m_book.find(which);
    if (which.empty() || !key) {
        return refuse(404, "Key not found.", "key");
    }
    const Money before = m_book.spentBy(key->id);
    const std::optional<double> wanted = (*json)["reset_to"].number();
    if (!wanted || *wanted < 0 || fromDollars(*wanted) > before) {
        return refuse(400, "\"reset_to\" is a number of dollars from 0 to the current spend.", "reset_to");
    }
    const WallTime now = m_clock.now();
    const Result<VirtualKey> changed = m_book.change(key->id, [&](VirtualKey &row) {
        row.spendBase = fromDollars(*wanted);
        row.spendSince = now;
        return Result<void>();
    });
    if (!changed) {
        return std::unexpected(changed.error());
    }
    JsonWriter writer;
    writer.beginObject();
    writer.member("key_hash", changed->digest);
    writer.key("previous_spend");
    writer.number(toDollars(before));
    writeKeyFields(writer, *changed, changed->spendBase);
    writer.endObject();
    return writer.take();
}

HttpResponse KeyAdmin::handle(const AdminRequest &request) const
{
    struct Call {
        std::string_view method;
        std::string_view path;
        Result<std::string> (*run)(const KeyAdmin &, const AdminRequest &);
    };
    static constexpr Call calls[] = {
        { "POST", "/key/generate", [](const KeyAdmin &self, const AdminRequest &call) { return self.generate(call); } },
        { "POST", "/key/update", [](const KeyAdmin &self, const AdminRequest &call) { return self.update(call); } },
        { "POST", "/key/block",
          [](const KeyAdmin &self, const AdminRequest &call) { return self.setBlocked(call, true); } },
        { "POST", "/key/unblock",
          [](const KeyAdmin &self, const AdminRequest &call) { return self.setBlocked(call, false); } },
        { "POST", "/key/delete", [](const KeyAdmin &self, const AdminRequest &call) { return self.remove(call); } },
        { "GET", "/key/info", [](const KeyAdmin &self, const AdminRequest &call) { return self.info(call); } },
        { "GET", "/key/list", [](const KeyAdmin &self, const AdminRequest &call) { return self.list(call); } },
        { "GET", "/key/aliases", [](const KeyAdmin &self, const AdminRequest &call) { return self.aliases(call); } },
    };
    Result<std::string> answer = refuse(404, "There is no such call.");
    if (request.method == "POST" && request.path.starts_with("/key/") && request.path.ends_with("/regenerate")) {
        answer = regenerate(request);
    }
    if (request.method == "POST" && request.path.starts_with("/key/") && request.path.ends_with("/reset_spend")) {
        answer = resetSpend(request);
    }
    for (const Call &call : calls) {
        if (call.path == request.path) {
            answer = call.method == request.method ? call.run(*this, request)
                                                   : refuse(405, "This call wants " + std::string(call.method) + ".");
        }
    }
    constexpr int ok = 200;
    if (answer) {
        return { ok, { { "content-type", "application/json" } }, std::move(*answer) };
    }
    return { clientStatus(answer.error()), errorHeaders(answer.error()), openAiError(answer.error()) };
}

} // namespace patchbay::gateway
