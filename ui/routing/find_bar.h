// SPDX-License-Identifier: GPL-3.0-or-later
//
// FindBar: a line to search with: Enter and Shift+Enter go on, Escape closes. Says how much was found.
#pragma once

#include "ui/shell/chrome_widget.h"

class QLabel;
class QLineEdit;

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

Q_SIGNALS:
    void changed(const QString &text);
    void next(bool backwards);
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QLineEdit *m_field;
    QLabel *m_count;
};

} // namespace patchbay
