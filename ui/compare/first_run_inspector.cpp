// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/first_run_inspector.h"

#include "ui/compare/step_number.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

FirstRunInspector::FirstRunInspector(const CompareContext &context, QWidget *parent)
    : QWidget(parent)
    , m_theme(context.theme)
    , m_layout(new QVBoxLayout(this))
    , m_key(new QLineEdit(this))
    , m_local(new QPushButton(tr("Look for local servers"), this))
{
    setBackground(this, m_theme, Role::Raised);
    setCompactControls(this);
    m_layout->setContentsMargins(12, 12, 12, 12);
    m_layout->setSpacing(20);
    createHead();
    m_firstStep = addStep(1, tr("Run on the sandbox"), tr("No key, no network, a few seconds."));
    m_key->setPlaceholderText(tr("sk-…, AIza…, gsk_…"));
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setAccessibleName(tr("Provider key"));
    addStep(2, tr("Paste a provider key"),
            tr("The provider is recognised by its shape, tested, and its models are listed."))
        ->addWidget(m_key);
    setThemedIcon(m_local, m_theme, u"search"_s);
    addStep(3, tr("Use local models"), tr("Looks for Ollama, LM Studio, llama.cpp and vLLM on this computer only."))
        ->addWidget(m_local, 0, Qt::AlignLeft);
    m_layout->addStretch(1);
    auto *foot = new QLabel(tr("All sample data is marked “sandbox”."), this);
    setTextStyle(foot, m_theme, TypeStep::Meta, Role::Muted);
    foot->setWordWrap(true);
    m_layout->addWidget(foot);
    connect(m_key, &QLineEdit::returnPressed, this, [this] {
        const QString key = m_key->text().trimmed();
        m_key->clear();
        if (!key.isEmpty()) {
            Q_EMIT keyPasted(key);
        }
    });
    connect(m_local, &QPushButton::clicked, this, &FirstRunInspector::localServersRequested);
}

void FirstRunInspector::createHead()
{
    auto *title = new QLabel(tr("When you are ready"), this);
    setTextStyle(title, m_theme, TypeStep::Strong);
    auto *hide = new QPushButton(tr("Hide"), this);
    setLink(hide);
    auto *row = new QHBoxLayout;
    row->addWidget(title, 1);
    row->addWidget(hide);
    m_layout->addLayout(row);
    connect(hide, &QPushButton::clicked, this, &FirstRunInspector::hideRequested);
}

void FirstRunInspector::markDone()
{
    auto *done = qobject_cast<QLabel *>(m_firstStep->itemAt(1)->widget());
    done->setText(tr("Done: click an answer to see what it cost and where the time went."));
}

QVBoxLayout *FirstRunInspector::addStep(int number, const QString &title, const QString &text)
{
    auto *heading = new QLabel(title, this);
    auto *detail = new QLabel(text, this);
    setTextStyle(heading, m_theme, TypeStep::Strong);
    setTextStyle(detail, m_theme, TypeStep::Meta, Role::Muted);
    detail->setWordWrap(true);
    auto *column = new QVBoxLayout;
    column->setSpacing(4);
    column->addWidget(heading);
    column->addWidget(detail);
    auto *row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(new StepNumber(m_theme, number, this), 0, Qt::AlignTop);
    row->addLayout(column, 1);
    m_layout->addLayout(row);
    return column;
}

} // namespace patchbay
