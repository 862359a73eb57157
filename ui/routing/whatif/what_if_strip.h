// SPDX-License-Identifier: GPL-3.0-or-later
//
// WhatIfStrip: choose what fails and when, on generated or recorded traffic, run it in virtual time, and read what
// the edited configuration makes of it beside the saved one. Runs on a thread of its own; Stop and a new run end the
// one before.
#pragma once

#include "models/bay/run_picture.h"
#include "ui/routing/routing_context.h"

#include <QWidget>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace patchbay {

namespace bay {
class ConfigTab;
}
class Aside;
class FaultRow;
class FigureTable;
class RunBar;
class WhatIfChart;

class WhatIfStrip final : public QWidget {
    Q_OBJECT
public:
    WhatIfStrip(const RoutingContext &context, bay::ConfigTab &tab, QWidget *parent = nullptr);

    void run();
    // Of a large text it ends a moment later.
    void stop();
    bool isRunning() const;
    const std::optional<bay::WhatIfResult> &result() const { return m_result; }
    // Chooses the first fault's place: provider, group.
    void setSelector(const QString &selector);
    // One more, beginning where the last one does.
    void addFault();
    const QList<FaultRow *> &faults() const { return m_faults; }
    QComboBox *traffic() const { return m_traffic; }
    QPushButton *addButton() const { return m_add; }
    QPushButton *runButton() const { return m_run; }
    QLabel *verdict() const { return m_verdict; }
    RunBar *player() const { return m_player; }
    WhatIfChart *chart() const { return m_chart; }
    // Of the saved configuration while that is played; null: the tab's.
    std::shared_ptr<const bay::Picture> playedPicture() const;
    void focusFirst();
    // Less of everything but the picture above.
    void setCompact(bool compact);

Q_SIGNALS:
    void finished();
    void closeRequested();
    // The run that is played, on playedPicture().
    void runShown(const patchbay::bay::LivePicture &live);
    void runTravelled(const patchbay::bay::RunPulses &pulses);
    void runLeft();

private:
    QWidget *buildControls();
    QWidget *buildResults();
    void buildPlayer(QVBoxLayout *column);
    void loadPlayer(const QString &whyNot = {});
    void showCaption();
    void addWord(QHBoxLayout *row, const QString &text, bool strong = false);
    void fillChoices();
    void removeFault(FaultRow *row);
    void showFaults();
    bay::WhatIf asked() const;
    struct Simulated {
        Result<bay::WhatIfResult> result;
        std::shared_ptr<const bay::Picture> saved;
    };
    void runTexts();
    void tellStep(bay::WhatIfStep step);
    void take(Simulated simulated);
    void showResult();
    void showNothing();
    static QStringList header();
    void showState();

    RoutingContext m_context;
    bay::ConfigTab &m_tab;
    Aside *m_aside;
    QVBoxLayout *m_controls = nullptr;
    QVBoxLayout *m_faultRows = nullptr;
    QList<FaultRow *> m_faults {};
    QPushButton *m_add = nullptr;
    QComboBox *m_traffic = nullptr;
    QComboBox *m_group = nullptr;
    QSpinBox *m_rate = nullptr;
    QPushButton *m_run = nullptr;
    WhatIfChart *m_chart = nullptr;
    QLabel *m_caption = nullptr;
    FigureTable *m_table = nullptr;
    QLabel *m_verdict = nullptr;
    QWidget *m_results = nullptr;
    QVBoxLayout *m_left = nullptr;
    QVBoxLayout *m_side = nullptr; // of the table; the verdict is below it, or below all
    QVBoxLayout *m_below = nullptr;
    RunBar *m_player = nullptr;
    bool m_stopping = false; // a large text's run was told to end
    std::string m_asked; // the text that was simulated
    std::optional<bay::WhatIfResult> m_result;
    std::shared_ptr<const bay::Picture> m_saved; // the saved configuration's
};

} // namespace patchbay
