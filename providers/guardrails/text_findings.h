// SPDX-License-Identifier: GPL-3.0-or-later
//
// What stands in a text that should not: secrets, personal data, attempts to talk a model out of its instructions.
// Pure; linear in the text's length. Patterns are checked as far as they can be (Luhn, IBAN's modulo 97), so that
// an order number is not taken for a card.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::guardrails {

enum class Pattern : std::uint8_t { Secret, Email, Phone, CreditCard, SocialSecurity, Iban, IpAddress };
// "SECRET", "EMAIL_ADDRESS", "PHONE_NUMBER", "CREDIT_CARD", "US_SSN", "IBAN_CODE", "IP_ADDRESS": Presidio's names.
std::string_view patternName(Pattern pattern);

struct Finding {
    std::size_t begin = 0;
    std::size_t size = 0;
};

// From front to back, not overlapping.
std::vector<Finding> findPattern(Pattern pattern, std::string_view text);

// The phrase that asks a model to forget what it was told, or to show it; empty: none.
std::string findInjection(std::string_view text);

// Puts `mask` in place of the findings.
std::string masked(std::string_view text, const std::vector<Finding> &findings, std::string_view mask);

} // namespace patchbay::guardrails
