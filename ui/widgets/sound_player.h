// SPDX-License-Identifier: GPL-3.0-or-later
//
// SoundPlayer: plays one sound from memory. QtMultimedia does it, in a module of its own (ui/sound) that
// is loaded when the first sound is played: most windows never play one and should not carry its
// libraries. GUI thread only.
#pragma once

#include <QByteArray>
#include <QString>
#include <QtPlugin>

#include <functional>
#include <memory>

namespace patchbay {

class SoundPlayer {
public:
    struct Handlers {
        std::function<void()> changed; // playing or not, place, length
        std::function<void(const QString &sentence)> failed; // cannot be decoded, no loudspeaker
    };

    virtual ~SoundPlayer() = default;
    // Called until the player is destroyed.
    virtual void setHandlers(Handlers handlers) = 0;
    virtual void setSound(const QByteArray &data) = 0;
    virtual void play() = 0;
    virtual void pause() = 0;
    virtual bool isPlaying() const = 0;
    virtual qint64 position() const = 0; // milliseconds
    virtual qint64 length() const = 0; // milliseconds, 0 while it is not known
    virtual void setPosition(qint64 milliseconds) = 0;
};

// What the module offers.
class SoundPlayerFactory {
public:
    virtual ~SoundPlayerFactory() = default;
    virtual std::unique_ptr<SoundPlayer> createPlayer() = 0;
};

// Null where the module or the libraries that it needs are not installed.
std::unique_ptr<SoundPlayer> loadSoundPlayer();

} // namespace patchbay

Q_DECLARE_INTERFACE(patchbay::SoundPlayerFactory, "org.patchbay.SoundPlayerFactory/1")
