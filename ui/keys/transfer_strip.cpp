// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/transfer_strip.h"

#include "models/format/format.h"
#include "models/keeper/vault_keeper.h"
#include "ui/keys/passphrase_strength.h"
#include "ui/keys/secret_field.h"
#include "ui/widgets/themed.h"

#include <QFileDialog>
#include <QPlainTextEdit>
#include <QHBoxLayout>
#include <QPointer>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int planHeight = 112;

} // namespace

ImportStrip::ImportStrip(const KeysContext &context, QWidget *parent)
    : KeyStrip(context.theme, tr("Import keys"), parent)
    , m_context(context)
    , m_plan(new QPlainTextEdit(this))
    , m_replace(new QPushButton(tr("Replace them in the file"), this))
    , m_passphrase(new SecretField(context.theme, tr("Passphrase of the export"), this))
    , m_open(new QPushButton(tr("Open it"), this))
    , m_choose(new QPushButton(tr("From a file…"), this))
    , m_environment(new QPushButton(tr("From the environment"), this))
{
    setObjectName(u"importStrip"_s);
    m_plan->setObjectName(u"importPlan"_s);
    m_plan->setReadOnly(true);
    m_plan->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_plan->setFixedHeight(planHeight);
    m_plan->setFont(context.theme.font(TypeStep::Code));
    m_replace->setObjectName(u"replaceInFile"_s);
    addField(tr("The file would change in these lines"), m_plan, 0, 0, true);
    buttons()->addWidget(m_replace);
    connect(m_replace, &QPushButton::clicked, this, &ImportStrip::replace);
    m_environment->setObjectName(u"importEnvironment"_s);
    m_passphrase->setPlaceholderText(tr("Passphrase of the export"));
    setThemedIcon(m_choose, context.theme, u"document-open"_s);
    buttons()->addWidget(m_passphrase);
    buttons()->addWidget(m_open);
    buttons()->addWidget(m_environment);
    buttons()->addWidget(m_choose);
    setPrimary(m_open);
    connect(m_choose, &QPushButton::clicked, this, &ImportStrip::askFile);
    connect(m_open, &QPushButton::clicked, this, &ImportStrip::openExport);
    connect(m_passphrase, &QLineEdit::returnPressed, this, &ImportStrip::openExport);
    connect(m_environment, &QPushButton::clicked, this, [this] {
        m_context.keeper.import({}, [self = QPointer(this)](const Result<ImportCount> &count) {
            if (self) {
                self->show(count);
            }
        });
    });
}

void ImportStrip::start()
{
    m_file.clear();
    m_passphrase->hide();
    m_open->hide();
    m_plan->clear();
    setFieldShown(m_plan, false);
    m_replace->hide();
    showState({}, tr("An .env file, LiteLLM's config.yaml, the keys of simonw/llm, or a sealed export. What is in the vault "
                     "already is left as it is, and so is the file."));
    m_choose->setFocus(Qt::OtherFocusReason);
}

void ImportStrip::askFile()
{
    auto *dialog = new QFileDialog(this, tr("Import keys"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &ImportStrip::takeFile);
    dialog->open();
}

void ImportStrip::takeFile(const QString &file)
{
    m_file = file;
    m_context.keeper.import(file, [self = QPointer(this)](const Result<ImportCount> &count) {
        if (!self) {
            return;
        }
        if (!count && count.error().code == "sealed") {
            self->m_passphrase->show();
            self->m_open->show();
            self->m_passphrase->setFocus(Qt::OtherFocusReason);
            self->showState({}, tr("This is a sealed export: its passphrase opens it."));
            return;
        }
        self->show(count);
    });
}

void ImportStrip::openExport()
{
    if (!m_passphrase->isFilled()) {
        return;
    }
    showState(tr("running"), tr("Opening the export…"));
    m_context.keeper.importVault(m_file, m_passphrase->take(), [self = QPointer(this)](const Result<ImportCount> &count) {
        if (self) {
            self->show(count);
        }
    });
}

void ImportStrip::show(const Result<ImportCount> &count)
{
    if (!count) {
        showProblem(QString::fromStdString(count.error().message + ' ' + count.error().remedy).trimmed());
        return;
    }
    QString said = tr("%1 taken, %2 there already.").arg(format::counted(count->taken, tr("key"))).arg(count->known);
    if (!count->left.empty()) {
        said += tr(" Not taken: %1.").arg(QString::fromStdString(count->left.front()));
    }
    if (count->left.size() > 1) {
        said += tr(" And %1 more.").arg(count->left.size() - 1);
    }
    showState(count->taken > 0 ? tr("done") : tr("idle"), said);
    offerReplacement();
}

void ImportStrip::offerReplacement()
{
    if (m_file.isEmpty()) {
        return;
    }
    m_context.keeper.planReplacement(m_file, [self = QPointer(this)](const Result<std::vector<vault::ReplacedLine>> &plan) {
        if (!self || !plan || plan->empty()) {
            return; // no config.yaml, or none with keys in it
        }
        QStringList lines;
        for (const vault::ReplacedLine &line : *plan) {
            lines.append(u"%1  − %2"_s.arg(line.number, 4).arg(QString::fromStdString(line.before)));
            lines.append(u"      + %1"_s.arg(QString::fromStdString(line.after)));
        }
        const bool ours = std::ranges::any_of(*plan, [](const vault::ReplacedLine &line) {
            return line.after.find("patchbay/vault:") != std::string::npos;
        });
        self->m_plan->setPlainText(lines.join(u'\n'));
        self->setFieldShown(self->m_plan, true);
        self->m_replace->show();
        self->showState(tr("done"), ours ? tr("Imported. The file still holds the keys. patchbay/vault: names are Patchbay's own: LiteLLM "
                                              "cannot read them.")
                                         : tr("Imported. The file still holds the keys; with references it runs under LiteLLM as before."));
    });
}

void ImportStrip::replace()
{
    m_context.keeper.replaceInFile(m_file, [self = QPointer(this)](const Result<int> &count) {
        if (!self) {
            return;
        }
        if (!count) {
            self->showProblem(QString::fromStdString(count.error().message));
            return;
        }
        self->setFieldShown(self->m_plan, false);
        self->m_replace->hide();
        self->showState(tr("done"), tr("%1 in the file now name keys of the vault.").arg(format::counted(*count, tr("line"))));
    });
}

ExportStrip::ExportStrip(const KeysContext &context, QWidget *parent)
    : KeyStrip(context.theme, tr("Export sealed"), parent)
    , m_context(context)
    , m_first(new SecretField(context.theme, tr("Passphrase for the file"), this))
    , m_second(new SecretField(context.theme, tr("The passphrase again"), this))
    , m_export(new QPushButton(tr("Choose the file…"), this))
{
    setObjectName(u"exportStrip"_s);
    addField(tr("Passphrase for the file"), m_first, 0, 0);
    addField(tr("The same again"), m_second, 0, 1);
    buttons()->addWidget(m_export);
    setPrimary(m_export);
    connect(m_first, &QLineEdit::textChanged, this, &ExportStrip::refresh);
    connect(m_second, &QLineEdit::textChanged, this, &ExportStrip::refresh);
    connect(m_export, &QPushButton::clicked, this, &ExportStrip::askFile);
}

void ExportStrip::start()
{
    m_first->wipe();
    m_second->wipe();
    m_secret = {};
    showState({}, tr("All keys in one encrypted file, readable with this passphrase only: for another computer, or a backup."));
    refresh();
    m_first->setFocus(Qt::OtherFocusReason);
}

void ExportStrip::refresh()
{
    const bool same = m_first->text() == m_second->text();
    const bool longEnough = m_first->text().size() >= shortestPassphrase;
    setWhyNot(m_export, !longEnough ? tr("The passphrase needs at least 8 characters")
                  : same       ? QString()
                               : tr("The two passphrases differ"));
}

void ExportStrip::askFile()
{
    m_secret = m_first->take();
    m_second->wipe();
    auto *dialog = new QFileDialog(this, tr("Export the vault"), u"patchbay-keys.vault"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    connect(dialog, &QFileDialog::fileSelected, this, &ExportStrip::exportTo);
    dialog->open();
}

void ExportStrip::exportTo(const QString &file)
{
    showState(tr("running"), tr("Sealing…"));
    m_context.keeper.exportTo(file, std::move(m_secret), [self = QPointer(this), file](const Result<int> &count) {
        if (!self) {
            return;
        }
        if (!count) {
            self->showProblem(QString::fromStdString(count.error().message + ' ' + count.error().remedy).trimmed());
            return;
        }
        Q_EMIT self->said(tr("%1 sealed in %2.").arg(format::counted(*count, tr("key")), file));
        Q_EMIT self->closed();
    });
}

} // namespace patchbay
