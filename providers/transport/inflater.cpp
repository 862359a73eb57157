// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/inflater.h"

#include <zlib.h>

#include <array>

namespace patchbay::transport {

namespace {

constexpr std::size_t pieceSize = 16 * 1024;
// Short answers may compress better than any sensible ratio.
constexpr std::uint64_t freeOfRatio = 256 * 1024;

} // namespace

struct Inflater::State {
    z_stream stream {};
    std::size_t maximumRatio = 0;
    std::uint64_t taken = 0;
    std::uint64_t given = 0;
    bool begun = false;
    bool ended = false;
    std::array<char, pieceSize> piece;
};

Inflater::Inflater(std::size_t maximumRatio)
    : m_state(std::make_unique<State>())
{
    m_state->maximumRatio = maximumRatio;
}

Inflater::~Inflater()
{
    if (m_state->begun) {
        inflateEnd(&m_state->stream);
    }
}

// "deflate" means zlib's form but some servers send it raw; gzip and zlib tell themselves apart by
// their first byte.
bool Inflater::begin(unsigned char first)
{
    constexpr int automatic = MAX_WBITS + 32;
    constexpr int raw = -MAX_WBITS;
    constexpr unsigned zlibMethod = 8;
    const bool hasHeader = first == 0x1f || (first & 0x0fU) == zlibMethod;
    m_state->begun = inflateInit2(&m_state->stream, hasHeader ? automatic : raw) == Z_OK;
    return m_state->begun;
}

Inflater::Status Inflater::inflate(std::string_view bytes, const std::function<bool(std::string_view)> &output)
{
    if (bytes.empty()) {
        return Status::Good;
    }
    State &state = *m_state;
    if (!state.begun && !begin(static_cast<unsigned char>(bytes.front()))) {
        return Status::Corrupt;
    }
    z_stream &stream = state.stream;
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data())); // zlib only reads
    stream.avail_in = static_cast<uInt>(bytes.size());
    do {
        if (state.ended) {
            // A gzip file may have several members; anything else after the end is not ours.
            if (inflateReset(&stream) != Z_OK) {
                return Status::Corrupt;
            }
            state.ended = false;
        }
        stream.next_out = reinterpret_cast<Bytef *>(state.piece.data());
        stream.avail_out = static_cast<uInt>(state.piece.size());
        const uInt before = stream.avail_in;
        const int code = ::inflate(&stream, Z_SYNC_FLUSH);
        if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) {
            return Status::Corrupt;
        }
        state.ended = code == Z_STREAM_END;
        state.taken += before - stream.avail_in;
        const std::size_t made = state.piece.size() - stream.avail_out;
        state.given += made;
        if (state.given > freeOfRatio && state.given / state.maximumRatio > state.taken) {
            return Status::TooLarge;
        }
        if (made > 0 && !output({ state.piece.data(), made })) {
            return Status::Stopped;
        }
    } while (stream.avail_in > 0 || (stream.avail_out == 0 && !state.ended));
    return Status::Good;
}

bool Inflater::isComplete() const
{
    return m_state->ended || !m_state->begun;
}

} // namespace patchbay::transport
