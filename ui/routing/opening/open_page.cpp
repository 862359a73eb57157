// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/opening/open_page.h"

#include "models/bay/config_tabs.h"
#include "models/bay/starters.h"
#include "ui/routing/opening/choice_row.h"
#include "ui/routing/opening/importer.h"
#include "ui/widgets/themed.h"

#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int columnWidth = 440;

QLabel *heading(const Theme &theme, const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    setTextStyle(label, theme, TypeStep::Strong);
    return label;
}

} // namespace

OpenPage::OpenPage(const RoutingContext &context, Importer &importer, QWidget *parent)
    : QScrollArea(parent)
    , m_context(context)
    , m_importer(importer)
    , m_recent(new QWidget)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    auto *content = new QWidget;
    auto *outer = new QVBoxLayout(content);
    outer->setContentsMargins(24, 48, 24, 24);
    auto *middle = new QWidget(content);
    middle->setFixedWidth(columnWidth);
    outer->addWidget(middle, 0, Qt::AlignHCenter);
    outer->addStretch(1);
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    addHead(column);
    column->addWidget(m_recent);
    column->addWidget(heading(context.theme, tr("Begin with"), middle));
    for (const bay::Starter &starter : bay::starters()) {
        auto *row = static_cast<ChoiceRow *>(addRow(column, u"document-new"_s, starter.title, starter.detail));
        connect(row, &ChoiceRow::clicked, this, [this, starter] { m_context.tabs.openText(starter.title, starter.text); });
    }
    column->addSpacing(8);
    addImports(column);
    setWidget(content);
    setBackground(content, context.theme, Role::Surface);
    auto *recent = new QVBoxLayout(m_recent);
    recent->setContentsMargins(0, 0, 0, 16);
    recent->setSpacing(8);
    connect(&context.tabs, &bay::ConfigTabs::recentChanged, this, &OpenPage::showRecent);
    showRecent();
}

void OpenPage::addHead(QVBoxLayout *column)
{
    QWidget *middle = column->parentWidget();
    auto *title = new QLabel(tr("Open your gateway's config.yaml"), middle);
    setTextStyle(title, m_context.theme, TypeStep::Hero);
    auto *detail = new QLabel(tr("See it as cables, change it in the picture or in the text, try what would happen. "
                                 "Comments and order stay; nothing is written before you say so."),
                              middle);
    detail->setWordWrap(true);
    setTextStyle(detail, m_context.theme, TypeStep::Body, Role::Muted);
    auto *open = new QPushButton(tr("Open a file…"), middle);
    setPrimary(open);
    setThemedIcon(open, m_context.theme, u"document-open"_s, Role::AccentText);
    connect(open, &QPushButton::clicked, this, &OpenPage::openWanted);
    m_open = open;
    column->addWidget(title);
    column->addWidget(detail);
    column->addSpacing(8);
    column->addWidget(open, 0, Qt::AlignLeft);
    column->addSpacing(16);
}

void OpenPage::addImports(QVBoxLayout *column)
{
    column->addWidget(heading(m_context.theme, tr("Import"), column->parentWidget()));
    const auto add = [&](const QString &title, const QString &detail, void (Importer::*act)()) {
        auto *row = static_cast<ChoiceRow *>(addRow(column, u"document-import"_s, title, detail));
        connect(row, &ChoiceRow::clicked, &m_importer, act);
        return row;
    };
    const QString found = m_importer.foundKeys();
    add(tr("Keys of the environment"), found.isEmpty() ? tr("no provider's key is set") : found, &Importer::fromEnvironment)
        ->setEnabled(!found.isEmpty());
    add(tr("A Portkey config"), tr("strategies, targets, weights, retries and cache"), &Importer::askPortkeyFile);
    add(tr("Models of OpenRouter or a LiteLLM gateway"), tr("asks for its list, and you choose"), &Importer::askModels)
        ->setEnabled(static_cast<bool>(m_context.imports.listModels));
}

QWidget *OpenPage::addRow(QVBoxLayout *column, const QString &icon, const QString &title, const QString &detail)
{
    auto *row = new ChoiceRow(m_context.theme, icon, title, detail);
    column->addWidget(row);
    return row;
}

void OpenPage::showRecent()
{
    qDeleteAll(m_recent->findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    auto *column = static_cast<QVBoxLayout *>(m_recent->layout());
    const QStringList files = m_context.tabs.recent();
    m_recent->setVisible(!files.isEmpty());
    if (files.isEmpty()) {
        return;
    }
    column->addWidget(heading(m_context.theme, tr("Opened lately"), m_recent));
    for (const QString &file : files) {
        auto *row = static_cast<ChoiceRow *>(
            addRow(column, u"document-open-recent"_s, QFileInfo(file).fileName(), QFileInfo(file).path()));
        connect(row, &ChoiceRow::clicked, this, [this, file] { Q_EMIT fileWanted(file); });
    }
}

void OpenPage::focusFirst()
{
    m_open->setFocus(Qt::OtherFocusReason);
}

} // namespace patchbay
