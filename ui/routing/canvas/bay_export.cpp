// SPDX-License-Identifier: GPL-3.0-or-later
//
// BayCanvas: the picture as a file.
#include "models/compare/entity_slots.h"
#include "models/config/atomic_file.h"
#include "ui/routing/canvas/bay_canvas.h"
#include "ui/routing/canvas/bay_scene.h"
#include "ui/routing/canvas/picture_export.h"

#include <QFileDialog>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace patchbay {

void BayCanvas::askExport()
{
    // Beside the file, under its name.
    const QFileInfo file(m_tab.file().isEmpty() ? m_tab.title() : m_tab.file());
    auto *dialog = new QFileDialog(this, tr("Export the picture"), m_tab.file().isEmpty() ? QString() : file.absolutePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(pictureFilters());
    dialog->setDefaultSuffix(u"svg"_s);
    dialog->selectFile(file.completeBaseName() + u".svg"_s);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        const bool svg = pictureChoice(filter, {}).format == PictureFormat::Svg;
        const QString suffix = svg ? u"svg"_s : u"png"_s;
        const QStringList chosen = dialog->selectedFiles();
        dialog->setDefaultSuffix(suffix);
        if (!chosen.isEmpty()) {
            dialog->selectFile(QFileInfo(chosen.first()).completeBaseName() + u'.' + suffix);
        }
    });
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, dialog](const QString &chosen) { exportTo(chosen, dialog->selectedNameFilter()); });
    dialog->open();
}

void BayCanvas::exportTo(const QString &file, const QString &filter)
{
    const PictureChoice choice = pictureChoice(filter, file);
    Theme light;
    light.setScheme(Scheme::Light);
    const PictureToExport source { shownPicture(), m_scene->layoutShown(),
                                   [this](const QString &model) { return m_context.entities.slotOf(model); }, m_tab.title() };
    const Result<QByteArray> bytes = exportedPicture(source, choice.light ? light : m_context.theme, choice.format);
    const Result<void> written = bytes
        ? document::writeFile(file.toStdString(), std::string_view(bytes->constData(), static_cast<std::size_t>(bytes->size())))
        : std::unexpected(bytes.error());
    if (written) {
        Q_EMIT notice(tr("%1 was written.").arg(QFileInfo(file).fileName()));
    } else {
        Q_EMIT notice(tr("Not written: %1").arg(QString::fromStdString(written.error().message)));
    }
}

} // namespace patchbay
