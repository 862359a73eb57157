// SPDX-License-Identifier: GPL-3.0-or-later
//
// ScreenshotTour: goes through named states of a window, one a turn of the event loop, and writes a
// picture of each.
#pragma once

#include <QDir>
#include <QList>
#include <QObject>
#include <QTimer>

#include <functional>

class QWidget;

namespace patchbay {

class ScreenshotTour final : public QObject {
    Q_OBJECT
public:
    struct Stop {
        QString name;
        std::function<void()> prepare;
        std::function<bool()> ready; // empty: after a moment
    };

    // Writes NAME + suffix + ".png".
    ScreenshotTour(QWidget &window, const QDir &directory, const QString &suffix);

    void add(const QString &name, std::function<void()> prepare, std::function<bool()> ready = {})
    {
        m_stops.append({ name, std::move(prepare), std::move(ready) });
    }
    void start();
    bool failed() const { return m_failed; }

Q_SIGNALS:
    void finished();

private:
    void visit();
    void take();

    QWidget &m_window;
    QDir m_directory;
    QString m_suffix;
    QList<Stop> m_stops;
    qsizetype m_next = 0;
    QTimer m_settled;
    bool m_wasReady = false; // a moment ago
    bool m_failed = false;
};

} // namespace patchbay
