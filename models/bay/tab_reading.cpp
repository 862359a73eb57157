// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/tab_reading.h"

#include "models/bay/model_check.h"

#include <algorithm>
#include <format>

namespace patchbay::bay {
namespace {

using document::ConfigDocument;

constexpr std::size_t bytesAtOnce = 160'000; // some 5,000 lines
constexpr std::size_t bytesOfPicture = 1'500'000;
constexpr std::ptrdiff_t linesOfPicture = 20'000;
constexpr std::size_t bytesRead = 64'000'000;

// The parser's problem: fromText() tells it as a line only.
std::optional<config::Problem> problemOf(const std::string &text, const std::string &name)
{
    const auto tree = document::readSpans(text, name);
    return tree ? std::nullopt : std::optional(tree.error());
}

} // namespace

TextEffort effortFor(std::string_view text)
{
    if (text.size() <= bytesAtOnce) {
        return TextEffort::AtOnce;
    }
    if (text.size() > bytesRead) {
        return TextEffort::NotRead;
    }
    const bool picture = text.size() <= bytesOfPicture && std::ranges::count(text, '\n') <= linesOfPicture;
    return picture ? TextEffort::Aside : TextEffort::TextOnly;
}

std::vector<config::Problem> shownProblems(const ConfigDocument &document, const Catalog *catalog)
{
    const config::GatewayConfig &configuration = document.configuration();
    std::vector<config::Problem> all = catalog ? allProblems(configuration, *catalog) : configuration.problems;
    if (all.size() > mostProblems) {
        config::Problem more = all[mostProblems - 1];
        more.message = std::format("{} problems in all; these are the first.", all.size());
        more.code = "more";
        more.remedy = "patchbay-cli check lists every one.";
        all.resize(mostProblems - 1);
        all.push_back(std::move(more));
    }
    return all;
}

TabReading readTab(const std::string &text, const std::string &name, const Catalog *catalog)
{
    const TextEffort effort = effortFor(text);
    TabReading reading;
    if (effort == TextEffort::NotRead) {
        return reading;
    }
    Result<ConfigDocument> fresh = ConfigDocument::fromText(text, name);
    if (!fresh) {
        reading.unreadable = problemOf(text, name);
        if (!reading.unreadable) {
            reading.unreadable = config::Problem { .message = fresh.error().message, .code = "yaml" };
        }
        return reading;
    }
    reading.document = std::move(*fresh);
    reading.problems = shownProblems(*reading.document, catalog);
    if (effort < TextEffort::TextOnly) {
        reading.picture = makePicture(*reading.document, catalog, &reading.problems);
    }
    return reading;
}

} // namespace patchbay::bay
