// SPDX-License-Identifier: GPL-3.0-or-later
//
// Renders every widget in its states. With PATCHBAY_SHOTS=DIR it writes SHEET-{light,dark}-{1,2}x.png
// there for somebody to look at; without, it checks that every sheet paints something.
#include "tests/ui/widgets/gallery_sheets.h"
#include "ui/widgets/patchbay_style.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QDir>
#include <QFontDatabase>
#include <QFontInfo>
#include <QImage>
#include <QPainter>
#include <QTest>

#include <memory>
#include <set>

using namespace patchbay;

namespace {

// The design's pictures have a body text of 13 px.
int offsetToDesignSize()
{
    return 13 - QFontInfo(QFontDatabase::systemFont(QFontDatabase::GeneralFont)).pixelSize();
}

QImage draw(QWidget &sheet, qreal ratio)
{
    QImage image((QSizeF(sheet.size()) * ratio).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    sheet.render(&image);
    return image;
}

qsizetype colorCount(const QImage &image)
{
    std::set<QRgb> colors;
    for (int y = 0; y < image.height(); y += 3) {
        for (int x = 0; x < image.width(); x += 3) {
            colors.insert(image.pixel(x, y));
        }
    }
    return static_cast<qsizetype>(colors.size());
}

} // namespace

class TestGallery : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>();
        m_theme->setFonts("Inter", "JetBrains Mono", offsetToDesignSize());
        PatchbayStyle::install(*qApp, *m_theme);
    }

    void sheets_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("dark");
        for (const GallerySheet &sheet : gallerySheets()) {
            QTest::addRow("%s light", qPrintable(sheet.name)) << sheet.name << false;
            QTest::addRow("%s dark", qPrintable(sheet.name)) << sheet.name << true;
        }
    }

    void sheets()
    {
        QFETCH(QString, name);
        QFETCH(bool, dark);
        m_theme->setScheme(dark ? Scheme::Dark : Scheme::Light);
        std::unique_ptr<QWidget> sheet;
        for (const GallerySheet &candidate : gallerySheets()) {
            if (candidate.name == name) {
                sheet = candidate.make(*m_theme);
            }
        }
        QVERIFY(sheet);
        sheet->resize(sheet->sizeHint().expandedTo(QSize(860, 100)));
        sheet->show();
        QVERIFY(QTest::qWaitForWindowExposed(sheet.get()));
        for (const int ratio : { 1, 2 }) {
            const QImage image = draw(*sheet, ratio);
            QVERIFY(colorCount(image) > 8);
            const QString folder = qEnvironmentVariable("PATCHBAY_SHOTS");
            if (!folder.isEmpty()) {
                QVERIFY(QDir().mkpath(folder));
                const QString scheme = dark ? "dark" : "light";
                QVERIFY(image.save(QString("%1/%2-%3-%4x.png").arg(folder, name, scheme).arg(ratio)));
            }
        }
    }

    void cleanupTestCase()
    {
        qApp->setStyle("Fusion"); // the style must not outlive its theme
        m_theme.reset();
    }

private:
    std::unique_ptr<Theme> m_theme;
};

QTEST_MAIN(TestGallery)
#include "tst_gallery.moc"
