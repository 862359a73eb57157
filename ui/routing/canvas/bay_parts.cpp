// SPDX-License-Identifier: GPL-3.0-or-later
//
// BayCanvas: parts that go to the clipboard and come from it, cooldowns of what is selected, simulated runs, and what is
// said over the picture.
#include "ui/routing/canvas/bay_canvas.h"

#include "models/bay/live_desk.h"
#include "models/bay/part.h"
#include "models/format/format.h"
#include "ui/routing/canvas/bay_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>

#include <algorithm>
#include <utility>

namespace patchbay {

void BayCanvas::placeNotes()
{
    m_note->setGeometry(m_view->rect());
}

void BayCanvas::showNotes()
{
    const std::optional<config::Problem> &unreadable = m_tab.unreadable();
    m_stale->setVisible(unreadable.has_value());
    if (unreadable) {
        m_stale->setText(tr("Line %1 cannot be read: %2 The picture is that of the text before.")
                             .arg(unreadable->line)
                             .arg(QString::fromStdString(unreadable->message)));
    }
    const bool empty = m_tab.picture().nodes.empty();
    m_note->setText(!empty               ? QString()
                        : m_tab.isReading()  ? tr("Reading…")
                        : m_tab.isTextOnly() ? tr("This text is too large for a picture. It is shown, checked and written as a text; split it "
                                                  "with include: to see its parts as cables.")
                                             : QString());
    m_note->setVisible(!m_note->text().isEmpty());
    placeNotes();
}

void BayCanvas::copyPart()
{
    const bay::Picture &picture = m_tab.picture();
    std::vector<std::string> groups;
    const auto add = [&groups](const std::string &name) {
        if (!std::ranges::contains(groups, name)) {
            groups.push_back(name);
        }
    };
    for (const QString &id : selection()) {
        const std::optional<std::size_t> place = picture.indexOf(id.toStdString());
        if (place && picture.nodes[*place].kind == bay::NodeKind::Group) {
            add(picture.nodes[*place].name);
        }
        for (const bay::BayCable &cable : picture.cables) {
            if (place && cable.kind == bay::CableKind::Member && cable.to == *place) {
                add(picture.nodes[cable.from].name);
            }
        }
    }
    const std::string text = bay::partText(m_tab.document(), groups, &m_context.catalog);
    if (text.empty()) {
        Q_EMIT notice(tr("Select a group or a deployment of this file to copy it."));
        return;
    }
    QGuiApplication::clipboard()->setText(QString::fromStdString(text));
    Q_EMIT notice(tr("Copied %1 as YAML; keys in plain text were left out.").arg(format::counted(static_cast<qint64>(groups.size()), tr("group"))));
}

void BayCanvas::pastePart()
{
    const std::string text = QGuiApplication::clipboard()->text().toStdString();
    const std::size_t before = m_tab.picture().nodes.size();
    if (edit([&](bay::ConfigDocument &document) { return bay::pastePart(document, text, &m_context.catalog); })) {
        Q_EMIT notice(tr("%1. Ctrl+Z takes it back.").arg(m_tab.undoSentence()));
        if (m_tab.picture().nodes.size() > before) {
            fitAll();
        }
    }
}

bool BayCanvas::isSelectedLive() const
{
    const QStringList ids = selection();
    return m_context.live && !ids.isEmpty() && m_context.live->deployment(ids.last().toStdString()).has_value();
}

void BayCanvas::coolSelected(double seconds)
{
    if (isSelectedLive()) {
        const std::string node = selection().last().toStdString();
        m_context.live->cool(node, seconds > 0 ? m_context.live->deployment(node)->cooling + seconds : 0);
    }
}

QString BayCanvas::runNote() const
{
    return !m_run ? QString() : m_played ? tr("the saved configuration, simulated, nothing is sent") : tr("simulated, nothing is sent");
}

void BayCanvas::showRun(const std::optional<bay::LivePicture> &run, std::shared_ptr<const bay::Picture> picture)
{
    m_run = run;
    if (std::exchange(m_played, run ? std::move(picture) : nullptr) != m_played) {
        m_scene->setPulses({});
        showPicture();
    }
    if (!run) {
        m_scene->setPulses({});
    }
    showLive();
}

} // namespace patchbay
