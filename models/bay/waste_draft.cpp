// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/waste_draft.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <charconv>

namespace patchbay::bay {

using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t dayInSeconds = 86'400;
constexpr std::int64_t usualRetries = 2; // where the configuration says nothing

// JSON is YAML.
std::string flowOf(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

QString text(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

std::optional<std::int64_t> numberAt(const ConfigDocument &document, std::string_view path)
{
    const auto found = document.value(path);
    const std::string *written = found ? &found->text : nullptr;
    std::int64_t number = 0;
    return written && std::from_chars(written->data(), written->data() + written->size(), number).ec == std::errc() ? std::optional(number) : std::nullopt;
}

bool hasGroup(const ConfigDocument &document, const std::string &group)
{
    return std::ranges::contains(document.configuration().deployments, group, &config::Deployment::group);
}

Result<EditReport> shortRequests(ConfigDocument &document, const WasteDraft &draft, const Catalog &catalog)
{
    if (!hasGroup(document, draft.group)) {
        return failure(ErrorClass::NotFound, "These calls asked for " + draft.group + ", which is no group of this configuration.");
    }
    const std::vector<config::Deployment> &deployments = document.configuration().deployments;
    const auto serves = [&](const config::Deployment &deployment) { return deployment.model == draft.cheaper && deployment.group != draft.group; };
    const auto there = std::ranges::find_if(deployments, serves);
    std::string target = there == deployments.end() ? std::string() : there->group;
    if (target.empty()) {
        NewDeployment made = newDeployment(draft.cheaper, {}, catalog);
        if (hasGroup(document, made.group)) {
            made.group += " for short requests";
        }
        target = made.group;
        if (Result<EditReport> added = addDeployment(document, made); !added) {
            return added;
        }
    }
    const QJsonObject rule { { u"name"_s, u"short requests of "_s + text(draft.group) },
                             { u"when"_s, QJsonObject { { u"model"_s, text(draft.group) }, { u"tokens"_s, QJsonObject { { u"at_most"_s, qint64(draft.mostTokens) } } } } },
                             { u"use"_s, text(target) } };
    return document.add("patchbay.rules", flowOf(rule)).transform([&](EditReport report) {
        report.sentence = "short requests of " + draft.group + " go to " + target;
        return report;
    });
}

Result<EditReport> fewerRetries(ConfigDocument &document)
{
    const std::int64_t now = numberAt(document, "router_settings.num_retries").value_or(usualRetries);
    if (now <= 0) {
        return failure(ErrorClass::BadRequest, "Nothing is tried again by this configuration: there is nothing to take away.");
    }
    return document.set("router_settings.num_retries", std::to_string(now - 1)).transform([&](EditReport report) {
        report.sentence = "failed calls are tried again " + std::to_string(now - 1) + " times instead of " + std::to_string(now);
        return report;
    });
}

Result<EditReport> keepAnswers(ConfigDocument &document)
{
    const auto on = document.value("litellm_settings.cache");
    const std::optional<std::int64_t> life = numberAt(document, "litellm_settings.cache_params.ttl");
    if (on && on->text == "true" && life.value_or(0) >= dayInSeconds) {
        return failure(ErrorClass::BadRequest, "This configuration keeps answers for a day already.");
    }
    Result<EditReport> done = document.set("litellm_settings.cache", "true");
    if (done && !document.value("litellm_settings.cache_params")) {
        done = document.set("litellm_settings.cache_params", flowOf({ { u"type"_s, u"local"_s }, { u"ttl"_s, qint64(dayInSeconds) } }));
    } else if (done) {
        done = document.set("litellm_settings.cache_params.ttl", std::to_string(dayInSeconds));
    }
    return done.transform([](EditReport report) {
        report.changed = true;
        report.sentence = "answers are kept for a day";
        return report;
    });
}

} // namespace

Result<EditReport> draftAgainstWaste(ConfigDocument &document, const WasteDraft &draft, const Catalog &catalog)
{
    switch (draft.kind) {
    case WasteDraft::Kind::FewerRetries: return fewerRetries(document);
    case WasteDraft::Kind::KeepAnswers: return keepAnswers(document);
    case WasteDraft::Kind::ShortRequests: break;
    }
    return shortRequests(document, draft, catalog);
}

} // namespace patchbay::bay
