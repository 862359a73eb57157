// SPDX-License-Identifier: GPL-3.0-or-later
//
// SoundBar: play, pause, a bar to move in, the time. Without a player of our own the button hands the
// sound to the system's.
#pragma once

#include "models/runs/run_record.h"

#include <QFrame>

#include <functional>
#include <memory>

class QLabel;
class QSlider;
class QToolButton;

namespace patchbay {

class SoundPlayer;
class Theme;

class SoundBar final : public QFrame {
    Q_OBJECT
public:
    SoundBar(const Theme &theme, const Attachment &sound, QWidget *parent = nullptr);
    ~SoundBar() override;

    QToolButton *playButton() const { return m_play; }
    QLabel *timeLabel() const { return m_time; }
    // How a player is made when it is played first; null: there is none.
    using PlayerLoader = std::function<std::unique_ptr<SoundPlayer>()>;
    void setPlayerLoader(PlayerLoader load) { m_load = std::move(load); }

Q_SIGNALS:
    void failed(const QString &sentence);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void toggle();
    void openElsewhere();
    void refresh();

    const Theme &m_theme;
    Attachment m_sound;
    PlayerLoader m_load;
    QToolButton *m_play;
    QSlider *m_place;
    QLabel *m_time;
    std::unique_ptr<SoundPlayer> m_player; // made when it is played first
    QString m_handedOver; // the file that another program plays
};

} // namespace patchbay
