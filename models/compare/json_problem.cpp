// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/json_problem.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

// Line and column, from 1, of a byte offset into the UTF-8 form of the text.
QString position(const QString &text, qsizetype offset)
{
    const QByteArray before = text.toUtf8().left(offset);
    const qsizetype line = before.count('\n') + 1;
    const qsizetype column = QString::fromUtf8(before.mid(before.lastIndexOf('\n') + 1)).size() + 1;
    return u"line %1, column %2"_s.arg(line).arg(column);
}

} // namespace

QString jsonProblem(const QString &what, const QString &text, JsonKind kind)
{
    if (text.trimmed().isEmpty()) {
        return {};
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8(), &error);
    if (error.error != QJsonParseError::NoError) {
        return u"%1: not valid JSON at %2 (%3)."_s.arg(what, position(text, error.offset), error.errorString());
    }
    if (kind == JsonKind::Array && !document.isArray()) {
        return u"%1: a list is expected, [ … ], at line 1, column 1."_s.arg(what);
    }
    if (kind == JsonKind::Object && !document.isObject()) {
        return u"%1: an object is expected, { … }, at line 1, column 1."_s.arg(what);
    }
    return {};
}

} // namespace patchbay
