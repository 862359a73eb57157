// SPDX-License-Identifier: GPL-3.0-or-later
//
// The requests that LiteLLM sends, against ours, for every provider that the catalogue knows.
// Differences are allowed only where docs/compatibility.md ("Requests") gives the reason.
#include "wire_support.h"

#include <QTest>

#include <set>

using namespace patchbay;
using namespace patchbay::test;

namespace {

// A place where we differ on purpose: provider, request (or any) and the exact paths.
struct Difference {
    const char *provider;
    const char *request; // as a word of a list, or "" for any
    const char *paths;
};

constexpr const char *limits = ".max_completion_tokens .max_tokens";

constexpr Difference differences[] = {
    { "gemini", "tool-result-parallel", ".contents.role" },
    { "gemini", "json-schema", ".generationConfig.response_schema .generationConfig.response_json_schema" },
    { "gemini", "cache-control", ".cachedContent .contents.parts.text .system_instruction" },
    { "huggingface", "", ".model url" },
    { "huggingface", "cache-control", ".messages.content.cache_control" },
    { "ollama", "", ".messages .prompt url" },
    { "ollama", "tools-one tool-choice-required tool-choice-named tool-result-parallel stream-include-usage-tools",
      ".tools .format" },
    { "ollama_chat", "tool-result-parallel", ".messages.tool_calls .messages.tool_name" },
    { "openai", "system multi-system-leading cache-control unicode-emoji", ".messages.role" },
    { "azure", "system multi-system-leading cache-control unicode-emoji", ".messages.role" },
    { "azure", "cache-control", ".messages.content.cache_control" },
    { "groq", "max-completion-tokens", limits },
    { "deepseek", "max-completion-tokens", limits },
    { "novita", "max-completion-tokens", limits },
    { "cerebras", "max-completion-tokens", limits },
    { "dashscope", "max-completion-tokens", limits },
    { "github", "max-completion-tokens", limits },
    { "dashscope", "image-data-uri pdf-file", ".messages.content" },
    { "moonshot", "image-data-uri pdf-file", ".messages.content" },
    { "sambanova", "image-data-uri pdf-file", ".messages.content" },
    { "moonshot", "tool-choice-required", ".messages .tool_choice" },
    { "mistral", "tool-choice-named", ".tool_choice" },
    { "mistral", "reasoning-effort-low", ".messages .reasoning_effort" },
    { "vertex_ai", "tool-choice-named", ".tool_choice" },
    { "vertex_ai", "tool-result-parallel", ".contents.role" },
    { "vertex_ai", "cache-control",
      ".cachedContent .contents.parts.text .messages.content.cache_control .system_instruction" },
    { "fireworks_ai", "json-schema",
      ".response_format.json_schema .response_format.schema .response_format.type" },
    { "fireworks_ai", "image-data-uri", ".messages.content.image_url.url" },
    { "fireworks_ai", "pdf-file", ".messages.content.file .messages.content.image_url .messages.content.type" },
    { "fireworks_ai", "stream-include-usage-tools", ".stream_options" },
    { "ai21_chat", "stream-include-usage-tools", ".stream_options" },
    { "cerebras", "stream-include-usage-tools", ".stream_options" },
    { "deepinfra", "stream-include-usage-tools", ".stream_options" },
    { "nvidia_nim", "stream-include-usage-tools", ".stream_options" },
    { "databricks", "cache-control", ".messages.content.cache_control" },
    { "bedrock", "pdf-file", ".messages.content.document.name" },
    { "cohere_chat", "tool-choice-required", ".tool_choice" },
    { "cohere_chat", "tool-choice-named", ".tool_choice .tools" },
};

// Where LiteLLM refuses and we send; what it drops with drop_params.
constexpr Difference sentByUs[] = {
    { "xai", "max-completion-tokens", ".max_completion_tokens" },
    { "xai", "stop-list", ".stop" },
    { "perplexity", "stop-list", ".stop" },
    { "mistral", "n-two", ".n" },
    { "ai21_chat", "sampling", ".top_p" },
    { "fireworks_ai", "tool-choice-required tool-choice-named", ".tool_choice" },
    { "deepinfra", "tool-choice-required tool-choice-named", ".tool_choice" },
    { "bedrock", "tool-choice-required tool-choice-named", ".toolConfig.toolChoice" },
    { "cohere_chat", "json-schema", ".response_format" },
    { "cohere_chat", "max-completion-tokens", ".max_tokens" },
    { "watsonx", "max-completion-tokens", ".max_tokens" },
    { "azure", "reasoning-effort-low", ".reasoning_effort" },
    { "ai21_chat", "reasoning-effort-low", ".reasoning_effort" },
    { "huggingface", "reasoning-effort-low", ".reasoning_effort" },
    { "dashscope", "reasoning-effort-low", ".reasoning_effort" },
    { "github", "reasoning-effort-low", ".reasoning_effort" },
    { "fireworks_ai", "reasoning-effort-low", ".reasoning_effort" },
    { "sambanova", "reasoning-effort-low", ".reasoning_effort" },
    { "openrouter", "reasoning-effort-low", ".reasoning_effort" },
    { "nvidia_nim", "reasoning-effort-low", ".reasoning_effort" },
    { "lm_studio", "reasoning-effort-low", ".reasoning_effort" },
    { "custom_openai", "reasoning-effort-low", ".reasoning_effort" },
    { "databricks", "reasoning-effort-low", ".reasoning_effort" },
};

// Where we refuse and LiteLLM leaves it out, or says so with another class.
constexpr Difference refusedByUs[] = {
    { "deepseek", "image-data-uri pdf-file", "" },
    { "ollama", "pdf-file", "" },
    { "ollama_chat", "pdf-file", "" },
    { "cohere_chat", "n-two", "" },
};

bool isWordOf(QStringView words, QStringView word)
{
    return words.isEmpty() || words.split(u' ').contains(word);
}

// The row that lists a difference; null where none does.
const Difference *rowOf(std::span<const Difference> list, const QString &provider, const QString &request,
                        const QString &path)
{
    const auto found = std::ranges::find_if(list, [&](const Difference &row) {
        return provider == QLatin1StringView(row.provider) && isWordOf(QString::fromLatin1(row.request), request)
            && (path.isEmpty() || isWordOf(QString::fromLatin1(row.paths), path));
    });
    return found == list.end() ? nullptr : &*found;
}

// LiteLLM sets for Gemini 3 what nobody asked for: a temperature, a thinking level, an alpha version.
QJsonObject withoutAdditions(QJsonObject body, const QJsonObject &input)
{
    QJsonObject config = body[u"generationConfig"].toObject();
    if (!input.contains(u"temperature") && config[u"temperature"] == QJsonValue(1.0)) {
        config.remove(u"temperature");
    }
    if (!input.contains(u"reasoning_effort")) {
        config.remove(u"thinkingConfig");
    }
    body[u"generationConfig"] = config;
    return body;
}

bool isEmptyContainer(const QJsonValue &value)
{
    return (value.isArray() && value.toArray().isEmpty()) || (value.isObject() && value.toObject().isEmpty());
}

// Paths (without positions) at which two values differ; an empty list or object equals none.
void compare(const QJsonValue &theirs, const QJsonValue &ours, const QString &path, QStringList &found)
{
    if (theirs == ours || (isEmptyContainer(theirs) && ours.isUndefined())
        || (isEmptyContainer(ours) && theirs.isUndefined())) {
        return;
    }
    if (theirs.isObject() && ours.isObject()) {
        const QJsonObject left = theirs.toObject();
        const QJsonObject right = ours.toObject();
        QStringList keys = left.keys() + right.keys();
        keys.removeDuplicates();
        for (const QString &key : std::as_const(keys)) {
            compare(left[key], right[key], path + u'.' + key, found);
        }
    } else if (theirs.isArray() && ours.isArray() && theirs.toArray().size() == ours.toArray().size()) {
        for (qsizetype index = 0; index < theirs.toArray().size(); ++index) {
            compare(theirs[index], ours[index], path, found);
        }
    } else {
        found.append(path);
    }
}

QString withoutKey(QString url)
{
    return url.remove(QStringLiteral("?key=REDACTED&"))
        .remove(QStringLiteral("?key=REDACTED"))
        .remove(u'?')
        .remove(u'&');
}

} // namespace

class TestRequests : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void asLiteLlmSends()
    {
        const QList<QJsonObject> rows = sharedLines(QStringLiteral("litellm-requests/requests.jsonl"));
        if (rows.isEmpty()) {
            QSKIP("the shared request vectors are not here");
        }
        for (const QJsonObject &row : rows) {
            if (catalog().provider(row[u"provider"].toString().toStdString()) == nullptr) {
                continue;
            }
            check(row, row[u"input"].toObject(), row[u"output"].toObject());
            if (row.contains(u"output_drop_params")) {
                QJsonObject input = row[u"input"].toObject();
                input[u"drop_params"] = true;
                check(row, input, row[u"output_drop_params"].toObject());
            }
        }
        qInfo("%d of %d as LiteLLM, %d differ on purpose", m_same, m_checked, m_listed);
        // An excuse that nothing needs any more would hide the next difference.
        using Rows = std::span<const Difference>;
        for (const Rows list : { Rows(differences), Rows(sentByUs), Rows(refusedByUs) }) {
            for (const Difference &row : list) {
                QVERIFY2(m_used.contains(&row), (std::string(row.provider) + " " + row.request + " " + row.paths).c_str());
            }
        }
        // No row may be passed over.
        QVERIFY2(m_checked >= 1000 && m_checked == m_same + m_listed + int(m_wrong.size()), qPrintable(QString::number(m_checked)));
        QVERIFY2(m_same >= 970, qPrintable(QString::number(m_same)));
        QVERIFY2(m_wrong.isEmpty(), qPrintable(m_wrong.join(u'\n')));
    }

private:
    void check(const QJsonObject &row, const QJsonObject &input, const QJsonObject &output)
    {
        ++m_checked;
        const QString provider = row[u"provider"].toString();
        const QString request = row[u"canonical"].toString();
        const QString model = provider + u'/' + row[u"model"].toString();
        const ResolvedModel resolved = *catalog().resolve(model.toStdString());
        wire::Target target = targetOf(resolved);
        if (target.apiBase.empty()) { // the vectors' own address
            QString address = output[u"url"].toString();
            address.truncate(std::min(address.indexOf(u"/chat/completions"), address.size()));
            target.apiBase = address.remove(QStringLiteral("/openai/deployments/") + row[u"model"].toString()).toStdString();
        }
        target.settings = { { "project", "test-project" }, { "account", "test-account" } };
        if (target.apiBase.empty()) {
            target.apiBase = "http://localhost:1/v1";
        }
        const Result<ChatRequest> parsed = wire::parseChatRequest(compact(input));
        QVERIFY(parsed.has_value());
        const Result<HttpRequest> ours = wire::codecFor(resolved.family()).encode(*parsed, target);
        const bool raises = output.contains(u"raises");
        if (raises || !ours) {
            const bool same =
                raises && !ours && className(ours.error().kind) == output[u"raises"].toString().toStdString();
            const bool known = ours ? listed(sentByUs, provider, request, {}) : listed(refusedByUs, provider, request, {});
            return note(same, known, model, request, ours ? QStringLiteral("only LiteLLM refuses") : QStringLiteral("we refuse"));
        }
        const bool gemini3 = model.contains(u"gemini-3");
        QJsonObject theirs = output[u"body"].toObject();
        QString address = withoutKey(output[u"url"].toString());
        if (gemini3) {
            theirs = withoutAdditions(theirs, input);
            address.replace(QStringLiteral("/v1alpha/"), QStringLiteral("/v1beta/"));
        }
        const QJsonObject body = toJson(ours->body);
        QStringList paths;
        compare(theirs, body, {}, paths);
        paths.removeDuplicates();
        if (address != withoutKey(QString::fromStdString(ours->url))) {
            paths.append(QStringLiteral("url"));
        }
        // Attachments that LiteLLM leaves out are sent as they came.
        if (paths.contains(u".messages.content") && body[u"messages"] != input[u"messages"]) {
            paths.append(QStringLiteral("altered messages"));
        }
        const bool dropping = input.contains(u"drop_params");
        const bool allListed = std::ranges::all_of(paths, [&](const QString &path) {
            return listed(differences, provider, request, path)
                || (dropping && listed(sentByUs, provider, request, path));
        });
        note(paths.isEmpty(), allListed, model, request, paths.join(u' '));
    }

    bool listed(std::span<const Difference> list, const QString &provider, const QString &request, const QString &path)
    {
        const Difference *row = rowOf(list, provider, request, path);
        m_used.insert(row);
        return row != nullptr;
    }

    void note(bool same, bool allowed, const QString &model, const QString &request, const QString &what)
    {
        m_same += same;
        m_listed += !same && allowed;
        if (!same && !allowed) {
            m_wrong.append(model + u' ' + request + QStringLiteral(": ") + what);
        }
    }

    int m_checked = 0;
    int m_same = 0;
    int m_listed = 0;
    std::set<const Difference *> m_used;
    QStringList m_wrong;
};

QTEST_APPLESS_MAIN(TestRequests)
#include "tst_requests.moc"
