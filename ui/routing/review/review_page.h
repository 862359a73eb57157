// SPDX-License-Identifier: GPL-3.0-or-later
//
// ReviewPage: what would go live: the changes in words and in lines, the checks, and the buttons that write the
// file or have the gateway take it. Writing and asking happen on a thread of their own.
#pragma once

#include "models/bay/config_tab.h"
#include "models/bay/diff_rows.h"
#include "models/config/config_changes.h"
#include "ui/routing/routing_context.h"
#include "ui/widgets/theme.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace patchbay {

class Aside;
class FigureTable;
class UnifiedDiff;

class ReviewPage final : public QWidget {
    Q_OBJECT
public:
    ReviewPage(const RoutingContext &context, bay::ConfigTab &tab, QWidget *parent = nullptr);

    // Compares anew; called when the page is shown. A large text is compared on another thread, which is said meanwhile.
    void open();
    bool isComparing() const;
    void apply();
    QPushButton *applyButton() const { return m_apply; }
    UnifiedDiff *lines() const { return m_diff; }
    QLabel *outcome() const { return m_outcome; }
    // Of the same traffic through the saved and the edited configuration; null until it was simulated.
    FigureTable *simulation() const { return m_simulation; }
    // Why it could not be; null where it could.
    QLabel *noSimulation() const { return m_noSimulation; }
    int changes() const { return m_changes; }
    // Whether what is shown is what would be applied.
    bool isCurrent() const { return m_shown && m_shown->saved == m_tab.saved() && m_shown->edited == m_tab.text(); }

Q_SIGNALS:
    void closeRequested();
    void saveRequested();
    void applied();
    void lineWanted(quint32 line);

private:
    QWidget *buildLeft();
    QWidget *buildRight();
    QWidget *buildBar();
    // What is different, in lines and in words.
    struct Compared {
        bay::DiffRows rows;
        document::ConfigComparison changes;
        bool usable = true; // both can be simulated
    };
    void startComparing();
    void show(const Compared &compared);
    void clearList();
    void showChanges(const document::ConfigComparison &all);
    void showChecks();
    void showTarget();
    void simulate();
    void tellSimulating();
    void clearSimulation();
    void showSimulation(const bay::WhatIfResult &result);
    void showNoSimulation(const QString &why);
    void addLine(QVBoxLayout *column, const QString &sign, Role role, const QString &text);
    void addMore(QVBoxLayout *column, std::size_t all);
    QString whyNoApply() const;
    void follow();
    void take(const bay::Outcome &outcome, const std::string &written);

    RoutingContext m_context;
    bay::ConfigTab &m_tab;
    Aside *m_aside;
    Aside *m_simulator;
    Aside *m_comparer;
    QWidget *m_simulated = nullptr; // where its figures stand; made anew with the list
    FigureTable *m_simulation = nullptr;
    QLabel *m_noSimulation = nullptr;
    QLabel *m_summary = nullptr;
    QLabel *m_what = nullptr;
    QWidget *m_list = nullptr;
    UnifiedDiff *m_diff = nullptr;
    QLabel *m_figures = nullptr;
    QLabel *m_name = nullptr;
    QLabel *m_target = nullptr;
    QLabel *m_outcome = nullptr;
    QLineEdit *m_note = nullptr;
    QPushButton *m_save = nullptr;
    QPushButton *m_apply = nullptr;
    struct Shown {
        std::string saved;
        std::string edited;
    };
    std::shared_ptr<const Shown> m_shown; // while the text was still being read: nothing
    int m_changes = 0;
    bool m_usable = false; // what was compared can be simulated
    bool m_applying = false;
};

} // namespace patchbay
