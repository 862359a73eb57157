// SPDX-License-Identifier: GPL-3.0-or-later
//
// Descriptor: a file descriptor that closes itself; loopback sockets of the benchmarks' own programs, which
// must cost next to nothing and so know no library.
#pragma once

#include <cstdint>
#include <utility>

namespace patchbay::bench {

class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number)
        : m_number(number)
    {
    }
    Descriptor(Descriptor &&other) noexcept
        : m_number(std::exchange(other.m_number, -1))
    {
    }
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        std::swap(m_number, other.m_number);
        return *this;
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    ~Descriptor();

    int get() const { return m_number; }
    explicit operator bool() const { return m_number >= 0; }

private:
    int m_number = -1;
};

// Not blocking, on 127.0.0.1. Invalid when the system refuses.
Descriptor listenOnLoopback(std::uint16_t &port); // 0 takes a free one and tells it
Descriptor acceptFrom(int listener);
// Blocks until it is connected, not afterwards.
Descriptor connectToLoopback(std::uint16_t port);

// One descriptor per connection and some; thousands of them are usual here.
void raiseDescriptorLimit();

} // namespace patchbay::bench
