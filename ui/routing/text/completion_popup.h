// SPDX-License-Identifier: GPL-3.0-or-later
//
// CompletionPopup: what may be written at the cursor, in a list below it, with the sentence of the chosen row. It
// never has the focus: the editor hands it the keys that are the list's.
#pragma once

#include "models/bay/completion.h"
#include "ui/widgets/theme.h"

#include <QFrame>

class QKeyEvent;
class QLabel;
class QListView;
class QStandardItemModel;

namespace patchbay {

class CompletionPopup final : public QFrame {
    Q_OBJECT
public:
    // `window` holds it, so that it may be larger than the editor.
    CompletionPopup(const Theme &theme, QWidget *window);

    // `caret`: the word's first character, in the window's coordinates.
    void open(const bay::Completion &completion, const QRect &caret);
    // True: the key was the list's.
    bool take(const QKeyEvent &key);
    QListView *list() const { return m_list; }
    QString help() const;

Q_SIGNALS:
    void chosen(int number);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void place(const QRect &caret);
    void step(int rows);
    void describe();

    const Theme &m_theme;
    QListView *m_list;
    QStandardItemModel *m_rows;
    QLabel *m_help;
};

} // namespace patchbay
