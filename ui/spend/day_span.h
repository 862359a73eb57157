// SPDX-License-Identifier: GPL-3.0-or-later
//
// DaySpan: two days, written or stepped through; the first never lies behind the last.
#pragma once

#include <QDate>
#include <QWidget>

class QDateEdit;

namespace patchbay {

class Theme;

class DaySpan final : public QWidget {
    Q_OBJECT
public:
    explicit DaySpan(const Theme &theme, QWidget *parent = nullptr);

    // What can be chosen.
    void setBounds(QDate first, QDate last);
    void setDays(QDate first, QDate last);
    QDate first() const;
    QDate last() const;
    void focusFirst();

Q_SIGNALS:
    // By a person; once a day is whole, not at each of its digits.
    void chosen(QDate first, QDate last);

private:
    void take(bool movedFirst);

    QDateEdit *m_first;
    QDateEdit *m_last;
    bool m_setting = false;
};

} // namespace patchbay
