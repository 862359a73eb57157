// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/opening/import_dialog.h"

#include "models/format/format.h"
#include "providers/catalog/catalog.h"
#include "ui/widgets/themed.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPointer>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int dialogWidth = 560;
constexpr int listHeight = 260;
constexpr char proxyId[] = "litellm_proxy";

QLabel *word(const Theme &theme, const QString &text, QWidget *buddy)
{
    auto *label = new QLabel(text, buddy->parentWidget());
    label->setBuddy(buddy);
    setTextStyle(label, theme, TypeStep::Body, Role::Muted);
    return label;
}

} // namespace

ImportDialog::ImportDialog(const RoutingContext &context, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_models(new QStandardItemModel(this))
    , m_shown(new QSortFilterProxyModel(this))
{
    setWindowTitle(tr("A configuration from listed models"));
    setBackground(this, context.theme, Role::Surface);
    setMinimumWidth(dialogWidth);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 12);
    column->setSpacing(8);
    buildQuestion(column);
    buildModels(column);
    connectAll();
    showSource();
    showState();
}

void ImportDialog::buildQuestion(QVBoxLayout *column)
{
    const Theme &theme = m_context.theme;
    m_source = new QComboBox(this);
    m_source->setAccessibleName(tr("Who is asked"));
    for (const char *id : { "openrouter", proxyId }) {
        if (const ProviderEntry *entry = m_context.catalog.provider(id)) {
            m_source->addItem(QString::fromStdString(entry->name), QString::fromUtf8(id));
        }
    }
    m_address = new QLineEdit(this);
    m_key = new QLineEdit(this);
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setAccessibleName(tr("Key"));
    m_ask = new QPushButton(tr("Ask for its models"), this);
    m_said = new QLabel(this);
    m_said->setWordWrap(true);
    setTextStyle(m_said, theme, TypeStep::Meta, Role::Muted);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(8);
    const auto row = [&](int number, const QString &text, QWidget *field) {
        grid->addWidget(word(theme, text, field), number, 0);
        grid->addWidget(field, number, 1);
    };
    row(0, tr("From"), m_source);
    row(1, tr("Address"), m_address);
    row(2, tr("Key"), m_key);
    grid->setColumnStretch(1, 1);
    column->addLayout(grid);
    column->addWidget(m_ask, 0, Qt::AlignLeft);
    column->addWidget(m_said);
}

void ImportDialog::buildModels(QVBoxLayout *column)
{
    m_filter = new QLineEdit(this);
    m_filter->setPlaceholderText(tr("filter"));
    m_filter->setAccessibleName(tr("Filter the models"));
    m_filter->setClearButtonEnabled(true);
    m_shown->setSourceModel(m_models);
    m_shown->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_list = new QListView(this);
    m_list->setAccessibleName(tr("Models"));
    m_list->setModel(m_shown);
    m_list->setUniformItemSizes(true);
    m_list->setMinimumHeight(listHeight);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_all = new QPushButton(tr("Choose all shown"), this);
    m_make = new QPushButton(tr("Make the configuration"), this);
    setPrimary(m_make);
    auto *leave = new QPushButton(tr("Cancel"), this);
    connect(leave, &QPushButton::clicked, this, &QDialog::reject);
    for (QPushButton *button : { m_ask, m_all, m_make, leave }) {
        button->setAutoDefault(false);
    }
    auto *row = new QHBoxLayout;
    row->addWidget(m_all);
    row->addStretch(1);
    row->addWidget(leave);
    row->addWidget(m_make);
    column->addWidget(m_filter);
    column->addWidget(m_list, 1);
    column->addLayout(row);
}

void ImportDialog::connectAll()
{
    connect(m_source, &QComboBox::currentIndexChanged, this, &ImportDialog::showSource);
    connect(m_ask, &QPushButton::clicked, this, &ImportDialog::ask);
    connect(m_key, &QLineEdit::returnPressed, this, &ImportDialog::ask);
    connect(m_address, &QLineEdit::returnPressed, this, &ImportDialog::ask);
    connect(m_filter, &QLineEdit::textChanged, m_shown, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_filter, &QLineEdit::textChanged, this, &ImportDialog::showState);
    connect(m_models, &QStandardItemModel::itemChanged, this, &ImportDialog::showState);
    connect(m_all, &QPushButton::clicked, this, &ImportDialog::checkShown);
    connect(m_make, &QPushButton::clicked, this, &ImportDialog::make);
}

QString ImportDialog::provider() const
{
    return m_source->currentData().toString();
}

QString ImportDialog::said() const
{
    return m_said->text();
}

void ImportDialog::showSource()
{
    ++m_question;
    m_asking = false;
    m_models->clear();
    const ProviderEntry *entry = m_context.catalog.provider(provider().toStdString());
    const QString base = entry ? QString::fromStdString(entry->apiBase) : QString();
    m_address->setText(provider().toUtf8() == proxyId ? u"http://127.0.0.1:4000"_s : base);
    const QString variable = entry && !entry->keyVariables.empty() ? QString::fromStdString(entry->keyVariables.front()) : QString();
    m_key->clear();
    m_key->setPlaceholderText(tr("empty: %1 of the environment or the vault").arg(variable));
    m_said->setText(tr("The key is used to ask only. The configuration says os.environ/%1.").arg(variable));
    showState();
}

void ImportDialog::ask()
{
    const QString address = m_address->text().trimmed();
    if (m_asking || address.isEmpty() || !m_context.imports.listModels) {
        return;
    }
    m_asking = true;
    m_models->clear();
    m_said->setText(tr("Asking…"));
    showState();
    QByteArray typed = m_key->text().trimmed().toUtf8();
    SecretBytes key = SecretBytes::copyOf({ typed.constData(), static_cast<std::size_t>(typed.size()) });
    typed.fill('\0');
    QString base = address;
    while (base.endsWith(u'/')) {
        base.chop(1);
    }
    m_context.imports.listModels({ provider(), base, std::move(key) },
                                 [self = QPointer(this), number = ++m_question](const Result<QStringList> &models) {
                                     if (self && number == self->m_question) {
                                         self->take(models);
                                     }
                                 });
}

void ImportDialog::take(const Result<QStringList> &models)
{
    m_asking = false;
    if (!models) {
        m_said->setText(QString::fromStdString(models.error().message + (models.error().remedy.empty() ? "" : ' ' + models.error().remedy)));
        showState();
        return;
    }
    QStringList names = *models;
    names.sort(Qt::CaseInsensitive);
    for (const QString &name : std::as_const(names)) {
        auto *item = new QStandardItem(name);
        item->setCheckable(true);
        m_models->appendRow(item);
    }
    m_said->setText(names.isEmpty() ? tr("It lists no models.") : tr("It lists %1. Choose those that become groups.").arg(format::counted(names.size(), tr("model"))));
    showState();
    m_filter->setFocus(Qt::OtherFocusReason);
}

void ImportDialog::checkShown()
{
    const QSignalBlocker quiet(m_models); // once, at the end
    for (int row = 0; row < m_shown->rowCount(); ++row) {
        m_models->itemFromIndex(m_shown->mapToSource(m_shown->index(row, 0)))->setCheckState(Qt::Checked);
    }
    m_list->viewport()->update();
    showState();
}

QStringList ImportDialog::chosen() const
{
    QStringList names;
    for (int row = 0; row < m_models->rowCount(); ++row) {
        if (m_models->item(row)->checkState() == Qt::Checked) {
            names.append(m_models->item(row)->text());
        }
    }
    return names;
}

void ImportDialog::showState()
{
    const qsizetype count = chosen().size();
    setWhyNot(m_ask, m_asking ? tr("It is being asked") : QString());
    setWhyNot(m_all, m_shown->rowCount() == 0 ? tr("No model is shown") : QString());
    setWhyNot(m_make, count == 0 ? tr("Choose a model first") : QString());
    m_make->setText(count == 0 ? tr("Make the configuration") : tr("Make the configuration of %1").arg(format::counted(count, tr("model"))));
}

void ImportDialog::make()
{
    const ProviderEntry *entry = m_context.catalog.provider(provider().toStdString());
    bay::ListedModels listed { .provider = provider().toStdString(), .apiBase = m_address->text().trimmed().toStdString() };
    while (listed.apiBase.ends_with('/')) {
        listed.apiBase.pop_back();
    }
    for (const QString &name : chosen()) {
        listed.models.push_back(name.toStdString());
    }
    Q_EMIT made(tr("From %1").arg(entry ? QString::fromStdString(entry->name) : provider()), bay::importModels(listed, m_context.catalog));
    accept();
}

} // namespace patchbay
