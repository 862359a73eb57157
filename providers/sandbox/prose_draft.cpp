// SPDX-License-Identifier: GPL-3.0-or-later
//
// Says the material in a model's manner: terse, thorough, plain.
#include "providers/sandbox/draft.h"

#include "providers/sandbox/material.h"
#include "providers/sandbox/tokens.h"
#include "providers/sandbox/triage.h"
#include "providers/sandbox/words.h"

namespace patchbay::sandbox {

namespace {

void addParagraph(std::string &text, std::string_view paragraph)
{
    if (!paragraph.empty()) {
        text += text.empty() ? "" : "\n\n";
        text += paragraph;
    }
}

std::string bullets(const std::vector<std::string> &points, std::size_t most)
{
    std::string text;
    for (std::size_t index = 0; index < points.size() && index < most; ++index) {
        text += (index > 0 ? "\n- " : "- ") + points[index];
    }
    return text;
}

std::string terse(const Material &material)
{
    std::string text(material.lead);
    if (!material.block.empty()) {
        addParagraph(text, material.block);
    }
    return text;
}

std::string plain(const Material &material)
{
    std::string text;
    addParagraph(text, material.lead);
    addParagraph(text, material.block);
    addParagraph(text, bullets(material.points, 2));
    return text;
}

std::string thorough(const Material &material)
{
    std::string text;
    addParagraph(text, material.lead);
    addParagraph(text, material.block);
    addParagraph(text, bullets(material.points, 5));
    if (!material.closing.empty()) {
        addParagraph(text, "**Why so**\n\n" + material.closing);
    }
    return text;
}

std::string fieldsOf(const Ticket &ticket, int urgency, std::string_view urgencyNote, std::string_view owner)
{
    return "**Category** " + ticket.category + "  \n**Urgency** P" + std::to_string(urgency) + std::string(urgencyNote)
        + "  \n**Owner** " + std::string(owner);
}

std::string jsonOf(const Ticket &ticket, int urgency, std::string_view ownerKey)
{
    return "```json\n{\n  \"category\": \"" + ticket.categoryKey + "\",\n  \"urgency\": \"P" + std::to_string(urgency)
        + "\",\n  \"owner\": \"" + std::string(ownerKey) + "\"\n}\n```";
}

// Misses the deadline, so what is most urgent comes out second.
std::string hastyTriage(const Ticket &ticket)
{
    const int urgency = ticket.urgency == 1 ? 2 : ticket.urgency;
    std::string text = fieldsOf(ticket, urgency, "", ticket.support);
    addParagraph(text, "**Reply**");
    addParagraph(text, hastyReply(ticket));
    addParagraph(text, jsonOf(ticket, urgency, ticket.supportKey));
    return text;
}

std::string carefulTriage(const Ticket &ticket)
{
    const std::string note = ticket.deadline.empty() ? "" : ": the clock runs until " + ticket.deadline;
    std::string text = fieldsOf(ticket, ticket.urgency, note, ticket.owner);
    addParagraph(text, "**Reply**");
    addParagraph(text, customerReply(ticket, ""));
    addParagraph(text, jsonOf(ticket, ticket.urgency, ticket.ownerKey));
    addParagraph(text, "**Why P" + std::to_string(ticket.urgency) + "**");
    addParagraph(text, bullets(ticket.reasons, 4));
    return text;
}

std::string informedTriage(const Ticket &ticket, const std::string &incident)
{
    std::string text = fieldsOf(ticket, ticket.urgency, "", ticket.owner);
    addParagraph(text, "**Reply**");
    addParagraph(text, customerReply(ticket, incident));
    addParagraph(text, "**Next step**");
    addParagraph(text,
                 incident.empty() ? "Open an incident for `" + ticket.component + "` and tell the account manager."
                                  : "Link the ticket to " + incident + " and tell the account manager.");
    return text;
}

std::string plainTriage(const Ticket &ticket)
{
    std::string text = fieldsOf(ticket, ticket.urgency, "", ticket.owner);
    addParagraph(text, "**Reply**");
    addParagraph(text, customerReply(ticket, ""));
    addParagraph(text, jsonOf(ticket, ticket.urgency, ticket.ownerKey));
    return text;
}

} // namespace

Draft triageDraft(const Question &question, const Persona &persona)
{
    const Ticket ticket = readTicket(question.text);
    Draft draft;
    draft.reasoning = "The ticket says: " + asClause(ticket.symptom) + ". "
        + (ticket.deadline.empty() ? "It names no deadline."
                                   : "It names a deadline, " + ticket.deadline + ", so tomorrow is too late.")
        + " That is about " + asClause(ticket.category) + ", which " + ticket.owner + " owns, not " + ticket.support
        + ". "
        + (ticket.urgency == 1 ? "Money and a deadline together make it P1; a mere annoyance would be P3."
                               : "That makes it P" + std::to_string(ticket.urgency) + ".");
    switch (persona.character) {
    case Character::Quick: draft.text = hastyTriage(ticket); break;
    case Character::Thorough: draft.text = carefulTriage(ticket); break;
    case Character::Caller: draft.text = informedTriage(ticket, incidentIn(question)); break;
    default:
        draft.text = question.toolResults.empty() ? plainTriage(ticket) : informedTriage(ticket, incidentIn(question));
        break;
    }
    return draft;
}

Draft proseDraft(const Question &question, const Persona &persona, Random &random)
{
    Material material = materialFor(question, random);
    Draft draft;
    draft.reasoning = joined(material.thoughts, " ");
    if (material.exact) {
        draft.text = material.lead;
        return draft;
    }
    if (const std::string findings = toolFindings(question); !findings.empty()) {
        material = { findings, {}, {}, "The tool's result is newer than anything I know.", { "The tool has answered." },
                     false };
    } else if (!question.earlierAsked.empty() && persona.character != Character::Quick && question.text.size() > 3) {
        material.lead = "Following on from “" + subjectOf(question.earlierAsked.back()) + "”: " + material.lead;
    }
    if (persona.character == Character::Quick) {
        draft.text = terse(material);
    } else if (persona.character == Character::Thorough) {
        draft.text = thorough(material);
    } else {
        draft.text = plain(material);
    }
    return draft;
}

std::string longText(const Question &question, std::int64_t tokens, Random &random)
{
    const std::string subject = asClause(subjectOf(question.text));
    static constexpr std::string_view headings[] = { "What it is",      "Why it matters",  "How it works",
                                                     "A first example", "What goes wrong", "What it costs",
                                                     "Who decides",     "What to do next" };
    std::string text = "# " + capitalized(subject);
    std::int64_t written = countTokens(text);
    for (std::size_t section = 0; written < tokens; ++section) {
        const std::string heading(headings[section % std::size(headings)]);
        const std::string part =
            section < std::size(headings) ? "" : ", part " + std::to_string(section / std::size(headings) + 1);
        std::string added = "\n\n## " + heading + part + "\n";
        Question asked = question;
        asked.text = "Explain " + heading + " of " + subject;
        for (int paragraph = 0; paragraph < 2; ++paragraph) {
            const Material material = materialFor(asked, random);
            added += "\n" + joined(material.points, ". ") + ".\n";
        }
        written += countTokens(added);
        text += added;
    }
    return std::string(firstTokens(text, tokens));
}

} // namespace patchbay::sandbox
