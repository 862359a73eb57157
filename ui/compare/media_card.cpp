// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/media_card.h"

#include "models/format/format.h"
#include "models/mailbox/mailbox.h"
#include "ui/compare/picture_view.h"
#include "ui/compare/sound_bar.h"
#include "ui/widgets/themed.h"

#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QImageReader>
#include <QBuffer>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QSaveFile>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

// A picture of a few kilobytes can claim to be a hundred thousand pixels wide.
constexpr int largestPicture = 256; // MiB when decoded

QImage decoded(const QByteArray &data)
{
    QBuffer buffer;
    buffer.setData(data);
    QImageReader reader(&buffer);
    reader.setAutoTransform(true);
    const QSize size = reader.size();
    constexpr qint64 bytesPerPixel = 4;
    if (qint64(size.width()) * size.height() * bytesPerPixel > qint64(largestPicture) * 1024 * 1024) {
        return {};
    }
    return reader.read();
}

} // namespace

MediaCard::MediaCard(const Theme &theme, const Attachment &medium, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_medium(medium)
    , m_facts(new QLabel(this))
{
    setTextStyle(m_facts, theme, TypeStep::Meta, Role::Muted);
    m_facts->setText(u"%1 · %2"_s.arg(medium.name, format::bytes(medium.data.size())));
    m_facts->setMinimumWidth(0);
    m_facts->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    if (isPicture()) {
        m_picture = new PictureView(theme, this);
        layout->addWidget(m_picture);
        decode();
    } else {
        m_sound = new SoundBar(theme, medium, this);
        layout->addWidget(m_sound);
        connect(m_sound, &SoundBar::failed, this, &MediaCard::notice);
    }
    auto *foot = new QHBoxLayout;
    addFoot(foot);
    layout->addLayout(foot);
    setAccessibleName(medium.name);
}

bool MediaCard::isPicture() const
{
    return m_medium.mediaType.startsWith(u"image/");
}

void MediaCard::addFoot(QHBoxLayout *row)
{
    row->setSpacing(12);
    row->addWidget(m_facts, 1);
    auto *save = new QPushButton(tr("Save…"), this);
    save->setAccessibleName(tr("Save %1").arg(m_medium.name));
    setLink(save);
    connect(save, &QPushButton::clicked, this, &MediaCard::askWhere);
    if (isPicture()) {
        auto *copy = new QPushButton(tr("Copy"), this);
        copy->setAccessibleName(tr("Copy the picture"));
        setLink(copy);
        connect(copy, &QPushButton::clicked, this,
                [this] { QGuiApplication::clipboard()->setImage(m_picture->image()); });
        row->addWidget(copy);
    }
    row->addWidget(save);
}

void MediaCard::decode()
{
    m_thread.post([mailbox = Mailbox::of(this), this, data = m_medium.data] {
        mailbox->post([this, image = decoded(data)] { showPicture(image); });
    });
}

void MediaCard::showPicture(const QImage &image)
{
    m_picture->setImage(image);
    m_facts->setText(image.isNull() ? tr("%1 · %2 · cannot be shown here").arg(m_medium.name, m_medium.mediaType)
                                    : u"%1 × %2 · %3 · %4"_s.arg(image.width())
                                          .arg(image.height())
                                          .arg(m_medium.mediaType.section(u'/', 1).toUpper(),
                                               format::bytes(m_medium.data.size())));
}

QString MediaCard::saveTo(const QString &file) const
{
    QSaveFile target(file);
    if (!target.open(QIODevice::WriteOnly) || target.write(m_medium.data) != m_medium.data.size() || !target.commit()) {
        return tr("%1 could not be written: %2").arg(QDir::toNativeSeparators(file), target.errorString());
    }
    return {};
}

void MediaCard::askWhere()
{
    auto *dialog = new QFileDialog(this, tr("Save %1").arg(m_medium.name));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setModal(false);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(m_medium.name);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        const QString problem = saveTo(file);
        Q_EMIT notice(problem.isEmpty() ? tr("Written to %1").arg(QDir::toNativeSeparators(file)) : problem);
    });
    dialog->show();
}

} // namespace patchbay
