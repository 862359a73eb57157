// SPDX-License-Identifier: GPL-3.0-or-later
//
// DesktopMotion: whether the person wants things to move on the screen. KDE's and GTK's settings are files; GNOME's are
// asked for over the desktop portal, whose answer comes later. Who says nothing wants it.
#pragma once

#include <QObject>
#include <QStringList>

class QDBusPendingCallWatcher;

namespace patchbay {

class DesktopMotion final : public QObject {
    Q_OBJECT
public:
    // Of these folders (~/.config and the like), the first that says something counts.
    explicit DesktopMotion(const QStringList &folders, QObject *parent = nullptr);
    // The user's own folders, and the portal.
    static DesktopMotion *ofDesktop(QObject *parent);

    bool isWanted() const { return m_wanted; }

private:
    void askPortal();

    bool m_wanted = true;
};

} // namespace patchbay
