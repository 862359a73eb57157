// SPDX-License-Identifier: GPL-3.0-or-later
//
// How a client uses a virtual key: ready to paste, with the key in a variable of the environment, never in the text.
#pragma once

#include <QString>

namespace patchbay {

enum class SnippetLanguage { Curl, Python, JavaScript };

QString usageSnippet(SnippetLanguage language, const QString &address, const QString &model);

} // namespace patchbay
