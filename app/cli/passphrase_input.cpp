// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/passphrase_input.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <sys/types.h>
#include <termios.h>
#include <unistd.h>

namespace patchbay::cli {
namespace {

constexpr std::size_t longestSecret = 64 * 1024;

std::unexpected<Error> noPassphrase(std::string sentence)
{
    Error error = makeError(ErrorClass::BadRequest, std::move(sentence));
    error.code = "vault_no_passphrase";
    error.remedy = "Give it with --passphrase-fd N, as a systemd credential named patchbay-passphrase, or type it on a terminal.";
    return std::unexpected(error);
}

// A buffer on the heap that is wiped, whatever way it is left.
class Buffer {
public:
    ~Buffer() { explicit_bzero(m_bytes.data(), m_bytes.size()); }
    char *end() { return m_bytes.data() + m_size; }
    std::size_t room() const { return m_bytes.size() - m_size; }
    void grow(std::size_t count) { m_size += count; }
    std::string_view text() const { return { m_bytes.data(), m_size }; }

private:
    std::array<char, longestSecret> m_bytes {};
    std::size_t m_size = 0;
};

// Byte by byte up to a line break: what follows on the descriptor is somebody else's.
Result<SecretBytes> readLine(int descriptor)
{
    const auto buffer = std::make_unique<Buffer>();
    while (buffer->room() > 0) {
        const ssize_t count = ::read(descriptor, buffer->end(), 1);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return noPassphrase("The passphrase cannot be read: " + std::string(std::strerror(errno)) + '.');
        }
        if (count == 0 || *buffer->end() == '\n') {
            break;
        }
        buffer->grow(1);
    }
    if (buffer->text().empty()) {
        return noPassphrase("The passphrase is empty.");
    }
    return SecretBytes::copyOf(buffer->text());
}

// The terminal without echo while it is asked.
class QuietTerminal {
public:
    explicit QuietTerminal(int terminal)
        : m_terminal(terminal)
    {
        ::tcgetattr(terminal, &m_before);
        termios quiet = m_before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(terminal, TCSAFLUSH, &quiet);
    }
    ~QuietTerminal() { ::tcsetattr(m_terminal, TCSAFLUSH, &m_before); }
    QuietTerminal(const QuietTerminal &) = delete;
    QuietTerminal &operator=(const QuietTerminal &) = delete;

private:
    int m_terminal;
    termios m_before {};
};

Result<SecretBytes> ask(const char *prompt)
{
    const int terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (terminal < 0) {
        return noPassphrase("There is no passphrase and no terminal to ask for it.");
    }
    (void)!::write(terminal, prompt, std::strlen(prompt));
    Result<SecretBytes> line = [&] {
        const QuietTerminal quiet(terminal);
        return readLine(terminal);
    }();
    (void)!::write(terminal, "\n", 1);
    ::close(terminal);
    return line;
}

} // namespace

Result<SecretBytes> readPassphrase(const std::string &descriptor, const char *prompt)
{
    if (!descriptor.empty()) {
        int number = -1;
        const auto [end, failed] = std::from_chars(descriptor.data(), descriptor.data() + descriptor.size(), number);
        if (failed != std::errc() || end != descriptor.data() + descriptor.size() || number < 0) {
            return noPassphrase("--passphrase-fd takes the number of an open descriptor.");
        }
        return readLine(number);
    }
    if (const char *directory = std::getenv("CREDENTIALS_DIRECTORY")) {
        const std::string file = std::string(directory) + "/patchbay-passphrase";
        if (const int handle = ::open(file.c_str(), O_RDONLY | O_CLOEXEC); handle >= 0) {
            Result<SecretBytes> line = readLine(handle);
            ::close(handle);
            return line;
        }
    }
    return ask(prompt);
}

bool hasPassphraseCredential()
{
    const char *folder = std::getenv("CREDENTIALS_DIRECTORY");
    return folder != nullptr && ::access((std::string(folder) + "/patchbay-passphrase").c_str(), F_OK) == 0;
}

Result<SecretBytes> readNewPassphrase(const std::string &descriptor)
{
    if (!descriptor.empty()) {
        return readPassphrase(descriptor);
    }
    Result<SecretBytes> first = ask("New passphrase: ");
    const Result<SecretBytes> again = first ? ask("The same again: ") : std::unexpected(first.error());
    if (again && !std::ranges::equal(first->bytes(), again->bytes())) {
        return noPassphrase("The two passphrases differ.");
    }
    return again ? std::move(first) : std::unexpected(again.error());
}

Result<SecretBytes> readOtherPassphrase(const std::string &descriptor, const char *prompt, const std::string &option)
{
    Result<SecretBytes> given = descriptor.empty() ? ask(prompt) : readPassphrase(descriptor);
    if (!given) {
        given.error().remedy = "Give it with " + option + " N, or type it on a terminal.";
    }
    return given;
}

Result<SecretBytes> readSecret(int descriptor)
{
    const auto buffer = std::make_unique<Buffer>();
    while (buffer->room() > 0) {
        const ssize_t count = ::read(descriptor, buffer->end(), buffer->room());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            break;
        }
        buffer->grow(static_cast<std::size_t>(count));
    }
    if (buffer->room() == 0) {
        Error error = makeError(ErrorClass::BadRequest, "What stands on standard input is longer than any key (64 KiB).");
        error.code = "bad_secret";
        return std::unexpected(error);
    }
    std::string_view text = buffer->text();
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
        text.remove_suffix(1);
    }
    if (text.empty()) {
        Error error = makeError(ErrorClass::BadRequest, "There is no secret on standard input.");
        error.code = "no_secret";
        return std::unexpected(error);
    }
    return SecretBytes::copyOf(text);
}

} // namespace patchbay::cli
