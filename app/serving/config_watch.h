// SPDX-License-Identifier: GPL-3.0-or-later
//
// ConfigWatch: tells when the files of a configuration have changed and stay so. Looks at them twice a second:
// that sees editors that rename, links that are turned elsewhere and file systems that notify nobody.
#pragma once

#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace patchbay::serving {

class ConfigWatch {
public:
    using Files = std::function<std::vector<std::string>()>;
    // Both are called on a thread of the watch's own, until the destructor.
    ConfigWatch(Files files, std::function<void()> changed);

private:
    void run(const std::stop_token &stop);
    std::string fingerprint() const;

    const Files m_files;
    const std::function<void()> m_changed;
    std::string m_known; // as they were when the watch was made, or when changed() was called last
    std::jthread m_thread; // last: it uses the others
};

} // namespace patchbay::serving
