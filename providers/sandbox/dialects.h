// SPDX-License-Identifier: GPL-3.0-or-later
//
// The rows of the dialect table, each filled by its family's files.
#pragma once

#include "providers/sandbox/dialect.h"

namespace patchbay::sandbox {

using ParseResult = ParseOutcome;
using RequestHeaders = std::vector<HttpHeader>;

ParseResult parseOpenAi(std::string_view target, const RequestHeaders &headers, std::string_view body);
std::string writeOpenAi(const Call &call, std::span<const Answer> answers, const Stamp &stamp);
StreamBytes streamOpenAi(const Call &call, std::span<const Answer> answers, const Stamp &stamp);
std::string openAiError(const WireFailure &failure);
std::string openAiModels();

ParseResult parseAnthropic(std::string_view target, const RequestHeaders &headers, std::string_view body);
std::string writeAnthropic(const Call &call, std::span<const Answer> answers, const Stamp &stamp);
StreamBytes streamAnthropic(const Call &call, std::span<const Answer> answers, const Stamp &stamp);
std::string anthropicError(const WireFailure &failure);
std::string anthropicModels();

ParseResult parseGemini(std::string_view target, const RequestHeaders &headers, std::string_view body);
std::string writeGemini(const Call &call, std::span<const Answer> answers, const Stamp &stamp);
StreamBytes streamGemini(const Call &call, std::span<const Answer> answers, const Stamp &stamp);
std::string geminiError(const WireFailure &failure);
std::string geminiModels();

ParseResult parseOllama(std::string_view target, const RequestHeaders &headers, std::string_view body);
std::string writeOllama(const Call &call, std::span<const Answer> answers, const Stamp &stamp);
StreamBytes streamOllama(const Call &call, std::span<const Answer> answers, const Stamp &stamp);
std::string ollamaError(const WireFailure &failure);
std::string ollamaModels();

} // namespace patchbay::sandbox
