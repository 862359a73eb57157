// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/run_export.h"

#include "models/compare/prompt_template.h"
#include "models/compare/turn_storage.h"

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

QString seconds(qint64 microseconds)
{
    return microseconds < 0 ? u"–"_s : u"%1 s"_s.arg(static_cast<double>(microseconds) / 1e6, 0, 'f', 2);
}

QString count(const std::optional<qint64> &value, bool estimated)
{
    return value ? (estimated ? u"≈ "_s : QString()) + QString::number(*value) : u"–"_s;
}

QString money(const TurnMetrics &metrics)
{
    if (metrics.costNanoDollars < 0) {
        return u"no price"_s;
    }
    const QString amount = u"$%1"_s.arg(static_cast<double>(metrics.costNanoDollars) / 1e9, 0, 'f', 6);
    return metrics.costBasis == u"estimated" ? u"≈ "_s + amount : amount;
}

QStringList metricCells(const TurnLive &turn)
{
    const TurnMetrics &metrics = turn.metrics;
    const double rate = metrics.tokensPerSecond();
    return { paneStateWord(turn.state),
             seconds(metrics.firstTokenMicroseconds),
             seconds(metrics.totalMicroseconds),
             rate < 0 ? u"–"_s : QString::number(rate, 'f', 0),
             count(metrics.inputTokens, metrics.usageEstimated),
             count(metrics.outputTokens, metrics.usageEstimated),
             count(metrics.reasoningTokens, metrics.usageEstimated),
             count(metrics.cachedTokens, metrics.usageEstimated),
             money(metrics),
             metrics.finishReason.isEmpty() ? u"–"_s : metrics.finishReason,
             QString::number(metrics.attempts) };
}

const QStringList &metricNames()
{
    static const QStringList names { u"state"_s,     u"TTFT"_s,   u"total"_s, u"tok/s"_s,  u"in"_s,      u"out"_s,
                                     u"reasoning"_s, u"cached"_s, u"cost"_s,  u"finish"_s, u"attempts"_s };
    return names;
}

// A fence that is longer than any run of backticks inside.
QString fenced(const QString &text, const QString &language)
{
    qsizetype longest = 2;
    qsizetype run = 0;
    for (const QChar character : text) {
        run = character == u'`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const QString fence(longest + 1, u'`');
    return fence + language + u'\n' + text + (text.endsWith(u'\n') ? u""_s : u"\n"_s) + fence + u"\n\n"_s;
}

QString cell(QString text)
{
    return text.replace(u'|', u"\\|"_s).replace(u'\n', u' ');
}

bool isPicture(const Attachment &medium)
{
    return medium.mediaType.startsWith(u"image/");
}

bool isSound(const Attachment &medium)
{
    return medium.mediaType.startsWith(u"audio/");
}

// "picture-1.png (image/png, 5120 bytes)"
QString mediumFacts(const Attachment &medium)
{
    return u"%1 (%2, %3 bytes)"_s.arg(medium.name, medium.mediaType, QString::number(medium.data.size()));
}

QString turnMarkdown(const TurnLive &turn, bool first)
{
    QString text;
    if (!first) {
        text += u"**You**\n\n"_s + turn.userText + u"\n\n**Answer**\n\n"_s;
    }
    if (!turn.reasoning.isEmpty()) {
        text += u"Reasoning:\n\n"_s + fenced(turn.reasoning, u"text"_s);
    }
    for (const ToolCallLive &call : turn.toolCalls) {
        text += u"Tool call `%1`:\n\n"_s.arg(call.name) + fenced(call.arguments, u"json"_s);
    }
    if (!turn.text.isEmpty()) {
        text += turn.text + u"\n\n"_s;
    }
    for (const Attachment &medium : turn.media) {
        const QString kind = isPicture(medium) ? u"picture"_s : isSound(medium) ? u"sound"_s : u"file"_s;
        text += u"- %1: %2\n"_s.arg(kind, mediumFacts(medium).replace(u'\n', u' '));
    }
    if (!turn.media.isEmpty()) {
        text += u'\n';
    }
    if (turn.state == PaneState::Failed) {
        text += u"**%1.** %2\n\n"_s.arg(turn.error.title, turn.error.sentence);
    }
    return text;
}

QString html(const QString &text)
{
    return text.toHtmlEscaped();
}

// The bytes themselves, so that the page is one file.
QString mediumHtml(const Attachment &medium)
{
    // What is neither shown nor played is only offered for saving, never as a page.
    const bool shown = isPicture(medium) || isSound(medium);
    const QString address = u"data:%1;base64,%2"_s.arg(shown ? html(medium.mediaType) : u"application/octet-stream"_s,
                                                      QString::fromLatin1(medium.data.toBase64()));
    const QString element = isPicture(medium) ? u"<img alt=\"%1\" src=\"%2\">"_s
        : isSound(medium)                     ? u"<audio controls title=\"%1\" src=\"%2\"></audio>"_s
                                              : u"<a download=\"%1\" href=\"%2\">%1</a>"_s;
    return u"<figure>%1<figcaption>%2</figcaption></figure>\n"_s.arg(element.arg(html(medium.name), address),
                                                                    html(mediumFacts(medium)));
}

QString turnHtml(const TurnLive &turn, bool first)
{
    QString text;
    if (!first) {
        text += u"<h3>You</h3><pre>%1</pre>\n"_s.arg(html(turn.userText));
    }
    if (!turn.reasoning.isEmpty()) {
        text += u"<details><summary>Reasoning</summary><pre>%1</pre></details>\n"_s.arg(html(turn.reasoning));
    }
    for (const ToolCallLive &call : turn.toolCalls) {
        text += u"<p>Tool call <code>%1</code></p><pre class=\"code\">%2</pre>\n"_s.arg(html(call.name),
                                                                                        html(call.arguments));
    }
    if (!turn.text.isEmpty()) {
        text += u"<pre>%1</pre>\n"_s.arg(html(turn.text));
    }
    for (const Attachment &medium : turn.media) {
        text += mediumHtml(medium);
    }
    if (turn.state == PaneState::Failed) {
        text += u"<p class=\"bad\"><b>%1.</b> %2</p>\n"_s.arg(html(turn.error.title), html(turn.error.sentence));
    }
    return text;
}

QString metricTableHtml(const RunRecord &run)
{
    QString text = u"<table><tr><th>model</th><th>%1</th></tr>\n"_s.arg(metricNames().join(u"</th><th>"_s));
    for (const PaneRecord &pane : run.panes) {
        if (pane.turns.isEmpty()) {
            continue;
        }
        QStringList cells { html(pane.model) };
        for (const QString &value : metricCells(turnOf(pane.turns.last()))) {
            cells.append(html(value));
        }
        text += u"<tr><td>%1</td></tr>\n"_s.arg(cells.join(u"</td><td>"_s));
    }
    return text + u"</table>\n"_s;
}

} // namespace

QString runToMarkdown(const RunRecord &run)
{
    QString text = u"# %1\n\n"_s.arg(run.title);
    if (run.created.isValid()) {
        text += u"Run of %1 UTC.\n\n"_s.arg(run.created.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s));
    }
    if (!run.systemText.isEmpty()) {
        text += u"## System\n\n"_s + fenced(run.systemText, u"text"_s);
    }
    text += u"## Prompt\n\n"_s + fenced(run.userText, u"text"_s);
    for (const Variable &variable : run.variables) {
        text += u"- `%1`: %2\n"_s.arg(variable.name, variable.value);
    }
    for (const Attachment &attachment : run.attachments) {
        text +=
            u"- attached: %1 (%2, %3 bytes)\n"_s.arg(attachment.name, attachment.mediaType).arg(attachment.data.size());
    }
    text += u"\n## Figures\n\n| model | %1 |\n|---|%2\n"_s.arg(metricNames().join(u" | "_s),
                                                               u"---:|"_s.repeated(metricNames().size()));
    for (const PaneRecord &pane : run.panes) {
        if (!pane.turns.isEmpty()) {
            text += u"| %1 | %2 |\n"_s.arg(cell(pane.model), metricCells(turnOf(pane.turns.last())).join(u" | "_s));
        }
    }
    for (const PaneRecord &pane : run.panes) {
        text += u"\n## %1\n\n"_s.arg(pane.model);
        for (qsizetype index = 0; index < pane.turns.size(); ++index) {
            text += turnMarkdown(turnOf(pane.turns[index]), index == 0);
        }
    }
    return text;
}

QString runToHtml(const RunRecord &run)
{
    QString text = uR"(<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>%1</title><style>
body { font: 14px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
pre { white-space: pre-wrap; font: inherit; } pre.code, code { font-family: monospace; }
table { border-collapse: collapse; font-size: 13px; } td, th { padding: 4px 8px; text-align: right; border-bottom: 1px solid #dcdfe4; }
figure { margin: 0 0 1rem; } img { max-width: 100%; } figcaption { font-size: 13px; }
td:first-child, th:first-child { text-align: left; } .bad { color: #b3261e; }
@media (prefers-color-scheme: dark) { body { background: #1b1d21; color: #e5e8ec; } .bad { color: #ff8b80; } }
</style></head><body>
)"_s.arg(html(run.title));
    text += u"<h1>%1</h1>\n"_s.arg(html(run.title));
    if (!run.systemText.isEmpty()) {
        text += u"<h2>System</h2><pre>%1</pre>\n"_s.arg(html(run.systemText));
    }
    text += u"<h2>Prompt</h2><pre>%1</pre>\n"_s.arg(html(fillVariables(run.userText, run.variables)));
    text += u"<h2>Figures</h2>\n"_s + metricTableHtml(run);
    for (const PaneRecord &pane : run.panes) {
        text += u"<h2>%1</h2>\n"_s.arg(html(pane.model));
        for (qsizetype index = 0; index < pane.turns.size(); ++index) {
            text += turnHtml(turnOf(pane.turns[index]), index == 0);
        }
    }
    return text + u"</body></html>\n"_s;
}

} // namespace patchbay
