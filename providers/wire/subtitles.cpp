// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/subtitles.h"

#include <algorithm>
#include <cmath>
#include <format>

namespace patchbay::gateway {

namespace {

using wire::JsonView;

std::string timeMark(double seconds, char separator)
{
    constexpr double longest = 360'000;
    const auto milliseconds = static_cast<std::int64_t>(std::llround(std::clamp(seconds, 0.0, longest) * 1'000));
    return std::format("{:02}:{:02}:{:02}{}{:03}", milliseconds / 3'600'000, milliseconds / 60'000 % 60,
                       milliseconds / 1'000 % 60, separator, milliseconds % 1'000);
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
    const auto cue = [&](std::int64_t number, double start, double end, const std::string &words) {
        text += (numbered ? std::to_string(number) + "\n" : std::string()) + timeMark(start, separator) + " --> "
            + timeMark(end, separator) + "\n" + words + "\n\n";
    };
    std::int64_t number = 0;
    for (const JsonView segment : transcript["segments"].items()) {
        const std::string words = segment["text"].string();
        cue(++number, segment["start"].number().value_or(0), segment["end"].number().value_or(0),
            words.substr(std::min(words.find_first_not_of(' '), words.size())));
    }
    if (number == 0) {
        cue(1, 0, transcript["duration"].number().value_or(0), transcript["text"].string());
    }
    return text;
}

} // namespace patchbay::gateway
