// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/gateway_config.h"
#include "providers/config/json_schema.h"
#include "providers/config/schema.h"
#include "providers/config/yaml_reader.h"

#include <QDirIterator>
#include <QFile>
#include <QTest>

#include <algorithm>
#include <array>
#include <set>

using namespace patchbay;
using namespace patchbay::config;
using namespace Qt::StringLiterals;

namespace {

// Handed on whole, without being looked at.
bool passedOn(std::string_view name)
{
    constexpr std::array<std::string_view, 2> names { "description", "credential_info" };
    return std::ranges::find(names, name) != names.end();
}

// Of a provider's account, by its row of the catalogue.
bool isSetting(std::string_view name)
{
    QFile rows(QStringLiteral(PATCHBAY_SOURCE_DIR "/resources/catalog/providers.json"));
    return rows.open(QIODevice::ReadOnly) && rows.readAll().contains(QByteArray("\"" + QByteArray(name.data(), qsizetype(name.size())) + "\""));
}

} // namespace

class TestSchema : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Every key says in a sentence what it does, and every problem what to do.
    void everyKeyIsExplained()
    {
        std::vector<const SchemaObject *> open { &rootSchema() };
        std::set<const SchemaObject *> seen;
        while (!open.empty()) {
            const SchemaObject *object = open.back();
            open.pop_back();
            for (const SchemaField &field :
                 seen.insert(object).second ? object->fields : std::span<const SchemaField>()) {
                const std::string name = std::string(object->name) + "." + std::string(field.name);
                QVERIFY2(field.help.size() >= 12 && (field.help.ends_with('.') || field.help.ends_with("…")),
                         (name + ": " + std::string(field.help)).c_str());
                if (field.object) {
                    open.push_back(field.object);
                }
            }
        }
        QVERIFY(seen.size() >= 20);
    }

    // A key that is offered and read by nobody would be a promise that nobody keeps: such rows say Ignored or Refused.
    void everyHonouredKeyIsReadSomewhere()
    {
        std::string sources;
        for (const char *room : { "providers", "models", "app" }) {
            QDirIterator files(QStringLiteral(PATCHBAY_SOURCE_DIR "/") + QString::fromLatin1(room), { u"*.cpp"_s, u"*.h"_s },
                               QDir::Files, QDirIterator::Subdirectories);
            while (files.hasNext()) {
                QFile file(files.next());
                if (!file.fileName().section(u'/', -1).startsWith(u"schema"_s) && file.open(QIODevice::ReadOnly)) {
                    sources += file.readAll().toStdString();
                }
            }
        }
        std::vector<const SchemaObject *> open { &rootSchema() };
        std::set<const SchemaObject *> seen;
        std::string unread;
        while (!open.empty()) {
            const SchemaObject *object = open.back();
            open.pop_back();
            for (const SchemaField &field : seen.insert(object).second ? object->fields : std::span<const SchemaField>()) {
                std::string_view name = field.name; // error classes are put together: "Timeout" + "ErrorRetries"
                for (const std::string_view end : { "ErrorRetries", "ErrorAllowedFails" }) {
                    name.remove_suffix(name.ends_with(end) ? end.size() : 0);
                }
                const bool read = sources.contains('"' + std::string(name) + (name == field.name ? "\"" : "")) || isSetting(name);
                if (field.support == Support::Honoured && !read && !passedOn(field.name)) {
                    unread += std::string(object->name) + "." + std::string(field.name) + "\n";
                }
                if (field.object) {
                    open.push_back(field.object);
                }
            }
        }
        QVERIFY2(unread.empty(), unread.c_str());
    }

    // What is published is what the table says.
    void thePublishedJsonSchemaIsTheTable()
    {
        QFile published(QStringLiteral(PATCHBAY_SOURCE_DIR "/resources/schema/litellm-config.schema.json"));
        QVERIFY(published.open(QIODevice::ReadOnly));
        QCOMPARE(published.readAll(), QByteArray::fromStdString(jsonSchema()));
    }

    // Every key of the table stands in it, with its sentence; every name that is referred to is defined.
    void theJsonSchemaHasEveryKey()
    {
        const std::string text = jsonSchema();
        std::vector<Problem> notes;
        const auto tree = readYaml({ text, "schema.json", 0 }, notes);
        QVERIFY(tree);
        QVERIFY(notes.empty()); // no key stands twice
        const YamlNode *definitions = tree->find("$defs");
        QVERIFY(definitions && definitions->entries.size() > 20);
        const auto ownKeys = [](const YamlNode &object, const SchemaObject &schema) {
            const YamlNode *properties = object.find("properties");
            return properties && properties->entries.size() == schema.fields.size()
                && std::ranges::all_of(schema.fields, [properties](const SchemaField &field) {
                       const YamlNode *row = properties->find(field.name);
                       const YamlNode *sentence = row ? row->find("description") : nullptr;
                       return sentence && sentence->text.starts_with(field.help) && (field.initial.empty() || row->find("default"));
                   });
        };
        QVERIFY(ownKeys(*tree, rootSchema()));
        for (const SchemaObject *object : { &routerSchema(), &litellmSchema(), &generalSchema(), &patchbaySchema(), &modelSchema() }) {
            const YamlNode *definition = definitions->find(object->name);
            QVERIFY2(definition && ownKeys(*definition, *object), object->name.data());
        }
        constexpr std::string_view prefix = "#/$defs/";
        for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at + 1)) {
            const std::string name = text.substr(at + prefix.size(), text.find('"', at) - at - prefix.size());
            QVERIFY2(definitions->find(name), name.c_str());
        }
    }

    void newerRouterKeysAreRead()
    {
        const GatewayConfig read = parseConfig(R"(
model_list:
  - model_name: a
    litellm_params: {model: openai/gpt-4o, itpm: 100, otpm: 50, tag_regex: ['(?i)x', '(']}
    model_info:
      enable_tag_filtering: true
      allow_fail_open: true
      access_windows: [{start: "09:30", end: 18, timezone: Europe/Berlin, team_ids: [t]}, {start: "25:00", timezone: Mars/One}]
router_settings: {tag_routing_prefix: "route:", default_priority: 4, polling_interval: 0.5}
general_settings: {enable_health_check_routing: true}
patchbay: {groups: {a: {affinity: [session, response]}}}
)",
                                               "c.yaml");
        const Deployment &deployment = read.deployments.front();
        QCOMPARE(deployment.inputPerMinute, 100);
        QCOMPARE(deployment.outputPerMinute, 50);
        QCOMPARE(deployment.tagFiltering, true);
        QVERIFY(deployment.allowFailOpen);
        QCOMPARE(deployment.windows.front().start, std::chrono::minutes(570));
        QCOMPARE(deployment.windows.front().end, std::chrono::hours(18));
        QVERIFY(deployment.windows.front().zone);
        QCOMPARE(read.router.tagRoutingPrefix, "route:");
        QCOMPARE(read.router.defaultPriority, 4);
        QCOMPARE(read.router.pollingInterval, 0.5);
        QVERIFY(read.router.healthCheckRouting);
        QVERIFY(read.patchbay.groups.at("a").affinity->sessionAffinity);
        std::set<std::string> codes;
        for (const Problem &problem : read.problems) {
            codes.insert(problem.code);
            QVERIFY2(!problem.remedy.empty(), toLine(problem).c_str());
        }
        QCOMPARE(codes, (std::set<std::string> { "invalid-pattern", "invalid-time", "unknown-timezone" }));
    }
};

QTEST_APPLESS_MAIN(TestSchema)
#include "tst_schema.moc"
