// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/import_page.h"

#include "models/format/format.h"
#include "ui/shell/chrome_widget.h"
#include "ui/spend/plain_table.h"
#include "ui/spend/postgres_form.h"
#include "ui/widgets/themed.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

QString countsWords(const SpendImportCounts &counts)
{
    QStringList parts { ImportPage::tr("%1 taken").arg(format::counted(counts.taken, ImportPage::tr("record"))),
                        ImportPage::tr("%1 there already").arg(format::count(counts.known)) };
    if (counts.conflicts > 0) {
        parts.append(ImportPage::tr("%1 there with another amount, which stays").arg(format::count(counts.conflicts)));
    }
    parts.append(ImportPage::tr("%1 refused").arg(format::count(counts.refused)));
    return parts.join(u", "_s);
}

QList<QList<PlainCell>> reasonRows(const SpendImportCounts &counts)
{
    QList<QList<PlainCell>> rows;
    const auto add = [&](const QString &what, const QStringList &sentences, qint64 all) {
        for (const QString &sentence : sentences) {
            rows.append({ { .text = what }, { .text = sentence } });
        }
        if (all > sentences.size()) {
            rows.append({ { .text = what }, { .text = ImportPage::tr("and %1 more").arg(format::count(all - sentences.size())), .role = Role::Muted } });
        }
    };
    add(ImportPage::tr("refused"), counts.reasons, counts.refused);
    add(ImportPage::tr("another amount"), counts.conflictWords, counts.conflicts);
    return rows;
}

WallTime startOf(QDate day)
{
    return WallTime(day.toStdSysDays());
}

} // namespace

ImportPage::ImportPage(const SpendContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(new QLabel(tr("Records of another tool"), this))
    , m_detail(new QLabel(this))
    , m_file(new QPushButton(tr("Choose a file…"), this))
    , m_database(new QPushButton(tr("LiteLLM database (PostgreSQL)…"), this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_dashboard(new QPushButton(tr("Show the dashboard"), this))
    , m_form(new PostgresForm(context.theme, this))
    , m_reasons(new PlainTable(context.theme, this))
    , m_rest(new QWidget(this))
{
    setBackground(this, context.theme, Role::Surface);
    m_detail->setText(tr("Files of LiteLLM, OpenRouter and Langfuse, any CSV with a header, or a LiteLLM proxy's spend logs from its database. They go into "
                         "your own ledger; what is there already is not taken twice."));
    m_reasons->setObjectName(u"importReasons"_s);
    m_reasons->setAccessibleName(tr("What was not taken"));
    m_reasons->setColumns({ { tr("Not taken"), 130 }, { tr("Why"), 400, false, true } });
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(m_form);
    column->addWidget(m_reasons, 1);
    column->addWidget(m_rest, 1);
    m_form->hide();
    m_reasons->hide();
    showParts();
    connect(m_file, &QPushButton::clicked, this, &ImportPage::askFile);
    connect(m_database, &QPushButton::clicked, this, [this] {
        m_form->setVisible(m_form->isHidden());
        showParts();
        m_form->start();
    });
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_context.imports->cancel(); });
    connect(m_dashboard, &QPushButton::clicked, this, &ImportPage::dashboardWanted);
    connect(m_form, &FormStrip::closed, this, [this] {
        m_form->forgetPassword();
        m_form->hide();
        showParts();
    });
    connect(m_form, &PostgresForm::tryWanted, this, &ImportPage::tryDatabase);
    connect(m_form, &PostgresForm::importWanted, this, &ImportPage::readDatabase);
    connect(context.imports, &RecordImport::progressed, this, [this](qint64 position, qint64 of, const SpendImportCounts &counts) {
        if (m_reading) {
            m_detail->setText(countsWords(counts) + (of > 0 ? tr(", %1 of %2 read").arg(format::bytes(position), format::bytes(of)) : QString()));
        }
    });
}

QWidget *ImportPage::buildHead()
{
    auto *head = new ChromeWidget(m_context.theme, Role::Surface, Qt::BottomEdge, this);
    setTextStyle(m_title, m_context.theme, TypeStep::Hero);
    setTextStyle(m_detail, m_context.theme, TypeStep::Body, Role::Muted);
    m_title->setObjectName(u"importTitle"_s);
    m_detail->setObjectName(u"importDetail"_s);
    m_detail->setWordWrap(true);
    m_file->setObjectName(u"importFile"_s);
    m_database->setObjectName(u"importDatabase"_s);
    m_cancel->setObjectName(u"importCancel"_s);
    m_dashboard->setObjectName(u"importDashboard"_s);
    auto *words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(m_title);
    words->addWidget(m_detail);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(12, 16, 12, 12);
    row->setSpacing(8);
    row->addLayout(words, 1);
    row->addSpacing(16);
    for (QPushButton *button : { m_dashboard, m_file, m_database, m_cancel }) {
        row->addWidget(button, 0, Qt::AlignVCenter);
    }
    return head;
}

void ImportPage::askFile()
{
    auto *dialog = new QFileDialog(this, tr("Import spend records"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({ tr("Records (*.json *.jsonl *.csv)"), tr("All files (*)") });
    connect(dialog, &QFileDialog::fileSelected, this, &ImportPage::readFile);
    dialog->open();
}

void ImportPage::begin(const QString &title)
{
    ++m_asked;
    m_reading = true;
    m_taken = false;
    m_title->setText(title);
    m_detail->setText(tr("reading…"));
    m_reasons->setRows({});
    showParts();
}

void ImportPage::readFile(const QString &path)
{
    begin(tr("Reading %1").arg(QFileInfo(path).fileName()));
    m_context.imports->importFile(path, this, [this, mine = m_asked](const Result<RecordImport::Taken> &taken) {
        if (mine == m_asked) {
            take(taken);
        }
    });
}

void ImportPage::tryDatabase()
{
    if (m_reading) {
        return;
    }
    m_form->showTrying();
    m_context.imports->look(m_form->place(), this, [this, mine = ++m_asked](const Result<PostgresFound> &found) {
        if (mine == m_asked) {
            m_form->showFound(found);
        }
    });
}

void ImportPage::readDatabase()
{
    if (m_reading) {
        return;
    }
    const std::optional<QDate> last = m_form->last();
    const PostgresPlace place = m_form->place();
    begin(tr("Reading the database %1").arg(place.database));
    m_context.imports->importDatabase(place, m_form->first().transform(startOf), last.transform([](QDate day) { return startOf(day.addDays(1)); }), this,
                                      [this, mine = m_asked](const Result<RecordImport::Taken> &taken) {
                                          if (mine != m_asked) {
                                              return;
                                          }
                                          if (taken) {
                                              m_form->forgetPassword();
                                              m_form->hide();
                                          } else {
                                              m_form->showProblem(QString::fromStdString(taken.error().message));
                                          }
                                          take(taken);
                                      });
}

void ImportPage::take(const Result<RecordImport::Taken> &taken)
{
    m_reading = false;
    if (!taken) {
        m_title->setText(tr("It could not be read to its end"));
        m_detail->setText(QString::fromStdString(taken.error().message));
        m_taken = true; // some may have been
    } else {
        m_title->setText(taken->cancelled ? tr("Cancelled") : tr("Imported"));
        m_detail->setText(countsWords(taken->counts) + u'.'
                          + (taken->cancelled ? tr(" The same import again takes the rest.") : QString()));
        m_reasons->setRows(reasonRows(taken->counts));
        m_taken = true;
    }
    showParts();
    Q_EMIT imported();
}

void ImportPage::showParts()
{
    m_form->setEnabled(!m_reading);
    m_file->setVisible(!m_reading);
    m_database->setVisible(!m_reading);
    m_cancel->setVisible(m_reading);
    m_dashboard->setVisible(!m_reading && m_taken);
    m_reasons->setVisible(m_reasons->rows() > 0);
    m_rest->setVisible(m_reasons->isHidden());
}

QString ImportPage::title() const { return m_title->text(); }
QString ImportPage::detail() const { return m_detail->text(); }

void ImportPage::focusFirst()
{
    (m_reading ? m_cancel : m_file)->setFocus(Qt::OtherFocusReason);
}

} // namespace patchbay
