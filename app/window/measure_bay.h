// SPDX-License-Identifier: GPL-3.0-or-later
//
// BayMeasure: what the patch bay costs a person: opening a file of 2,000 lines, reading it while it is typed in, an edit
// at 300 deployments until it is drawn, a frame of panning and of zooming there, and the longest time for which the
// window does not come round while a file of 300,000 lines is opened. All in time that its thread is on the processor.
// Prints one JSON object and ends the application.
#pragma once

#include <QJsonObject>
#include <QObject>
#include <QTimer>

#include <vector>

namespace patchbay {

class MainWindow;
class RoutingPanel;

class BayMeasure final : public QObject {
public:
    using Print = void (*)(const QByteArray &line);
    // The window is shown; the directory takes the files that are opened.
    BayMeasure(MainWindow &window, const QString &directory, Print print);
    void start();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void open();
    void opened();
    void type();
    void edit();
    void edited();
    void move();
    void openHuge();
    void pollHuge();
    void fail(const char *what);
    // Calls it once the canvas has painted and the loop has turned.
    void whenPainted(void (BayMeasure::*next)());

    RoutingPanel *m_panel = nullptr;
    QString m_directory;
    Print m_print;
    double m_begun = 0; // milliseconds of this thread on the processor
    std::vector<double> m_rounds; // milliseconds
    void (BayMeasure::*m_next)() = nullptr;
    QTimer m_turn;
    double m_longest = 0; // between two turns of the event loop
    QJsonObject m_figures;
};

} // namespace patchbay
