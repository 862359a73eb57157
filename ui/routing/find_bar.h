// SPDX-License-Identifier: GPL-3.0-or-later
//
// FindBar: a line to search with: Enter and Shift+Enter go on, Escape closes. Says how much was found. Where its
// owner can replace, a second line opens below.
#pragma once

#include "ui/shell/chrome_widget.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace patchbay {

class FindBar final : public ChromeWidget {
    Q_OBJECT
public:
    FindBar(const Theme &theme, const QString &placeholder, QWidget *parent = nullptr);

    void open();
    void close();
    QString text() const;
    void setText(const QString &text);
    // After changed(): shown at the end of the line.
    void setCount(int count, const QString &noun);

    // Once, by an owner that can replace.
    void enableReplacing();
    void openReplacing();
    QString replacement() const;
    QLineEdit *field() const { return m_field; }
    QLineEdit *replacementField() const { return m_replacement; }
    QPushButton *replaceAllButton() const { return m_replaceAll; }

Q_SIGNALS:
    void changed(const QString &text);
    void next(bool backwards);
    void replaceWanted();
    void replaceAllWanted();
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showReplacing(bool shown);

    const Theme &m_theme;
    QLineEdit *m_field;
    QLabel *m_count;
    QToolButton *m_more = nullptr; // these where replacing is enabled
    QWidget *m_second = nullptr;
    QLineEdit *m_replacement = nullptr;
    QPushButton *m_replaceAll = nullptr;
};

} // namespace patchbay
