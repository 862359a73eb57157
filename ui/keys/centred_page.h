// SPDX-License-Identifier: GPL-3.0-or-later
//
// CentredPage: an icon, a title, a sentence and what else is put into its column, calm in the middle of the panel.
#pragma once

#include "ui/widgets/theme.h"

#include <QScrollArea>

class QLabel;
class QVBoxLayout;

namespace patchbay {

class CentredPage : public QScrollArea {
    Q_OBJECT
public:
    CentredPage(const Theme &theme, const QString &iconName, const QString &title, QWidget *parent = nullptr);

protected:
    const Theme &theme() const { return m_theme; }
    QVBoxLayout *column() const { return m_column; }
    QWidget *body() const { return m_body; }
    void setSentence(const QString &sentence);
    // A line with an icon, for what holds meanwhile.
    void addNote(const QString &iconName, const QString &text);
    QLabel *addText(TypeStep step, Role role);

private:
    const Theme &m_theme;
    QWidget *m_body;
    QVBoxLayout *m_column = nullptr;
    QLabel *m_sentence = nullptr;
};

} // namespace patchbay
