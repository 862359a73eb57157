// SPDX-License-Identifier: GPL-3.0-or-later
//
// Takes personal data and secrets out of what is to be kept. Pure. Unlike a guardrail it reads everything: every
// string of a JSON text and every name of a member, JSON inside strings too, and numbers that are those of a card.
#pragma once

#include "providers/core/secret.h"
#include "providers/guardrails/text_findings.h"

namespace patchbay::guardrails {

struct Redaction {
    std::vector<Pattern> patterns; // those that mask; secrets always do
    std::vector<SecretBytes> secrets; // wherever one of them stands, whatever it looks like
};

// All patterns; secrets are to be added.
Redaction fullRedaction();

// "<EMAIL_ADDRESS>", "<SECRET>" in place of what was found.
std::string redactedText(std::string_view text, const Redaction &redaction);
// The same JSON with other strings; long base 64 (pictures, sound) becomes its size. A text that is no JSON is
// taken as one string.
std::string redactedJson(std::string_view json, const Redaction &redaction);

} // namespace patchbay::guardrails
