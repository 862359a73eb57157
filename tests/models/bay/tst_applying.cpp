// SPDX-License-Identifier: GPL-3.0-or-later
//
// What would happen, what is different, and putting it into force.
#include "models/bay/applying.h"
#include "models/bay/diff_rows.h"
#include "models/bay/form_rows.h"
#include "models/bay/what_if.h"
#include "models/config/atomic_file.h"
#include "models/config/config_history.h"

#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace patchbay::bay;
using namespace Qt::StringLiterals;

namespace {

constexpr char alone[] = "model_list:\n  - model_name: a\n    litellm_params: {model: openai/a, odd_key: [1, 2]}\n"
                         "  - model_name: b\n    litellm_params: {model: groq/b}\n";

config::GatewayConfig configOf(const std::string &text)
{
    return config::parseConfig(text, "config.yaml");
}

QString words(const DiffRows &rows)
{
    QStringList lines;
    for (const DiffRow &row : rows.rows) {
        const QChar sign = row.kind == DiffRow::Kind::Heading ? u'@'
            : row.kind == DiffRow::Kind::Added           ? u'+'
            : row.kind == DiffRow::Kind::Removed         ? u'-'
                                                         : u' ';
        lines.append(u"%1%2,%3 %4 %5:%6"_s.arg(sign).arg(row.oldLine).arg(row.newLine).arg(row.text).arg(row.markBegin).arg(row.markLength));
    }
    return lines.join(u'|');
}

} // namespace

class TestApplying : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aFallbackHelps()
    {
        WhatIf asked { .faults = { { .selector = "openai" } } };
        const std::string better = std::string(alone) + "router_settings:\n  fallbacks: [{a: [b]}]\n";
        const auto result = simulateWhatIf(asked, configOf(alone), configOf(better), nullptr, {});
        QVERIFY(result);
        QVERIFY(result->edited.figures.success > result->saved.figures.success);
        QVERIFY(result->comparison.success.decisive());
        QVERIFY2(result->verdict.contains("Your edit gains"), result->verdict.c_str());
        QVERIFY(result->movedByFallback > 0);
        QVERIFY(result->calm.figures.success > 0.99);
        const auto again = simulateWhatIf(asked, configOf(alone), configOf(better), nullptr, {});
        QCOMPARE(again->edited.figures.success, result->edited.figures.success);
    }

    void nothingEditedIsSaid()
    {
        const auto result = simulateWhatIf({ .faults = { { .selector = "openai" } } }, configOf(alone), configOf(alone), nullptr, {});
        QVERIFY(result);
        QVERIFY(result->verdict.contains("Nothing was edited"));
        std::stop_source stopped;
        stopped.request_stop();
        QVERIFY(!simulateWhatIf({}, configOf(alone), configOf(alone), nullptr, stopped.get_token()));
        QVERIFY(!simulateWhatIf({ .group = "nobody" }, configOf(alone), configOf(alone), nullptr, {}));
        for (const routing::FaultName &fault : routing::faultNames()) {
            QVERIFY2(simulateWhatIf({ .faults = { { .selector = "a", .kind = std::string(fault.name) } }, .span = 240 },
                                    configOf(alone), configOf(alone), nullptr, {}),
                     fault.name.data());
        }
    }

    // Whatever the simulator can do to a deployment has words to be chosen by, once.
    void everyFaultCanBeChosen()
    {
        const auto same = [](const routing::FaultName &left, const routing::FaultName &right) {
            return left.kind == right.kind && left.error == right.error && left.status == right.status;
        };
        for (const routing::FaultName &fault : routing::faultNames()) {
            const auto chosen = std::ranges::count_if(routing::faultNames(), [&](const routing::FaultName &other) {
                return same(fault, other) && !other.words.empty() && !other.shortly.empty();
            });
            QVERIFY2(chosen == (fault.kind == routing::FaultKind::ClockJump ? 0 : 1), fault.name.data());
        }
    }

    // What a long context or a filter refuses goes where only such refusals go.
    void refusalsTakeTheirOwnFallbacks()
    {
        for (const auto &[kind, key] : { std::pair("context_window", "context_window_fallbacks"), std::pair("content_policy", "content_policy_fallbacks") }) {
            const std::string text = std::string(alone) + "router_settings:\n  " + key + ": [{a: [b]}]\n";
            const auto lost = [&](const char *fault) {
                const auto result = simulateWhatIf({ .faults = { { .selector = "openai", .kind = fault, .from = 0, .to = 1'200 } }, .group = "a" },
                                                   configOf(text), configOf(text), nullptr, {});
                return result ? 1 - result->edited.figures.success : -1.0;
            };
            QVERIFY2(lost(kind) >= 0 && lost(kind) < 0.05, key);
            QVERIFY2(lost("400") > 0.9, key);
        }
    }

    // Each fault holds for its own span; together they are worse than each alone.
    void severalFaultsAtOnce()
    {
        const std::string two = std::string(alone) + "router_settings:\n  fallbacks: [{a: [b]}]\n";
        const auto failures = [&](const std::vector<WhatIfFault> &faults) {
            const auto result = simulateWhatIf({ .faults = faults }, configOf(two), configOf(two), nullptr, {});
            return result ? 1 - result->edited.figures.success : -1.0;
        };
        const WhatIfFault first { .selector = "a", .kind = "500", .from = 120, .to = 600 };
        const WhatIfFault second { .selector = "b", .kind = "429", .from = 300, .to = 900 };
        const double both = failures({ first, second });
        QVERIFY2(failures({ first }) >= 0 && both > failures({ first }) && both > failures({ second }), qPrintable(QString::number(both)));
    }

    // Requests as they came, with how the deployments behaved then; groups that are not there are left out.
    void recordedTrafficIsTaken()
    {
        WhatIf asked { .faults = { { .selector = "openai", .kind = "500", .from = 0, .to = 60 } } };
        asked.recorded = [](const routing::RoutingTable &) -> Result<RecordedRequests> {
            RecordedRequests recorded;
            for (int number = 0; number < 120; ++number) {
                recorded.requests += std::string(number ? ", " : "[") + "{\"at\": " + std::to_string(100 + number)
                    + ", \"model\": \"" + (number % 3 == 0 ? "gone" : "a") + "\", \"prompt_tokens\": 10, \"completion_tokens\": 10}";
            }
            recorded.requests += ']';
            recorded.behaviours["a"].firstToken = 0.2;
            return recorded;
        };
        const auto result = simulateWhatIf(asked, configOf(alone), configOf(alone), nullptr, {});
        QVERIFY2(result, result ? "" : result.error().message.c_str());
        QCOMPARE(result->edited.figures.requests, decltype(result->edited.figures.requests)(80));
        QVERIFY(result->asked.span > 110 && result->asked.span < 120);
        QVERIFY(result->edited.figures.success < 0.7 && result->calm.figures.success > 0.99);
        asked.recorded = [](const routing::RoutingTable &) -> Result<RecordedRequests> { return failure(ErrorClass::NotFound, "Nothing."); };
        QVERIFY(!simulateWhatIf(asked, configOf(alone), configOf(alone), nullptr, {}));
    }

    void rowsOfADifference()
    {
        QCOMPARE(words(diffRows("a\nb\nc\n", "a\nbx\nc\n")),
                 u"@0,0 Lines 1 to 3 0:0| 1,1 a 0:0|-2,0 b 1:0|+0,2 bx 1:1| 3,3 c 0:0"_s);
        QVERIFY(diffRows("a\n", "a\n").rows.isEmpty());
        const DiffRows added = diffRows("", "a\nb\n");
        QCOMPARE(added.added, 2);
        QCOMPARE(added.removed, 0);
        QCOMPARE(diffRows("a\nb\n", "b\n").untouched, 1);
    }

    void formsKnowTypesLinesAndUnknownKeys()
    {
        const auto document = document::ConfigDocument::fromText(alone, "config.yaml");
        const Picture picture = makePicture(*document, nullptr);
        const Form form = formOf(*document, picture, "deployment/a|openai/a|");
        bool odd = false;
        bool model = false;
        for (const FormSection &section : form.sections) {
            for (const FormRow &row : section.rows) {
                odd = odd || (row.label == "odd_key" && !row.field && row.value == "[1,2]" && row.set);
                model = model || (row.path == "model_list[0].litellm_params.model" && row.line == 3 && row.field);
            }
        }
        QVERIFY(odd);
        QVERIFY(model);
        QVERIFY(!formOf(*document, picture, "").sections.empty());
        QVERIFY(!formOf(*document, picture, "group/a").sections.empty());
    }

    // Where the process was killed in between, the next one to look says what the file tells.
    void interruptedApplicationsAreSettled()
    {
        const QTemporaryDir directory;
        const QString path = directory.path();
        const std::string file = directory.filePath(u"config.yaml"_s).toStdString();
        const auto begun = [&](const std::string &text) {
            document::AppliedVersion version;
            version.target = file;
            version.text = text;
            version.digest = document::ConfigHistory::digestOf(text);
            version.outcome = document::ConfigHistory::underWay;
            return version;
        };
        QVERIFY(document::writeFile(file, "new: 1\n"));
        const auto outcomes = [&] {
            QStringList all;
            auto history = document::ConfigHistory::open(path);
            const auto versions = history->list();
            for (const document::AppliedVersion &version : *versions) {
                all.append(QString::fromStdString(version.outcome));
            }
            return all;
        };
        {
            auto applying = document::ConfigHistory::open(path);
            QVERIFY(applying->add(begun("new: 1\n")));
            QVERIFY(applying->add(begun("newer: 1\n")));
            // It is still at it.
            QCOMPARE(outcomes(), QStringList(2, u"being applied"_s));
        }
        const QStringList settled = outcomes();
        QVERIFY2(settled[1].startsWith(u"interrupted; the file was written"), qPrintable(settled[1]));
        QVERIFY2(settled[0].contains(u"holds another text"), qPrintable(settled[0]));
        // What came to its end is left alone.
        QVERIFY(applyConfiguration({ "last: 1\n", file, "", "mia", path }, {}).done);
        QCOMPARE(outcomes().mid(1), settled);
        QVERIFY(outcomes()[0].startsWith(u"Written"));
    }

    void appliedFilesAreKeptAndRefusedOnesPutBack()
    {
        const QTemporaryDir directory;
        const std::string file = directory.filePath(u"config.yaml"_s).toStdString();
        QVERIFY(document::writeFile(file, "old: 1\n"));
        int status = 200;
        const AskGateway ask = [&](const GatewayCall &call) -> std::optional<Result<GatewayAnswer>> {
            return call.method == "GET" ? GatewayAnswer { 200, "{\"file\": \"" + file + "\"}" }
                                   : GatewayAnswer { status, "{\"error\": {\"message\": \"bad group\"}}" };
        };
        const Application application { "new: 1\n", file, "why", "mia", directory.path() };
        Outcome outcome = applyConfiguration(application, ask);
        QVERIFY(outcome.done);
        QCOMPARE(*document::readFile(file), "new: 1\n");
        auto history = document::ConfigHistory::open(directory.path());
        QCOMPARE(history->list()->front().note, "why");
        QCOMPARE(history->version(outcome.version)->text, "new: 1\n");
        // The way back: what the file held, which nobody applied.
        QCOMPARE(history->list()->size(), 2U);
        QCOMPARE(history->version(outcome.version - 1)->outcome, "found in the file");
        status = 400;
        Application second = application;
        second.text = "worse: 1\n";
        outcome = applyConfiguration(second, ask);
        QVERIFY(!outcome.done);
        QVERIFY(outcome.sentence.contains("bad group"));
        QCOMPARE(*document::readFile(file), "new: 1\n");
        outcome = applyConfiguration(second, [](auto &&...) { return std::nullopt; });
        QVERIFY(outcome.done);
        QCOMPARE(*document::readFile(file), "worse: 1\n");
        second.file = directory.filePath(u"none/there.yaml"_s).toStdString();
        QVERIFY(!applyConfiguration(second, {}).written);
    }
};

QTEST_MAIN(TestApplying)
#include "tst_applying.moc"
