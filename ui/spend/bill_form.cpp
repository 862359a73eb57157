// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/bill_form.h"

#include "ui/widgets/themed.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr BillFormat formats[] = { BillFormat::OpenAi, BillFormat::Anthropic, BillFormat::Azure,      BillFormat::Aws,
                                   BillFormat::Focus,  BillFormat::Google,    BillFormat::OpenRouter, BillFormat::Csv };
constexpr int columnsInRow = 4;
constexpr int smallestCombo = 130;

QString formatWords(BillFormat format)
{
    switch (format) {
    case BillFormat::OpenAi: return u"OpenAI"_s;
    case BillFormat::Anthropic: return u"Anthropic"_s;
    case BillFormat::Azure: return u"Azure"_s;
    case BillFormat::Aws: return u"AWS cost and usage report"_s;
    case BillFormat::Focus: return u"FOCUS"_s;
    case BillFormat::Google: return u"Google Cloud"_s;
    case BillFormat::OpenRouter: return u"OpenRouter"_s;
    case BillFormat::Csv: break;
    }
    return BillForm::tr("other CSV");
}

QString columnWords(const QString &what)
{
    const QMap<QString, QString> words { { u"day"_s, BillForm::tr("Day") },
                                         { u"model"_s, BillForm::tr("Model") },
                                         { u"cost"_s, BillForm::tr("Cost") },
                                         { u"kind"_s, BillForm::tr("Kind of token") },
                                         { u"units"_s, BillForm::tr("Tokens of that kind") },
                                         { u"prompt"_s, BillForm::tr("Input tokens") },
                                         { u"cached"_s, BillForm::tr("Cached input") },
                                         { u"cache_creation"_s, BillForm::tr("Cache writes") },
                                         { u"completion"_s, BillForm::tr("Output tokens") },
                                         { u"requests"_s, BillForm::tr("Requests") },
                                         { u"currency"_s, BillForm::tr("Currency") } };
    return words.value(what, what);
}

} // namespace

BillForm::BillForm(const Theme &theme, QWidget *parent)
    : FormStrip(theme, tr("What the file means"), parent)
    , m_format(new QComboBox(this))
    , m_provider(new QComboBox(this))
    , m_zone(new QComboBox(this))
    , m_compare(new QPushButton(tr("Compare"), this))
{
    setObjectName(u"billForm"_s);
    m_format->setObjectName(u"billFormat"_s);
    m_provider->setObjectName(u"billProvider"_s);
    m_zone->setObjectName(u"billZone"_s);
    m_compare->setObjectName(u"compareBill"_s);
    for (const BillFormat format : formats) {
        m_format->addItem(formatWords(format), static_cast<int>(format));
    }
    m_provider->setEditable(true);
    m_provider->setInsertPolicy(QComboBox::NoInsert);
    m_provider->lineEdit()->setPlaceholderText(tr("as the ledger names it: openai, anthropic, …"));
    m_zone->setEditable(true);
    m_zone->setInsertPolicy(QComboBox::NoInsert);
    m_zone->addItems({ u"UTC"_s, u"America/Los_Angeles"_s, u"America/New_York"_s, u"Europe/London"_s, u"Europe/Berlin"_s, u"Asia/Tokyo"_s });
    auto *file = new QWidget(this);
    auto *row = new QHBoxLayout(file);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_format, 1);
    row->addWidget(m_zone, 1);
    m_format->setAccessibleName(tr("Format"));
    m_zone->setAccessibleName(tr("Time zone of its days"));
    addField(tr("Format, and the time zone of its days"), file, 0, 0);
    addField(tr("Provider"), m_provider, 0, 1);
    auto *grid = new QWidget(this);
    auto *cells = new QGridLayout(grid);
    cells->setContentsMargins(0, 0, 0, 0);
    cells->setHorizontalSpacing(8);
    cells->setVerticalSpacing(4);
    int place = 0;
    for (const QString &what : billColumnNames()) {
        auto *name = new QLabel(columnWords(what), grid);
        setTextStyle(name, theme, TypeStep::Meta, Role::Muted);
        auto *column = new QComboBox(grid);
        column->setObjectName(u"billColumn."_s + what);
        column->setAccessibleName(columnWords(what));
        column->setMinimumWidth(smallestCombo);
        cells->addWidget(name, 2 * (place / columnsInRow), place % columnsInRow);
        cells->addWidget(column, 2 * (place / columnsInRow) + 1, place % columnsInRow);
        m_columns.insert(what, column);
        ++place;
    }
    addField(tr("Columns of a CSV"), grid, 1, 0, true);
    setPrimary(m_compare);
    buttons()->addWidget(m_compare);
    connect(m_compare, &QPushButton::clicked, this, [this] { Q_EMIT compareWanted(question()); });
}

void BillForm::setBill(const BillFile &file, const BillQuestion &question, const QStringList &providers)
{
    m_format->setCurrentIndex(m_format->findData(static_cast<int>(file.bill.format)));
    m_provider->clear();
    m_provider->addItems(providers);
    m_provider->setCurrentText(file.provider);
    m_zone->setCurrentText(QString::fromUtf8(file.zone.id()));
    for (auto column = m_columns.cbegin(); column != m_columns.cend(); ++column) {
        (*column)->clear();
        (*column)->addItem(tr("by its name"), QString());
        for (const QString &name : file.header) {
            (*column)->addItem(name, name);
        }
        (*column)->setEnabled(!file.header.isEmpty());
        (*column)->setCurrentIndex(std::max(0, (*column)->findData(question.columns.value(column.key()))));
    }
}

BillQuestion BillForm::question() const
{
    BillQuestion asked { .format = static_cast<BillFormat>(m_format->currentData().toInt()), .provider = m_provider->currentText().trimmed() };
    const QTimeZone zone(m_zone->currentText().trimmed().toUtf8());
    asked.zone = zone.isValid() ? std::optional(zone) : std::nullopt;
    for (auto column = m_columns.cbegin(); column != m_columns.cend(); ++column) {
        if (const QString name = (*column)->currentData().toString(); !name.isEmpty()) {
            asked.columns.insert(column.key(), name);
        }
    }
    return asked;
}

} // namespace patchbay
