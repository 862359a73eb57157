// SPDX-License-Identifier: GPL-3.0-or-later
//
// JournalMap: the beginning of a file in memory, with its room on the disk set aside. What is put there is the file's, for
// kill -9 too, without a system call. Only on file systems that write such bytes where they stand (ext, XFS, tmpfs): one
// that writes each change to another place may find no room then, which ends the process (SIGBUS).
#pragma once

#include <QtGlobal>

#include <optional>

namespace patchbay {

class JournalMap {
public:
    // The file becomes at least so large, with zeros. Nothing where the system or the disk has no room, or the file
    // system is another one; errno says why.
    static std::optional<JournalMap> make(int handle, qint64 size);
    JournalMap(JournalMap &&other) noexcept;
    JournalMap &operator=(JournalMap &&other) noexcept;
    JournalMap(const JournalMap &) = delete;
    JournalMap &operator=(const JournalMap &) = delete;
    ~JournalMap();

    // False when there is no room: all is as it was, and errno says why.
    bool grow(int handle, qint64 size);
    char *data() { return m_data; }
    qint64 size() const { return m_size; }

private:
    JournalMap(char *data, qint64 size);

    char *m_data = nullptr;
    qint64 m_size = 0;
};

} // namespace patchbay
