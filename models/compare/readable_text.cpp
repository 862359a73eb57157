// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/readable_text.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

QString readableLine(QString line)
{
    static const QRegularExpression heading(u"^\\s{0,3}#{1,6}\\s+"_s);
    static const QRegularExpression bullet(u"^(\\s*)[-*+]\\s+"_s);
    static const QRegularExpression strong(u"(\\*\\*|__)(?=\\S)(.+?)(?<=\\S)\\1"_s);
    static const QRegularExpression code(u"`([^`]+)`"_s);
    line.remove(heading);
    line.replace(bullet, u"\\1• "_s);
    line.replace(strong, u"\\2"_s);
    line.replace(code, u"\\1"_s);
    while (line.endsWith(u' ')) {
        line.chop(1);
    }
    return line;
}

} // namespace

ReadableText readableText(const QString &markdown)
{
    ReadableText readable;
    QStringList lines;
    bool inFence = false;
    for (const QString &line : markdown.split(u'\n')) {
        if (line.trimmed().startsWith(u"```")) {
            inFence = !inFence;
            continue;
        }
        const QString shown = inFence ? line : readableLine(line);
        if (shown.isEmpty() && !inFence && (lines.isEmpty() || lines.last().isEmpty())) {
            continue;
        }
        lines.append(shown);
        readable.code.append(inFence);
    }
    while (!lines.isEmpty() && lines.last().isEmpty()) {
        lines.removeLast();
        readable.code.removeLast();
    }
    readable.text = lines.join(u'\n');
    return readable;
}

} // namespace patchbay
