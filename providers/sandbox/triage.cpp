// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/triage.h"

#include "providers/sandbox/words.h"

#include <algorithm>
#include <array>

namespace patchbay::sandbox {

namespace {

struct Topic {
    std::initializer_list<std::string_view> words;
    std::string_view category;
    std::string_view categoryKey;
    std::string_view owner;
    std::string_view ownerKey;
    std::string_view area;
    std::string_view component;
};

constexpr std::initializer_list<std::string_view> payrollWords {
    "payslip", "payslips", "payroll", "salary", "wages", "gross", "pay", "gehaltsabrechnung", "lohn", "gehalt",
};
constexpr std::initializer_list<std::string_view> accessWords {
    "login", "log", "password", "sso", "locked", "2fa", "sign", "passwort", "anmelden", "access",
};
constexpr std::initializer_list<std::string_view> billingWords {
    "invoice", "invoices", "refund", "charged", "charge", "billing", "card", "rechnung", "facture", "factura",
};
constexpr std::initializer_list<std::string_view> speedWords {
    "slow", "timeout", "timeouts", "latency", "hangs", "langsam", "lent", "lento",
};
constexpr std::initializer_list<std::string_view> crashWords {
    "crash", "crashes", "error", "exception", "500", "broken", "down", "outage", "fehler", "erreur",
};
constexpr std::initializer_list<std::string_view> dataWords {
    "export", "import", "csv", "report", "missing", "duplicate", "lost", "data", "spreadsheet",
};
constexpr std::initializer_list<std::string_view> mailWords {
    "email", "mail", "notification", "notifications", "sms", "reminder",
};

const std::array<Topic, 8> &topics()
{
    static const std::array<Topic, 8> table { {
        { payrollWords, "Payroll calculation", "payroll.calc", "Payroll Engine", "payroll-engine", "Payroll",
          "payslip" },
        { accessWords, "Sign-in", "access.signin", "Identity", "identity", "Access", "login" },
        { billingWords, "Billing", "billing.invoice", "Billing Engine", "billing-engine", "Billing", "invoice" },
        { speedWords, "Performance", "platform.speed", "Platform", "platform", "Platform", "api" },
        { crashWords, "Outage", "platform.error", "Reliability", "reliability", "Platform", "service" },
        { dataWords, "Data exchange", "data.exchange", "Data Pipelines", "data-pipelines", "Data", "export" },
        { mailWords, "Notifications", "notify.delivery", "Messaging", "messaging", "Messaging", "mail" },
        { {}, "General question", "general", "Customer Care", "customer-care", "Customer", "account" },
    } };
    return table;
}

const Topic &topicOf(std::string_view lowerTicket)
{
    const auto &table = topics();
    const auto found =
        std::ranges::find_if(table, [lowerTicket](const Topic &topic) { return hasAnyWord(lowerTicket, topic.words); });
    return found == table.end() ? table.back() : *found;
}

std::string languageOf(std::string_view lowerTicket)
{
    struct Row {
        std::string_view language;
        std::initializer_list<std::string_view> words;
    };
    static constexpr std::initializer_list<std::string_view> german { "der",   "die",  "das", "und",
                                                                      "nicht", "seit", "ist", "wir" };
    static constexpr std::initializer_list<std::string_view> french { "le",   "la",     "les", "est",
                                                                      "nous", "depuis", "pas", "une" };
    static constexpr std::initializer_list<std::string_view> spanish { "el", "los", "las",  "desde",
                                                                       "no", "una", "está", "por" };
    static constexpr std::array<Row, 3> rows { { { "de", german }, { "fr", french }, { "es", spanish } } };
    std::string best = "en";
    std::ptrdiff_t most = 1;
    for (const Row &row : rows) {
        const std::ptrdiff_t count = std::ranges::count_if(
            row.words, [lowerTicket](std::string_view word) { return hasWord(lowerTicket, word); });
        if (count > most) {
            most = count;
            best = row.language;
        }
    }
    return best;
}

// Plan and ticket are what the first run's variables put into the prompt: "… Plan: Business. <ticket>".
void readPlanAndSymptom(std::string_view prompt, Ticket &ticket, std::string &body)
{
    const std::string lower = lowerCase(prompt);
    std::string_view rest = prompt;
    if (const std::size_t at = lower.find("plan:"); at != std::string::npos) {
        const std::string_view behind = prompt.substr(at + 5);
        const std::size_t end = std::min(behind.find_first_of(".,;\n"), behind.size());
        ticket.plan = trimmed(behind.substr(0, end));
        rest = trimmed(behind.substr(std::min(end + 1, behind.size())));
    }
    if (const std::size_t at = lower.rfind("ticket:"); at != std::string::npos) {
        rest = trimmed(prompt.substr(at + 7));
    } else if (rest.size() == prompt.size()) {
        // The ticket is what follows the first line, or the first sentence.
        const std::size_t line = trimmed(prompt).find('\n');
        const std::vector<std::string_view> all = sentences(prompt);
        if (line != std::string_view::npos) {
            rest = trimmed(trimmed(prompt).substr(line));
        } else if (all.size() > 1) {
            rest = prompt.substr(static_cast<std::size_t>(all[1].data() - prompt.data()));
        }
    }
    body = rest.empty() ? std::string(prompt) : std::string(rest);
    ticket.symptom = shortened(firstSentence(body), 120);
}

void judgeUrgency(std::string_view lower, Ticket &ticket)
{
    const bool money =
        hasAnyWord(lower, { "pay", "payslip", "payslips", "salary", "charged", "invoice", "refund", "gehalt" });
    const bool broken = hasAnyWord(lower,
                                   { "down", "outage", "cannot", "can't", "crash", "crashes", "lost", "twice", "wrong",
                                     "error", "locked", "fails", "broken", "doppelt", "fehler" });
    const bool wide =
        hasAnyWord(lower, { "all", "every", "everyone", "nobody", "payslips", "customers", "users", "alle" });
    const bool wish = hasAnyWord(lower, { "would", "feature", "wish", "how", "question", "idea" });
    if (money) {
        ticket.reasons.push_back(wide ? "Money is wrong for every employee" : "Money is involved");
    }
    if (!ticket.deadline.empty()) {
        ticket.reasons.push_back("Deadline within the working day, at " + ticket.deadline);
    }
    if (broken) {
        ticket.reasons.emplace_back("No way around it is known");
    }
    if (wide && !money) {
        ticket.reasons.emplace_back("More than one person is affected");
    }
    if (!ticket.plan.empty()) {
        ticket.reasons.push_back("Plan " + ticket.plan + ": an answer today is expected");
    }
    const int weight = (money ? 1 : 0) + (ticket.deadline.empty() ? 0 : 2) + (broken ? 2 : 0) + (wide ? 1 : 0);
    ticket.urgency = weight >= 4 ? 1 : weight >= 2 ? 2 : wish && weight == 0 ? 4 : 3;
    if (ticket.reasons.empty()) {
        ticket.reasons.emplace_back("Nothing in the ticket says that work stands still");
    }
}

} // namespace

bool asksForTriage(std::string_view prompt)
{
    const std::string lower = lowerCase(prompt);
    if (hasWord(lower, "triage")) {
        return true;
    }
    const bool ticket = hasAnyWord(lower, { "ticket", "complaint", "incident" });
    return ticket && hasAnyWord(lower, { "urgency", "priority", "category", "classify", "route", "severity" });
}

Ticket readTicket(std::string_view prompt)
{
    Ticket ticket;
    std::string body;
    readPlanAndSymptom(prompt, ticket, body);
    const std::string lower = lowerCase(body);
    ticket.deadline = timeOfDay(body).value_or("");
    ticket.language = languageOf(lower);
    const Topic &topic = topicOf(lower);
    ticket.category = topic.category;
    ticket.categoryKey = topic.categoryKey;
    ticket.owner = topic.owner;
    ticket.ownerKey = topic.ownerKey;
    ticket.support = std::string(topic.area) + " Support";
    ticket.supportKey = lowerCase(topic.area) + "-support";
    ticket.component = topic.component;
    judgeUrgency(lower, ticket);
    return ticket;
}

std::string customerReply(const Ticket &ticket, std::string_view incident)
{
    const std::string symptom = asClause(ticket.symptom);
    const bool known = !incident.empty();
    const std::string name(incident);
    const bool timed = !ticket.deadline.empty();
    if (ticket.language == "de") {
        return "Vielen Dank für die schnelle Meldung („" + ticket.symptom + "“). "
            + (known ? "Das gehört zur Störung " + name + ", an der " : "Daran arbeitet jetzt ") + "das Team "
            + ticket.owner + (known ? " gerade arbeitet" : "")
            + (timed ? "; Sie hören vor " + ticket.deadline + " Uhr von uns." : "; wir melden uns heute.");
    }
    if (ticket.language == "fr") {
        return "Merci de nous avoir prévenus si vite (« " + ticket.symptom + " »). "
            + (known ? "Cela correspond à l’incident " + name + " ; l’équipe " : "L’équipe ") + ticket.owner
            + " s’en occupe"
            + (timed ? " et vous répondra avant " + ticket.deadline + "." : " et vous répondra aujourd’hui.");
    }
    if (ticket.language == "es") {
        return "Gracias por avisarnos tan rápido («" + ticket.symptom + "»). "
            + (known ? "Corresponde a la incidencia " + name + "; el equipo " : "El equipo ") + ticket.owner
            + " ya trabaja en ello"
            + (timed ? " y le responderá antes de las " + ticket.deadline + "." : " y le responderá hoy.");
    }
    const std::string promise = timed ? "before your " + ticket.deadline + " deadline" : "today";
    if (known) {
        return "We are sorry that " + symptom + ". It matches incident " + name + ", which our " + ticket.owner
            + " team is correcting now; please wait for our word, at the latest " + promise + ".";
    }
    return "Thank you for reporting so quickly that " + symptom + ". Our " + ticket.owner
        + " team is correcting it now, and you will hear from us " + promise + ".";
}

std::string hastyReply(const Ticket &ticket)
{
    if (ticket.language == "de") {
        return "Danke für den Hinweis, " + ticket.support + " meldet sich.";
    }
    if (ticket.language == "fr") {
        return "Merci, " + ticket.support + " vous contactera.";
    }
    if (ticket.language == "es") {
        return "Gracias, " + ticket.support + " le contactará.";
    }
    return "Thanks for letting us know. " + ticket.support + " will contact you today.";
}

} // namespace patchbay::sandbox
