// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/postgres_form.h"

#include "models/format/format.h"
#include "ui/spend/day_span.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QIntValidator>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <utility>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int usualPort = 5'432;
constexpr int highestPort = 65'535;
constexpr int portWidth = 72;

QWidget *beside(QWidget *left, QWidget *right, QWidget *parent)
{
    auto *both = new QWidget(parent);
    auto *row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(left, 1);
    row->addWidget(right, right->maximumWidth() == portWidth ? 0 : 1);
    return both;
}

} // namespace

PostgresForm::PostgresForm(const Theme &theme, QWidget *parent)
    : FormStrip(theme, tr("LiteLLM's database"), parent)
    , m_address(new QLineEdit(this))
    , m_host(new QLineEdit(this))
    , m_port(new QLineEdit(QString::number(usualPort), this))
    , m_database(new QLineEdit(this))
    , m_schema(new QLineEdit(this))
    , m_user(new QLineEdit(this))
    , m_password(new QLineEdit(this))
    , m_days(new QWidget(this))
    , m_span(new DaySpan(theme, m_days))
    , m_try(new QPushButton(tr("Try"), this))
    , m_import(new QPushButton(tr("Import"), this))
{
    setObjectName(u"postgresForm"_s);
    const auto name = [](QWidget *field, const QString &id, const QString &words) {
        field->setObjectName(id);
        field->setAccessibleName(words);
    };
    name(m_address, u"postgresAddress"_s, tr("Address"));
    name(m_host, u"postgresHost"_s, tr("Host"));
    name(m_port, u"postgresPort"_s, tr("Port"));
    name(m_database, u"postgresDatabase"_s, tr("Database"));
    name(m_schema, u"postgresSchema"_s, tr("Schema"));
    name(m_user, u"postgresUser"_s, tr("User"));
    name(m_password, u"postgresPassword"_s, tr("Password"));
    name(m_try, u"postgresTry"_s, {});
    name(m_import, u"postgresImport"_s, {});
    m_address->setPlaceholderText(tr("postgresql://user:password@host:5432/litellm, pasted here, fills the fields below"));
    m_schema->setPlaceholderText(tr("public"));
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setPlaceholderText(tr("is not kept"));
    m_port->setMaximumWidth(portWidth);
    m_port->setMinimumWidth(portWidth);
    m_port->setValidator(new QIntValidator(1, highestPort, m_port));
    auto *days = new QHBoxLayout(m_days);
    days->setContentsMargins(0, 0, 0, 0);
    days->addWidget(m_span);
    days->addStretch(1);
    addField(tr("Address (or the fields below)"), m_address, 0, 0, true);
    addField(tr("Host and port"), beside(m_host, m_port, this), 1, 0);
    addField(tr("Database and schema"), beside(m_database, m_schema, this), 1, 1);
    addField(tr("User"), m_user, 2, 0);
    addField(tr("Password"), m_password, 2, 1);
    addField(tr("Days of UTC, the last one included"), m_days, 3, 0, true);
    setFieldShown(m_days, false);
    setPrimary(m_import);
    buttons()->addWidget(m_try);
    buttons()->addWidget(m_import);
    connect(m_address, &QLineEdit::editingFinished, this, [this] { takeApart(m_address->text()); });
    // Pasted: more than a key's letter at once.
    connect(m_address, &QLineEdit::textEdited, this, [this](const QString &text) {
        if (text.size() - std::exchange(m_typed, text.size()) > 1) {
            takeApart(text);
        }
    });
    for (QLineEdit *field : { m_host, m_port, m_database, m_schema, m_user, m_password }) {
        connect(field, &QLineEdit::textEdited, this, &PostgresForm::forgetFound);
        connect(field, &QLineEdit::returnPressed, m_try, &QPushButton::click);
    }
    connect(m_try, &QPushButton::clicked, this, &PostgresForm::tryWanted);
    connect(m_import, &QPushButton::clicked, this, &PostgresForm::importWanted);
}

void PostgresForm::start()
{
    m_address->setFocus(Qt::OtherFocusReason);
}

// The address leaves its field, so that no password stands there to be read.
void PostgresForm::takeApart(const QString &address)
{
    const QString text = address.trimmed();
    if (text.isEmpty()) {
        return;
    }
    const Result<PostgresPlace> place = postgresPlaceFrom(text);
    if (!place || place->host.isEmpty() || place->database.isEmpty()) {
        forgetFound();
        showState({}, text.contains(u"://"_s) && !place ? QString::fromStdString(place.error().message) : QString());
        return;
    }
    m_host->setText(place->host);
    m_port->setText(QString::number(place->port > 0 ? place->port : usualPort));
    m_database->setText(place->database);
    m_schema->setText(place->schema);
    m_user->setText(place->user);
    m_password->setText(place->password);
    m_options = place->options;
    m_typed = 0;
    m_address->clear();
    forgetFound();
    m_try->setFocus(Qt::OtherFocusReason);
}

void PostgresForm::forgetFound()
{
    m_found.reset();
    setFieldShown(m_days, false);
    showState({}, {});
}

PostgresPlace PostgresForm::place() const
{
    PostgresPlace place;
    place.host = m_host->text().trimmed();
    place.port = m_port->text().isEmpty() ? usualPort : m_port->text().toInt();
    place.database = m_database->text().trimmed();
    place.schema = m_schema->text().trimmed();
    place.user = m_user->text().trimmed();
    place.password = m_password->text();
    place.options = m_options;
    return place;
}

std::optional<QDate> PostgresForm::first() const
{
    return m_found && m_found->first.isValid() && m_span->first() > m_found->first ? std::optional(m_span->first()) : std::nullopt;
}

std::optional<QDate> PostgresForm::last() const
{
    return m_found && m_found->last.isValid() && m_span->last() < m_found->last ? std::optional(m_span->last()) : std::nullopt;
}

void PostgresForm::showTrying()
{
    showState({}, tr("Asking the server…"));
}

void PostgresForm::showFound(const Result<PostgresFound> &found)
{
    forgetFound();
    if (!found) {
        showProblem(QString::fromStdString(found.error().message));
        return;
    }
    m_found = *found;
    const QString rows = (found->rowsAreEstimated ? tr("about ") : QString()) + format::counted(found->rows, tr("row"));
    if (!found->first.isValid()) {
        showState({}, tr("PostgreSQL %1: the table of spend logs is there and has no rows.").arg(found->server));
        return;
    }
    m_span->setBounds(found->first, found->last);
    m_span->setDays(found->first, found->last);
    setFieldShown(m_days, true);
    showState({}, tr("PostgreSQL %1: %2, from %3 to %4.").arg(found->server, rows, found->first.toString(Qt::ISODate), found->last.toString(Qt::ISODate)));
}

void PostgresForm::forgetPassword()
{
    m_password->clear();
}

QString PostgresForm::sentence() const
{
    return findChild<QLabel *>(u"stripSentence"_s)->text();
}

} // namespace patchbay
