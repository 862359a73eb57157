// SPDX-License-Identifier: GPL-3.0-or-later
//
// FirstRunInspector: what to do next, at the right of the first comparison: run, paste a provider
// key, look for local servers. It can be hidden.
#pragma once

#include "ui/compare/compare_context.h"

#include <QWidget>

class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace patchbay {

class FirstRunInspector final : public QWidget {
    Q_OBJECT
public:
    explicit FirstRunInspector(const CompareContext &context, QWidget *parent = nullptr);

    QLineEdit *keyField() const { return m_key; }
    QPushButton *localButton() const { return m_local; }
    // The first step has been taken.
    void markDone();

Q_SIGNALS:
    // The field is emptied before the signal is sent, so that the key stands nowhere.
    void keyPasted(const QString &key);
    void localServersRequested();
    void hideRequested();

private:
    QVBoxLayout *addStep(int number, const QString &title, const QString &text);
    void createHead();

    const Theme &m_theme;
    QVBoxLayout *m_layout;
    QVBoxLayout *m_firstStep = nullptr; // heading and detail
    QLineEdit *m_key;
    QPushButton *m_local;
};

} // namespace patchbay
