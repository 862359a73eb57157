// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/admin_note.h"

#include "providers/gateway/route.h"
#include "providers/wire/json_view.h"

#include <algorithm>

namespace patchbay::gateway {

namespace {

using wire::JsonView;

constexpr std::size_t namedAtMost = 5;
constexpr std::size_t fieldsAtMost = 12;
constexpr std::size_t longestName = 100;

std::vector<std::string> segmentsOf(std::string_view path)
{
    std::vector<std::string> segments;
    while (!path.empty()) {
        const std::size_t slash = std::min(path.find('/'), path.size());
        if (slash > 0) {
            segments.emplace_back(path.substr(0, slash));
        }
        path.remove_prefix(std::min(slash + 1, path.size()));
    }
    // A version and our own prefix say nothing of what was done.
    if (segments.size() > 2 && (segments.front() == "v1" || segments.front() == "v2" || segments.front() == "patchbay")) {
        segments.erase(segments.begin());
    }
    return segments;
}

bool isChange(const AdminRequest &request, const std::vector<std::string> &segments)
{
    constexpr std::string_view changing[] = { "POST", "PUT", "PATCH", "DELETE" };
    constexpr std::string_view reading[] = { "info", "list", "health", "calculate", "test_connection", "check" };
    return segments.size() > 1 && std::ranges::contains(changing, request.method)
        && !std::ranges::contains(reading, segments.back());
}

// What a person reads in a line: no control characters, not a page of it.
std::string tidy(std::string_view text)
{
    std::string words;
    for (const char letter : text.substr(0, longestName)) {
        words += static_cast<unsigned char>(letter) < ' ' || letter == '\x7f' ? ' ' : letter;
    }
    while (text.size() > longestName && !words.empty() && (static_cast<unsigned char>(words.back()) & 0xC0U) == 0x80U) {
        words.pop_back(); // not half a letter
    }
    return words;
}

// By its id and alias, whatever it was named by; a name of nobody's may be a key, and is left out.
std::string keyName(const KeyBook &book, const std::string &given)
{
    const std::optional<VirtualKey> key = given.empty() ? std::nullopt : book.find(given);
    return !key ? std::string() : key->alias.empty() ? key->id : tidy(key->alias) + " (" + key->id + ')';
}

// An id of an account is the administrator's own; one in the form of a key is no id.
std::string accountName(const std::string &given)
{
    return given.contains("sk-") ? std::string() : tidy(given);
}

// What the members of these names hold, a text or several.
void gather(const JsonView &json, std::initializer_list<const char *> fields, std::vector<std::string> &names)
{
    for (const char *field : fields) {
        const JsonView value = json[field];
        if (value.isString()) {
            names.push_back(value.string());
        }
        for (const JsonView item : value.items()) {
            names.push_back(item.isString() ? item.string() : item["key"].string());
        }
    }
}

std::vector<std::string> namesIn(const JsonView &json, const std::string &noun)
{
    std::vector<std::string> names;
    if (noun == "key") {
        gather(json, { "token_id", "keys", "key_aliases" }, names);
        if (names.empty()) {
            gather(json, { "key" }, names);
        }
    } else if (noun == "team") {
        gather(json, { "team_id", "team_ids" }, names);
    } else if (noun == "organization") {
        gather(json, { "organization_id", "organization_ids" }, names);
    } else if (noun == "project") {
        gather(json, { "project_id", "project_ids" }, names);
    } else if (noun == "budget") {
        gather(json, { "budget_id", "id" }, names);
    } else if (noun == "tag") {
        gather(json, { "name", "names" }, names);
    } else if (noun == "model") {
        gather(json, { "model_id", "id", "model_name" }, names);
    } else if (noun == "credentials") {
        gather(json, { "credential_name" }, names);
    } else {
        gather(json, { "user_id", "user_ids", "deployment" }, names);
    }
    return names;
}

std::string joined(const std::vector<std::string> &names)
{
    std::string text;
    for (std::size_t index = 0; index < std::min(names.size(), namedAtMost); ++index) {
        text += (text.empty() ? "" : ", ") + names[index];
    }
    return names.size() > namedAtMost ? text + " and " + std::to_string(names.size() - namedAtMost) + " more" : text;
}

std::string subjectIn(const JsonView &json, const std::string &noun, const KeyBook &book)
{
    std::vector<std::string> names = namesIn(json, noun);
    std::ranges::transform(names, names.begin(),
                           [&](const std::string &name) { return noun == "key" ? keyName(book, name) : accountName(name); });
    std::erase(names, std::string());
    return joined(names);
}

// Which members a body has; of names that nobody knows only those in the form of one.
std::string fieldsOf(const JsonView &json)
{
    std::string fields;
    std::size_t count = 0;
    for (const wire::JsonMember &member : json.members()) {
        const std::string name = member.key();
        const bool isName = name.size() < 40 && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
        const bool isWhom = name == "key" || name == "keys" || name.ends_with("_ids") || name == "key_aliases";
        if (isName && !isWhom && ++count <= fieldsAtMost) {
            fields += (fields.empty() ? "" : ", ") + name;
        }
    }
    return fields;
}

} // namespace

AdminWitness::AdminWitness(const AdminRequest &request, const KeyBook &book)
    : m_book(book)
{
    const std::vector<std::string> segments = segmentsOf(request.path);
    m_changes = isChange(request, segments);
    if (!m_changes) {
        return;
    }
    m_noun = segments.front();
    // "/key/{key}/regenerate", "/team/{id}/callback", "/credentials/{name}": what stands between may be a secret.
    constexpr std::string_view deleted = "DELETE";
    const bool endsInName = (request.method == deleted || request.method == "PATCH") && m_noun == "credentials";
    m_note.action = m_noun + ' ' + (endsInName ? (request.method == deleted ? "delete" : "update") : segments.back());
    std::ranges::replace(m_note.action, '_', ' ');
    m_note.action = tidy(m_note.action);
    const auto parsed = wire::parseJson(request.body.empty() ? std::string_view("{}") : std::string_view(request.body));
    const JsonView body = parsed ? *parsed : JsonView();
    if (segments.size() > 2 || endsInName) {
        const std::string between = percentDecoded(segments[1]).value_or(std::string());
        m_note.subject = m_noun == "key" ? keyName(book, between) : accountName(between);
    }
    m_note.subject = m_note.subject.empty() ? subjectIn(body, m_noun, book) : m_note.subject;
    const std::string fields = fieldsOf(body);
    m_note.detail = "by " + (request.by.empty() ? "the master key" : request.by) + (fields.empty() ? "" : ": " + fields);
}

std::optional<AdminNote> AdminWitness::noteOf(const HttpResponse &answer) const
{
    constexpr int firstFailure = 400;
    if (!m_changes || answer.status >= firstFailure) {
        return std::nullopt;
    }
    AdminNote note = m_note;
    if (const auto parsed = wire::parseJson(answer.body); note.subject.empty() && parsed) {
        note.subject = subjectIn(*parsed, m_noun, m_book);
    }
    return note;
}

void AdminWitness::tell(const AdminNoteTaker &taker, HttpResponse &answer) const
{
    const std::optional<AdminNote> note = taker ? noteOf(answer) : std::nullopt;
    const Result<void> taken = note ? taker(*note) : Result<void>();
    if (!taken) {
        answer.headers.push_back({ std::string(auditMissingHeader), taken.error().message });
    }
}

} // namespace patchbay::gateway
