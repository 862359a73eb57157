// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/tab_store.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay::bay {
namespace {

const QString stateKey = u"routing_tabs"_s;
constexpr std::size_t bytesOfWhole = 500'000; // of a draft that is kept whole
constexpr int fastest = 1; // of zlib's levels

// Bytes as JSON keeps them; files are UTF-8, or they would not have been opened.
QString jsonText(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QByteArrayView view(const std::string &text)
{
    return QByteArrayView(text.data(), static_cast<qsizetype>(text.size()));
}

QString digestOf(const std::string &text)
{
    return QString::fromLatin1(QCryptographicHash::hash(view(text), QCryptographicHash::Sha256).toHex());
}

QString baseKey(const QString &digest)
{
    return u"routing_base:"_s + digest;
}

QString placesKey(const QString &file)
{
    return u"routing_places:"_s + file;
}

bool startsLetter(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

// The one stretch in which they differ, between whole letters.
document::TextPatch stretchOf(const std::string &before, const std::string &after)
{
    const std::size_t shorter = std::min(before.size(), after.size());
    auto head = static_cast<std::size_t>(std::ranges::mismatch(before, after).in1 - before.begin());
    while (head > 0 && head < after.size() && !startsLetter(after[head])) {
        --head;
    }
    std::size_t tail = 0;
    while (tail < shorter - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) {
        ++tail;
    }
    while (tail > 0 && !startsLetter(after[after.size() - tail])) {
        --tail;
    }
    return { head, before.substr(head, before.size() - tail - head), after.substr(head, after.size() - tail - head) };
}

// The base's digest is in the row; the base is made where nobody keeps it yet.
void addStretch(QJsonObject &row, const KeptTab &tab, const QStringList &known, TabStore::Made &made)
{
    const QString digest = digestOf(*tab.editedFrom);
    const document::TextPatch stretch = stretchOf(*tab.editedFrom, tab.text);
    row.insert(u"base"_s, digest);
    row.insert(u"begin"_s, static_cast<qint64>(stretch.begin));
    row.insert(u"removed"_s, static_cast<qint64>(stretch.removed.size()));
    row.insert(u"inserted"_s, jsonText(stretch.inserted));
    if (!known.contains(digest) && !made.bases.contains(digest)) {
        made.fresh.emplace_back(digest, qCompress(reinterpret_cast<const uchar *>(tab.editedFrom->data()),
                                                  static_cast<qsizetype>(tab.editedFrom->size()), fastest));
    }
    made.bases.append(digest);
}

} // namespace

TabStore::TabStore(ValueStore store)
    : m_store(std::move(store))
{
}

TabStore::Made TabStore::make(const KeptTabs &tabs, const QStringList &known)
{
    Made made;
    QJsonArray rows;
    for (const KeptTab &tab : tabs.tabs) {
        QJsonObject row { { u"file"_s, tab.file }, { u"title"_s, tab.title } };
        if (tab.editedFrom && tab.text.size() > bytesOfWhole) {
            addStretch(row, tab, known, made);
        } else if (tab.editedFrom || tab.file.isEmpty()) {
            row.insert(u"text"_s, jsonText(tab.text));
            if (tab.editedFrom) {
                row.insert(u"saved"_s, jsonText(*tab.editedFrom));
            }
        }
        if (const QJsonObject history = keptHistory(tab.history, tab.text); !history.isEmpty()) {
            row.insert(u"history"_s, history);
        }
        rows.append(row);
    }
    const QJsonObject all { { u"tabs"_s, rows },
                            { u"current"_s, tabs.current },
                            { u"recent"_s, QJsonArray::fromStringList(tabs.recent) } };
    made.state = QJsonDocument(all).toJson(QJsonDocument::Compact);
    return made;
}

Result<void> TabStore::write(const Made &made)
{
    for (const auto &[digest, bytes] : made.fresh) {
        if (Result<void> written = m_store.write(baseKey(digest), bytes); !written) {
            return written;
        }
        m_bases.append(digest);
    }
    if (Result<void> written = m_store.write(stateKey, made.state); !written) {
        return written;
    }
    for (const QString &digest : QStringList(m_bases)) {
        if (!made.bases.contains(digest) && m_store.write(baseKey(digest), {})) {
            m_bases.removeAll(digest);
        }
    }
    return {};
}

std::optional<std::string> TabStore::textOf(const QJsonObject &tab, const std::optional<std::string> &base) const
{
    if (tab.contains(u"text"_s)) {
        return tab[u"text"].toString().toStdString();
    }
    const auto begin = static_cast<std::size_t>(std::max<qint64>(tab[u"begin"].toInteger(), 0));
    const auto removed = static_cast<std::size_t>(std::max<qint64>(tab[u"removed"].toInteger(), 0));
    if (!base || begin > base->size() || removed > base->size() - begin) {
        return std::nullopt;
    }
    std::string text = *base;
    text.replace(begin, removed, tab[u"inserted"].toString().toStdString());
    return text;
}

TabStore::FoundTabs TabStore::read()
{
    FoundTabs found;
    if (!m_store.read) {
        return found;
    }
    const QJsonObject state = QJsonDocument::fromJson(m_store.read(stateKey)).object();
    for (const QJsonValue &value : state[u"tabs"].toArray()) {
        const QJsonObject tab = value.toObject();
        Found one { .file = tab[u"file"].toString(), .title = tab[u"title"].toString(), .history = tab[u"history"].toObject() };
        if (tab.contains(u"base"_s)) {
            const QString digest = tab[u"base"].toString();
            const QByteArray kept = m_store.read(baseKey(digest));
            std::string base = kept.isEmpty() ? std::string() : qUncompress(kept).toStdString();
            if (digestOf(base) == digest) {
                one.editedFrom = std::move(base);
            }
            m_bases.append(digest);
        } else if (tab.contains(u"saved"_s)) {
            one.editedFrom = tab[u"saved"].toString().toStdString();
        }
        one.text = textOf(tab, one.editedFrom);
        found.tabs.push_back(std::move(one));
    }
    for (const QJsonValue &file : state[u"recent"].toArray()) {
        found.recent.append(file.toString());
    }
    found.current = state[u"current"].toInt();
    return found;
}

Pins TabStore::places(const QString &file) const
{
    return m_store.read && !file.isEmpty() ? pinsOf(QJsonDocument::fromJson(m_store.read(placesKey(file))).object()) : Pins {};
}

void TabStore::keepPlaces(const QString &file, const Pins &places) const
{
    if (m_store.write && !file.isEmpty()) {
        (void)m_store.write(placesKey(file), QJsonDocument(keptPins(places)).toJson(QJsonDocument::Compact));
    }
}

} // namespace patchbay::bay
