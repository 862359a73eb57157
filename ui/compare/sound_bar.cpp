// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/sound_bar.h"

#include "ui/widgets/paint.h"
#include "ui/widgets/sound_player.h"
#include "ui/widgets/temporary_folder.h"
#include "ui/widgets/themed.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QSlider>
#include <QToolButton>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

QString clock(qint64 milliseconds)
{
    const qint64 seconds = milliseconds / 1000;
    return u"%1:%2"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

} // namespace

SoundBar::SoundBar(const Theme &theme, const Attachment &sound, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_sound(sound)
    , m_load(loadSoundPlayer)
    , m_play(new QToolButton(this))
    , m_place(new QSlider(Qt::Horizontal, this))
    , m_time(new QLabel(this))
{
    m_play->setAutoRaise(true);
    m_play->setIconSize({ 16, 16 });
    m_play->setFixedSize(28, 28);
    m_place->setEnabled(false);
    m_place->setAccessibleName(tr("Place in the sound"));
    setTextStyle(m_time, theme, TypeStep::Meta, Role::Muted);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(8, 6, 10, 6);
    row->setSpacing(8);
    row->addWidget(m_play);
    row->addWidget(m_place, 1);
    row->addWidget(m_time);
    followTheme(this, theme);
    connect(m_play, &QToolButton::clicked, this, &SoundBar::toggle);
    connect(m_place, &QSlider::sliderMoved, this, [this](int milliseconds) {
        if (m_player) {
            m_player->setPosition(milliseconds);
        }
    });
    refresh();
}

SoundBar::~SoundBar() = default;

void SoundBar::toggle()
{
    if (!m_player) {
        m_player = m_load();
        if (!m_player) {
            openElsewhere();
            return;
        }
        m_player->setHandlers({ [this] { refresh(); }, [this](const QString &sentence) { Q_EMIT failed(sentence); } });
        m_player->setSound(m_sound.data);
    }
    m_player->isPlaying() ? m_player->pause() : m_player->play();
}

void SoundBar::openElsewhere()
{
    if (m_handedOver.isEmpty()) {
        m_handedOver = TemporaryFolder::ofApplication().write(m_sound.name, m_sound.data);
    }
    if (m_handedOver.isEmpty() || !QDesktopServices::openUrl(QUrl::fromLocalFile(m_handedOver))) {
        Q_EMIT failed(tr("The sound cannot be played here: QtMultimedia is not installed. Save it instead."));
    }
}

void SoundBar::refresh()
{
    const bool playing = m_player && m_player->isPlaying();
    setThemedIcon(m_play, m_theme, playing ? u"media-playback-pause"_s : u"media-playback-start"_s);
    m_play->setAccessibleName(playing ? tr("Pause") : tr("Play"));
    m_play->setToolTip(m_play->accessibleName());
    const qint64 length = m_player ? m_player->length() : 0;
    m_place->setEnabled(length > 0);
    m_place->setRange(0, static_cast<int>(length));
    if (!m_place->isSliderDown()) {
        m_place->setValue(m_player ? static_cast<int>(m_player->position()) : 0);
    }
    m_time->setText(length > 0 ? u"%1 / %2"_s.arg(clock(m_player->position()), clock(length)) : QString());
}

void SoundBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paint::box(painter, rect(), { m_theme.color(Role::Raised), m_theme.color(Role::Line) });
}

} // namespace patchbay
