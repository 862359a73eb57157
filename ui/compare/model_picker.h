// SPDX-License-Identifier: GPL-3.0-or-later
//
// ModelPicker: a field that finds models of the catalogue as one types, grouped by provider in its
// list; any other "provider/name" may be typed as well.
#pragma once

#include "ui/compare/compare_context.h"

#include <QComboBox>

namespace patchbay {

class ModelPicker final : public QComboBox {
    Q_OBJECT
public:
    explicit ModelPicker(const CompareContext &context, QWidget *parent = nullptr);

    void setModelString(const QString &model);
    QString modelString() const { return m_model; }
    void showPopup() override;

Q_SIGNALS:
    // Chosen or typed and confirmed; never while typing.
    void modelChosen(const QString &model);

protected:
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void fill();
    void choose(const QString &text);

    CompareContext m_context;
    QString m_model;
    bool m_filled = false;
};

} // namespace patchbay
