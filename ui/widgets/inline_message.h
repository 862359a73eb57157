// SPDX-License-Identifier: GPL-3.0-or-later
//
// InlineMessage: says in place what happened, to which attempt, and what to do about it.
//
// Icon and title, one sentence, rows of facts (attempts), buttons, at most one link. All texts are
// plain: what a provider wrote is never read as markup.
#pragma once

#include "ui/widgets/theme.h"

#include <QFrame>

class QGridLayout;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace patchbay {

class InlineMessage final : public QFrame {
    Q_OBJECT
public:
    enum class Severity { Error, Warning, Info };
    // Plain: on the pane's own ground; Filled: a box in the severity's fill.
    enum class Look { Plain, Filled };

    struct Row {
        QString number;   // "1"
        QString text;     // "429 after 214 ms"
        QString trailing; // "waited 1.1 s"
    };

    InlineMessage(const Theme &theme, Severity severity, Look look = Look::Plain, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    QString title() const;
    void setSentence(const QString &sentence);
    void setRows(const QList<Row> &rows);
    // Buttons stand in the order they were added, links below them. Owned by the message.
    QPushButton *addAction(const QString &text, const QString &iconName = {});
    QPushButton *addLink(const QString &text);
    void clearActions();
    // For what does not fit the pattern, at the end: the provider's own words.
    void addWidget(QWidget *widget);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void describe();

    const Theme &m_theme;
    Severity m_severity;
    Look m_look;
    QVBoxLayout *m_column;
    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_sentence;
    QWidget *m_rows;
    QWidget *m_actions;
    QVBoxLayout *m_links;
};

} // namespace patchbay
