// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/tab_history.h"

#include <QCryptographicHash>
#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay::bay {
namespace {

constexpr std::size_t mostSteps = 200;
constexpr std::size_t mostBytes = 256'000; // of patches, in all

QString textOf(const std::string &bytes)
{
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

QString digestOf(const std::string &text)
{
    return QString::fromLatin1(
        QCryptographicHash::hash(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())), QCryptographicHash::Sha256).toHex());
}

std::size_t bytesOf(const TabStep &step)
{
    std::size_t bytes = 64;
    for (const document::TextPatch &patch : step.patches) {
        bytes += patch.removed.size() + patch.inserted.size();
    }
    return bytes + (step.places ? (step.places->before.size() + step.places->after.size()) * 64 : 0);
}

// A patch that cuts a letter in two cannot be kept as text; nobody types one.
bool isText(const document::TextPatch &patch)
{
    return textOf(patch.removed).toStdString() == patch.removed && textOf(patch.inserted).toStdString() == patch.inserted;
}

QJsonObject keptStep(const TabStep &step)
{
    QJsonObject kept { { u"sentence"_s, step.sentence } };
    if (step.typed) {
        kept[u"typed"_s] = true;
    }
    QJsonArray patches;
    for (const document::TextPatch &patch : step.patches) {
        patches.append(QJsonArray { static_cast<qint64>(patch.begin), textOf(patch.removed), textOf(patch.inserted) });
    }
    if (step.places) {
        kept[u"places"_s] = QJsonArray { keptPins(step.places->before), keptPins(step.places->after) };
    } else {
        kept[u"patches"_s] = patches;
    }
    return kept;
}

TabStep stepOf(const QJsonObject &kept)
{
    TabStep step { kept[u"sentence"_s].toString(), {}, kept[u"typed"_s].toBool(), {} };
    for (const QJsonValue &value : kept[u"patches"_s].toArray()) {
        const QJsonArray patch = value.toArray();
        step.patches.push_back({ static_cast<std::size_t>(std::max<qint64>(patch.at(0).toInteger(), 0)),
                                 patch.at(1).toString().toStdString(), patch.at(2).toString().toStdString() });
    }
    if (kept.contains(u"places"_s)) {
        const QJsonArray places = kept[u"places"_s].toArray();
        step.places = TabStep::Places { pinsOf(places.at(0).toObject()), pinsOf(places.at(1).toObject()) };
    }
    return step;
}

// Whether the patch can be taken in that text, and takes it.
bool apply(std::string &text, std::size_t begin, const std::string &from, const std::string &to)
{
    if (begin > text.size() || text.compare(begin, from.size(), from) != 0) {
        return false;
    }
    text.replace(begin, from.size(), to);
    return true;
}

// All steps lead from this text and back again.
bool fits(const TabHistory &history, const std::string &text)
{
    std::string back = text;
    for (std::size_t number = history.done; number > 0; --number) {
        const document::Patches &patches = history.steps[number - 1].patches;
        for (auto patch = patches.rbegin(); patch != patches.rend(); ++patch) {
            if (!apply(back, patch->begin, patch->inserted, patch->removed)) {
                return false;
            }
        }
    }
    std::string forth = text;
    for (std::size_t number = history.done; number < history.steps.size(); ++number) {
        for (const document::TextPatch &patch : history.steps[number].patches) {
            if (!apply(forth, patch.begin, patch.removed, patch.inserted)) {
                return false;
            }
        }
    }
    return true;
}

} // namespace

QJsonObject keptHistory(const TabHistory &history, const std::string &text)
{
    // Steps in front of the oldest that fits are let go; those that were undone are kept as long as there is room.
    std::size_t first = history.done;
    std::size_t last = history.done;
    std::size_t bytes = 0;
    const auto fitsIn = [&](const TabStep &step) {
        bytes += bytesOf(step);
        return bytes <= mostBytes && last - first < mostSteps && std::ranges::all_of(step.patches, isText);
    };
    while (first > 0 && fitsIn(history.steps[first - 1])) {
        --first;
    }
    while (last < history.steps.size() && fitsIn(history.steps[last])) {
        ++last;
    }
    if (first == last) {
        return {};
    }
    QJsonArray steps;
    for (std::size_t number = first; number < last; ++number) {
        steps.append(keptStep(history.steps[number]));
    }
    return { { u"steps"_s, steps }, { u"done"_s, static_cast<qint64>(history.done - first) }, { u"of"_s, digestOf(text) } };
}

TabHistory historyOf(const QJsonObject &kept, const std::string &text)
{
    TabHistory history;
    if (kept.isEmpty() || kept[u"of"_s].toString() != digestOf(text)) {
        return history;
    }
    for (const QJsonValue &step : kept[u"steps"_s].toArray()) {
        history.steps.push_back(stepOf(step.toObject()));
    }
    history.done = std::min(static_cast<std::size_t>(std::max<qint64>(kept[u"done"_s].toInteger(), 0)), history.steps.size());
    return fits(history, text) ? history : TabHistory {};
}

QJsonObject keptPins(const Pins &pins)
{
    QJsonObject kept;
    for (const auto &[id, point] : pins) {
        kept.insert(QString::fromStdString(id), QJsonArray { point.x, point.y });
    }
    return kept;
}

Pins pinsOf(const QJsonObject &kept)
{
    Pins pins;
    for (auto place = kept.begin(); place != kept.end(); ++place) {
        const QJsonArray point = place.value().toArray();
        pins[place.key().toStdString()] = { point.at(0).toDouble(), point.at(1).toDouble() };
    }
    return pins;
}

} // namespace patchbay::bay
