// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/providers_page.h"

#include "ui/settings/add_provider_form.h"
#include "ui/widgets/state_delegate.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

// Columns of the provider table that is handed in.
constexpr int keyColumn = 1;
constexpr int sourceColumn = 2;
constexpr int addressColumn = 3;
constexpr int placeColumn = 4;
constexpr int sourceWidth = 270;
constexpr int placeWidth = 110;
constexpr int columnWidth = 170;
constexpr int filterWidth = 300;

StateLook lookOfKey(const QString &words)
{
    const bool present = words != u"missing" && words != u"not needed";
    return present ? StateLook { Role::Good } : StateLook { Role::Muted, true };
}

} // namespace

ProvidersPage::ProvidersPage(const Theme &theme, const ProviderParts &parts, QWidget *parent)
    : SettingsPage(theme, tr("Providers"), parent)
    , m_parts(parts)
    , m_stack(new QStackedWidget(this))
{
    m_stack->addWidget(buildList());
    m_stack->addWidget(buildForm());
    addWide(m_stack, 1);
}

QWidget *ProvidersPage::buildList()
{
    auto *page = new QWidget(m_stack);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(buildButtons());
    m_news = new QLabel(page);
    m_news->setObjectName(u"providerNews"_s);
    setTextStyle(m_news, theme(), TypeStep::Body);
    m_news->setWordWrap(true);
    m_news->hide();
    column->addWidget(m_news);
    buildTable(page);
    column->addWidget(m_table, 1);
    return page;
}

QWidget *ProvidersPage::buildButtons()
{
    auto *line = new QWidget(this);
    m_add = new QPushButton(tr("Add provider…"), line);
    m_add->setObjectName(u"addProviderButton"_s);
    setThemedIcon(m_add, theme(), u"list-add"_s);
    m_look = new QPushButton(tr("Look for local servers"), line);
    m_look->setObjectName(u"lookForServers"_s);
    setThemedIcon(m_look, theme(), u"search"_s);
    m_look->setToolTip(tr("Looks for Ollama, LM Studio, llama.cpp and vLLM on this computer only"));
    connect(m_add, &QPushButton::clicked, this, [this] { showAddForm(); });
    connect(m_look, &QPushButton::clicked, this, &ProvidersPage::lookForLocalServers);
    m_add->setVisible(static_cast<bool>(m_parts.testKey));
    m_look->setVisible(static_cast<bool>(m_parts.findLocalServers));
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_add);
    row->addWidget(m_look);
    row->addStretch(1);
    m_filter = new QLineEdit(line);
    m_filter->setObjectName(u"providerFilter"_s);
    m_filter->setPlaceholderText(tr("Filter: a name, a variable, an address"));
    m_filter->setAccessibleName(tr("Filter the providers"));
    m_filter->setMinimumWidth(filterWidth);
    setClearButton(m_filter, theme());
    row->addWidget(m_filter);
    return line;
}

void ProvidersPage::buildTable(QWidget *parent)
{
    m_table = new QTreeView(parent);
    m_table->setObjectName(u"providerTable"_s);
    m_table->setAccessibleName(tr("Providers"));
    m_shown = new QSortFilterProxyModel(this);
    m_shown->setSourceModel(m_parts.list);
    m_shown->setFilterKeyColumn(-1);
    m_shown->setFilterCaseSensitivity(Qt::CaseInsensitive);
    connect(m_filter, &QLineEdit::textChanged, m_shown, &QSortFilterProxyModel::setFilterFixedString);
    m_table->setModel(m_shown);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setMinimumHeight(200);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setItemDelegateForColumn(keyColumn, new StateDelegate(theme(), m_table, lookOfKey));
    QHeaderView *header = m_table->header();
    header->setStretchLastSection(false);
    header->setDefaultSectionSize(columnWidth);
    header->resizeSection(sourceColumn, sourceWidth);
    header->resizeSection(placeColumn, placeWidth);
    // The address is the one text that must not be cut.
    header->setSectionResizeMode(addressColumn, QHeaderView::Stretch);
    setRowLines(m_table);
}

QWidget *ProvidersPage::buildForm()
{
    auto *page = new QWidget(m_stack);
    m_form = new AddProviderForm(theme(), m_parts, page);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_form);
    column->addStretch(1);
    connect(m_form, &AddProviderForm::cancelled, this, [this] { showList({}); });
    connect(m_form, &AddProviderForm::used, this, [this](const QString &provider) {
        showList(tr("%1 is ready: its key is kept in memory until you quit.").arg(provider));
    });
    return page;
}

void ProvidersPage::showAddForm(const QString &pasted)
{
    m_stack->setCurrentIndex(1);
    m_form->start(pasted);
}

void ProvidersPage::showList(const QString &news)
{
    m_stack->setCurrentIndex(0);
    m_news->setText(news);
    m_news->setVisible(!news.isEmpty());
    m_add->setFocus(Qt::OtherFocusReason);
}

void ProvidersPage::lookForLocalServers()
{
    setWhyNot(m_look, tr("Looking already"));
    showList(tr("Looking on this computer…"));
    const QPointer<ProvidersPage> self(this);
    m_parts.findLocalServers([self](const QString &sentence) {
        if (self) {
            setWhyNot(self->m_look, {}, tr("Looks for Ollama, LM Studio, llama.cpp and vLLM on this computer only"));
            self->showList(sentence);
        }
    });
}

} // namespace patchbay
