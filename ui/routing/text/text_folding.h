// SPDX-License-Identifier: GPL-3.0-or-later
//
// TextFolding: hides and shows lines of a plain text editor. What is folded stays folded while the text around it
// changes; a cursor that is put into hidden lines opens them.
#pragma once

#include "models/bay/folds.h"

#include <QObject>
#include <QTextCursor>

class QPlainTextEdit;

namespace patchbay {

class TextFolding final : public QObject {
    Q_OBJECT
public:
    explicit TextFolding(QPlainTextEdit &editor);

    // Lines from 0. Null: nothing begins there.
    const bay::Fold *foldAt(int line) const;
    bool isFolded(int line) const;
    void setFolded(int line, bool folded);
    // The innermost fold around a line; when it is folded already, the one around that.
    void foldAround(int line);
    // The folded head at a line, or the head that hides it.
    void unfoldAround(int line);
    // Opens what hides a line.
    void reveal(int line);
    // No folds while it is so.
    void setSuspended(bool suspended);
    // "8 deployments", "12 lines": what a folded head hides.
    QString wordsOf(int line) const;

Q_SIGNALS:
    void changed();

private:
    void readText();
    void apply();

    QPlainTextEdit &m_editor;
    std::vector<bay::Fold> m_folds {};
    QList<QTextCursor> m_folded {}; // at heads; they move with the text
    bool m_applying = false;
    bool m_suspended = false;
};

} // namespace patchbay
