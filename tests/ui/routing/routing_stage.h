// SPDX-License-Identifier: GPL-3.0-or-later
//
// A window with a Routing panel over a commented file, and hands that act on it with real mouse events.
#pragma once

#include "models/bay/config_tabs.h"
#include "models/compare/entity_slots.h"
#include "providers/catalog/catalog.h"
#include "ui/routing/canvas/bay_canvas.h"
#include "ui/routing/canvas/bay_view.h"
#include "ui/routing/canvas/cable_item.h"
#include "ui/routing/canvas/node_item.h"
#include "ui/routing/routing_panel.h"
#include "ui/routing/routing_view.h"
#include "ui/routing/text/text_pane.h"
#include "ui/routing/text/yaml_editor.h"
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <mutex>

namespace patchbay::routing_test {

using namespace Qt::StringLiterals;

inline constexpr char file[] = R"(# Gateway of the help desk. Ask Mia before you change it!
model_list:
  # the expensive one
  - model_name: triage   # default
    litellm_params:
      model: openai/gpt-4o
      api_key: os.environ/OPENAI_API_KEY
      weight: 3
  - model_name: backup
    litellm_params: {model: groq/llama-3.3-70b-versatile, api_key: "os.environ/GROQ_API_KEY"}

  - model_name: local
    litellm_params:
      model: 'ollama/qwen2.5:14b'   # this computer

router_settings:
  num_retries: 2      # enough
  fallbacks:
    - triage: [backup]   # agreed in May
)";

class Stage {
public:
    // Without a clock the panel has the system's.
    explicit Stage(const QByteArray &text = file, const Clock *clock = nullptr, const bay::ReadRecorded &recorded = {})
        : catalog(*Catalog::builtIn())
    {
        path = directory.filePath(u"config.yaml"_s);
        served = path;
        write(text);
        store = { [this](const QString &key) { return values.value(key); },
                  [this](const QString &key, const QByteArray &value) -> Result<void> {
                      values.insert(key, value);
                      return {};
                  } };
        tabs = std::make_unique<bay::ConfigTabs>(store, &catalog);
        const auto ask = [this](const bay::GatewayCall &call) -> std::optional<Result<bay::GatewayAnswer>> {
            const std::string answer = "{\"file\": \"" + served.toStdString() + "\"}";
            if (call.path.starts_with("/patchbay/routing")) {
                return answerRouting(call);
            }
            if (call.method == "POST") {
                ++reloads;
                return bay::GatewayAnswer { refuses ? 400 : 200, refuses ? "{\"error\": {\"message\": \"no such thing\"}}" : "{}" };
            }
            return bay::GatewayAnswer { 200, answer };
        };
        panel = new RoutingPanel({ theme, commands, *tabs, catalog, entities, ask, directory.path(), recorded, importPorts(), clock });
        window = std::make_unique<MainWindow>(theme, commands);
        window->addPanel(panel);
        window->resize(1440, 900);
        window->show();
        window->activateWindow();
        (void)QTest::qWaitForWindowActive(window.get());
        opened = panel->openFile(path);
        // Layouts come to rest.
        QTest::qWait(20);
    }

    // What the gateway's routing says from now on; empty: there is no such page.
    void setRouting(const std::string &state)
    {
        const std::scoped_lock lock(m_mutex);
        m_routing = state;
    }
    // Bodies of the calls that changed a cooldown.
    std::vector<std::string> coolings() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_coolings;
    }
    int routingCalls() const { return m_routingCalls; }

    RoutingView &view() { return *panel->currentView(); }
    BayCanvas &canvas() { return *view().canvas(); }
    bay::ConfigTab &tab() { return view().tab(); }
    // As another program does it.
    void write(const QByteArray &text) const
    {
        QFile out(path);
        if (out.open(QIODevice::WriteOnly)) {
            out.write(text);
        }
    }
    QByteArray onDisk() const
    {
        QFile in(path);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    NodeItem *group(const QString &name) { return canvas().scene()->node(u"group/"_s + name); }

    // As a hand does it: press, a few moves, release.
    void drag(QPointF from, QPointF to, Qt::KeyboardModifiers modifiers = {})
    {
        QWidget *viewport = canvas().view()->viewport();
        const QPoint start = canvas().view()->mapFromScene(from);
        const QPoint end = canvas().view()->mapFromScene(to);
        QTest::mouseMove(viewport, start);
        QTest::mousePress(viewport, Qt::LeftButton, modifiers, start);
        for (int step = 1; step <= 5; ++step) {
            const QPoint at = start + (end - start) * step / 5;
            QMouseEvent move(QEvent::MouseMove, at, viewport->mapToGlobal(at), Qt::NoButton, Qt::LeftButton, modifiers);
            QApplication::sendEvent(viewport, &move);
        }
        QTest::mouseRelease(viewport, Qt::LeftButton, modifiers, end);
    }
    void click(QPointF at)
    {
        QTest::mouseClick(canvas().view()->viewport(), Qt::LeftButton, {}, canvas().view()->mapFromScene(at));
    }

    QTemporaryDir directory;
    QString path;
    QString served; // the file that the gateway says it serves; changed only while nobody asks
    QHash<QString, QByteArray> values;
    bay::ValueStore store;
    Theme theme;
    Catalog catalog;
    CommandRegistry commands;
    EntitySlots entities;
    std::unique_ptr<bay::ConfigTabs> tabs;
    std::unique_ptr<MainWindow> window;
    RoutingPanel *panel = nullptr;
    bool opened = false;
    std::atomic<int> reloads = 0;
    std::atomic<bool> refuses = false;

    // For imports: variables that are set, what is listed, and what was asked for last.
    QStringList variables { u"OPENAI_API_KEY"_s, u"GROQ_API_KEY"_s };
    Result<QStringList> listed = QStringList { u"zeta"_s, u"acme/alpha"_s, u"acme/beta"_s };
    QString askedAddress;
    bool askedWithKey = false;

private:
    ImportPorts importPorts()
    {
        return { [this](const std::string &name) { return variables.contains(QString::fromStdString(name)); },
                 [this](ModelQuestion question, std::function<void(Result<QStringList>)> done) {
                     askedAddress = question.provider + u' ' + question.apiBase;
                     askedWithKey = !question.key.empty();
                     QTimer::singleShot(0, panel, [this, done = std::move(done)] { done(listed); });
                 } };
    }

    // On the asker's thread.
    bay::GatewayAnswer answerRouting(const bay::GatewayCall &call)
    {
        const std::scoped_lock lock(m_mutex);
        ++m_routingCalls;
        if (call.method == "POST") {
            m_coolings.push_back(call.body);
        }
        return m_routing.empty() ? bay::GatewayAnswer { 404, "{}" } : bay::GatewayAnswer { 200, m_routing };
    }

    mutable std::mutex m_mutex;
    std::string m_routing;
    std::vector<std::string> m_coolings;
    std::atomic<int> m_routingCalls = 0;
};

inline QByteArray with(const QByteArray &before, const QByteArray &after)
{
    QByteArray text(file);
    return text.replace(before, after);
}

inline QPointF middleOf(const NodeItem *node)
{
    return node->pos() + QPointF(node->box().width, node->box().height) / 2;
}

} // namespace patchbay::routing_test
