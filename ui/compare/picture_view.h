// SPDX-License-Identifier: GPL-3.0-or-later
//
// PictureView: a picture as wide as there is room, never wider than it is, with a thin frame. Until it
// is decoded it keeps the room of a small one.
#pragma once

#include <QImage>
#include <QPixmap>
#include <QWidget>

namespace patchbay {

class Theme;

class PictureView final : public QWidget {
    Q_OBJECT
public:
    explicit PictureView(const Theme &theme, QWidget *parent = nullptr);

    // A null picture is shown as one that cannot be decoded.
    void setImage(const QImage &image);
    const QImage &image() const { return m_image; }

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QSize shownSize(int width) const; // in device-independent pixels

    const Theme &m_theme;
    QImage m_image;
    QPixmap m_scaled; // for the size that was painted last
    bool m_decoded = false;
};

} // namespace patchbay
