// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/compare_toolbar.h"

#include "models/compare/comparison.h"
#include "ui/compare/line.h"
#include "ui/shell/command.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QResizeEvent>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int toolbarHeight = 43;
constexpr int longestTitle = 260;
// Below this the key caps go.
constexpr int roomyWidth = 860;

} // namespace

CompareToolbar::CompareToolbar(const CompareContext &context, Comparison &comparison, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_comparison(comparison)
    , m_layout(new QHBoxLayout)
    , m_title(new QLineEdit(comparison.draft().title, this))
    , m_views(new SegmentedControl(context.theme, this))
    , m_sync(new QToolButton(this))
    , m_add(new QToolButton(this))
    , m_history(new QToolButton(this))
    , m_export(new QToolButton(this))
    , m_stop(new QPushButton(tr("Stop all"), this))
    , m_run(new QPushButton(tr("Run"), this))
{
    setBackground(this, context.theme, Role::Surface);
    createControls();
    createRunLog();
    createLayout();
    connect(&comparison, &Comparison::runningChanged, this, &CompareToolbar::refresh);
    connect(&comparison, &Comparison::draftChanged, this, &CompareToolbar::refresh);
    connect(&context.commands, &CommandRegistry::changed, this, &CompareToolbar::refresh);
    connect(&context.theme, &Theme::changed, this, &CompareToolbar::refresh);
    refresh();
}

void CompareToolbar::createControls()
{
    m_title->setFrame(false);
    m_title->setAccessibleName(tr("Title of the comparison"));
    m_title->setProperty("plain", true);
    connect(m_title, &QLineEdit::editingFinished, this, [this] {
        const QString title = m_title->text().trimmed();
        if (title.isEmpty()) {
            m_title->setText(m_comparison.draft().title);
        } else {
            m_comparison.setTitle(title);
        }
        m_title->deselect();
    });
    connect(m_title, &QLineEdit::returnPressed, m_title, &QWidget::clearFocus);
    m_views->addSegment(tr("Panes"));
    m_views->addSegment(tr("Diff"));
    m_views->setAccessibleName(tr("View"));
    connect(m_views, &SegmentedControl::currentChanged, this, [this] {
        refresh();
        Q_EMIT viewChanged();
    });
    m_sync->setText(tr("Sync all"));
    m_sync->setCheckable(true);
    m_sync->setToolTip(tr("Parameters changed in one pane change in all"));
    setThemedIcon(m_sync, m_context.theme, u"link"_s);
    connect(m_sync, &QToolButton::clicked, this, &CompareToolbar::syncToggled);
    m_add->setText(tr("Pane"));
    m_add->setAccessibleName(tr("Add a pane"));
    setThemedIcon(m_add, m_context.theme, u"list-add"_s);
    connect(m_add, &QToolButton::clicked, this, [this] { m_context.commands.trigger(u"compare.addPane"_s); });
    for (QToolButton *button : { m_sync, m_add }) {
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoRaise(true);
        button->setIconSize({ 16, 16 });
    }
    setThemedIcon(m_stop, m_context.theme, u"media-playback-stop"_s);
    setThemedIcon(m_run, m_context.theme, u"media-playback-start"_s, Role::AccentText);
    setPrimary(m_run);
    connect(m_stop, &QPushButton::clicked, this, [this] { m_comparison.stop(); });
    connect(m_run, &QPushButton::clicked, this, [this] { m_context.commands.trigger(u"compare.run"_s); });
}

void CompareToolbar::createRunLog()
{
    m_history->setToolTip(tr("History of runs"));
    setThemedIcon(m_history, m_context.theme, u"document-open-recent"_s);
    connect(m_history, &QToolButton::clicked, this, [this] { m_context.commands.trigger(u"compare.history"_s); });
    auto *formats = new QMenu(m_export);
    for (const auto &[id, text] : { std::pair { u"compare.exportMarkdown"_s, tr("As Markdown…") },
                                    std::pair { u"compare.exportJson"_s, tr("As JSON…") },
                                    std::pair { u"compare.exportHtml"_s, tr("As HTML…") } }) {
        formats->addAction(text, this, [this, command = id] { m_context.commands.trigger(command); });
    }
    m_export->setMenu(formats);
    m_export->setPopupMode(QToolButton::InstantPopup);
    setThemedIcon(m_export, m_context.theme, u"document-export"_s);
    for (QToolButton *button : { m_history, m_export }) {
        button->setAutoRaise(true);
        button->setIconSize({ 16, 16 });
    }
    m_history->setAccessibleName(tr("History of runs"));
    m_export->setAccessibleName(tr("Export the run"));
}

void CompareToolbar::createLayout()
{
    m_layout->setContentsMargins(12, 5, 12, 5);
    m_layout->setSpacing(8);
    m_layout->addWidget(m_title);
    m_layout->addSpacing(4);
    m_layout->addWidget(m_views);
    m_layout->addWidget(m_sync);
    m_layout->addWidget(m_add);
    m_layout->addStretch(1);
    m_layout->addWidget(m_history);
    m_layout->addWidget(m_export);
    m_layout->addWidget(m_stop);
    m_layout->addWidget(m_run);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(m_layout);
    rows->addWidget(new Line(m_context.theme, Qt::Horizontal, this));
    setMinimumHeight(toolbarHeight + 1);
    setTabOrder({ m_title, m_views, m_sync, m_add, m_history, m_export, m_stop, m_run });
}

QString CompareToolbar::shortcutText(const CommandRegistry &commands, const QString &id)
{
    QString text = commands.shortcut(id).toString(QKeySequence::NativeText);
    return text.replace(u"Return"_s, u"Enter"_s);
}

CompareToolbar::View CompareToolbar::view() const
{
    return m_views->currentIndex() == 1 ? Diff : Panes;
}

void CompareToolbar::setView(View view)
{
    m_views->setCurrentIndex(view == Diff ? 1 : 0);
}

void CompareToolbar::setDiffControls(QWidget *controls)
{
    m_diffControls = controls;
    m_layout->insertWidget(m_layout->indexOf(m_views) + 1, controls);
    refresh();
}

void CompareToolbar::setRunIsPrimary(bool primary)
{
    m_run->setProperty("primary", primary);
    setThemedIcon(m_run, m_context.theme, u"media-playback-start"_s, primary ? Role::AccentText : Role::Text);
    m_run->style()->unpolish(m_run);
    m_run->style()->polish(m_run);
    m_run->update();
}

void CompareToolbar::editTitle()
{
    m_title->setFocus();
    m_title->selectAll();
}

void CompareToolbar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    refresh();
}

void CompareToolbar::refresh()
{
    if (!m_title->hasFocus() && m_title->text() != m_comparison.draft().title) {
        m_title->setText(m_comparison.draft().title);
        m_title->setCursorPosition(0);
    }
    const QFont titleFont = m_context.theme.font(TypeStep::Title);
    m_title->setFont(titleFont);
    const int titleWidth = QFontMetrics(titleFont).horizontalAdvance(m_title->text()) + 14;
    m_title->setFixedWidth(std::clamp(titleWidth, 80, longestTitle));
    const bool panes = view() == Panes;
    const bool running = m_comparison.isRunning();
    const bool roomy = width() >= roomyWidth;
    m_sync->setVisible(panes && m_comparison.paneCount() > 1);
    m_add->setVisible(panes);
    if (m_diffControls != nullptr) {
        m_diffControls->setVisible(!panes);
    }
    m_sync->setChecked(m_comparison.draft().syncParameters);
    m_stop->setVisible(running);
    setKeyCap(m_stop, roomy ? shortcutText(m_context.commands, u"compare.stop"_s) : QString());
    setKeyCap(m_run, roomy && panes ? shortcutText(m_context.commands, u"compare.run"_s) : QString());
    m_stop->updateGeometry();
    m_run->updateGeometry();
    setWhyNot(m_run, m_comparison.whyNotRun(), tr("Ask all panes"));
    setWhyNot(m_export, m_comparison.draft().id.isEmpty() ? tr("Nothing has been run yet") : QString(),
              tr("Export the run"));
    const bool full = m_comparison.paneCount() >= Comparison::maximumPanes;
    setWhyNot(m_add, full ? tr("A comparison has at most 16 panes") : QString(), tr("Add a pane"));
}

} // namespace patchbay
