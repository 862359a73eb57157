// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/key_look.h"

#include <algorithm>
#include <array>

namespace patchbay {

StateLook lookOfKeyState(const QString &words)
{
    struct Row {
        QStringView start;
        StateLook look;
    };
    static constexpr std::array rows {
        Row { u"valid", { Role::Good } },       Row { u"active", { Role::Good } },
        Row { u"testing", { Role::Info } },     Row { u"expires", { Role::Warn } },
        Row { u"rate limited", { Role::Warn } }, Row { u"rotated", { Role::Warn } },
        Row { u"expired", { Role::Bad } },      Row { u"not accepted", { Role::Bad } },
        Row { u"forbidden", { Role::Bad } },    Row { u"no quota", { Role::Bad } },
        Row { u"budget", { Role::Bad } },       Row { u"not reached", { Role::Warn, true } },
        Row { u"revoke the old", { Role::Warn } }, Row { u"rotating", { Role::Info } },    Row { u"unused", { Role::Warn } },
        Row { u"old:", { Role::Warn } },        Row { u"not tested", { Role::Muted, true } },
    };
    const auto found = std::ranges::find_if(rows, [&words](const Row &row) { return words.startsWith(row.start); });
    if (found != rows.end()) {
        return found->look;
    }
    return words.contains(u"% of budget") ? StateLook { Role::Warn } : StateLook { Role::Muted };
}

} // namespace patchbay
