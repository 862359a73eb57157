// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/whatif/run_bar.h"

#include "models/format/format.h"
#include "ui/routing/whatif/desktop_motion.h"
#include "ui/widgets/themed.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

#include <cmath>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int frameMilliseconds = 16;
constexpr int stillMilliseconds = 500; // between steps where no motion is wanted
constexpr auto markEvery = std::chrono::milliseconds(250); // words that change faster cannot be read
constexpr double travelSeconds = 0.9; // from a group to a provider, on the screen
constexpr int ticksPerSecond = 10; // of the scrubber
constexpr int speeds[] = { 1, 10, 60, 300 };
constexpr int usualSpeed = 60;

QString timeText(double seconds)
{
    return format::countdown(std::chrono::milliseconds(std::llround(std::floor(seconds) * 1'000)));
}

} // namespace

RunBar::RunBar(const Theme &theme, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_clock(clock)
    , m_player(clock)
    , m_motion(DesktopMotion::ofDesktop(this))
    , m_play(new QToolButton(this))
    , m_leave(new QToolButton(this))
    , m_side(new QComboBox(this))
    , m_speed(new QComboBox(this))
    , m_scrubber(new QSlider(Qt::Horizontal, this))
    , m_time(new QLabel(this))
{
    build();
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &RunBar::tick);
    connect(m_play, &QToolButton::clicked, this, &RunBar::togglePlaying);
    connect(m_leave, &QToolButton::clicked, this, &RunBar::leave);
    connect(m_speed, &QComboBox::currentIndexChanged, this, [this] { m_player.setSpeed(m_speed->currentData().toDouble()); });
    connect(m_scrubber, &QSlider::valueChanged, this, [this](int ticks) { seek(static_cast<double>(ticks) / ticksPerSecond); });
    m_speed->setCurrentIndex(m_speed->findData(usualSpeed));
    setRun(nullptr, 0, tr("Run a simulation first"));
    offerSides(tr("Run a simulation first"));
}

void RunBar::build()
{
    for (QToolButton *button : { m_play, m_leave }) {
        button->setAutoRaise(true);
    }
    m_leave->setAccessibleName(tr("Leave the simulated run"));
    setThemedIcon(m_leave, m_theme, u"media-playback-stop"_s);
    for (const int speed : speeds) {
        m_speed->addItem(tr("%1×").arg(speed), speed);
    }
    m_side->addItem(tr("edited"));
    m_side->addItem(tr("saved"));
    m_side->setAccessibleName(tr("Which configuration is played"));
    connect(m_side, &QComboBox::currentIndexChanged, this, &RunBar::sideChosen);
    m_speed->setAccessibleName(tr("Speed"));
    m_speed->setToolTip(tr("Virtual seconds in a second"));
    m_scrubber->setAccessibleName(tr("Virtual time"));
    setTextStyle(m_time, m_theme, TypeStep::Meta, Role::Muted);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    row->addWidget(m_play);
    row->addWidget(m_leave);
    row->addWidget(m_side);
    row->addWidget(m_speed);
    row->addWidget(m_scrubber, 1);
    row->addWidget(m_time);
}

bool RunBar::isSaved() const
{
    return m_side->currentIndex() == 1;
}

void RunBar::offerSides(const QString &whyNot)
{
    if (!whyNot.isEmpty()) {
        const QSignalBlocker quiet(m_side);
        m_side->setCurrentIndex(0);
    }
    m_side->setEnabled(whyNot.isEmpty());
    m_side->setToolTip(whyNot.isEmpty() ? tr("Which configuration is played") : whyNot);
}

bool RunBar::motionWanted() const
{
    return !m_still && m_motion->isWanted();
}

void RunBar::setRun(std::shared_ptr<const bay::RunPicture> run, double span, const QString &whyNot)
{
    leave();
    m_run = std::move(run);
    m_player.load(m_run ? span : 0);
    const QSignalBlocker quiet(m_scrubber);
    m_scrubber->setRange(0, static_cast<int>(std::ceil(m_player.span() * ticksPerSecond)));
    constexpr int steps = 100;
    m_scrubber->setSingleStep(std::max(1, m_scrubber->maximum() / steps));
    m_scrubber->setPageStep(std::max(1, m_scrubber->maximum() * 10 / steps));
    m_scrubber->setValue(0);
    for (QWidget *part : { static_cast<QWidget *>(m_speed), static_cast<QWidget *>(m_scrubber) }) {
        part->setEnabled(m_run != nullptr);
    }
    setWhyNot(m_play, m_run ? QString() : whyNot, tr("Play the run on the cables"));
    showState();
}

void RunBar::togglePlaying()
{
    if (!m_run) {
        return;
    }
    if (isPlaying()) {
        m_player.pause();
        m_timer.stop();
        show(true);
    } else {
        m_player.play();
        m_timer.start(motionWanted() ? frameMilliseconds : stillMilliseconds);
        show(true);
    }
}

void RunBar::seek(double seconds)
{
    if (m_run) {
        m_player.seek(seconds);
        show(true);
    }
}

void RunBar::leave()
{
    m_timer.stop();
    m_player.pause();
    m_player.seek(0);
    if (m_shown) {
        m_shown = false;
        Q_EMIT left();
    }
    const QSignalBlocker quiet(m_scrubber);
    m_scrubber->setValue(0);
    showState();
}

void RunBar::tick()
{
    const bool ended = !m_player.isPlaying();
    if (ended) {
        m_timer.stop();
    }
    show(ended || m_clock.steadyNow() - m_marked >= markEvery);
}

// Words and colours where `exact`, else only who travels.
void RunBar::show(bool exact)
{
    const double now = m_player.position();
    m_shown = true;
    if (exact) {
        m_marked = m_clock.steadyNow();
        Q_EMIT shown(m_run->at(now));
    }
    Q_EMIT travelled(motionWanted() ? m_run->pulses(now, travelSeconds * m_player.speed()) : bay::RunPulses {});
    Q_EMIT moved(now, m_run->counts(now));
    showState();
}

void RunBar::showState()
{
    const double now = m_player.position();
    const bool playing = isPlaying();
    if (m_play->accessibleName().isEmpty() || playing != m_play->property("playing").toBool()) {
        m_play->setProperty("playing", playing);
        m_play->setAccessibleName(playing ? tr("Pause") : tr("Play"));
        setThemedIcon(m_play, m_theme, playing ? u"media-playback-pause"_s : u"media-playback-start"_s);
    }
    setWhyNot(m_leave, m_shown ? QString() : tr("The run is not on the cables"), tr("Show the configuration as it is again"));
    const QSignalBlocker quiet(m_scrubber);
    m_scrubber->setValue(static_cast<int>(std::lround(now * ticksPerSecond)));
    m_time->setText(m_run ? tr("%1 of %2").arg(timeText(now), timeText(m_player.span())) : tr("nothing to play"));
    m_time->setToolTip(m_run ? tr("Simulated time") : QString());
}

} // namespace patchbay
