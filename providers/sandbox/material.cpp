// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/material.h"

#include "providers/sandbox/arithmetic.h"
#include "providers/sandbox/words.h"

#include <algorithm>
#include <array>
#include <span>

namespace patchbay::sandbox {

namespace {

using Lines = std::vector<std::string>;

std::string pick(Random &random, std::initializer_list<std::string_view> choices)
{
    return std::string(*(choices.begin() + random.next() % choices.size()));
}

// What can be said of any subject, and what of any plan.
constexpr std::array<std::string_view, 8> advice {
    "Start from the purpose: one sentence on what it is for",
    "Separate what is known from what is assumed",
    "Take the smallest version that can be tried today",
    "Write down as a number how you will notice that it works",
    "Look for the part that fails most often and begin there",
    "Keep the first version easy to undo",
    "Name one owner and one date to look at it again",
    "Compare its cost with the cost of leaving things as they are",
};
constexpr std::array<std::string_view, 8> ideas {
    "Something small that fits into one afternoon",
    "Ask everybody for one wish and make two of them come true",
    "Do it outside, with a second plan for rain",
    "A quiz about the people who take part",
    "Cook together instead of ordering",
    "Invite one guest whom nobody expects",
    "A walk with three stops, each with a surprise",
    "End with something that everybody takes home",
};

Lines linesOf(std::span<const std::string_view> choices, std::size_t count, Random &random)
{
    Lines lines;
    const std::size_t start = random.next() % choices.size();
    for (std::size_t index = 0; index < count; ++index) {
        const std::string round = index < choices.size() ? "" : ", once more";
        lines.push_back(std::string(choices[(start + index) % choices.size()]) + round);
    }
    return lines;
}

// "five ideas for a party" is about a party, "tea and coffee in a table" about tea and coffee.
std::string coreOf(std::string subject)
{
    for (const std::string_view ending :
         { " in a table", " as a table", " in markdown", " in one sentence", " as a list" }) {
        const std::size_t at = lowerCase(subject).find(ending);
        subject = at == std::string::npos ? subject : subject.substr(0, at);
    }
    for (const std::string_view noun : { "ideas", "tips", "steps", "ways", "examples", "names", "list", "poem", "haiku",
                                         "email", "differences", "difference" }) {
        for (const std::string_view link : { " for ", " to ", " of ", " about ", " between ", " on " }) {
            const std::string opening = std::string(noun) + std::string(link);
            const std::size_t at = lowerCase(subject).find(opening);
            if (at != std::string::npos && at < 24) {
                return subject.substr(at + opening.size());
            }
        }
    }
    return subject;
}

// "Say pong", "Reply with exactly: pong".
std::string wordsToSay(const std::string &prompt)
{
    const std::string lower = lowerCase(prompt);
    static constexpr std::array<std::string_view, 8> verbs { "reply with", "respond with", "answer with", "say",
                                                             "repeat",     "output",       "print",       "return" };
    for (const std::string_view verb : verbs) {
        const std::size_t at = lower.find(verb);
        const bool opens = at == 0 || (at != std::string::npos && lower.starts_with("please " + std::string(verb)));
        if (!opens || prompt.size() > 160 || prompt.contains('\n')) {
            continue;
        }
        std::string_view rest = trimmed(std::string_view(prompt).substr(at + verb.size()));
        for (const std::string_view filler :
             { "exactly", "only", "just", "the single word", "the word", "the words", "one word:", "this:", ":" }) {
            if (lowerCase(rest).starts_with(filler)) {
                rest = trimmed(rest.substr(filler.size()));
            }
        }
        if (const std::optional<std::string> inner = quoted(rest)) {
            return *inner;
        }
        while (!rest.empty() && std::string_view(".").contains(rest.back())) {
            rest.remove_suffix(1);
        }
        const bool about =
            hasAnyWord(lowerCase(rest),
                       { "about", "why", "how", "json", "list", "table", "sentence", "sentences", "word", "words" });
        return about || rest.size() > 60 ? std::string() : std::string(rest);
    }
    return {};
}

Material sumMaterial(const Sum &sum)
{
    Material material;
    if (sum.divisionByZero) {
        material.lead = sum.expression + " has no value: nothing can be divided by zero.";
        material.thoughts = { "The divisor is zero, so there is no result to give." };
        return material;
    }
    material.lead = sum.expression + " = **" + sum.result + "**";
    material.points = { "Multiplication and division come before addition and subtraction" };
    material.thoughts = { "A sum: " + sum.expression + ".", "Working through it gives " + sum.result + "." };
    return material;
}

Material listMaterial(const std::string &prompt, const std::string &subject, Random &random)
{
    const long long asked = firstNumber(prompt).value_or(4);
    const auto count = static_cast<std::size_t>(std::clamp<long long>(asked, 1, 20));
    const bool wantsIdeas = hasAnyWord(lowerCase(prompt), { "ideas", "names", "gifts", "party", "examples" });
    Material material;
    material.lead =
        capitalized(coreOf(subject)) + ", " + (count == 1 ? "one entry" : std::to_string(count) + " entries") + ":";
    int number = 1;
    for (const std::string &line : linesOf(wantsIdeas ? ideas : advice, count, random)) {
        material.block += (number > 1 ? "\n" : "") + std::to_string(number) + ". " + line;
        ++number;
    }
    material.closing = "The first one usually pays off soonest.";
    material.thoughts = { "A list is asked for, about " + asClause(coreOf(subject)) + ".",
                          "It should have " + std::to_string(count) + " entries." };
    return material;
}

Material verseMaterial(const std::string &subject)
{
    const std::string core = coreOf(subject);
    Material material;
    material.lead = capitalized(core) + ", again —  \nthe lamp hums above the desk,  \nnobody looks up.";
    material.closing = "A small scene says more than a large word.";
    material.thoughts = { "Verse about " + asClause(core) + ".", "Concrete things first: a lamp, a desk." };
    return material;
}

Material letterMaterial(const std::string &subject)
{
    const std::string core = coreOf(subject);
    Material material;
    material.lead = "**Subject:** " + capitalized(core);
    material.block = "Hello,\n\nI am writing about " + asClause(core)
        + ". Could you tell me by Friday what you need from us? If a call is easier, tomorrow at ten suits me.\n\nKind "
          "regards";
    material.closing = "One question and one date get answers; three questions get none.";
    material.thoughts = { "A message about " + asClause(core) + ".", "It needs one question and a date." };
    return material;
}

// "compare tea and coffee", "tea vs coffee"
std::pair<std::string, std::string> twoSides(const std::string &prompt)
{
    const std::string whole = coreOf(subjectOf(prompt));
    for (const std::string_view word : { " versus ", " vs. ", " vs ", " with ", " and ", " or " }) {
        const std::size_t at = lowerCase(whole).find(word);
        if (at != std::string::npos) {
            return { shortened(whole.substr(0, at), 32), shortened(whole.substr(at + word.size()), 32) };
        }
    }
    return { "Option A", "Option B" };
}

Material tableMaterial(const std::string &prompt, const std::string &subject)
{
    const auto [left, right] = twoSides(prompt);
    Material material;
    material.lead = "**" + capitalized(coreOf(subject)) + "**, side by side:";
    material.block = "| | " + capitalized(left) + " | " + capitalized(right) + " |\n|---|---|---|\n"
        + "| Start | quick, little to set up | slower, more to decide first |\n"
        + "| Running cost | rises with use | mostly fixed |\n" + "| Fails | loudly and early | quietly and late |\n"
        + "| Good for | trying things out | what has to last |";
    material.closing = "If nothing else speaks for " + right + ", begin with " + left + ".";
    material.thoughts = { "Two sides: " + left + " and " + right + ".",
                          "Start, cost, failure and use decide most comparisons." };
    return material;
}

Material codeMaterial(const std::string &prompt, const std::string &subject)
{
    Material material;
    material.lead = "This does it:";
    material.block = codeBlock(prompt);
    material.points = { "It needs nothing but the standard library", "An empty input gives an empty result",
                        "The running time grows with the input's length" };
    material.thoughts = { "Code is asked for: " + asClause(subject) + ".",
                          "The plain solution is short; cleverness would not help here." };
    return material;
}

Material summaryMaterial(const Question &question, Random &random)
{
    const std::string &text = question.text;
    const std::size_t colon = text.find_first_of(":\n");
    const std::string_view body = trimmed(std::string_view(text).substr(colon == std::string::npos ? 0 : colon + 1));
    const std::vector<std::string_view> all = sentences(body.empty() ? std::string_view(text) : body);
    Material material;
    material.lead =
        all.empty() ? "There is nothing to sum up." : "In short: " + asClause(shortened(all.front(), 140)) + ".";
    for (std::size_t index = 1; index < all.size() && material.points.size() < 4; ++index) {
        material.points.push_back(capitalized(shortened(all[index], 110)));
    }
    material.closing = pick(random, { "The rest is detail.", "Everything else follows from that." });
    material.thoughts = { "The text has " + std::to_string(all.size()) + " sentences.",
                          "The first one carries the point." };
    return material;
}

Material recallMaterial(const Question &question)
{
    Material material;
    material.lead = "Before this you asked: “" + shortened(question.earlierAsked.back(), 120) + "”.";
    if (!question.lastAnswer.empty()) {
        material.points.push_back("I answered: “" + shortened(firstSentence(question.lastAnswer), 120) + "”");
    }
    material.thoughts = { "The question is about the conversation itself.",
                          "It has " + std::to_string(question.earlierAsked.size())
                              + " earlier messages from the user." };
    return material;
}

Material explanation(const std::string &subject, Random &random)
{
    Material material;
    material.lead = "On **" + asClause(subject) + "**: "
        + pick(random,
               { "three things decide, what it is for, who relies on it and what its failure costs.",
                 "begin with the purpose, and the parts explain themselves.",
                 "keep it small, watch it closely and change it in steps." });
    material.points = linesOf(advice, 3, random);
    material.closing = "I chose this order because the first step tells whether the others are needed.";
    material.thoughts = { "The question is about " + asClause(subject) + ".",
                          "A definition alone would not help; the reader wants to do something with it.",
                          "Three steps are enough, the purpose first." };
    return material;
}

void addImages(const Question &question, Material &material)
{
    if (question.images.empty()) {
        return;
    }
    const std::size_t count = question.images.size();
    std::string seen = count == 1 ? "I see one picture (" : "I see " + std::to_string(count) + " pictures (";
    for (std::size_t index = 0; index < count; ++index) {
        seen += (index > 0 ? "; " : "") + question.images[index].describe();
    }
    material.lead = seen + "). " + material.lead;
    material.thoughts.insert(material.thoughts.begin(),
                             "There are pictures to look at: " + std::to_string(count) + ".");
}

Material chosen(const Question &question, Random &random)
{
    const std::string lower = lowerCase(question.text);
    const std::string subject = subjectOf(question.text);
    if (trimmed(question.text).empty()) {
        return { question.images.empty() ? "The message is empty; tell me what you need." : "What should I do with it?",
                 {},
                 {},
                 {},
                 {},
                 false };
    }
    if (const std::string words = wordsToSay(question.text); !words.empty()) {
        return { words, {}, {}, {}, { "I am asked to say “" + words + "”, nothing more." }, true };
    }
    const bool recalls = hasAnyWord(lower, { "before", "earlier", "previous", "previously", "last" })
        && hasAnyWord(lower, { "ask", "asked", "say", "said", "question", "tell", "told" });
    if (recalls && !question.earlierAsked.empty()) {
        return recallMaterial(question);
    }
    if (const std::optional<Sum> sum = sumIn(question.text)) {
        return sumMaterial(*sum);
    }
    if (const std::string fact = knownFact(lower); !fact.empty() && question.text.size() < 200) {
        return { fact, {}, {}, {}, { "This is common knowledge." }, false };
    }
    if (asksForCode(lower)) {
        return codeMaterial(question.text, subject);
    }
    if (hasAnyWord(lower, { "haiku", "poem", "verse", "limerick" })) {
        return verseMaterial(subject);
    }
    if (hasAnyWord(lower, { "email", "e-mail", "letter" }) && hasAnyWord(lower, { "write", "draft", "compose" })) {
        return letterMaterial(subject);
    }
    if (hasAnyWord(lower, { "table", "compare", "versus", "vs", "difference", "differences" })) {
        return tableMaterial(question.text, subject);
    }
    if (hasAnyWord(lower, { "summarize", "summarise", "summary", "tldr", "shorten" })) {
        return summaryMaterial(question, random);
    }
    if (hasAnyWord(lower, { "list", "ideas", "steps", "tips", "ways", "names", "examples", "bullet", "bullets" })) {
        return listMaterial(question.text, subject, random);
    }
    if (question.text.size() < 40 && hasAnyWord(lower, { "hello", "hi", "hey", "hallo", "bonjour", "hola" })) {
        return { pick(
                     random,
                     { "Hello! What shall we look at?", "Hello! How can I help?", "Hi! What would you like to know?" }),
                 {},
                 {},
                 {},
                 { "A greeting; a short friendly answer is enough." },
                 false };
    }
    if (question.text.size() < 60 && hasAnyWord(lower, { "thanks", "thank" })) {
        return { "You are welcome.", {}, {}, {}, { "Thanks need no long answer." }, false };
    }
    return explanation(subject, random);
}

} // namespace

Material materialFor(const Question &question, Random &random)
{
    Material material = chosen(question, random);
    addImages(question, material);
    if (question.hasOpenPlaceholder) {
        material.points.emplace_back("A placeholder in double braces has no value yet; fill it in for a better answer");
    }
    return material;
}

} // namespace patchbay::sandbox
