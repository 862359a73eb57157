// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/measure_bay.h"

#include "ui/routing/canvas/bay_canvas.h"
#include "ui/routing/canvas/bay_view.h"
#include "ui/routing/routing_panel.h"
#include "ui/routing/routing_view.h"
#include "ui/routing/text/text_pane.h"
#include "ui/routing/text/yaml_editor.h"
#include "ui/shell/main_window.h"

#include <QCoreApplication>
#include <QEvent>
#include <QFile>
#include <QJsonDocument>
#include <QScrollBar>

#include <algorithm>
#include <ctime>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr std::size_t rounds = 15;

// Seven lines each, four to a group, with a fallback from each group to the next but one.
QByteArray configuration(int deployments)
{
    QByteArray text = "model_list:\n";
    for (int number = 0; number < deployments; ++number) {
        const QByteArray word = QByteArray::number(number);
        text += "  # deployment " + word + "\n  - model_name: group-" + QByteArray::number(number / 4)
            + "\n    litellm_params:\n      model: openai/gpt-4o\n      api_base: https://" + word
            + ".example/v1\n      api_key: os.environ/KEY_" + word + "\n      weight: 2\n";
    }
    text += "router_settings:\n  fallbacks:\n";
    for (int group = 0; group + 2 < std::min(deployments / 4, 80); ++group) {
        text += "    - group-" + QByteArray::number(group) + ": [group-" + QByteArray::number(group + 2) + "]\n";
    }
    return text;
}

QString written(const QString &directory, const QString &name, const QByteArray &text)
{
    QFile file(directory + u'/' + name);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() ? file.fileName() : QString();
}

double middle(std::vector<double> values)
{
    std::ranges::sort(values);
    return values.empty() ? -1 : values[values.size() / 2];
}

// What this thread did on the processor: what else the machine does is no figure of ours.
double busyMilliseconds()
{
    timespec spent {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) * 1e3 + static_cast<double>(spent.tv_nsec) * 1e-6;
}

} // namespace

BayMeasure::BayMeasure(MainWindow &window, const QString &directory, Print print)
    : m_panel(window.findChild<RoutingPanel *>())
    , m_directory(directory)
    , m_print(print)
{
    window.showPanel(u"routing"_s);
}

void BayMeasure::start()
{
    QTimer::singleShot(500, this, &BayMeasure::open);
}

void BayMeasure::whenPainted(void (BayMeasure::*next)())
{
    m_next = next;
    QWidget *viewport = m_panel->currentView()->canvas()->view()->viewport();
    viewport->installEventFilter(this);
}

bool BayMeasure::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Paint && m_next) {
        QTimer::singleShot(0, this, std::exchange(m_next, nullptr));
    }
    return QObject::eventFilter(watched, event);
}

void BayMeasure::open()
{
    const QString name = u"lines%1.yaml"_s.arg(m_rounds.size());
    const QString file = written(m_directory, name, configuration(285));
    m_begun = busyMilliseconds();
    if (file.isEmpty() || !m_panel->openFile(file)) {
        fail("open");
        return;
    }
    whenPainted(&BayMeasure::opened);
}

void BayMeasure::opened()
{
    const RoutingView *view = m_panel->currentView();
    if (view->tab().isReading() || view->text()->editor()->isLoading()) {
        QTimer::singleShot(1, this, &BayMeasure::opened);
        return;
    }
    m_rounds.push_back(busyMilliseconds() - m_begun);
    if (m_rounds.size() < rounds) {
        m_panel->closeTab(m_panel->currentTab());
        QTimer::singleShot(20, this, &BayMeasure::open);
        return;
    }
    m_figures[u"open_ms"_s] = middle(std::exchange(m_rounds, {}));
    QTimer::singleShot(300, this, &BayMeasure::type);
}

// What a pause in typing costs: the text is read and checked, the picture and its layout made anew.
void BayMeasure::type()
{
    bay::ConfigTab &tab = m_panel->currentView()->tab();
    m_figures[u"lines"_s] = static_cast<int>(std::ranges::count(tab.text(), '\n'));
    const std::size_t place = tab.text().find("weight: 2") + 8;
    for (std::size_t round = 0; round < rounds; ++round) {
        tab.type({ place, tab.text().substr(place, 1), std::to_string(round % 7 + 1) });
        m_begun = busyMilliseconds();
        tab.readNow();
        m_rounds.push_back(busyMilliseconds() - m_begun);
    }
    m_figures[u"type_ms"_s] = middle(std::exchange(m_rounds, {}));
    const QString many = written(m_directory, u"many.yaml"_s, configuration(300));
    if (many.isEmpty() || !m_panel->openFile(many)) {
        fail("many");
        return;
    }
    QTimer::singleShot(500, this, &BayMeasure::edit);
}

void BayMeasure::edit()
{
    whenPainted(&BayMeasure::edited);
    m_begun = busyMilliseconds();
    const std::string weight = std::to_string(m_rounds.size() % 7 + 3);
    m_panel->currentView()->canvas()->edit(
        [&weight](document::ConfigDocument &document) { return document.set("model_list[7].litellm_params.weight", weight); });
}

void BayMeasure::edited()
{
    m_rounds.push_back(busyMilliseconds() - m_begun);
    if (m_rounds.size() < rounds) {
        QTimer::singleShot(150, this, &BayMeasure::edit);
        return;
    }
    m_figures[u"edit_ms"_s] = middle(std::exchange(m_rounds, {}));
    QTimer::singleShot(300, this, &BayMeasure::move);
}

// A frame each: a step of panning, a step of zooming.
void BayMeasure::move()
{
    BayView &view = *m_panel->currentView()->canvas()->view();
    QScrollBar &bar = *view.verticalScrollBar();
    for (int step = 0; step < 60; ++step) {
        m_begun = busyMilliseconds();
        bar.setValue(bar.value() + (step < 30 ? 24 : -24));
        view.viewport()->repaint();
        m_rounds.push_back(busyMilliseconds() - m_begun);
    }
    m_figures[u"pan_ms"_s] = middle(std::exchange(m_rounds, {}));
    const qreal before = view.zoom();
    for (int step = 0; step < 60; ++step) {
        m_begun = busyMilliseconds();
        view.zoomTo(before * (1 - 0.01 * std::min(step, 60 - step)));
        view.viewport()->repaint();
        m_rounds.push_back(busyMilliseconds() - m_begun);
    }
    m_figures[u"zoom_ms"_s] = middle(std::exchange(m_rounds, {}));
    QTimer::singleShot(300, this, &BayMeasure::openHuge);
}

void BayMeasure::openHuge()
{
    const QString huge = written(m_directory, u"huge.yaml"_s, configuration(43'000));
    m_begun = busyMilliseconds();
    m_turn.setInterval(1);
    connect(&m_turn, &QTimer::timeout, this, [this] {
        m_longest = std::max(m_longest, busyMilliseconds() - std::exchange(m_begun, busyMilliseconds()));
    });
    m_turn.start();
    if (huge.isEmpty() || !m_panel->openFile(huge)) {
        fail("huge");
        return;
    }
    pollHuge();
}

void BayMeasure::pollHuge()
{
    const RoutingView *view = m_panel->currentView();
    if (view->tab().isReading() || view->text()->editor()->isLoading()) {
        QTimer::singleShot(50, this, &BayMeasure::pollHuge);
        return;
    }
    m_figures[u"huge_lines"_s] = static_cast<int>(std::ranges::count(view->tab().text(), '\n'));
    m_figures[u"huge_stall_ms"_s] = m_longest;
    m_print(QJsonDocument(m_figures).toJson(QJsonDocument::Compact));
    QCoreApplication::quit();
}

void BayMeasure::fail(const char *what)
{
    m_print(QByteArray("{\"failed\": \"") + what + "\"}");
    QCoreApplication::exit(1);
}

} // namespace patchbay
