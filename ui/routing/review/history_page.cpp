// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/review/history_page.h"

#include "models/format/format.h"
#include "ui/routing/aside.h"
#include "ui/routing/review/unified_diff.h"
#include "ui/shell/chrome_widget.h"
#include "ui/widgets/themed.h"

#include <QComboBox>
#include <QDateTime>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

using document::AppliedVersion;

namespace {

constexpr int leftWidth = 560;
constexpr int headerHeight = 44;
constexpr std::size_t mostVersions = 100;
constexpr std::size_t keptBytes = 16'000'000; // of their texts together

QString text(const std::string &bytes)
{
    return QString::fromStdString(bytes);
}

// Those of one file, with their texts as far as they are small: a hundred large ones are a gigabyte.
Result<std::vector<AppliedVersion>> readVersions(const QString &directory, const std::string &file)
{
    Result<document::ConfigHistory> history = document::ConfigHistory::open(directory);
    if (!history) {
        return std::unexpected(history.error());
    }
    const Result<std::vector<AppliedVersion>> all = history->list();
    if (!all) {
        return std::unexpected(all.error());
    }
    std::vector<AppliedVersion> versions;
    std::size_t kept = 0;
    for (const AppliedVersion &version : *all) {
        if (version.target == file && versions.size() < mostVersions) {
            versions.push_back(version);
            if (kept < keptBytes) {
                Result<AppliedVersion> whole = history->version(version.id);
                if (!whole) {
                    return std::unexpected(whole.error());
                }
                kept += whole->text.size();
                versions.back() = std::move(*whole);
            }
        }
    }
    return versions;
}

Result<std::string> readText(const QString &directory, qint64 id)
{
    return document::ConfigHistory::open(directory)
        .and_then([id](document::ConfigHistory history) { return history.version(id); })
        .transform([](AppliedVersion version) { return std::move(version.text); });
}

} // namespace

HistoryPage::HistoryPage(const RoutingContext &context, bay::ConfigTab &tab, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_tab(tab)
    , m_aside(new Aside(this))
    , m_reader(new Aside(this))
{
    auto *columns = new QHBoxLayout(this);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(0);
    columns->addWidget(buildLeft());
    columns->addWidget(buildRight(), 1);
}

QWidget *HistoryPage::buildLeft()
{
    auto *side = new ChromeWidget(m_context.theme, Role::Surface, Qt::RightEdge, this);
    side->setMinimumWidth(320);
    side->setMaximumWidth(leftWidth);
    side->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    auto *header = new ChromeWidget(m_context.theme, Role::Surface, Qt::BottomEdge, side);
    header->setFixedHeight(headerHeight);
    auto *line = new QHBoxLayout(header);
    line->setContentsMargins(12, 0, 12, 0);
    line->setSpacing(8);
    auto *title = new QLabel(tr("Applied versions"), header);
    setTextStyle(title, m_context.theme, TypeStep::Strong);
    m_count = new QLabel(header);
    setTextStyle(m_count, m_context.theme, TypeStep::Meta, Role::Muted);
    line->addWidget(title);
    line->addWidget(m_count, 1);
    m_model = new QStandardItemModel(0, 5, this);
    m_model->setHorizontalHeaderLabels({ tr("Version"), tr("When"), tr("Who"), tr("Note"), tr("Outcome") });
    m_list = new QTreeView(side);
    m_list->setModel(m_model);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAccessibleName(tr("Applied versions"));
    m_list->setEditTriggers(QTreeView::NoEditTriggers);
    m_list->setFrameShape(QFrame::NoFrame);
    setRowLines(m_list);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 1, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(m_list, 1);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &HistoryPage::showDifference);
    return side;
}

QWidget *HistoryPage::buildRight()
{
    auto *side = new QWidget(this);
    auto *header = new ChromeWidget(m_context.theme, Role::Surface, Qt::BottomEdge, side);
    header->setFixedHeight(headerHeight);
    setCompactControls(header);
    auto *line = new QHBoxLayout(header);
    line->setContentsMargins(12, 0, 12, 0);
    line->setSpacing(8);
    m_against = new QComboBox(header);
    m_against->setAccessibleName(tr("Compared with"));
    m_against->addItem(tr("from this version to the text"));
    m_against->addItem(tr("from the version before to this one"));
    m_figures = new QLabel(header);
    setTextStyle(m_figures, m_context.theme, TypeStep::Meta, Role::Muted);
    m_restore = new QPushButton(tr("Restore this text"), header);
    setThemedIcon(m_restore, m_context.theme, u"edit-undo"_s);
    auto *back = new QPushButton(tr("Back to cables"), header);
    line->addWidget(m_against);
    line->addWidget(m_figures, 1);
    line->addWidget(m_restore);
    line->addWidget(back);
    m_diff = new UnifiedDiff(m_context.theme, side);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(m_diff, 1);
    connect(m_against, &QComboBox::currentIndexChanged, this, &HistoryPage::showDifference);
    connect(m_restore, &QPushButton::clicked, this, &HistoryPage::restore);
    connect(back, &QPushButton::clicked, this, &HistoryPage::closeRequested);
    return side;
}

void HistoryPage::open()
{
    m_count->setText(tr("reading…"));
    m_aside->start<Result<Versions>>(
        [directory = m_context.historyDirectory, file = m_tab.file().toStdString()](const std::stop_token &) {
            return readVersions(directory, file);
        },
        [this](Result<Versions> versions) { showList(std::move(versions)); });
}

void HistoryPage::showList(Result<Versions> versions)
{
    m_model->removeRows(0, m_model->rowCount());
    m_versions = versions ? std::move(*versions) : Versions {};
    if (!versions) {
        Q_EMIT notice(tr("The history cannot be read: %1").arg(text(versions.error().message)));
    }
    for (const AppliedVersion &version : m_versions) {
        const QDateTime when = QDateTime::fromMSecsSinceEpoch(version.appliedAt / 1'000);
        QList<QStandardItem *> row;
        for (const QString &cell : { QString::number(version.id), QLocale().toString(when, QLocale::ShortFormat),
                                     text(version.author), text(version.note), text(version.outcome) }) {
            row.append(new QStandardItem(cell));
            row.last()->setToolTip(cell.toHtmlEscaped());
        }
        m_model->appendRow(row);
    }
    m_count->setText(m_versions.empty() ? tr("none of this file yet")
                                        : format::counted(static_cast<qint64>(m_versions.size()), tr("version")));
    for (int column = 0; column < 3; ++column) {
        m_list->resizeColumnToContents(column);
    }
    if (!m_versions.empty()) {
        m_list->setCurrentIndex(m_model->index(0, 0));
    }
    showDifference();
    Q_EMIT listed();
}

const AppliedVersion *HistoryPage::selected() const
{
    const int row = m_list->currentIndex().row();
    return row >= 0 && row < static_cast<int>(m_versions.size()) ? &m_versions[static_cast<std::size_t>(row)] : nullptr;
}

void HistoryPage::showDifference()
{
    const AppliedVersion *version = selected();
    m_reader->stop();
    if (!version) {
        allowRestoring(tr("No version is selected"));
        m_diff->setRows({});
        m_figures->clear();
        return;
    }
    const auto older = static_cast<std::size_t>(m_list->currentIndex().row()) + 1;
    const AppliedVersion *before = older < m_versions.size() ? &m_versions[older] : nullptr;
    const bool toText = m_against->currentIndex() == 0;
    if (m_tab.isTextOnly() || version->text.empty() || (!toText && before && before->text.empty())) {
        compareAside(*version, before ? std::optional(before->id) : std::nullopt);
        return;
    }
    allowRestoring(version->text == m_tab.text() ? sameAlready() : QString());
    showRows(toText ? bay::diffRows(version->text, m_tab.text()) : bay::diffRows(before ? before->text : std::string(), version->text));
}

bool HistoryPage::isComparing() const
{
    return m_reader->isRunning();
}

void HistoryPage::allowRestoring(const QString &whyNot)
{
    setWhyNot(m_restore, whyNot, tr("The text becomes this version's; it can be undone"));
}

QString HistoryPage::sameAlready()
{
    return tr("The text is this one already");
}

void HistoryPage::compareAside(const AppliedVersion &version, std::optional<qint64> before)
{
    struct Compared {
        bay::DiffRows rows;
        bool same = false; // version and text
    };
    m_diff->setRows({});
    m_figures->setText(tr("comparing large texts…"));
    allowRestoring(tr("It is still being compared"));
    const bool toText = m_against->currentIndex() == 0;
    m_reader->start<Result<Compared>>(
        [directory = m_context.historyDirectory, id = version.id, before, toText, text = m_tab.text()](const std::stop_token &) -> Result<Compared> {
            const Result<std::string> own = readText(directory, id);
            const Result<std::string> older = !toText && before ? readText(directory, *before) : Result<std::string>(std::string());
            if (!own || !older) {
                return std::unexpected(own ? older.error() : own.error());
            }
            return Compared { toText ? bay::diffRows(*own, text) : bay::diffRows(*older, *own), *own == text };
        },
        [this](const Result<Compared> &compared) {
            if (compared) {
                allowRestoring(compared->same ? sameAlready() : QString());
                showRows(compared->rows);
            } else {
                allowRestoring(tr("The version cannot be read"));
                m_figures->setText(tr("The version cannot be read: %1").arg(text(compared.error().message)));
            }
        });
}

void HistoryPage::showRows(const bay::DiffRows &rows)
{
    m_diff->setRows(rows.rows);
    m_figures->setText(rows.rows.isEmpty() ? tr("the same") : tr("%1 added, %2 removed").arg(format::counted(rows.added, tr("line"))).arg(rows.removed));
}

void HistoryPage::restore()
{
    const AppliedVersion *version = selected();
    if (!version) {
        return;
    }
    const auto take = [this, id = version->id](const std::string &text) {
        m_tab.replaceText(text, tr("restore version %1").arg(id));
        Q_EMIT notice(tr("The text is that of version %1. It is written when you save or apply.").arg(id));
        Q_EMIT closeRequested();
    };
    if (!version->text.empty()) {
        take(std::string(version->text)); // the list may be read anew meanwhile
        return;
    }
    m_reader->start<Result<std::string>>(
        [directory = m_context.historyDirectory, id = version->id](const std::stop_token &) { return readText(directory, id); },
        [this, take](const Result<std::string> &read) {
            if (read) {
                take(*read);
            } else {
                Q_EMIT notice(tr("The version cannot be read: %1").arg(text(read.error().message)));
            }
        });
}

} // namespace patchbay
