// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/header_fields.h"

#include "models/vault/key_parts.h"
#include "providers/core/header_set.h"
#include "ui/keys/secret_field.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSet>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

HeaderFields::HeaderFields(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_column(new QVBoxLayout(this))
    , m_add(new QPushButton(tr("Another header"), this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(4);
    m_add->setObjectName(u"addHeader"_s);
    setLink(m_add);
    m_column->addWidget(m_add, 0, Qt::AlignLeft);
    connect(m_add, &QPushButton::clicked, this, &HeaderFields::addRow);
}

void HeaderFields::clear()
{
    for (const Row &row : std::as_const(m_rows)) {
        row.value->wipe();
        row.line->deleteLater();
    }
    m_rows.clear();
}

void HeaderFields::addRow()
{
    auto *line = new QWidget(this);
    auto *name = new QLineEdit(line);
    auto *value = new SecretField(m_theme, tr("Value of the header"), line);
    auto *remove = new QToolButton(line);
    name->setObjectName(u"headerName%1"_s.arg(m_rows.size()));
    value->setObjectName(u"headerValue%1"_s.arg(m_rows.size()));
    name->setAccessibleName(tr("Name of the header"));
    name->setPlaceholderText(tr("Name, like CF-Access-Client-Id"));
    value->setPlaceholderText(tr("Value, kept secret"));
    remove->setAutoRaise(true);
    remove->setAccessibleName(tr("Remove the header"));
    remove->setToolTip(tr("Remove the header"));
    setThemedIcon(remove, m_theme, u"list-remove"_s, Role::Muted);
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(name, 1);
    row->addWidget(value, 2);
    row->addWidget(remove);
    m_column->insertWidget(static_cast<int>(m_rows.size()), line);
    m_rows.append({ line, name, value });
    connect(name, &QLineEdit::textChanged, this, &HeaderFields::changed);
    connect(value, &QLineEdit::textChanged, this, &HeaderFields::changed);
    connect(remove, &QToolButton::clicked, this, [this, line] { this->remove(line); });
    name->setFocus(Qt::OtherFocusReason);
    Q_EMIT changed();
}

void HeaderFields::remove(const QWidget *line)
{
    for (const Row &row : std::as_const(m_rows)) {
        if (row.line == line) {
            row.value->wipe();
            row.line->deleteLater();
        }
    }
    m_rows.removeIf([line](const Row &row) { return row.line == line; });
    Q_EMIT changed();
}

bool HeaderFields::isFilled() const
{
    return std::ranges::any_of(m_rows, [](const Row &row) { return !row.name->text().trimmed().isEmpty() || row.value->isFilled(); });
}

QString HeaderFields::problem() const
{
    QSet<QString> names;
    for (const Row &row : m_rows) {
        const QString name = row.name->text().trimmed();
        if (name.isEmpty() && !row.value->isFilled()) {
            continue;
        }
        if (name.isEmpty()) {
            return tr("Name the header");
        }
        if (!isHeaderName(name.toStdString())) {
            return tr("%1 is no name that a header of one's own can have").arg(name);
        }
        if (!row.value->isFilled()) {
            return tr("Give %1 its value").arg(name);
        }
        if (names.contains(name.toLower())) {
            return tr("%1 is there twice").arg(name);
        }
        names.insert(name.toLower());
    }
    return {};
}

vault::SecretParts HeaderFields::parts() const
{
    vault::SecretParts parts;
    for (const Row &row : m_rows) {
        const QString name = row.name->text().trimmed();
        if (!name.isEmpty() && row.value->isFilled()) {
            parts.emplace(vault::headerPart(name.toStdString()), takeSecret(row.value->text().trimmed()));
        }
    }
    return parts;
}

} // namespace patchbay
