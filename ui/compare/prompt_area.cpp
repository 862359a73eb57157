// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/prompt_area.h"

#include "models/compare/comparison.h"
#include "models/compare/json_problem.h"
#include "models/format/format.h"
#include "ui/compare/line.h"
#include "ui/compare/prompt_editor.h"
#include "ui/compare/variable_chip.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/themed.h"

#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

enum Tab { SystemTab, UserTab, ToolsTab, FormatTab };

} // namespace

PromptArea::PromptArea(const CompareContext &context, Comparison &comparison, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_comparison(comparison)
    , m_tabs(new QTabBar(this))
    , m_attach(new QToolButton(this))
    , m_stack(new QStackedWidget(this))
    , m_jsonProblem(new QLabel(this))
    , m_secret(new QLabel(this))
    , m_chips(new QWidget(this))
    , m_estimate(new QLabel(this))
{
    setBackground(this, context.theme, Role::Surface);
    setUnderlined(m_tabs);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setAccessibleName(tr("Parts of the prompt"));
    createEditors();
    m_attach->setAutoRaise(true);
    m_attach->setAccessibleName(tr("Attach files"));
    m_attach->setToolTip(tr("Attach pictures, sound, PDF or text; dropping or pasting them works too"));
    setThemedIcon(m_attach, context.theme, u"mail-attachment"_s);
    connect(m_attach, &QToolButton::clicked, this, &PromptArea::chooseFiles);
    setTextStyle(m_jsonProblem, context.theme, TypeStep::Meta, Role::Bad);
    setTextStyle(m_estimate, context.theme, TypeStep::Meta, Role::Muted);
    setTextStyle(m_secret, context.theme, TypeStep::Meta, Role::Warn);
    m_secret->setObjectName(u"promptSecret"_s);
    m_secret->setWordWrap(true);
    m_secret->hide();
    m_jsonProblem->setWordWrap(true);
    m_estimate->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_estimate->setMinimumHeight(22);
    m_chipLayout = new FlowLayout(m_chips, 8, 6);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(12);
    foot->addWidget(m_chips, 1);
    foot->addWidget(m_estimate, 0, Qt::AlignTop);
    auto *inner = new QVBoxLayout;
    inner->setContentsMargins(12, 8, 12, 8);
    inner->setSpacing(6);
    inner->addWidget(m_stack);
    inner->addWidget(m_jsonProblem);
    inner->addWidget(m_secret);
    inner->addLayout(foot);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(0, 0, 8, 0);
    head->addWidget(m_tabs, 1);
    head->addWidget(m_attach);
    layout->addLayout(head);
    layout->addWidget(new Line(context.theme, Qt::Horizontal, this));
    layout->addLayout(inner);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        showEditor(tab);
        refresh();
    });
    connect(&comparison, &Comparison::draftChanged, this, &PromptArea::refresh);
    m_tabs->setCurrentIndex(UserTab);
    refresh();
}

PromptEditor *PromptArea::addEditor(const QString &accessibleName, const QString &placeholder)
{
    auto *editor = new PromptEditor(m_context.theme, m_stack);
    editor->setAccessibleName(accessibleName);
    editor->setPlaceholderText(placeholder);
    m_stack->addWidget(editor);
    connect(editor, &PromptEditor::attached, this, &PromptArea::attach);
    connect(editor, &PromptEditor::attachmentRefused, m_jsonProblem, [this](const QString &sentence) {
        m_jsonProblem->setText(sentence);
        m_jsonProblem->show();
    });
    return editor;
}

void PromptArea::createEditors()
{
    for (const QString &name : { tr("System"), tr("User"), tr("Tools"), tr("Response format") }) {
        m_tabs->addTab(name);
    }
    m_system = addEditor(tr("System prompt"), tr("What the models are told before the prompt"));
    m_user = addEditor(tr("Prompt"), tr("Ask something. {{name}} makes a variable; pictures and files can be pasted."));
    m_tools = addEditor(tr("Tools, as JSON"), tr("[{\"type\": \"function\", \"function\": {\"name\": …}}]"));
    m_format = addEditor(tr("Response format, as JSON"), tr("{\"type\": \"json_object\"}"));
    m_system->setHighlightsVariables();
    m_user->setHighlightsVariables();
    const RunRecord &draft = m_comparison.draft();
    m_system->setPlainText(draft.systemText);
    m_user->setPlainText(draft.userText);
    m_tools->setPlainText(draft.toolsJson);
    m_format->setPlainText(draft.responseFormatJson);
    connect(m_system, &QPlainTextEdit::textChanged, this,
            [this] { m_comparison.setSystemText(m_system->toPlainText()); });
    connect(m_user, &QPlainTextEdit::textChanged, this, [this] { m_comparison.setUserText(m_user->toPlainText()); });
    connect(m_tools, &QPlainTextEdit::textChanged, this, [this] { m_comparison.setToolsJson(m_tools->toPlainText()); });
    connect(m_format, &QPlainTextEdit::textChanged, this,
            [this] { m_comparison.setResponseFormatJson(m_format->toPlainText()); });
}

void PromptArea::showEditor(int tab)
{
    // Only the editor in front decides the height.
    for (int index = 0; index < m_stack->count(); ++index) {
        m_stack->widget(index)->setSizePolicy(QSizePolicy::Ignored,
                                              index == tab ? QSizePolicy::Fixed : QSizePolicy::Ignored);
    }
    m_stack->setCurrentIndex(tab);
    m_stack->updateGeometry();
}

void PromptArea::focusPrompt()
{
    m_tabs->setCurrentIndex(UserTab);
    m_user->setFocus();
}

void PromptArea::chooseFiles()
{
    auto *dialog = new QFileDialog(this, tr("Attach files"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList &paths) {
        for (const QString &path : paths) {
            m_user->attachFile(path);
        }
    });
    dialog->open();
}

void PromptArea::attach(const Attachment &attachment)
{
    m_jsonProblem->hide();
    m_comparison.addAttachment(attachment);
}

void PromptArea::refresh()
{
    const RunRecord &draft = m_comparison.draft();
    const qsizetype tools = QJsonDocument::fromJson(draft.toolsJson.toUtf8()).array().size();
    m_tabs->setTabText(ToolsTab, tools > 0 ? tr("Tools %1").arg(tools) : tr("Tools"));
    const QString format = QJsonDocument::fromJson(draft.responseFormatJson.toUtf8())[u"type"].toString();
    m_tabs->setTabText(
        FormatTab, format.isEmpty() ? tr("Response text") : tr("Response %1").arg(QString(format).replace(u'_', u' ')));
    QString problem;
    if (m_tabs->currentIndex() == ToolsTab) {
        problem = jsonProblem(tr("Tools"), draft.toolsJson, JsonKind::Array);
    } else if (m_tabs->currentIndex() == FormatTab) {
        problem = jsonProblem(tr("Response format"), draft.responseFormatJson, JsonKind::Object);
    }
    m_jsonProblem->setText(problem);
    m_jsonProblem->setVisible(!problem.isEmpty());
    m_estimate->setText(estimateText());
    refreshSecret(draft.systemText + u'\n' + draft.userText);
    refreshChips();
}

// Every change of the draft comes here, a slider's too; only another text can hold another key.
void PromptArea::refreshSecret(const QString &text)
{
    if (text == m_searchedText) {
        return;
    }
    m_searchedText = text;
    const QString owner = m_context.models.keyOwnerIn(text);
    m_secret->setText(tr("This holds what looks like a key of %1. Run would send it to every model here.").arg(owner));
    m_secret->setVisible(!owner.isEmpty());
}

QString PromptArea::estimateText() const
{
    const RunEstimate estimate = m_comparison.estimate();
    const QString tokens = tr("≈ %1").arg(format::counted(estimate.inputTokens, tr("token")));
    if (estimate.models == 0) {
        return tokens;
    }
    if (estimate.sandbox) {
        return tokens + tr(" in · sandbox, free");
    }
    const QString models = format::counted(estimate.models, tr("model"));
    if (estimate.free) {
        return u"%1 · %2, %3"_s.arg(tokens, models, tr("free"));
    }
    QString rest = estimate.unpriced > 0 ? tr(" + %1 without a price").arg(estimate.unpriced) : QString();
    if (!estimate.costNanoDollars) {
        const bool afterwards = estimate.pricedAfterwards > 0;
        return u"%1 · %2, %3%4"_s.arg(tokens, models, afterwards ? tr("priced afterwards") : tr("no price"),
                                      afterwards ? rest : QString());
    }
    if (estimate.pricedAfterwards > 0) {
        rest.prepend(tr(" + %1 priced afterwards").arg(estimate.pricedAfterwards));
    }
    const QString cost = format::amount({ Money { *estimate.costNanoDollars }, Basis::Estimated, {} });
    return u"%1 · %2 %3%4"_s.arg(tokens, models, cost, rest);
}

void PromptArea::refreshChips()
{
    const QStringList names = m_comparison.variableNames();
    QStringList wanted = names;
    for (const Attachment &attachment : m_comparison.draft().attachments) {
        wanted.append(u'/' + attachment.name + QString::number(attachment.data.size()));
    }
    if (wanted != m_shownChips) {
        m_shownChips = wanted;
        while (QLayoutItem *item = m_chipLayout->takeAt(0)) {
            item->widget()->hide();
            item->widget()->deleteLater();
            delete item;
        }
        addChips();
    }
    for (VariableChip *chip : m_chips->findChildren<VariableChip *>(Qt::FindDirectChildrenOnly)) {
        chip->setValue(m_comparison.variable(chip->name()));
    }
    m_chips->setVisible(!wanted.isEmpty());
}

void PromptArea::addChips()
{
    for (const QString &name : m_comparison.variableNames()) {
        auto *chip = new VariableChip(m_context.theme, name, m_comparison.variable(name), m_chips);
        connect(chip, &VariableChip::valueEdited, &m_comparison, &Comparison::setVariable);
        m_chipLayout->addWidget(chip);
        chip->show();
    }
    const QList<Attachment> &attachments = m_comparison.draft().attachments;
    for (int index = 0; index < attachments.size(); ++index) {
        auto *chip = new Chip(m_context.theme, {}, attachments[index].name, m_chips);
        chip->setTone(Chip::Tone::Outlined);
        chip->setIconName(u"mail-attachment"_s);
        chip->setTrailing(format::bytes(attachments[index].data.size()));
        chip->setRemovable(true);
        connect(chip, &Chip::removeRequested, &m_comparison, [this, index] { m_comparison.removeAttachment(index); });
        m_chipLayout->addWidget(chip);
        chip->show();
    }
}

} // namespace patchbay
