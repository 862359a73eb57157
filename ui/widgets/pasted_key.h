// SPDX-License-Identifier: GPL-3.0-or-later
//
// What people paste when they paste a key: with line breaks, in quotes, as a line of an .env file.
#pragma once

#include <QString>

namespace patchbay {

// The key alone: `export OPENAI_API_KEY="sk-…"` gives `sk-…`, "Bearer sk-…" too. A view into `pasted`.
QStringView pastedKey(QStringView pasted);

} // namespace patchbay
