// SPDX-License-Identifier: GPL-3.0-or-later
//
// MediaCard: a picture or a sound that a model answered: shown or played, named, saved, copied.
// Pictures are decoded on a pool thread, so that a large one stalls nothing.
#pragma once

#include "models/mailbox/work_thread.h"
#include "models/runs/run_record.h"

#include <QFrame>
#include <QImage>

class QHBoxLayout;
class QLabel;

namespace patchbay {

class PictureView;
class SoundBar;
class Theme;

class MediaCard final : public QFrame {
    Q_OBJECT
public:
    MediaCard(const Theme &theme, const Attachment &medium, QWidget *parent = nullptr);

    const Attachment &medium() const { return m_medium; }
    bool isPicture() const;
    PictureView *picture() const { return m_picture; }
    SoundBar *sound() const { return m_sound; }
    // Empty when it worked, else the sentence.
    QString saveTo(const QString &file) const;

Q_SIGNALS:
    // One sentence for the window's notice line.
    void notice(const QString &sentence);

private:
    void addFoot(QHBoxLayout *row);
    void decode();
    void showPicture(const QImage &image);
    void askWhere();

    const Theme &m_theme;
    Attachment m_medium;
    PictureView *m_picture = nullptr;
    SoundBar *m_sound = nullptr;
    QLabel *m_facts;
    WorkThread m_thread; // decodes
};

} // namespace patchbay
