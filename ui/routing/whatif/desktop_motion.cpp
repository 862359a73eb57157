// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/whatif/desktop_motion.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

#include <optional>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

std::optional<QVariant> valueOf(const QString &file, const QString &key)
{
    if (!QFileInfo::exists(file)) {
        return std::nullopt;
    }
    const QSettings settings(file, QSettings::IniFormat);
    return settings.contains(key) ? std::optional(settings.value(key)) : std::nullopt;
}

std::optional<bool> wantedIn(const QString &folder)
{
    if (const auto factor = valueOf(folder + u"/kdeglobals"_s, u"KDE/AnimationDurationFactor"_s)) {
        return factor->toDouble() > 0;
    }
    for (const QString &toolkit : { u"gtk-4.0"_s, u"gtk-3.0"_s }) {
        if (const auto enabled = valueOf(folder + u'/' + toolkit + u"/settings.ini"_s, u"Settings/gtk-enable-animations"_s)) {
            return enabled->toBool();
        }
    }
    return std::nullopt;
}

} // namespace

DesktopMotion::DesktopMotion(const QStringList &folders, QObject *parent)
    : QObject(parent)
{
    for (const QString &folder : folders) {
        if (const std::optional<bool> wanted = wantedIn(folder)) {
            m_wanted = *wanted;
            return;
        }
    }
}

DesktopMotion *DesktopMotion::ofDesktop(QObject *parent)
{
    auto *motion = new DesktopMotion(QStandardPaths::standardLocations(QStandardPaths::GenericConfigLocation), parent);
    if (motion->isWanted() && QDBusConnection::sessionBus().isConnected()) {
        motion->askPortal();
    }
    return motion;
}

void DesktopMotion::askPortal()
{
    QDBusMessage call = QDBusMessage::createMethodCall(u"org.freedesktop.portal.Desktop"_s, u"/org/freedesktop/portal/desktop"_s,
                                                       u"org.freedesktop.portal.Settings"_s, u"ReadOne"_s);
    call.setArguments({ u"org.gnome.desktop.interface"_s, u"enable-animations"_s });
    auto *asked = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), this);
    connect(asked, &QDBusPendingCallWatcher::finished, this, [this, asked] {
        const QDBusPendingReply<QDBusVariant> reply = *asked;
        if (!reply.isError()) {
            m_wanted = reply.value().variant().toBool();
        }
        asked->deleteLater();
    });
}

} // namespace patchbay
