// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/json_layout.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr qsizetype longestString = 4000;
constexpr qsizetype shownStart = 60;

// Where the string that begins at `start` ends, behind its closing quote.
qsizetype stringEnd(const QString &json, qsizetype start)
{
    qsizetype at = start + 1;
    while (at < json.size() && json[at] != u'"') {
        at += json[at] == u'\\' ? 2 : 1;
    }
    return std::min(at + 1, json.size());
}

QString shortened(const QString &string)
{
    if (string.size() <= longestString) {
        return string;
    }
    return string.left(shownStart) + u"… %1 characters\""_s.arg(string.size() - 2);
}

QString lineBreak(int depth)
{
    return u'\n' + QString(depth * 2, u' ');
}

// True when nothing but its closing bracket follows the one at `at`.
bool isEmptyBlock(const QString &json, qsizetype &at)
{
    qsizetype next = at + 1;
    while (next < json.size() && json[next].isSpace()) {
        ++next;
    }
    if (next < json.size() && (json[next] == u'}' || json[next] == u']')) {
        at = next;
        return true;
    }
    return false;
}

} // namespace

QString layOutJson(const QString &json)
{
    if (QJsonDocument::fromJson(json.toUtf8()).isNull()) {
        return json;
    }
    QString text;
    int depth = 0;
    for (qsizetype at = 0; at < json.size(); ++at) {
        const QChar character = json[at];
        if (character == u'"') {
            const qsizetype end = stringEnd(json, at);
            text += shortened(json.mid(at, end - at));
            at = end - 1;
        } else if (character == u'{' || character == u'[') {
            text += character;
            if (isEmptyBlock(json, at)) {
                text += json[at];
            } else {
                text += lineBreak(++depth);
            }
        } else if (character == u'}' || character == u']') {
            text += lineBreak(--depth) + character;
        } else if (character == u',') {
            text += character + lineBreak(depth);
        } else if (character == u':') {
            text += u": "_s;
        } else if (!character.isSpace()) {
            text += character;
        }
    }
    return text;
}

} // namespace patchbay
