// SPDX-License-Identifier: GPL-3.0-or-later
//
// RoutingView: one open configuration: picture and text side by side, with one selection for both.
#pragma once

#include "models/bay/config_tab.h"
#include "ui/routing/routing_toolbar.h"

class QSplitter;
class QStackedWidget;

namespace patchbay {

class BayCanvas;
class DiskChangeBar;
class HistoryPage;
class ReviewPage;
class TextPane;
class WhatIfStrip;

class RoutingView final : public QWidget {
    Q_OBJECT
public:
    RoutingView(const RoutingContext &context, bay::ConfigTab &tab, QWidget *parent = nullptr);

    bay::ConfigTab &tab() const { return m_tab; }
    BayCanvas *canvas() const { return m_canvas; }
    TextPane *text() const { return m_text; }
    RoutingToolbar *toolbar() const { return m_toolbar; }
    bool isTextFocused() const;

    QStringList selection() const { return m_selection; }
    // The thing that the inspector and the text show; empty: none.
    QString current() const { return m_selection.isEmpty() ? QString() : m_selection.last(); }
    void select(const QStringList &ids);
    void showView(RoutingToolbar::View view);
    void goTo(quint32 line, quint32 column);
    void openSearch();
    void openReplacing();
    // Somebody else wrote the file.
    void tellChangedOnDisk();
    // Pages in the place of the picture; made when they are shown first.
    void showReview();
    void showHistory();
    void showPicture();
    bool isPictureShown() const;
    // Null until the file was changed by somebody else.
    DiskChangeBar *diskChange() const { return m_onDisk; }
    void showWhatIf(bool shown);
    bool isWhatIfShown() const;
    ReviewPage *review() const { return m_review; }
    HistoryPage *history() const { return m_history; }
    WhatIfStrip *whatIf() const { return m_whatIf; }

Q_SIGNALS:
    void selectionChanged();
    void inspectorWanted();
    void saveRequested();
    void pageChanged();
    void notice(const QString &sentence);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum class Origin { Canvas, Text, Elsewhere };
    void take(const QStringList &ids, Origin origin);
    void showLines(bool reveal);
    void connectCanvas();
    void makeRoom();
    void placeDiskChange();
    void followSize();

    RoutingContext m_context;
    bay::ConfigTab &m_tab;
    RoutingToolbar *m_toolbar;
    QStackedWidget *m_pages;
    QSplitter *m_split;
    BayCanvas *m_canvas;
    TextPane *m_text;
    QSplitter *m_rows;
    WhatIfStrip *m_whatIf = nullptr;
    ReviewPage *m_review = nullptr;
    HistoryPage *m_history = nullptr;
    DiskChangeBar *m_onDisk = nullptr; // made when it is needed
    QStringList m_selection;
};

} // namespace patchbay
