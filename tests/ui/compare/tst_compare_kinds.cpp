// SPDX-License-Identifier: GPL-3.0-or-later
//
// Other kinds of call in the Compare panel: tables, pictures and sound as a person meets them.
#include "tests/ui/compare/compare_stage.h"
#include "tests/ui/panel_style.h"
#include "ui/compare/media_card.h"
#include "ui/compare/pane_inspector.h"
#include "ui/compare/pane_view.h"
#include "ui/compare/parameter_form.h"
#include "ui/compare/picture_view.h"
#include "ui/compare/prompt_area.h"
#include "ui/compare/prompt_editor.h"
#include "ui/compare/sound_bar.h"
#include "ui/compare/turn_view.h"
#include "ui/widgets/markdown_view.h"
#include "ui/widgets/sound_player.h"
#include "ui/widgets/temporary_folder.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>
#include <QUrl>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

struct Played {
    QByteArray sound;
    QStringList calls;
    SoundPlayer::Handlers handlers;
    bool playing = false;
};

class NotingPlayer final : public SoundPlayer {
public:
    explicit NotingPlayer(Played &played)
        : m_played(played)
    {
    }
    void setHandlers(Handlers handlers) override { m_played.handlers = std::move(handlers); }
    void setSound(const QByteArray &data) override { m_played.sound = data; }
    void play() override { note(u"play"_s, true); }
    void pause() override { note(u"pause"_s, false); }
    bool isPlaying() const override { return m_played.playing; }
    qint64 position() const override { return 1'000; }
    qint64 length() const override { return 61'000; }
    void setPosition(qint64) override { }

private:
    void note(const QString &call, bool playing)
    {
        m_played.calls.append(call);
        m_played.playing = playing;
        m_played.handlers.changed();
    }

    Played &m_played;
};

// Stands in for the system's player.
class OtherProgram final : public QObject {
    Q_OBJECT
public:
    OtherProgram() { QDesktopServices::setUrlHandler(u"file"_s, this, "take"); }
    ~OtherProgram() override { QDesktopServices::unsetUrlHandler(u"file"_s); }
    QList<QUrl> taken;

public Q_SLOTS:
    void take(const QUrl &url) { taken.append(url); }
};

} // namespace

class TestCompareKinds : public QObject {
    Q_OBJECT
private:
    test::PanelStyle m_style;

    static void openKinds(Stage &stage)
    {
        stage.world->openKinds();
        QTRY_VERIFY(!stage.comparison().isRunning());
        QTRY_VERIFY(!stage.pane(3).turnViews().isEmpty());
    }

private Q_SLOTS:
    void tablesAreShown()
    {
        Stage stage(m_style.theme());
        openKinds(stage);
        QVERIFY(stage.pane(0).turnViews().first()->answer()->markdown().contains(u"| 1.00 |"_s));
        QVERIFY(stage.pane(1).turnViews().first()->answer()->markdown().contains(u"0.931"_s));
        // One does not go on talking with a table.
        QVERIFY(!stage.pane(0).followUp()->isVisible());
    }

    void aPictureIsShownCopiedAndSaved()
    {
        Stage stage(m_style.theme());
        openKinds(stage);
        const QList<MediaCard *> cards = stage.pane(2).turnViews().first()->mediaCards();
        QCOMPARE(cards.size(), 1);
        QTRY_COMPARE(cards.first()->picture()->image().width(), 480);
        QCOMPARE(cards.first()->picture()->heightForWidth(240), 160);
        const QList<QPushButton *> buttons = cards.first()->findChildren<QPushButton *>();
        QCOMPARE(buttons.size(), 2);
        const auto copy = std::ranges::find(buttons, u"Copy"_s, &QPushButton::text);
        QVERIFY(copy != buttons.end());
        QTest::mouseClick(*copy, Qt::LeftButton);
        QCOMPARE(QApplication::clipboard()->image().size(), QSize(480, 320));
        const QTemporaryDir folder;
        QCOMPARE(cards.first()->saveTo(folder.filePath(u"a.png"_s)), QString());
        QVERIFY(QImage(folder.filePath(u"a.png"_s)).width() == 480);
        QVERIFY(cards.first()->saveTo(folder.filePath(u"no/a.png"_s)).contains(u"could not be written"_s));
    }

    void aPaintersFieldsAreTyped()
    {
        Stage stage(m_style.theme());
        openKinds(stage);
        stage.view().grid()->select(2);
        auto *form = stage.panel->inspector()->findChild<ParameterForm *>();
        QVERIFY(form != nullptr);
        const auto fields = form->findChildren<QComboBox *>();
        const auto size = std::ranges::find(fields, u"Size"_s, &QComboBox::accessibleName);
        QVERIFY(size != fields.end());
        (*size)->lineEdit()->setFocus();
        QTest::keyClicks((*size)->lineEdit(), u"512x512"_s);
        QTRY_COMPARE(QJsonDocument::fromJson(stage.comparison().pane(2).parameters.extraJson.toUtf8())[u"size"].toString(), u"512x512"_s);
        // An embedder has other fields.
        stage.view().grid()->select(0);
        QTRY_VERIFY(std::ranges::any_of(form->findChildren<QComboBox *>(),
                                        [](const QComboBox *box) { return box->accessibleName() == u"Dimensions"; }));
    }

    void filesAreChosenByTheClip()
    {
        Stage stage(m_style.theme());
        openKinds(stage);
        const QTemporaryDir folder;
        QFile file(folder.filePath(u"words.txt"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("hello");
        file.close();
        const auto buttons = stage.view().prompt()->findChildren<QToolButton *>();
        const auto clip = std::ranges::find(buttons, u"Attach files"_s, &QToolButton::accessibleName);
        QVERIFY(clip != buttons.end());
        QTest::mouseClick(*clip, Qt::LeftButton);
        QTRY_VERIFY(stage.view().prompt()->findChild<QFileDialog *>() != nullptr);
        auto *dialog = stage.view().prompt()->findChild<QFileDialog *>();
        auto *name = dialog->findChild<QLineEdit *>(u"fileNameEdit"_s);
        QVERIFY(name != nullptr);
        name->setText(file.fileName());
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_COMPARE(stage.comparison().draft().attachments.size(), 1);
        QCOMPARE(stage.comparison().draft().attachments.first().data, QByteArray("hello"));
    }

    void saveAsksWhereAndWrites()
    {
        Stage stage(m_style.theme());
        openKinds(stage);
        MediaCard *card = stage.pane(2).turnViews().first()->mediaCards().first();
        const QList<QPushButton *> buttons = card->findChildren<QPushButton *>();
        const auto save = std::ranges::find(buttons, u"Save…"_s, &QPushButton::text);
        QVERIFY(save != buttons.end());
        const QSignalSpy said(stage.panel, &ComparePanel::notice);
        QTest::mouseClick(*save, Qt::LeftButton);
        QTRY_VERIFY(card->findChild<QFileDialog *>() != nullptr);
        auto *dialog = card->findChild<QFileDialog *>();
        QCOMPARE(dialog->acceptMode(), QFileDialog::AcceptSave);
        const QTemporaryDir folder;
        auto *name = dialog->findChild<QLineEdit *>(u"fileNameEdit"_s);
        QVERIFY(name != nullptr);
        QVERIFY(name->text().contains(card->medium().name));
        name->setText(folder.filePath(u"kept.png"_s));
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_COMPARE(said.size(), 1);
        QVERIFY(said.first().first().toString().contains(u"kept.png"_s));
        QFile file(folder.filePath(u"kept.png"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), card->medium().data);
    }

    void theEstimateSaysWhatItLeavesOut()
    {
        Stage stage(m_style.theme());
        openKinds(stage);
        const auto shown = [&stage](const QString &words) {
            return std::ranges::any_of(stage.view().prompt()->findChildren<QLabel *>(),
                                       [&words](const QLabel *label) { return label->text().contains(words); });
        };
        const int afterwards = stage.comparison().estimate().pricedAfterwards;
        QVERIFY(afterwards > 0);
        QVERIFY(shown(u" + %1 priced afterwards"_s.arg(afterwards)));
        while (stage.comparison().paneCount() > 1) {
            stage.comparison().removePane(0);
        }
        QTRY_VERIFY(shown(u"1 model, priced afterwards"_s));
    }

    void aPictureThatCannotBeDecodedSaysSo()
    {
        MediaCard card(m_style.theme(), { u"x.png"_s, u"image/png"_s, "\x89PNG nonsense" });
        card.resize(300, 200);
        card.show();
        QTRY_VERIFY(std::ranges::any_of(card.findChildren<QLabel *>(), [](const QLabel *label) {
            return label->text().contains(u"cannot be shown"_s);
        }));
    }

    void aSoundHasAPlayer()
    {
        Stage stage(m_style.theme());
        openKinds(stage);
        const QList<MediaCard *> cards = stage.pane(3).turnViews().first()->mediaCards();
        QCOMPARE(cards.size(), 1);
        QVERIFY(cards.first()->sound() != nullptr);
        QCOMPARE(cards.first()->sound()->playButton()->accessibleName(), u"Play"_s);
    }

    void theButtonPlaysAndPauses()
    {
        Stage stage(m_style.theme());
        openKinds(stage);
        MediaCard *card = stage.pane(3).turnViews().first()->mediaCards().first();
        Played played;
        card->sound()->setPlayerLoader([&played] { return std::make_unique<NotingPlayer>(played); });
        QTest::mouseClick(card->sound()->playButton(), Qt::LeftButton);
        QCOMPARE(played.calls, QStringList { u"play"_s });
        QCOMPARE(played.sound, card->medium().data);
        QCOMPARE(card->sound()->playButton()->accessibleName(), u"Pause"_s);
        QCOMPARE(card->sound()->timeLabel()->text(), u"0:01 / 1:01"_s);
        QTest::mouseClick(card->sound()->playButton(), Qt::LeftButton);
        QCOMPARE(played.calls, QStringList({ u"play"_s, u"pause"_s }));
        QCOMPARE(card->sound()->playButton()->accessibleName(), u"Play"_s);
    }

    void withoutAPlayerAnotherProgramGetsTheSound()
    {
        Stage stage(m_style.theme());
        openKinds(stage);
        MediaCard *card = stage.pane(3).turnViews().first()->mediaCards().first();
        card->sound()->setPlayerLoader([] { return std::unique_ptr<SoundPlayer>(); });
        OtherProgram other;
        QTest::mouseClick(card->sound()->playButton(), Qt::LeftButton);
        QTest::mouseClick(card->sound()->playButton(), Qt::LeftButton);
        QCOMPARE(other.taken.size(), 2);
        QCOMPARE(other.taken.first(), other.taken.last());
        QFile file(other.taken.first().toLocalFile());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), card->medium().data);
        QVERIFY(file.fileName().endsWith(card->medium().name));
        // All of them go with the application.
        TemporaryFolder *folder = &TemporaryFolder::ofApplication();
        QCOMPARE(folder->parent(), qApp);
        QVERIFY(file.fileName().startsWith(folder->path() + u'/'));
        const QString path = folder->path();
        delete folder;
        QVERIFY(!QFileInfo::exists(path));
    }

    void onlyTheFieldsOfTheKindAreOffered()
    {
        Stage stage(m_style.theme());
        openKinds(stage);
        auto *inspector = stage.panel->inspector()->findChild<PaneInspector *>();
        stage.view().grid()->select(2);
        QTRY_VERIFY(!inspector->parameterForm()->temperatureField()->isVisible());
        stage.comparison().setModel(2, u"openai/gpt-4o"_s);
        QTRY_VERIFY(inspector->parameterForm()->temperatureField()->isVisible());
    }

    void systemTextIsOfferedToChatsOnly()
    {
        Stage stage(m_style.theme());
        openKinds(stage);
        auto *inspector = stage.panel->inspector()->findChild<PaneInspector *>();
        const auto offered = [inspector] {
            const auto *editor = inspector->findChild<PromptEditor *>();
            const QList<QLabel *> labels = inspector->findChildren<QLabel *>();
            const auto heading = std::ranges::find(labels, u"System text of this pane"_s, &QLabel::text);
            return heading != labels.end() && (*heading)->isVisible() && editor->isVisible();
        };
        stage.view().grid()->select(2);
        QTRY_VERIFY(!offered());
        stage.comparison().setModel(2, u"openai/gpt-4o"_s);
        QTRY_VERIFY(offered());
    }
};

QTEST_MAIN(TestCompareKinds)
#include "tst_compare_kinds.moc"
