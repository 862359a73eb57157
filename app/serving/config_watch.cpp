// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serving/config_watch.h"

#include <condition_variable>
#include <mutex>
#include <sys/stat.h>

namespace patchbay::serving {

namespace {

constexpr std::chrono::milliseconds pause { 500 };

} // namespace

ConfigWatch::ConfigWatch(Files files, std::function<void()> changed)
    : m_files(std::move(files))
    , m_changed(std::move(changed))
    , m_known(fingerprint()) // here, not on the thread: that may begin late and miss a change
    , m_thread([this](const std::stop_token &stop) { run(stop); })
{
}

std::string ConfigWatch::fingerprint() const
{
    std::string text;
    for (const std::string &file : m_files()) {
        struct stat found {};
        if (::stat(file.c_str(), &found) == 0) {
            text += file + '\0' + std::to_string(found.st_ino) + ' ' + std::to_string(found.st_size) + ' '
                + std::to_string(found.st_mtim.tv_sec) + '.' + std::to_string(found.st_mtim.tv_nsec) + '\n';
        }
    }
    return text;
}

void ConfigWatch::run(const std::stop_token &stop)
{
    std::mutex mutex;
    std::condition_variable_any wake;
    std::string last = m_known;
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(mutex);
            wake.wait_for(lock, stop, pause, [] { return false; });
        }
        // A file that is still being written changes again: the next look decides. One that is gone for a moment
        // is being replaced.
        const std::string now = fingerprint();
        const bool stays = now == last;
        last = now;
        if (!stop.stop_requested() && stays && now != m_known && !now.empty()) {
            m_changed();
            m_known = last = fingerprint(); // the list of files may be another now
        }
    }
}

} // namespace patchbay::serving
