// SPDX-License-Identifier: GPL-3.0-or-later
//
// The module that ui/widgets/sound_player.h loads: a SoundPlayer on QtMultimedia.
#include "ui/widgets/sound_player.h"

#include <QAudioDevice>
#include <QAudioOutput>
#include <QBuffer>
#include <QMediaDevices>
#include <QMediaPlayer>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace patchbay {

class MediaSoundPlayer final : public SoundPlayer {
public:
    MediaSoundPlayer() { m_player.setAudioOutput(&m_output); }

    void setHandlers(Handlers handlers) override
    {
        m_handlers = std::move(handlers);
        const auto changed = [this] { m_handlers.changed(); };
        QObject::connect(&m_player, &QMediaPlayer::playbackStateChanged, &m_player, changed);
        QObject::connect(&m_player, &QMediaPlayer::positionChanged, &m_player, changed);
        QObject::connect(&m_player, &QMediaPlayer::durationChanged, &m_player, changed);
        QObject::connect(&m_player, &QMediaPlayer::errorOccurred, &m_player,
                         [this](QMediaPlayer::Error, const QString &what) { m_handlers.failed(what); });
    }
    void setSound(const QByteArray &data) override
    {
        m_player.stop();
        m_buffer.close();
        m_buffer.setData(data);
        m_buffer.open(QIODevice::ReadOnly);
        m_player.setSourceDevice(&m_buffer);
    }
    void play() override
    {
        if (QMediaDevices::defaultAudioOutput().isNull()) {
            m_handlers.failed(u"This computer has no loudspeaker."_s);
            return;
        }
        m_player.play();
    }
    void pause() override { m_player.pause(); }
    bool isPlaying() const override { return m_player.playbackState() == QMediaPlayer::PlayingState; }
    qint64 position() const override { return m_player.position(); }
    qint64 length() const override { return m_player.duration(); }
    void setPosition(qint64 milliseconds) override { m_player.setPosition(milliseconds); }

private:
    Handlers m_handlers;
    QBuffer m_buffer; // outlives the player that reads it
    QAudioOutput m_output;
    QMediaPlayer m_player;
};

class SoundModule final : public QObject, public SoundPlayerFactory {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID "org.patchbay.SoundPlayerFactory/1")
    Q_INTERFACES(patchbay::SoundPlayerFactory)
public:
    std::unique_ptr<SoundPlayer> createPlayer() override { return std::make_unique<MediaSoundPlayer>(); }
};

} // namespace patchbay

#include "sound_module.moc"
