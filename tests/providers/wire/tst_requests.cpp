// SPDX-License-Identifier: GPL-3.0-or-later
//
// The requests that LiteLLM sends, against ours, for every provider that the catalogue knows.
// Differences are allowed only where docs/compatibility.md ("Requests") gives the reason.
#include "wire_support.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::test;

namespace {

// A place where we differ on purpose: provider (or any), request (or any), and the path that begins so.
struct Difference {
    const char *provider;
    const char *request;
    const char *path;
};

constexpr Difference differences[] = {
    { "gemini", "", ".contents.role" },
    { "gemini", "cache-control", "." },
    { "huggingface", "", ".model" },
    { "huggingface", "", "url" },
    { "huggingface", "cache-control", ".messages" },
    { "ollama", "", "." },
    { "ollama", "", "url" },
    { "ollama_chat", "tool-result-parallel", ".messages" },
    { "openai", "", ".messages.role" },
    { "", "max-completion-tokens", ".max_" },
    { "moonshot", "tool-choice-required", "." },
    { "", "tool-choice-named", ".tool_choice" },
    { "fireworks_ai", "", "." },
    { "", "stream-include-usage-tools", ".stream_options" },
    { "mistral", "reasoning-effort-low", "." },
    { "", "image-data-uri", ".messages.content" },
    { "azure", "", ".messages.role" },
    { "azure", "cache-control", ".messages" },
    { "databricks", "cache-control", ".messages" },
    { "vertex_ai", "", ".contents.role" },
    { "vertex_ai", "cache-control", "." },
    { "bedrock", "tool-choice", ".toolConfig.toolChoice" },
    { "bedrock", "pdf-file", ".messages.content.document.name" },
    { "cohere_chat", "tool-choice", ".tool" },
    { "cohere_chat", "json-schema", ".response_format" },
    { "", "pdf-file", ".messages.content" },
};

// Where one refuses and the other sends.
constexpr Difference refusals[] = {
    { "xai", "max-completion-tokens", "" }, { "xai", "stop-list", "" },
    { "perplexity", "stop-list", "" },      { "mistral", "n-two", "" },
    { "ai21_chat", "sampling", "" },        { "fireworks_ai", "tool-choice", "" },
    { "deepinfra", "tool-choice", "" },     { "", "reasoning-effort-low", "" },
    { "deepseek", "image-data-uri", "" },   { "deepseek", "pdf-file", "" },
    { "ollama", "pdf-file", "" },           { "ollama_chat", "pdf-file", "" },
    { "bedrock", "tool-choice", "" },       { "cohere_chat", "tool-choice", "" },
    { "cohere_chat", "n-two", "" },         { "cohere_chat", "json-schema", "" },
    { "watsonx", "max-completion-tokens", "" }, { "cohere_chat", "max-completion-tokens", "" },
};

bool listed(std::span<const Difference> list, const QString &provider, const QString &request, const QString &path)
{
    return std::ranges::any_of(list, [&](const Difference &row) {
        return (*row.provider == 0 || provider == QLatin1StringView(row.provider))
            && (*row.request == 0 || request.startsWith(QLatin1StringView(row.request)))
            && (*row.path == 0 || path.startsWith(QLatin1StringView(row.path)));
    });
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
            return note(same, listed(refusals, provider, request, {}), model, request, QStringLiteral("who refuses"));
        }
        QStringList paths;
        compare(output[u"body"], toJson(ours->body), {}, paths);
        const QString url = withoutKey(QString::fromStdString(ours->url));
        const bool gemini3 = model.contains(u"gemini-3");
        if (withoutKey(output[u"url"].toString()) != url && !gemini3) {
            paths.append(QStringLiteral("url"));
        }
        if (gemini3) { // LiteLLM sets what nobody asked for: a temperature, a thinking level, an alpha version
            paths.removeIf([](const QString &path) { return path.startsWith(u".generationConfig"); });
        }
        const bool dropsListed =
            output.contains(u"body") && input.contains(u"drop_params") && listed(refusals, provider, request, {});
        const bool allListed = std::ranges::all_of(
            paths, [&](const QString &path) { return listed(differences, provider, request, path); });
        note(paths.isEmpty(), allListed || dropsListed, model, request, paths.join(u' '));
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
    QStringList m_wrong;
};

QTEST_APPLESS_MAIN(TestRequests)
#include "tst_requests.moc"
