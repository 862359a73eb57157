// SPDX-License-Identifier: GPL-3.0-or-later
//
// ForeignStream: the records of a file one after the other, in memory that does not grow with the file: a gigabyte takes a
// few megabytes. A broken record comes with its problem and costs only itself: behind a quote that is not closed reading goes
// on with the next line.
#pragma once

#include "models/ledger/foreign_records.h"

#include <QStringList>

class QIODevice;

namespace patchbay {

class ForeignStream final : public ForeignSource {
public:
    // Objects of a list that have a list under this name stand for its objects, each with the rest of the outer one.
    // The device is open, need not be seekable, and outlives the stream.
    explicit ForeignStream(QIODevice &device, const QString &inner = {});

    // An Error where the file is of no form that is known; nothing at its end.
    Result<std::optional<ForeignRecord>> next() override;
    qint64 position() const override { return bytesRead(); }

    // The names of a CSV's columns; known when the first record was read.
    const QStringList &header() const { return m_header; }
    // Of the file, so far.
    qint64 bytesRead() const { return m_dropped + m_at; }
    // A list of JSON ended before its bracket.
    bool isCut() const { return m_cut; }

private:
    enum class Form { Unknown, Empty, Csv, Lines, List };
    Result<void> begin();
    bool more(); // false: the file has no more bytes
    void drop();
    std::optional<QByteArray> line();
    bool scanLists(qsizetype from);

    std::optional<ForeignRecord> nextRow();
    std::optional<ForeignRecord> rowFrom(const QStringList &cells, qint64 line);
    std::optional<QStringList> cells();
    std::optional<ForeignRecord> nextLine();
    std::optional<ForeignRecord> nextElement();
    void takeElement(const QByteArray &element);

    QIODevice &m_device;
    const QString m_inner;
    Form m_form = Form::Unknown;
    QByteArray m_buffer;
    qsizetype m_at = 0; // in the buffer
    qint64 m_dropped = 0; // bytes before the buffer
    qint64 m_number = 0; // of the line, or of the record of a list
    char m_separator = ',';
    QStringList m_header;
    QList<ForeignRecord> m_waiting; // of one outer object
    bool m_stray = false; // a cell of the last row went on behind its quote
    bool m_cut = false;
    bool m_ended = false; // the list is over
};

} // namespace patchbay
