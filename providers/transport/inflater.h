// SPDX-License-Identifier: GPL-3.0-or-later
//
// Inflater: gzip and deflate, as the bytes arrive. What can be inflated is handed on at once, so
// that tokens of a compressed event stream are not held back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace patchbay::transport {

class Inflater {
public:
    explicit Inflater(std::size_t maximumRatio);
    ~Inflater();
    Inflater(const Inflater &) = delete;
    Inflater &operator=(const Inflater &) = delete;

    enum class Status : std::uint8_t { Good, Corrupt, TooLarge, Stopped };
    // `output` is called with pieces of at most 16 KiB; false from it stops.
    Status inflate(std::string_view bytes, const std::function<bool(std::string_view)> &output);
    // False when the compressed data is not complete.
    bool isComplete() const;

private:
    struct State;
    bool begin(unsigned char first);
    std::unique_ptr<State> m_state;
};

} // namespace patchbay::transport
