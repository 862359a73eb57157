// SPDX-License-Identifier: GPL-3.0-or-later
//
// A run with something in every field, for the tests of this room.
#pragma once

#include "models/runs/run_record.h"

#include <QTimeZone>

namespace patchbay {

inline RunRecord sampleRun()
{
    using namespace Qt::StringLiterals;
    RunRecord run;
    run.id = u"run_01"_s;
    run.title = u"Capital of France"_s;
    run.created = QDateTime(QDate(2026, 11, 22), QTime(13, 14, 15, 167), QTimeZone::UTC);
    run.systemText = u"Answer in one word. Première ligne."_s;
    run.userText = u"What is the capital of {{country}}? 🗼 法国的首都是什么 <b>&amp; \"quotes\""_s;
    run.toolsJson = u"[]"_s;
    run.responseFormatJson = u"{\"type\":\"text\"}"_s;
    run.variables = { { u"country"_s, u"France"_s } };
    run.attachments = { { u"map.png"_s, u"image/png"_s, QByteArray("\x89PNG\0\xff", 6) } };
    run.syncParameters = false;

    PaneRecord first;
    first.model = u"openai/gpt-4o-mini"_s;
    first.parameters = { .temperature = 0.7,
                         .topP = 0.9,
                         .maxTokens = 256,
                         .seed = 42,
                         .reasoningEffort = u"low"_s,
                         .stop = { u"\n"_s, u"END"_s },
                         .timeoutSeconds = 30,
                         .extraJson = u"{\"top_k\": 5}"_s };
    first.turns = { {
        .kind = {},
        .userText = u"What is the capital of France?"_s,
        .requestJson = R"({"model":"openai/gpt-4o-mini"})",
        .responseJson = R"({"choices":[{"message":{"content":"**Paris**, on the Seine <script>alert(1)</script>",)"
                        R"("reasoning_content":"Easy & quick"},"finish_reason":"stop"}],)"
                        R"("usage":{"prompt_tokens":12,"completion_tokens":8,"total_tokens":20}})",
        .media = {},
        .errorJson = {},
        .state = u"done"_s,
        .firstTokenMicroseconds = 210'000,
        .totalMicroseconds = 1'500'000,
        .attempts = 2,
        .costNanoDollars = 1'250'000,
        .costBasis = u"computed"_s,
        .priceTable = u"price page 2026-11-01"_s,
        .costLines = { { u"input"_s, 12, u"0.0000025"_s, 30'000 }, { u"output"_s, 8, u"0.0001525"_s, 1'220'000 } },
        .usageEstimated = false,
    } };
    PaneRecord second;
    second.model = u"anthropic/claude-sonnet-4-5"_s;
    second.systemText = u"Be brief."_s;
    second.turns = { {
        .kind = {},
        .userText = u"What is the capital of France?"_s,
        .requestJson = R"({"model":"anthropic/claude-sonnet-4-5"})",
        .responseJson = {},
        .media = {},
        .errorJson = R"({"error":{"message":"Too many <requests>","type":"RateLimitError","code":"429"}})",
        .state = u"failed"_s,
        .firstTokenMicroseconds = -1,
        .totalMicroseconds = 90'000,
        .attempts = 3,
        .costNanoDollars = -1,
        .costBasis = u"unknown"_s,
        .priceTable = {},
        .costLines = {},
        .usageEstimated = true,
    } };
    run.panes = { first, second };
    return run;
}

} // namespace patchbay
