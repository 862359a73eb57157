// SPDX-License-Identifier: GPL-3.0-or-later
//
// PullForm: which provider is asked for its bill, and of which days.
#pragma once

#include "ui/shell/form_strip.h"

#include <QDate>

class QComboBox;
class QPushButton;

namespace patchbay {

class DaySpan;

class PullForm final : public FormStrip {
    Q_OBJECT
public:
    explicit PullForm(const Theme &theme, QWidget *parent = nullptr);

    // Providers that can be asked, by their names and what they are called. Of UTC; `yesterday` is the last day that is over.
    static QList<std::pair<QString, QString>> providers();
    void start(QDate yesterday);

Q_SIGNALS:
    void pullWanted(const QString &provider, QDate first, QDate last);

private:
    void setBounds();

    QComboBox *m_provider;
    DaySpan *m_days;
    QPushButton *m_ask;
    QDate m_yesterday;
};

} // namespace patchbay
