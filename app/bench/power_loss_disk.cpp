// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/power_loss_disk.h"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace patchbay::bench {

namespace {

constexpr std::size_t sector = 512;

bool chance(Random &random)
{
    return random.next() % 2 == 0;
}

} // namespace

PowerLossDisk::PowerLossDisk(const Files &files)
{
    for (const auto &[name, bytes] : files) {
        const auto number = static_cast<FileNumber>(m_contents.size());
        m_contents.push_back(bytes);
        m_log.push_back({ Kind::Append, number, bytes });
        m_log.push_back({ Kind::Sync, number, {} });
        setName(name, number);
    }
    m_log.push_back({ Kind::SyncFolder, 0, {} });
}

int PowerLossDisk::failing()
{
    return m_failure && m_failure->calls-- == 0 ? m_failure->reason : 0;
}

void PowerLossDisk::setName(const std::string &name, FileNumber file)
{
    m_names[name] = file;
    m_log.push_back({ Kind::SetName, file, name });
}

std::expected<std::string, int> PowerLossDisk::read(const std::string &name)
{
    if (const int reason = failing()) {
        return std::unexpected(reason);
    }
    const auto found = m_names.find(name);
    return found != m_names.end() ? std::expected<std::string, int>(m_contents[static_cast<std::size_t>(found->second)])
                                  : std::unexpected(ENOENT);
}

std::expected<int, int> PowerLossDisk::create(const std::string &name)
{
    if (const int reason = failing()) {
        return std::unexpected(reason);
    }
    if (m_names.contains(name)) {
        return std::unexpected(EEXIST);
    }
    const auto number = static_cast<FileNumber>(m_contents.size());
    m_contents.emplace_back();
    setName(name, number);
    return number;
}

int PowerLossDisk::append(int handle, std::string_view bytes)
{
    // A full disk takes a part of it first.
    const int reason = failing();
    const std::string_view taken = reason != 0 ? bytes.substr(0, bytes.size() / 2) : bytes;
    m_contents[static_cast<std::size_t>(handle)] += taken;
    m_log.push_back({ Kind::Append, handle, std::string(taken) });
    return reason;
}

int PowerLossDisk::sync(int handle)
{
    if (const int reason = failing()) {
        return reason;
    }
    if (!m_forgetsSyncs) {
        m_log.push_back({ Kind::Sync, handle, {} });
    }
    return 0;
}

void PowerLossDisk::close(int)
{
}

int PowerLossDisk::link(const std::string &from, const std::string &to)
{
    if (const int reason = failing()) {
        return reason;
    }
    if (!m_names.contains(from) || m_names.contains(to)) {
        return m_names.contains(from) ? EEXIST : ENOENT;
    }
    setName(to, m_names.at(from));
    return 0;
}

int PowerLossDisk::rename(const std::string &from, const std::string &to)
{
    if (const int reason = failing()) {
        return reason;
    }
    if (!m_names.contains(from)) {
        return ENOENT;
    }
    // Two entries of a folder: the new name may reach the disk without the old one being gone, and the other way round
    // only where nothing else names the file any more, which no file system does.
    setName(to, m_names.at(from));
    m_names.erase(from);
    m_log.push_back({ Kind::RemoveName, 0, from });
    return 0;
}

int PowerLossDisk::remove(const std::string &name)
{
    if (const int reason = failing()) {
        return reason;
    }
    if (m_names.erase(name) == 0) {
        return ENOENT;
    }
    m_log.push_back({ Kind::RemoveName, 0, name });
    return 0;
}

int PowerLossDisk::syncFolder(const std::string &)
{
    if (const int reason = failing()) {
        return reason;
    }
    if (!m_forgetsSyncs) {
        m_log.push_back({ Kind::SyncFolder, 0, {} });
    }
    return 0;
}

std::string PowerLossDisk::torn(const Pieces &pieces, Random &random)
{
    std::string rest = pieces.rest;
    for (std::size_t at = 0; at < rest.size(); at += sector) {
        if (chance(random)) {
            const std::size_t length = std::min(sector, rest.size() - at);
            // Never written, or what another file left there.
            const char filler = chance(random) ? '\0' : static_cast<char>(random.next());
            rest.replace(at, length, length, filler);
        }
    }
    if (chance(random)) {
        rest.resize(random.next() % (rest.size() + 1));
    }
    return pieces.synced + rest;
}

PowerLossDisk::Files PowerLossDisk::afterLoss(std::size_t steps, Random &random) const
{
    std::vector<Pieces> files(m_contents.size());
    std::map<std::string, FileNumber> names;
    std::vector<const Step *> waiting; // names since the last sync of the folder
    const auto apply = [&names](const Step &step) {
        if (step.kind == Kind::SetName) {
            names[step.text] = step.file;
        } else {
            names.erase(step.text);
        }
    };
    for (std::size_t at = 0; at < std::min(steps, m_log.size()); ++at) {
        const Step &step = m_log[at];
        Pieces &file = files[static_cast<std::size_t>(step.file)];
        switch (step.kind) {
        case Kind::Append: file.rest += step.text; break;
        case Kind::Sync: file.synced += std::exchange(file.rest, {}); break;
        case Kind::SetName:
        case Kind::RemoveName: waiting.push_back(&step); break;
        case Kind::SyncFolder:
            std::ranges::for_each(waiting, [&](const Step *name) { apply(*name); });
            waiting.clear();
            break;
        }
    }
    for (const Step *name : waiting) {
        if (chance(random)) {
            apply(*name);
        }
    }
    Files left;
    for (const auto &[name, number] : names) {
        const Pieces &file = files[static_cast<std::size_t>(number)];
        left[name] = file.rest.empty() ? file.synced : torn(file, random);
    }
    return left;
}

} // namespace patchbay::bench
