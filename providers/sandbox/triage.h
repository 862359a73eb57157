// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads a support ticket out of a prompt: the subject of the first run. Keyword tables, no cleverness.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace patchbay::sandbox {

struct Ticket {
    std::string category; // "Payroll calculation"
    std::string categoryKey; // "payroll.calc"
    std::string owner; // "Payroll Engine"
    std::string ownerKey; // "payroll-engine"
    std::string support; // the team a hasty reader would pick, "Payroll Support"
    std::string supportKey;
    std::string component; // "payslip"
    int urgency = 3; // 1 to 4
    std::string symptom; // the first sentence of the ticket, without its mark
    std::string deadline; // "17:00", empty when the ticket names none
    std::string plan; // "Business", empty when the prompt names none
    std::string language; // of the customer: "en", "de", "fr", "es"
    std::vector<std::string> reasons; // why this urgency
};

// Whether the prompt asks to triage, classify or route a ticket.
bool asksForTriage(std::string_view prompt);
Ticket readTicket(std::string_view prompt);

// Two sentences in the customer's language. `incident` may be empty.
std::string customerReply(const Ticket &ticket, std::string_view incident);
// One sentence in the customer's language.
std::string hastyReply(const Ticket &ticket);

} // namespace patchbay::sandbox
