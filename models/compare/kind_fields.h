// SPDX-License-Identifier: GPL-3.0-or-later
//
// What calls besides chat are usually told, as fields over the members of a pane's further parameters.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace patchbay {

struct KindField {
    enum class Type { Word, Whole, Real };
    QString name; // of the JSON member
    QString label;
    Type type = Type::Word;
    QStringList usual; // words that providers know; others may be typed
};

// As providers/core names the kind; nothing for a chat and for kinds without such fields.
QList<KindField> kindFields(const QString &kind);

// The member as text; empty where it is not there, or the text is no JSON object.
QString kindFieldValue(const QString &json, const QString &name);

// The object with the member set, without it where the text is empty; every other member stays. A text that is no
// object is given back as it is: what a person has begun to type is not thrown away.
QString withKindField(const QString &json, const KindField &field, const QString &text);

} // namespace patchbay
