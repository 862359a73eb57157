// SPDX-License-Identifier: GPL-3.0-or-later
//
// ParameterForm: temperature, top p, limits, seed, effort, stop words, timeout and further fields
// of one pane. An empty field is not sent.
#pragma once

#include "models/runs/run_record.h"
#include "ui/widgets/theme.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QSpinBox;
class QValidator;

namespace patchbay {

class KindFieldsForm;

class ParameterForm final : public QWidget {
    Q_OBJECT
public:
    explicit ParameterForm(const Theme &theme, QWidget *parent = nullptr);

    void setParameters(const PaneParameters &parameters);
    // Shows the fields that a call of the kind takes (as providers/core names it; empty: chat), and what
    // may stand in "More fields".
    void setKind(const QString &kind, const QString &example);
    const PaneParameters &parameters() const { return m_parameters; }
    QLineEdit *temperatureField() const { return m_temperature; }

Q_SIGNALS:
    void edited(const PaneParameters &parameters);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QLineEdit *addField(const QString &label, QValidator *validator);
    void addRow(const QString &label, QWidget *field);
    void createFields();
    void createFurtherFields();
    void commit();
    PaneParameters read() const;

    const Theme &m_theme;
    PaneParameters m_parameters;
    QFormLayout *m_form;
    QLineEdit *m_temperature = nullptr;
    QLineEdit *m_topP = nullptr;
    QLineEdit *m_maxTokens = nullptr;
    QLineEdit *m_seed = nullptr;
    QComboBox *m_effort = nullptr;
    QLineEdit *m_stop = nullptr;
    QSpinBox *m_timeout = nullptr;
    QPlainTextEdit *m_extra = nullptr;
    KindFieldsForm *m_kindFields = nullptr;
    QLabel *m_extraProblem = nullptr;
};

} // namespace patchbay
