// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/kind_tables.h"

#include "models/format/format.h"

#include <QJsonArray>
#include <QList>
#include <QtEndian>

#include <algorithm>
#include <cmath>
#include <cstring>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

// More columns than this are not readable in a pane.
constexpr qsizetype comparedTexts = 12;
constexpr qsizetype shownCharacters = 48;
constexpr qsizetype shownNumbers = 8;
constexpr qsizetype shownCategories = 5;

using Vector = QList<double>;

QString cell(QString text)
{
    text = text.simplified();
    if (text.size() > shownCharacters) {
        text = text.left(shownCharacters - 1) + u'…';
    }
    return text.replace(u'\\', u"\\\\"_s).replace(u'|', u"\\|"_s);
}

Vector vectorOf(const QJsonValue &embedding)
{
    Vector vector;
    if (embedding.isString()) {
        // 32-bit floats, little-endian.
        const QByteArray bytes = QByteArray::fromBase64(embedding.toString().toLatin1());
        for (qsizetype at = 0; at + qsizetype(sizeof(float)) <= bytes.size(); at += qsizetype(sizeof(float))) {
            vector.append(qFromLittleEndian<float>(bytes.constData() + at));
        }
        return vector;
    }
    for (const QJsonValue &number : embedding.toArray()) {
        vector.append(number.toDouble());
    }
    return vector;
}

double length(const Vector &vector)
{
    double sum = 0;
    for (const double value : vector) {
        sum += value * value;
    }
    return std::sqrt(sum);
}

// Nothing for vectors that cannot be compared.
std::optional<double> cosine(const Vector &left, const Vector &right)
{
    const double lengths = length(left) * length(right);
    if (left.size() != right.size() || lengths <= 0) {
        return std::nullopt;
    }
    double sum = 0;
    for (qsizetype index = 0; index < left.size(); ++index) {
        sum += left[index] * right[index];
    }
    return sum / lengths;
}

QString fixed(double value, int decimals = 3)
{
    return QString::number(value, 'f', decimals);
}

QStringList textsOf(const QJsonValue &input)
{
    QStringList texts;
    if (input.isString()) {
        return { input.toString() };
    }
    for (const QJsonValue &text : input.toArray()) {
        texts.append(text.isObject() ? text[u"text"].toString() : text.toString());
    }
    return texts;
}

QString oneVector(const Vector &vector)
{
    QStringList first;
    for (const double value : vector.first(std::min(shownNumbers, vector.size()))) {
        first.append(QString::number(value, 'g', 4));
    }
    return u"%1, length %2: %3%4\n\nWith several lines in the prompt each is one text, and their similarity is shown."_s
        .arg(format::counted(vector.size(), u"number"_s), fixed(length(vector)), first.join(u", "_s),
             vector.size() > shownNumbers ? u", …"_s : QString());
}

} // namespace

QString similarityTable(const QJsonObject &request, const QJsonObject &answer)
{
    QList<Vector> vectors;
    for (const QJsonValue &item : answer[u"data"].toArray()) {
        vectors.append(vectorOf(item[u"embedding"]));
    }
    if (vectors.isEmpty()) {
        return u"No vector came."_s;
    }
    if (vectors.size() == 1) {
        return oneVector(vectors.first());
    }
    const QStringList texts = textsOf(request[u"input"]);
    const qsizetype shown = std::min(vectors.size(), comparedTexts);
    QString table = u"%1 of %2 each"_s.arg(format::counted(vectors.size(), u"text"_s),
                                           format::counted(vectors.first().size(), u"number"_s));
    table += shown < vectors.size() ? u"; the first %1 are compared"_s.arg(shown) : QString();
    table += u". The table tells how similar they are: 1.00 means the same (cosine).\n"_s;
    // The texts above the numbers, which would else have no room beside them in a narrow pane.
    for (qsizetype row = 0; row < shown; ++row) {
        table += u"\n%1. %2"_s.arg(row + 1).arg(cell(texts.value(row)));
    }
    QString rule = u"\n|--:|"_s;
    table += u"\n\n| |"_s;
    for (qsizetype column = 0; column < shown; ++column) {
        table += u" %1 |"_s.arg(column + 1);
        rule += u"--:|"_s;
    }
    table += rule;
    for (qsizetype row = 0; row < shown; ++row) {
        table += u"\n| **%1** |"_s.arg(row + 1);
        for (qsizetype column = 0; column < shown; ++column) {
            const std::optional<double> same = cosine(vectors[row], vectors[column]);
            table += same ? u" %1 |"_s.arg(fixed(*same, 2)) : u" – |"_s;
        }
    }
    return table;
}

QString rankingTable(const QJsonObject &request, const QJsonObject &answer)
{
    const QStringList documents = textsOf(request[u"documents"]);
    QString table = u"**%1**\n\n| | score | document |\n|--:|--:|:--|"_s.arg(cell(request[u"query"].toString()));
    int place = 0;
    for (const QJsonValue &result : answer[u"results"].toArray()) {
        table += u"\n| %1 | %2 | %3 |"_s.arg(++place)
                     .arg(fixed(result[u"relevance_score"].toDouble()), cell(documents.value(result[u"index"].toInt(-1))));
    }
    return place == 0 ? u"Nothing was ranked."_s : table;
}

QString moderationTable(const QJsonObject &request, const QJsonObject &answer)
{
    const QStringList texts = textsOf(request[u"input"]);
    QString table = u"| text | flagged | highest scores |\n|:--|:--|:--|"_s;
    int row = 0;
    for (const QJsonValue &result : answer[u"results"].toArray()) {
        const QJsonObject scores = result[u"category_scores"].toObject();
        QList<std::pair<double, QString>> highest;
        for (auto score = scores.begin(); score != scores.end(); ++score) {
            highest.append({ score->toDouble(), score.key() });
        }
        std::ranges::sort(highest, std::greater {});
        QStringList shown;
        for (const auto &[score, category] : highest.first(std::min(shownCategories, highest.size()))) {
            shown.append(u"%1 %2"_s.arg(category, fixed(score)));
        }
        table += u"\n| %1 | %2 | %3 |"_s.arg(cell(texts.value(row++)), result[u"flagged"].toBool() ? u"**yes**"_s : u"no"_s,
                                            shown.join(u", "_s).replace(u'|', u"\\|"_s));
    }
    return row == 0 ? u"No verdict came."_s : table;
}

} // namespace patchbay
