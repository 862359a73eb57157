// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/child_process.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace patchbay::cli {

Result<ChildProcess> ChildProcess::start(const std::string &program, const std::vector<std::string> &arguments, bool withInput)
{
    int ends[2];
    int input[2] { -1, -1 };
    if (pipe2(ends, O_CLOEXEC) != 0 || (withInput && pipe2(input, O_CLOEXEC) != 0)) {
        return failure(ErrorClass::InternalServer, std::string("Cannot make a pipe: ") + std::strerror(errno));
    }
    std::vector<char *> words { const_cast<char *>(program.c_str()) };
    for (const std::string &argument : arguments) {
        words.push_back(const_cast<char *>(argument.c_str()));
    }
    words.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    if (withInput) {
        posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
    }
    pid_t id = -1;
    const int problem = posix_spawn(&id, program.c_str(), &actions, nullptr, words.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (withInput) {
        close(input[0]);
    }
    if (problem != 0) {
        close(ends[0]);
        if (withInput) {
            close(input[1]);
        }
        return failure(ErrorClass::NotFound, "Cannot start " + program + ": " + std::strerror(problem));
    }
    return ChildProcess(id, ends[0], input[1]);
}

ChildProcess::ChildProcess(pid_t id, int output, int input)
    : m_id(id)
    , m_output(output)
    , m_input(input)
{
}

ChildProcess::ChildProcess(ChildProcess &&other) noexcept
    : m_id(std::exchange(other.m_id, -1))
    , m_output(std::exchange(other.m_output, -1))
    , m_input(std::exchange(other.m_input, -1))
    , m_buffer(std::move(other.m_buffer))
{
}

ChildProcess::~ChildProcess()
{
    if (m_id > 0) {
        kill(m_id, SIGTERM);
        wait();
    }
    for (const int end : { m_output, m_input }) {
        if (end >= 0) {
            close(end);
        }
    }
}

bool ChildProcess::writeLine(const std::string &line)
{
    const std::string text = line + '\n';
    return write(m_input, text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

std::string ChildProcess::readLine()
{
    for (;;) {
        if (const std::size_t end = m_buffer.find('\n'); end != std::string::npos) {
            std::string line = m_buffer.substr(0, end);
            m_buffer.erase(0, end + 1);
            return line;
        }
        char bytes[4096];
        const ssize_t count = read(m_output, bytes, sizeof bytes);
        if (count <= 0) {
            return std::exchange(m_buffer, {});
        }
        m_buffer.append(bytes, static_cast<std::size_t>(count));
    }
}

int ChildProcess::wait()
{
    int status = 0;
    while (m_id > 0 && waitpid(m_id, &status, 0) < 0 && errno == EINTR) {
    }
    m_id = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string programDirectory()
{
    return std::filesystem::read_symlink("/proc/self/exe").parent_path().string();
}

} // namespace patchbay::cli
