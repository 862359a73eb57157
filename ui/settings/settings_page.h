// SPDX-License-Identifier: GPL-3.0-or-later
//
// SettingsPage: one section of the settings: a title, then rows of label and control under
// headings. White space separates; there are no frames.
#pragma once

#include "ui/widgets/theme.h"

#include <QScrollArea>

class QGridLayout;
class QLabel;
class QVBoxLayout;

namespace patchbay {

class SettingsPage : public QScrollArea {
    Q_OBJECT
public:
    SettingsPage(const Theme &theme, const QString &title, QWidget *parent = nullptr);

protected:
    const Theme &theme() const { return m_theme; }
    void addHeading(const QString &text);
    // `hint` stands muted below the control; the label names the control for screen readers.
    void addRow(const QString &label, QWidget *control, const QString &hint = {});
    QLabel *addText(const QString &text, Role role = Role::Muted);
    // Takes the whole width, and the rest of the height where `stretch` is not 0.
    void addWide(QWidget *widget, int stretch = 0);
    // Below everything; keeps the rows together at the top.
    void finish();

private:
    QGridLayout *rows();

    const Theme &m_theme;
    QWidget *m_body = nullptr;
    QVBoxLayout *m_column = nullptr;
    QGridLayout *m_rows = nullptr; // of the current heading
};

} // namespace patchbay
