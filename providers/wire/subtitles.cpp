// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/subtitles.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <vector>

namespace patchbay::wire {
namespace {

std::string timeMark(double seconds, char separator)
{
    constexpr double longest = 360'000;
    const auto milliseconds = static_cast<std::int64_t>(std::llround(std::clamp(seconds, 0.0, longest) * 1'000));
    return std::format("{:02}:{:02}:{:02}{}{:03}", milliseconds / 3'600'000, milliseconds / 60'000 % 60,
                       milliseconds / 1'000 % 60, separator, milliseconds % 1'000);
}

struct Cue {
    double start = 0;
    double end = 0;
    std::string words;
};

std::vector<Cue> cuesOfSegments(const JsonView &segments)
{
    std::vector<Cue> cues;
    for (const JsonView segment : segments.items()) {
        const std::string words = segment["text"].string();
        cues.push_back({ segment["start"].number().value_or(0), segment["end"].number().value_or(0),
                         words.substr(std::min(words.find_first_not_of(' '), words.size())) });
    }
    return cues;
}

// Whether a word begins a new cue: after a sentence or a pause, or where the cue is as long as people can read.
bool startsCue(const Cue &cue, const std::string &word, double start, double end)
{
    constexpr std::size_t longestText = 84; // two lines
    constexpr double longestTime = 7;
    constexpr double pause = 1;
    const char last = cue.words.empty() ? ' ' : cue.words.back();
    const bool sentence = last == '.' || last == '?' || last == '!';
    return sentence || start - cue.end > pause || end - cue.start > longestTime
        || cue.words.size() + word.size() >= longestText;
}

std::vector<Cue> cuesOfWords(const JsonView &words)
{
    std::vector<Cue> cues;
    for (const JsonView item : words.items()) {
        const std::string word = item["word"].string();
        const double start = item["start"].number().value_or(0);
        const double end = item["end"].number().value_or(start);
        if (cues.empty() || startsCue(cues.back(), word, start, end)) {
            cues.push_back({ start, end, word });
            continue;
        }
        cues.back().words += " " + word;
        cues.back().end = end;
    }
    return cues;
}

std::vector<Cue> cuesOf(const JsonView &transcript)
{
    std::vector<Cue> cues = cuesOfSegments(transcript["segments"]);
    if (cues.empty()) {
        cues = cuesOfWords(transcript["words"]);
    }
    if (cues.empty()) {
        cues.push_back({ 0, transcript["duration"].number().value_or(0), transcript["text"].string() });
    }
    return cues;
}

} // namespace

std::optional<std::string> subtitles(std::string_view format, const JsonView &transcript)
{
    if (format == "text") {
        return transcript["text"].string() + "\n";
    }
    if (format != "srt" && format != "vtt") {
        return std::nullopt;
    }
    const bool numbered = format == "srt";
    const char separator = numbered ? ',' : '.';
    std::string text = numbered ? "" : "WEBVTT\n\n";
    std::int64_t number = 0;
    for (const Cue &cue : cuesOf(transcript)) {
        text += (numbered ? std::to_string(++number) + "\n" : std::string()) + timeMark(cue.start, separator) + " --> "
            + timeMark(cue.end, separator) + "\n" + cue.words + "\n\n";
    }
    return text;
}

} // namespace patchbay::wire
