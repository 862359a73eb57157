// SPDX-License-Identifier: GPL-3.0-or-later
//
// BayCanvas: the picture of a tab with its column headings, legend, overview and search line. Turns what a person
// does on it into edits of the tab.
#pragma once

#include "models/bay/bay_edits.h"
#include "models/bay/config_tab.h"
#include "models/bay/layout.h"
#include "models/bay/live_picture.h"
#include "ui/routing/routing_context.h"

#include <QWidget>

#include <memory>

class QLabel;
class QLineEdit;

namespace patchbay {

class BayLegend;
class BayScene;
class BayView;
class ColumnHeader;
class FindBar;

class BayCanvas final : public QWidget {
    Q_OBJECT
public:
    BayCanvas(const RoutingContext &context, bay::ConfigTab &tab, QWidget *parent = nullptr);

    BayView *view() const { return m_view; }
    bay::ConfigTab &tab() const { return m_tab; }
    BayScene *scene() const { return m_scene; }
    FindBar *search() const { return m_search; }
    // Without telling it back.
    void select(const QStringList &ids, bool reveal);
    QStringList selection() const;

    void fitAll();
    // All of the picture as far as it can be read, also when its room changes; without headings and legend where there
    // is little. Not any more: as it was.
    void setNarrowed(bool narrowed, bool compact);
    void zoomBy(qreal factor);
    void removeSelected();
    void reorderSelected(int step);
    void startRename(const QString &id);
    void forgetPlaces();
    // Asks where to; a file that cannot be written is told.
    void askExport();
    // The groups of what is selected, with their deployments, as YAML on the clipboard; and in again.
    void copyPart();
    void pastePart();
    // Of the selected deployment, where a running gateway serves it: 0 ends the cooldown, more lengthens it.
    bool isSelectedLive() const;
    void coolSelected(double seconds);
    // A simulated run on the picture, instead of what a gateway tells; nothing ends it. An edit does too. `picture`: of
    // another configuration than the tab's, which is shown meanwhile and cannot be edited.
    void showRun(const std::optional<bay::LivePicture> &run, std::shared_ptr<const bay::Picture> picture = nullptr);
    bool isRunShown() const { return m_run.has_value(); }
    bool hasPlaces() const { return !m_tab.places().empty(); }
    // Adds a deployment of that model; an empty group makes one named after the model.
    void addModel(const QString &model, const QString &group);
    void addFallback(const QString &fromGroup, const QString &toGroup, bay::CableKind kind);
    // Carries it out, says what went wrong.
    bool edit(const bay::ConfigTab::Change &change);

Q_SIGNALS:
    void selectionMade(const QStringList &ids);
    void opened(const QString &id); // Enter or double click
    void notice(const QString &sentence);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    void connectView();
    void showPicture();
    void showLive();
    void placeNotes();
    void showNotes();
    QString runNote() const;
    void showMenu(const QString &id, const QPoint &globalPosition);
    bay::LivePicture live() const;
    const bay::Picture &shownPicture() const { return m_played ? *m_played : m_tab.picture(); }
    void autoZoom();
    bay::Sizes sizesWanted() const;
    void retarget(const QString &cable, const QString &node);
    void placeBefore(const QString &cable, const QString &other);
    void finishRename(bool keep);
    void exportTo(const QString &file, const QString &filter);

    RoutingContext m_context;
    bay::ConfigTab &m_tab;
    BayScene *m_scene;
    BayView *m_view;
    ColumnHeader *m_header;
    BayLegend *m_legend;
    FindBar *m_search;
    QLabel *m_stale;
    QLabel *m_note; // why there is no picture
    std::optional<bay::LivePicture> m_run;
    std::shared_ptr<const bay::Picture> m_played; // null: the tab's
    QLineEdit *m_rename = nullptr;
    QString m_renamed;
    bool m_zoomed = false; // by the person
    bool m_narrowed = false;
    bool m_dense = false;
    double m_room = 0; // of the picture, at its own zoom
    qreal m_ownZoom = 0; // the last that was not the person's
};

} // namespace patchbay
