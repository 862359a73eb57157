// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/different_facts.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

struct Fact {
    QString name;
    QString value;
};

QString valueText(const QJsonValue &value)
{
    if (value.isString()) {
        return value.toString();
    }
    const QByteArray list = QJsonDocument(QJsonArray { value }).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(list.mid(1, list.size() - 2));
}

void addFact(QList<Fact> &facts, const QString &name, const QString &value)
{
    const bool known =
        std::ranges::any_of(facts, [&](const Fact &fact) { return fact.name.compare(name, Qt::CaseInsensitive) == 0; });
    if (!known && !name.isEmpty() && !value.isEmpty()) {
        facts.append({ name, value });
    }
}

void addObject(QList<Fact> &facts, const QString &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json.toUtf8()).object();
    for (auto field = object.begin(); field != object.end(); ++field) {
        addFact(facts, field.key(), valueText(field.value()));
    }
}

QList<Fact> jsonFacts(const QString &text)
{
    static const QRegularExpression fence(u"```(?:json)?\\s*\\n(\\{.*?\\})\\s*```"_s,
                                          QRegularExpression::DotMatchesEverythingOption);
    QList<Fact> facts;
    addObject(facts, text);
    for (const QRegularExpressionMatch &match : fence.globalMatch(text)) {
        addObject(facts, match.captured(1));
    }
    return facts;
}

QList<Fact> lineFacts(const QString &text)
{
    static const QRegularExpression line(u"^\\s*(?:[-*]\\s+)?\\*\\*([^*\\n]{1,40}?):?\\*\\*:?[ \\t]+(\\S.*?)\\s*$"_s,
                                         QRegularExpression::MultilineOption);
    QList<Fact> facts;
    for (const QRegularExpressionMatch &match : line.globalMatch(text)) {
        addFact(facts, match.captured(1).toLower(), match.captured(2));
    }
    return facts;
}

} // namespace

QList<DifferentFact> differentFacts(const QString &baseline, const QString &candidate)
{
    QList<Fact> left = jsonFacts(baseline);
    QList<Fact> right = jsonFacts(candidate);
    // A field is compared with a field, a line with a line: one says "payroll.calc", the other
    // "Payroll calculation", and both are right.
    if (left.isEmpty() != right.isEmpty()) {
        left.clear();
        right.clear();
    }
    for (const Fact &fact : lineFacts(baseline)) {
        addFact(left, fact.name, fact.value);
    }
    for (const Fact &fact : lineFacts(candidate)) {
        addFact(right, fact.name, fact.value);
    }
    QList<DifferentFact> facts;
    for (const Fact &fact : std::as_const(left)) {
        const auto same = std::ranges::find_if(
            right, [&fact](const Fact &other) { return other.name.compare(fact.name, Qt::CaseInsensitive) == 0; });
        const QString other = same == right.end() ? QString() : same->value;
        if (same != right.end()) {
            right.erase(same);
        }
        if (other != fact.value) {
            facts.append({ fact.name, fact.value, other });
        }
    }
    for (const Fact &fact : std::as_const(right)) {
        facts.append({ fact.name, {}, fact.value });
    }
    return facts;
}

} // namespace patchbay
