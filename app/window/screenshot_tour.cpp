// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/screenshot_tour.h"

#include <QPixmap>
#include <QWidget>

#include <algorithm>
#include <iostream>
#include <utility>

using namespace Qt::StringLiterals;

namespace patchbay {

ScreenshotTour::ScreenshotTour(QWidget &window, const QDir &directory, const QString &suffix)
    : m_window(window)
    , m_directory(directory)
    , m_suffix(suffix)
{
    // Long enough for layouts, coalesced updates and highlighting to come to rest.
    constexpr int settleMilliseconds = 250;
    m_settled.setSingleShot(true);
    m_settled.setInterval(settleMilliseconds);
    connect(&m_settled, &QTimer::timeout, this, &ScreenshotTour::take);
}

void ScreenshotTour::start()
{
    visit();
}

namespace {

// What is read on another thread says so by this property until it is shown.
bool isUnfinished(const QWidget &window)
{
    const QList<QWidget *> children = window.findChildren<QWidget *>();
    return std::ranges::any_of(children, [](const QWidget *child) {
        return child->isVisible() && child->property("unfinished").toBool();
    });
}

} // namespace

void ScreenshotTour::visit()
{
    if (m_next == m_stops.size()) {
        Q_EMIT finished();
        return;
    }
    m_stops.at(m_next).prepare();
    m_settled.start();
}

void ScreenshotTour::take()
{
    const std::function<bool()> &ready = m_stops.at(m_next).ready;
    if ((ready && !std::exchange(m_wasReady, ready())) || isUnfinished(m_window)) {
        m_settled.start();
        return;
    }
    m_wasReady = false;
    const QString file = m_directory.filePath(m_stops.at(m_next).name + m_suffix + u".png"_s);
    if (m_window.grab().save(file)) {
        std::cout << file.toStdString() << '\n';
    } else {
        std::cerr << "Cannot write " << file.toStdString() << '\n';
        m_failed = true;
    }
    ++m_next;
    visit();
}

} // namespace patchbay
