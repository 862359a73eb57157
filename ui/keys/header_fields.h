// SPDX-License-Identifier: GPL-3.0-or-later
//
// HeaderFields: secret headers as a person enters them, a row each: the name in the open, the value as a secret. What
// was typed is wiped when the fields are hidden.
#pragma once

#include "models/vault/vault_record.h"
#include "ui/widgets/theme.h"

#include <QList>
#include <QWidget>

class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace patchbay {

class SecretField;

class HeaderFields final : public QWidget {
    Q_OBJECT
public:
    explicit HeaderFields(const Theme &theme, QWidget *parent = nullptr);

    // No rows.
    void clear();
    void addRow();
    // A row has a name or a value.
    bool isFilled() const;
    // What is wrong with a row, in words; empty where all are good. Rows without name and value do not count.
    QString problem() const;
    // By the part's name ("header:x-team"); the fields keep what is in them.
    vault::SecretParts parts() const;

Q_SIGNALS:
    void changed();

private:
    struct Row {
        QWidget *line;
        QLineEdit *name;
        SecretField *value;
    };
    void remove(const QWidget *line);

    const Theme &m_theme;
    QVBoxLayout *m_column;
    QPushButton *m_add;
    QList<Row> m_rows;
};

} // namespace patchbay
