// SPDX-License-Identifier: GPL-3.0-or-later
//
// RunBar: plays a simulated run: play and pause, back to the configuration as it is, the speed, and virtual time to
// pull. What is to be seen at each moment goes out by signals. Where the desktop wants no motion the run advances in
// steps of half a second and nothing travels on the cables.
#pragma once

#include "models/bay/run_picture.h"
#include "models/bay/run_player.h"
#include "ui/widgets/theme.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QSlider;
class QToolButton;

namespace patchbay {

class DesktopMotion;

class RunBar final : public QWidget {
    Q_OBJECT
public:
    // Both outlive it.
    RunBar(const Theme &theme, const Clock &clock, QWidget *parent = nullptr);

    // Null: there is none, because of `whyNot`. A new one stands at its beginning and is not on the picture yet.
    void setRun(std::shared_ptr<const bay::RunPicture> run, double span, const QString &whyNot = {});
    // Which of both configurations is played; where there is one only it cannot be chosen, because of `whyNot`.
    QComboBox *side() const { return m_side; }
    bool isSaved() const;
    void offerSides(const QString &whyNot);
    void togglePlaying();
    void seek(double seconds);
    // The run leaves the picture; it can be played again.
    void leave();
    // Nothing travels, whatever the desktop says.
    void setStill(bool still) { m_still = still; }
    bool isShown() const { return m_shown; } // on the picture
    bool isPlaying() const { return m_timer.isActive(); }
    double position() const { return m_player.position(); }

    QToolButton *playButton() const { return m_play; }
    QToolButton *leaveButton() const { return m_leave; }
    QComboBox *speed() const { return m_speed; }
    QSlider *scrubber() const { return m_scrubber; }
    QLabel *time() const { return m_time; }

Q_SIGNALS:
    void shown(const patchbay::bay::LivePicture &live);
    void travelled(const patchbay::bay::RunPulses &pulses);
    void moved(double seconds, const patchbay::bay::RunCounts &counts);
    void left();
    void sideChosen();

private:
    void build();
    void tick();
    void show(bool exact);
    void showState();
    bool motionWanted() const;

    const Theme &m_theme;
    const Clock &m_clock;
    bay::RunPlayer m_player;
    std::shared_ptr<const bay::RunPicture> m_run;
    QTimer m_timer;
    SteadyTime m_marked {}; // when words and colours were shown last
    DesktopMotion *m_motion;
    bool m_still = false;
    bool m_shown = false;
    QToolButton *m_play;
    QToolButton *m_leave;
    QComboBox *m_side;
    QComboBox *m_speed;
    QSlider *m_scrubber;
    QLabel *m_time;
};

} // namespace patchbay
