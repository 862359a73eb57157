// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/foreign_stream.h"

#include <QIODevice>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int deepest = 4;
constexpr qint64 portion = 1 << 20; // bytes
// No record of these tools is so long: what goes on is one that was never closed.
constexpr qsizetype longestRow = 1 << 20;
constexpr qsizetype longestElement = 64 << 20;

QString textOf(const QJsonValue &value)
{
    if (value.isString()) {
        return value.toString();
    }
    if (value.isArray()) {
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    }
    return value.toVariant().toString();
}

void flatten(const QJsonObject &object, const QString &prefix, int depth, QMap<QString, QString> &fields)
{
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        if (entry->isObject() && depth < deepest) {
            flatten(entry->toObject(), prefix + entry.key() + u'.', depth + 1, fields);
        } else if (!entry->isNull() && !entry->isUndefined()) {
            fields.insert(prefix + entry.key(), textOf(*entry));
        }
    }
}

ForeignRecord recordOf(const QJsonObject &object, qint64 number)
{
    ForeignRecord record { .number = number, .fields = {}, .problem = {} };
    flatten(object, {}, 0, record.fields);
    return record;
}

ForeignRecord broken(qint64 number, const QString &problem)
{
    return { .number = number, .fields = {}, .problem = problem };
}

bool isBlank(char character)
{
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

// Where a JSON value that begins in a text ends, fed byte by byte.
class Extent {
public:
    // True with the byte behind which the value is over. Of numbers and words: with the byte that is not theirs.
    bool feed(char character)
    {
        if (m_string) {
            m_string = m_escaped || character != '"';
            m_escaped = !m_escaped && character == '\\';
            return !m_string && m_depth == 0;
        }
        switch (character) {
        case '"': m_string = true; return false;
        case '{':
        case '[': ++m_depth; return false;
        case '}':
        case ']': return --m_depth <= 0;
        case ',': return m_depth == 0;
        default: return false;
        }
    }

private:
    int m_depth = 0;
    bool m_string = false;
    bool m_escaped = false;
};

} // namespace

ForeignStream::ForeignStream(QIODevice &device, const QString &inner)
    : m_device(device)
    , m_inner(inner)
{
}

bool ForeignStream::more()
{
    const QByteArray bytes = m_device.read(portion);
    m_buffer += bytes;
    return !bytes.isEmpty();
}

// What was read is forgotten now and then, not at each record.
void ForeignStream::drop()
{
    if (m_at > portion) {
        m_buffer.remove(0, m_at);
        m_dropped += m_at;
        m_at = 0;
    }
}

Result<void> ForeignStream::begin()
{
    while (m_buffer.size() < portion && more()) { }
    if (m_buffer.startsWith("\xEF\xBB\xBF")) {
        m_at = 3;
    }
    while (m_at < m_buffer.size() && isBlank(m_buffer[m_at])) {
        m_number += m_buffer[m_at] == '\n' ? 1 : 0;
        ++m_at;
    }
    if (m_at >= m_buffer.size()) {
        m_form = Form::Empty;
        return {};
    }
    const char first = m_buffer[m_at];
    if (first == '[' || first == '{') {
        m_form = first == '[' || scanLists(m_at) ? Form::List : Form::Lines;
        if (m_form == Form::List) {
            m_number = 0;
            m_at += first == '[' ? 1 : 0;
        }
        return {};
    }
    const qsizetype end = m_buffer.indexOf('\n', m_at);
    const QByteArray head = m_buffer.mid(m_at, end < 0 ? -1 : end - m_at);
    if (!head.contains(',') && !head.contains(';')) {
        return failure(ErrorClass::BadRequest, "The file is neither JSON, JSON lines nor CSV with a header.");
    }
    m_form = Form::Csv;
    m_separator = head.count(';') > head.count(',') ? ';' : ',';
    m_header = cells().value_or(QStringList());
    for (QString &name : m_header) {
        name = name.trimmed();
    }
    return {};
}

// Whether the object that begins here has a list of records; reading goes on behind its bracket then.
bool ForeignStream::scanLists(qsizetype from)
{
    QByteArray name;
    bool isName = true;
    int depth = 0;
    for (qsizetype at = from; at < m_buffer.size(); ++at) {
        const char character = m_buffer[at];
        if (character == '"') {
            const qsizetype begin = at + 1;
            for (++at; at < m_buffer.size() && m_buffer[at] != '"'; ++at) {
                at += m_buffer[at] == '\\' ? 1 : 0;
            }
            if (depth == 1 && isName) {
                name = m_buffer.mid(begin, at - begin);
            }
        } else if (depth == 1 && character == ':') {
            isName = false;
        } else if (depth == 1 && character == ',') {
            isName = true;
        } else if (depth == 1 && character == '[' && (name == "data" || name == "logs" || name == "observations")) {
            m_at = at + 1;
            return true;
        } else if (character == '{' || character == '[') {
            ++depth;
        } else if ((character == '}' || character == ']') && --depth == 0) {
            return false;
        }
    }
    return false;
}

Result<std::optional<ForeignRecord>> ForeignStream::next()
{
    if (m_form == Form::Unknown) {
        if (const Result<void> begun = begin(); !begun) {
            return std::unexpected(begun.error());
        }
    }
    drop();
    switch (m_form) {
    case Form::Csv: return nextRow();
    case Form::Lines: return nextLine();
    case Form::List: return nextElement();
    case Form::Unknown:
    case Form::Empty: break;
    }
    return std::optional<ForeignRecord>();
}

// One record of RFC 4180, which may span lines; nothing where a quote stays open: reading then goes on with the next line.
std::optional<QStringList> ForeignStream::cells()
{
    QStringList found;
    QByteArray cell;
    bool quoted = false;
    bool closed = false; // a quoted cell, before its separator
    m_stray = false;
    const qsizetype start = m_at;
    const qint64 startLine = m_number;
    for (;; ++m_at) {
        if (m_at + 1 >= m_buffer.size()) {
            (void)more();
        }
        if (m_at >= m_buffer.size() || (quoted && m_at - start > longestRow)) {
            break;
        }
        const char character = m_buffer[m_at];
        m_number += character == '\n' ? 1 : 0;
        if (quoted) {
            const bool doubled = character == '"' && m_at + 1 < m_buffer.size() && m_buffer[m_at + 1] == '"';
            if (character != '"' || doubled) {
                cell += character;
                m_at += doubled ? 1 : 0;
            } else {
                quoted = false;
                closed = true;
            }
        } else if (character == '"' && cell.isEmpty() && !closed) {
            quoted = true;
        } else if (character == m_separator || character == '\n') {
            found.append(QString::fromUtf8(cell));
            cell.clear();
            closed = false;
            if (character == '\n') {
                ++m_at;
                return found;
            }
        } else if (character != '\r') {
            cell += character;
            m_stray = m_stray || closed;
        }
    }
    if (quoted) {
        const qsizetype end = m_buffer.indexOf('\n', start);
        m_at = end < 0 ? m_buffer.size() : end + 1;
        m_number = startLine + 1;
        return std::nullopt;
    }
    found.append(QString::fromUtf8(cell));
    return found;
}

std::optional<ForeignRecord> ForeignStream::nextRow()
{
    for (;;) {
        if (m_at >= m_buffer.size() && !more()) {
            return std::nullopt;
        }
        const qsizetype start = m_at;
        const qint64 line = m_number + 1;
        const std::optional<QStringList> found = cells();
        if (!found) {
            return broken(line, u"has a quote that is not closed"_s);
        }
        if ((m_stray || found->size() != m_header.size()) && m_number > line) {
            // Its quote was closed by another record's: that one stands on a line of its own.
            m_at = m_buffer.indexOf('\n', start) + 1;
            m_number = line;
            return broken(line, m_stray ? u"has a quote that is not closed"_s
                                        : u"has a quote that is not closed, or %1 cells where the header has %2"_s.arg(found->size()).arg(m_header.size()));
        }
        if (found->size() != 1 || !found->first().trimmed().isEmpty()) {
            return rowFrom(*found, line);
        }
        drop();
    }
}

std::optional<ForeignRecord> ForeignStream::rowFrom(const QStringList &found, qint64 line)
{
    if (found.size() != m_header.size()) {
        return broken(line, u"has %1 cells, the header has %2"_s.arg(found.size()).arg(m_header.size()));
    }
    ForeignRecord record { .number = line, .fields = {}, .problem = {} };
    for (qsizetype column = 0; column < m_header.size(); ++column) {
        if (!found[column].isEmpty()) {
            record.fields.insert(m_header[column], found[column]);
        }
    }
    return record;
}

// Without its end. Of one that is too long only the last part comes, which is no JSON and counts as one broken record.
std::optional<QByteArray> ForeignStream::line()
{
    qsizetype looked = m_at;
    for (;;) {
        const qsizetype end = m_buffer.indexOf('\n', looked);
        if (end >= 0) {
            const QByteArray found = m_buffer.mid(m_at, end - m_at);
            m_at = end + 1;
            return found;
        }
        looked = m_buffer.size();
        if (!more()) {
            break;
        }
        if (m_buffer.size() - m_at > longestElement) {
            // Its end may be far away: what of it was read is not kept.
            m_dropped += m_buffer.size() - 1;
            m_buffer = m_buffer.right(1);
            looked = m_at = 0;
        }
    }
    if (m_at >= m_buffer.size()) {
        return std::nullopt;
    }
    const QByteArray rest = m_buffer.mid(m_at);
    m_at = m_buffer.size();
    return rest;
}

std::optional<ForeignRecord> ForeignStream::nextLine()
{
    while (const std::optional<QByteArray> text = line()) {
        ++m_number;
        if (text->trimmed().isEmpty()) {
            continue;
        }
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(*text, &error);
        return document.isObject() ? recordOf(document.object(), m_number)
                                   : broken(m_number, u"is not JSON: "_s + (error.error == QJsonParseError::NoError ? u"not an object"_s : error.errorString()));
    }
    return std::nullopt;
}

void ForeignStream::takeElement(const QByteArray &element)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(element, &error);
    if (!document.isObject()) {
        const bool isValue = error.error == QJsonParseError::NoError || (!element.startsWith('{') && !element.startsWith('['));
        m_waiting.append(broken(++m_number, isValue ? u"is not an object"_s : u"is not JSON: "_s + error.errorString()));
        return;
    }
    QJsonObject outer = document.object();
    if (m_inner.isEmpty() || !outer.value(m_inner).isArray()) {
        m_waiting.append(recordOf(outer, ++m_number));
        return;
    }
    const QJsonArray list = outer.take(m_inner).toArray();
    for (const QJsonValue &value : list) {
        QJsonObject whole = outer;
        const QJsonObject own = value.toObject();
        for (auto field = own.begin(); field != own.end(); ++field) {
            whole.insert(field.key(), *field);
        }
        m_waiting.append(recordOf(whole, ++m_number));
    }
}

std::optional<ForeignRecord> ForeignStream::nextElement()
{
    while (m_waiting.isEmpty() && !m_ended) {
        while ((m_at < m_buffer.size() || more()) && (isBlank(m_buffer[m_at]) || m_buffer[m_at] == ',')) {
            ++m_at;
        }
        if (m_at >= m_buffer.size() || m_buffer[m_at] == ']') {
            m_cut = m_at >= m_buffer.size();
            m_ended = true;
            break;
        }
        Extent extent;
        const bool isWord = m_buffer[m_at] != '{' && m_buffer[m_at] != '[' && m_buffer[m_at] != '"';
        qsizetype end = m_at;
        bool over = false;
        while (!over && (end < m_buffer.size() || (end - m_at < longestElement && more()))) {
            over = extent.feed(m_buffer[end]);
            ++end;
        }
        if (!over) {
            m_cut = true;
            m_ended = true;
            m_waiting.append(broken(++m_number, u"is not closed: the file was cut here, or is no JSON"_s));
        } else {
            // A number or a word ends before its comma or bracket.
            const qsizetype length = end - m_at - (isWord ? 1 : 0);
            takeElement(m_buffer.mid(m_at, length));
            m_at += length;
        }
        drop();
    }
    return m_waiting.isEmpty() ? std::nullopt : std::optional(m_waiting.takeFirst());
}

} // namespace patchbay
