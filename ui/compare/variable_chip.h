// SPDX-License-Identifier: GPL-3.0-or-later
//
// VariableChip: one {{variable}} and its value. A click, Space or Enter turns it into a field; Enter
// or leaving it keeps what was typed, Escape does not.
#pragma once

#include <QStackedWidget>

class QLineEdit;

namespace patchbay {

class Chip;
class Theme;

class VariableChip final : public QStackedWidget {
    Q_OBJECT
public:
    VariableChip(const Theme &theme, const QString &name, const QString &value, QWidget *parent = nullptr);

    QString name() const { return m_name; }
    void setValue(const QString &value);
    void edit();

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void valueEdited(const QString &name, const QString &value);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void finish(bool keep);
    void present(const QString &value);

    QString m_name;
    QString m_value;
    bool m_finishing = false;
    Chip *m_chip;
    QLineEdit *m_field;
};

} // namespace patchbay
