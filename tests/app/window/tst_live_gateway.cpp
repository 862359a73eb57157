// SPDX-License-Identifier: GPL-3.0-or-later
//
// The window and a gateway that really runs: what its routing remembers is on the picture, and a cooldown that a person
// ends in the window is ended there.
#include "app/window/composition.h"
#include "models/bay/live_desk.h"
#include "models/storage/data_directory.h"
#include "ui/routing/canvas/bay_canvas.h"
#include "ui/routing/canvas/bay_scene.h"
#include "ui/routing/canvas/node_item.h"
#include "ui/routing/form/live_box.h"
#include "ui/routing/form/routing_inspector.h"
#include "ui/routing/routing_panel.h"
#include "ui/routing/routing_view.h"
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QFile>
#include <QProcess>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

constexpr char text[] = "model_list:\n"
                        "  - {model_name: chat, litellm_params: {model: openai/gpt-4o, mock_response: hello}}\n"
                        "  - {model_name: chat, litellm_params: {model: groq/llama-3.3-70b-versatile, mock_response: hello}}\n"
                        "general_settings: {master_key: os.environ/PATCHBAY_TEST_MASTER}\n";
const QString program = QStringLiteral(PATCHBAY_BINARY_DIR "/bin/patchbay-cli");

} // namespace

class TestLiveGateway : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        // The gateway owns the usual directory, the window one of its own.
        qputenv("XDG_DATA_HOME", m_folder.path().toUtf8());
        qputenv("PATCHBAY_TEST_MASTER", "sk-test-master");
        m_file = m_folder.filePath(u"config.yaml"_s);
        QFile out(m_file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(text);
        out.close();
        m_gateway.start(program, { u"serve"_s, u"--config"_s, m_file, u"--listen"_s, u"127.0.0.1:0"_s, u"--data"_s, DataDirectory::defaultPath() });
        QTRY_VERIFY_WITH_TIMEOUT(m_gateway.state() == QProcess::NotRunning || (m_said += m_gateway.readAll()).contains("listening on"), 20'000);
        QCOMPARE(m_gateway.state(), QProcess::Running);
    }

    void aCooldownIsSeenAndEnded()
    {
        WindowOptions options;
        options.dataDirectory = m_folder.filePath(u"window"_s);
        options.config = m_file;
        Result<std::unique_ptr<Composition>> made = Composition::make(options);
        QVERIFY(made);
        MainWindow &window = (*made)->window();
        window.show();
        auto *panel = window.findChild<RoutingPanel *>();
        RoutingView *view = panel->currentView();
        const QString id = u"deployment/chat|openai/gpt-4o|"_s;
        const NodeItem *node = view->canvas()->scene()->node(id);
        QVERIFY(node);
        QTRY_COMPARE_WITH_TIMEOUT(node->live().health, bay::Health::Idle, 8'000);
        QVERIFY(cli({ u"cool"_s, u"--seconds"_s, u"100"_s, u"--deployment"_s, QString::fromStdString(node->node().deployment) }).contains("by hand"));
        QTRY_COMPARE_WITH_TIMEOUT(node->live().state, "cooling", 8'000);
        view->select({ id });
        LiveBox *box = static_cast<RoutingInspector *>(panel->inspector())->live();
        QTRY_VERIFY(box->title().startsWith(u"Cooling, 1 min"));
        QTest::mouseClick(box->clearButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(node->live().health, bay::Health::Idle, 8'000);
        QVERIFY(cli({ u"state"_s }).contains("\"cooldowns\":[]"));
        // It stops: nothing of it stays on the picture.
        m_gateway.terminate();
        QVERIFY(m_gateway.waitForFinished(20'000));
        QTRY_COMPARE_WITH_TIMEOUT(node->live().health, bay::Health::Nothing, 8'000);
        qApp->setStyle(u"fusion"_s);
    }

    void cleanupTestCase()
    {
        if (m_gateway.state() != QProcess::NotRunning) {
            m_gateway.kill();
            m_gateway.waitForFinished();
        }
    }

private:
    static QByteArray cli(const QStringList &words)
    {
        QProcess process;
        process.start(program, QStringList { u"route"_s } + words + QStringList { u"--data"_s, DataDirectory::defaultPath() });
        process.waitForFinished(20'000);
        return process.readAll();
    }

    QTemporaryDir m_folder;
    QString m_file;
    QProcess m_gateway;
    QByteArray m_said;
};

QTEST_MAIN(TestLiveGateway)
#include "tst_live_gateway.moc"
