// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/bedrock_model.h"

#include <algorithm>

namespace patchbay::wire {
namespace {

constexpr std::string_view geographies[] = { "us", "eu", "apac", "global", "jp", "au", "ca", "sa", "us-gov", "mx" };

bool takePrefix(std::string_view &text, std::string_view prefix)
{
    if (!text.starts_with(prefix)) {
        return false;
    }
    text.remove_prefix(prefix.size());
    return true;
}

// "us-east-1", "ap-southeast-2", "us-gov-west-1"
bool looksLikeRegion(std::string_view segment)
{
    const bool plain = std::ranges::all_of(
        segment, [](char c) { return c == '-' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
    return plain && std::ranges::count(segment, '-') >= 2 && segment.back() >= '0' && segment.back() <= '9'
        && segment.size() <= 20;
}

// The region of "arn:aws:bedrock:us-east-1:…".
std::string_view regionOfArn(std::string_view arn)
{
    for (int field = 0; field < 3; ++field) {
        const std::size_t colon = arn.find(':');
        arn.remove_prefix(colon == std::string_view::npos ? arn.size() : colon + 1);
    }
    return arn.substr(0, arn.find(':'));
}

void splitMaker(BedrockModel &model, std::string_view id)
{
    const std::size_t dot = id.find('.');
    if (dot != std::string_view::npos && std::ranges::find(geographies, id.substr(0, dot)) != std::end(geographies)) {
        id.remove_prefix(dot + 1);
    }
    const std::size_t end = id.find('.');
    if (end != std::string_view::npos) {
        model.maker = id.substr(0, end);
        model.name = id.substr(end + 1);
    } else {
        model.name = id;
    }
}

std::string makerOfHint(std::string_view hint)
{
    if (hint.starts_with("llama")) {
        return "meta";
    }
    if (hint.starts_with("deepseek")) {
        return "deepseek";
    }
    return std::string(hint == "nova" ? "amazon" : hint);
}

} // namespace

bool BedrockModel::isThinkingClaude() const
{
    if (maker != "anthropic") {
        return false;
    }
    if (name.starts_with("claude-3-7")) {
        return true;
    }
    for (const std::string_view kind : { "claude-sonnet-", "claude-opus-", "claude-haiku-" }) {
        if (name.starts_with(kind)) {
            return true;
        }
    }
    return false;
}

BedrockModel parseBedrockModel(std::string_view name)
{
    BedrockModel model;
    if (takePrefix(name, "invoke/")) {
        model.route = BedrockModel::Route::Invoke;
    } else if (!takePrefix(name, "converse/")) {
        takePrefix(name, "converse_like/");
    }
    const std::size_t slash = name.find('/');
    if (slash != std::string_view::npos && looksLikeRegion(name.substr(0, slash))) {
        model.region = name.substr(0, slash);
        name.remove_prefix(slash + 1);
    }
    const std::size_t arn = name.find("arn:");
    if (arn == std::string_view::npos) {
        model.id = name;
        splitMaker(model, name);
        return model;
    }
    model.id = name.substr(arn);
    if (model.region.empty()) {
        model.region = regionOfArn(model.id);
    }
    if (arn > 0) {
        model.maker = makerOfHint(name.substr(0, arn - 1));
    } else if (const std::size_t last = model.id.rfind('/'); last != std::string::npos) {
        // Inference profiles and foundation models carry the maker behind the last slash.
        splitMaker(model, std::string_view(model.id).substr(last + 1));
    }
    return model;
}

} // namespace patchbay::wire
