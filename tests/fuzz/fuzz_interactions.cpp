// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz_decoder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    return patchbay::fuzz::decodeEverything(patchbay::ApiFamily::GeminiInteractions, data, size);
}
