// SPDX-License-Identifier: GPL-3.0-or-later
//
// BillForm: what a bill's file does not say of itself: its format, whose it is, its time zone, and which column means what.
#pragma once

#include "models/spend/bill.h"
#include "ui/shell/form_strip.h"

#include <QMap>

class QComboBox;
class QPushButton;

namespace patchbay {

class BillForm final : public FormStrip {
    Q_OBJECT
public:
    explicit BillForm(const Theme &theme, QWidget *parent = nullptr);

    // What was read and asked so far; `providers` are those of the ledger.
    void setBill(const BillFile &file, const BillQuestion &question, const QStringList &providers);
    void say(const QString &sentence) { showState({}, sentence); }

Q_SIGNALS:
    void compareWanted(const patchbay::BillQuestion &question);

private:
    BillQuestion question() const;

    QComboBox *m_format;
    QComboBox *m_provider;
    QComboBox *m_zone;
    QMap<QString, QComboBox *> m_columns;
    QPushButton *m_compare;
};

} // namespace patchbay
