// SPDX-License-Identifier: GPL-3.0-or-later
//
// PaneInspector: the selected pane at the right: model, provider, key, parameters, why it cost what
// it did, where the time went; the raw wire and the diff are one click away.
#pragma once

#include "ui/compare/compare_context.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace patchbay {

class Comparison;
class CostTable;
class ModelPicker;
class ParameterForm;
class PromptEditor;
class Swatch;
class TimingBar;

class PaneInspector final : public QWidget {
    Q_OBJECT
public:
    explicit PaneInspector(const CompareContext &context, QWidget *parent = nullptr);

    // Shows that pane; null shows nothing.
    void setPane(Comparison *comparison, int index);
    void refresh();
    // The field of the model, for "no model chosen" and after adding a pane.
    void focusModel();

    ModelPicker *modelPicker() const { return m_model; }
    ParameterForm *parameterForm() const { return m_form; }
    QCheckBox *syncBox() const { return m_sync; }

Q_SIGNALS:
    void wireRequested();
    void diffRequested();

private:
    QLabel *addHeading(const QString &text, QWidget *right);
    void createTop();
    void createParameters();
    void createResult();
    void createButtons();
    void refreshResult();
    QString priceText() const;
    QString timingText() const;

    CompareContext m_context;
    Comparison *m_comparison = nullptr;
    quint64 m_key = 0;
    QVBoxLayout *m_layout;
    Swatch *m_swatch;
    QLabel *m_title;
    QLabel *m_number;
    ModelPicker *m_model;
    QLabel *m_provider;
    QLabel *m_keySource;
    QLabel *m_problem;
    QCheckBox *m_sync;
    ParameterForm *m_form;
    QLabel *m_systemHeading = nullptr;
    PromptEditor *m_system;
    QWidget *m_result;
    QLabel *m_price;
    CostTable *m_cost;
    TimingBar *m_timing;
    QLabel *m_timingText;
    QPushButton *m_wire;
    QPushButton *m_diff;
};

} // namespace patchbay
