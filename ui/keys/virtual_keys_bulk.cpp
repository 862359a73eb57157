// SPDX-License-Identifier: GPL-3.0-or-later
//
// Several virtual keys at once: edited and blocked together, written to a CSV file and read from one.
#include "models/format/format.h"
#include "models/keeper/virtual_key_csv.h"
#include "models/keeper/virtual_key_desk.h"
#include "ui/keys/virtual_key_strip.h"
#include "ui/keys/virtual_keys_view.h"

#include <QFile>
#include <QFileDialog>
#include <QPointer>
#include <QSaveFile>

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr qint64 largestFile = 4 * 1024 * 1024;

} // namespace

void VirtualKeysView::editSelected()
{
    const QStringList tokens = selected();
    if (tokens.size() == 1) {
        startEdit(tokens.first());
    } else if (!tokens.isEmpty()) {
        openStrip(m_form);
        m_form->startEditMany(tokens);
    }
}

void VirtualKeysView::blockSelected(bool blocked)
{
    for (const QString &token : selected()) {
        setBlocked(token, blocked);
    }
}

void VirtualKeysView::askCsv(bool imports)
{
    auto *dialog = new QFileDialog(this, imports ? tr("Import virtual keys") : tr("Export virtual keys"), QString(),
                                   tr("CSV (*.csv);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(imports ? QFileDialog::AcceptOpen : QFileDialog::AcceptSave);
    dialog->setFileMode(imports ? QFileDialog::ExistingFile : QFileDialog::AnyFile);
    dialog->setDefaultSuffix(u"csv"_s);
    connect(dialog, &QFileDialog::fileSelected, this, imports ? &VirtualKeysView::importCsv : &VirtualKeysView::exportCsv);
    dialog->open();
}

void VirtualKeysView::exportCsv(const QString &file)
{
    const QByteArray text = csvOf(context().desk->keys()).toUtf8();
    QSaveFile target(file);
    const bool written = target.open(QIODevice::WriteOnly) && target.write(text) == text.size() && target.commit();
    const QString said = written
        ? tr("%1 written to %2, without secrets.").arg(format::counted(context().desk->keys().size(), tr("key")), file)
        : tr("%1 could not be written: %2").arg(file, target.errorString());
    Q_EMIT noticeRaised({ said, {}, {} });
}

void VirtualKeysView::importCsv(const QString &file)
{
    QFile source(file);
    const bool readable = source.open(QIODevice::ReadOnly) && source.size() <= largestFile;
    QStringList nameless;
    const Result<QList<VirtualKeyDraft>> drafts =
        readable ? draftsFromCsv(QString::fromUtf8(source.readAll()), &nameless)
                 : failure(ErrorClass::BadRequest, "The file cannot be read: " + source.errorString().toStdString());
    if (!drafts) {
        Q_EMIT noticeRaised({ tr("Nothing was imported. %1").arg(QString::fromStdString(drafts.error().message)), {}, {} });
        return;
    }
    if (drafts->isEmpty()) {
        Q_EMIT noticeRaised({ (QStringList { tr("Nothing was imported: the file has no key with a name.") } + nameless.first(std::min<qsizetype>(1, nameless.size()))).join(u' '), {}, {} });
        return;
    }
    struct Count {
        qsizetype left;
        int changed = 0;
        int made = 0;
        QString why {};
    };
    auto count = std::make_shared<Count>(drafts->size());
    count->why = nameless.isEmpty() ? QString() : nameless.size() == 1 ? nameless.first() : tr("%1 keys without a name are left.").arg(nameless.size());
    const auto finish = [self = QPointer(this), count](const Error *problem) {
        count->why = problem != nullptr ? QString::fromStdString(problem->message) : count->why;
        if (--count->left > 0 || !self) {
            return;
        }
        const QString said = tr("%1 changed, %2 made. Rotate a new key to see it.").arg(count->changed).arg(count->made);
        Q_EMIT self->noticeRaised({ count->why.isEmpty() ? said : said + u' ' + tr("Not all: %1").arg(count->why), {}, {} });
    };
    for (const VirtualKeyDraft &draft : *drafts) {
        const auto known = std::ranges::find(context().desk->keys(), *draft.alias, &VirtualKeyFacts::alias);
        const QDateTime now = QDateTime::currentDateTimeUtc();
        if (known != context().desk->keys().end()) {
            context().desk->update(known->token, withDuration(draft, &*known, now), [count, finish](const Result<void> &updated) {
                count->changed += updated ? 1 : 0;
                finish(updated ? nullptr : &updated.error());
            });
            continue;
        }
        context().desk->generate(withDuration(draft, nullptr, now), [count, finish](const Result<SecretBytes> &made) {
            count->made += made ? 1 : 0;
            finish(made ? nullptr : &made.error());
        });
    }
}

} // namespace patchbay
