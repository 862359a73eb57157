// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/measure.h"

#include "app/window/composition.h"
#include "app/window/measure_bay.h"
#include "app/window/measure_lock.h"
#include "app/window/stall_meter.h"
#include "models/compare/comparison_set.h"
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>

#include <sys/resource.h>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

void printLine(const QByteArray &line)
{
    QFile output;
    if (output.open(stdout, QIODevice::WriteOnly)) {
        output.write(line + '\n');
    }
}

// Tells when the widget was painted for the first time.
class FirstPaint final : public QObject {
public:
    FirstPaint(QWidget *watched, std::function<void()> painted)
        : QObject(watched)
        , m_painted(std::move(painted))
    {
        watched->installEventFilter(this);
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && m_painted) {
            // After this frame the loop turns: then the window answers.
            QTimer::singleShot(0, watched, std::exchange(m_painted, nullptr));
        }
        return QObject::eventFilter(watched, event);
    }

private:
    std::function<void()> m_painted;
};

double processSeconds()
{
    rusage used {};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double residentMegabytes()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly)) {
        return -1;
    }
    const QList<QByteArray> lines = status.readAll().split('\n');
    for (const QByteArray &line : lines) {
        if (line.startsWith("VmRSS:")) {
            return line.mid(6).simplified().split(' ').first().toDouble() / 1024;
        }
    }
    return -1;
}

// The simulated providers in a process of their own, so that their work is not counted as the window's.
ApiBases startSandbox(QProcess &sandbox, const QString &scenarioFile)
{
    sandbox.start(QCoreApplication::applicationDirPath() + u"/patchbay-cli"_s,
                  { u"sandbox"_s, u"--scenario"_s, scenarioFile });
    ApiBases bases;
    while (bases.size() < 4 && (sandbox.canReadLine() || sandbox.waitForReadyRead(5'000))) {
        const QList<QByteArray> words = sandbox.readLine().simplified().split(' ');
        if (words.size() == 2) {
            bases["sandbox:" + words.first().toStdString()] = words.last().toStdString();
        }
    }
    return bases;
}

RunRecord eightPanes()
{
    RunRecord run;
    run.title = u"Eight panes"_s;
    run.userText = u"Write about gateways, at length."_s;
    for (int pane = 0; pane < 8; ++pane) {
        PaneRecord record;
        record.model = u"sandbox/long"_s;
        record.parameters.timeoutSeconds = 300;
        run.panes.append(record);
    }
    return run;
}

QJsonObject figures(const StallMeter &meter, double cpuSeconds, double seconds, int failed)
{
    return { { u"longest_stall_ms"_s, meter.longest() },
             { u"stalls"_s, meter.stalls() },
             { u"cpu_percent"_s, 100 * cpuSeconds / seconds },
             { u"resident_mb"_s, residentMegabytes() },
             { u"failed"_s, failed } };
}

WindowOptions optionsFor(const QString &dataDirectory)
{
    WindowOptions options;
    options.dataDirectory = dataDirectory;
    return options;
}

int measureStartup(QApplication &application, const QString &directory)
{
    Result<std::unique_ptr<Composition>> composition = Composition::make(optionsFor(directory));
    if (!composition) {
        return 1;
    }
    MainWindow &window = (*composition)->window();
    new FirstPaint(&window, [] {
        printLine("interactive");
        QCoreApplication::quit();
    });
    window.show();
    return application.exec();
}

int measurePanes(QApplication &application, const QTemporaryDir &directory)
{
    constexpr int seconds = 30;
    constexpr int settleMilliseconds = 1'000;
    QFile scenario(directory.filePath(u"scenario.json"_s));
    if (!scenario.open(QIODevice::WriteOnly)) {
        return 1;
    }
    scenario.write(R"({"rules":[{"first_token":{"median":100},"tokens_per_second":200,"answer_tokens":12000}]})");
    scenario.close();
    QProcess sandbox;
    const ApiBases bases = startSandbox(sandbox, scenario.fileName());
    Result<std::unique_ptr<Composition>> composition = Composition::make(optionsFor(directory.filePath(u"data"_s)));
    if (!composition || bases.empty()) {
        return 1;
    }
    (*composition)->useSandboxAt(bases);
    MainWindow &window = (*composition)->window();
    window.resize(1440, 900);
    window.show();
    Comparison &comparison = (*composition)->comparisons().open(eightPanes());
    StallMeter meter;
    double cpuBefore = 0;
    comparison.run();
    QTimer::singleShot(settleMilliseconds, &application, [&] {
        cpuBefore = processSeconds();
        meter.start();
    });
    QTimer::singleShot(settleMilliseconds + seconds * 1'000, &application, [&] {
        const double cpu = processSeconds() - cpuBefore;
        const int failed = comparison.failedCount();
        printLine(QJsonDocument(figures(meter, cpu, seconds, failed)).toJson(QJsonDocument::Compact));
        comparison.stop();
        QCoreApplication::quit();
    });
    const int code = application.exec();
    composition->reset();
    sandbox.terminate();
    sandbox.waitForFinished();
    return code;
}

} // namespace

int measureWindow(QApplication &application, const QString &what, const QString &dataDirectory)
{
    if (what == "lock"_L1) {
        Result<std::unique_ptr<Composition>> composition = Composition::make(optionsFor(dataDirectory));
        if (!composition) {
            return 1;
        }
        (*composition)->window().show();
        const LockMeasure measure(**composition);
        return application.exec();
    }
    const QTemporaryDir directory;
    if (what == "bay"_L1) {
        Result<std::unique_ptr<Composition>> composition = Composition::make(optionsFor(directory.filePath(u"data"_s)));
        if (!composition) {
            return 1;
        }
        (*composition)->window().resize(1440, 900);
        (*composition)->window().show();
        BayMeasure measure((*composition)->window(), directory.path(), printLine);
        measure.start();
        return application.exec();
    }
    return what == "startup"_L1 ? measureStartup(application, directory.filePath(u"data"_s))
                                : measurePanes(application, directory);
}

} // namespace patchbay
