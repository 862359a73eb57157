// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/runs/blob_table.h"

#include <QCryptographicHash>

namespace patchbay {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maximumKnown = 64;
constexpr qsizetype smallestWorthKnowing = 64 * 1024;

// Everything with bytes in the order of its positions in the table.
template <typename Pointer, typename Run> QList<Pointer> attachmentsOf(Run &run)
{
    QList<Pointer> all;
    for (auto &attachment : run.attachments) {
        all.append(&attachment);
    }
    for (auto &pane : run.panes) {
        for (auto &turn : pane.turns) {
            for (auto &medium : turn.media) {
                all.append(&medium);
            }
        }
    }
    return all;
}

} // namespace

BlobTable::BlobTable(storage::Database &database)
    : m_database(database)
{
}

QByteArray BlobTable::digestOf(const QByteArray &data)
{
    const auto known = m_known.constFind(data.constData());
    if (known != m_known.constEnd() && known->data.size() == data.size()) {
        return known->digest;
    }
    QByteArray digest = QCryptographicHash::hash(data, QCryptographicHash::Sha256);
    if (data.size() >= smallestWorthKnowing) {
        if (m_known.size() >= maximumKnown) {
            m_known.clear();
        }
        m_known.insert(data.constData(), { .data = data, .digest = digest });
    }
    return digest;
}

Result<void> BlobTable::keep(const QString &owner, const RunRecord &run)
{
    const QList<const Attachment *> attachments = attachmentsOf<const Attachment *>(run);
    storage::Statement forget = m_database.prepare(u"DELETE FROM blob_uses WHERE owner = ?"_s);
    if (const Result<void> forgotten = forget.bindText(owner).run(); !forgotten) {
        return forgotten;
    }
    storage::Statement exists = m_database.prepare(u"SELECT 1 FROM blobs WHERE sha256 = ?"_s);
    storage::Statement add = m_database.prepare(u"INSERT INTO blobs (sha256, data) VALUES (?, ?)"_s);
    storage::Statement use = m_database.prepare(u"INSERT INTO blob_uses (owner, position, sha256) VALUES (?, ?, ?)"_s);
    for (qsizetype position = 0; position < attachments.size(); ++position) {
        const QByteArray &data = attachments[position]->data;
        const QByteArray digest = digestOf(data);
        const Result<bool> there = exists.bindBlob(digest).first();
        exists.finish();
        if (!there) {
            return std::unexpected(there.error());
        }
        if (!*there) {
            if (const Result<void> added = add.bindBlob(digest).bindBlob(data).run(); !added) {
                return added;
            }
        }
        if (const Result<void> used = use.bindText(owner).bindInteger(position).bindBlob(digest).run(); !used) {
            return used;
        }
    }
    return {};
}

Result<void> BlobTable::fill(const QString &owner, RunRecord &run)
{
    const QList<Attachment *> attachments = attachmentsOf<Attachment *>(run);
    storage::Statement find = m_database.prepare(
        u"SELECT blob_uses.position, blobs.data FROM blob_uses JOIN blobs USING (sha256) WHERE owner = ?"_s);
    return find.bindText(owner).each([&] {
        const qint64 position = find.integer(0);
        if (position >= 0 && position < attachments.size()) {
            attachments[position]->data = find.blob(1);
        }
    });
}

Result<void> BlobTable::collect()
{
    return m_database.execute(u"DELETE FROM blobs WHERE sha256 NOT IN (SELECT sha256 FROM blob_uses)"_s);
}

} // namespace patchbay
