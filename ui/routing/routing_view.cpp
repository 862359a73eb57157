// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/routing_view.h"

#include "ui/routing/bay_canvas.h"
#include "ui/routing/bay_view.h"
#include "ui/routing/find_bar.h"
#include "ui/routing/text_pane.h"
#include "ui/routing/yaml_editor.h"
#include "ui/widgets/inline_message.h"
#include "ui/widgets/themed.h"

#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

namespace patchbay {

namespace {

constexpr int canvasShare = 65;

} // namespace

RoutingView::RoutingView(const RoutingContext &context, bay::ConfigTab &tab, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_tab(tab)
    , m_toolbar(new RoutingToolbar(context, tab, this))
    , m_split(new QSplitter(Qt::Horizontal, this))
    , m_canvas(new BayCanvas(context, tab, m_split))
    , m_text(new TextPane(context, tab, m_split))
{
    m_split->setChildrenCollapsible(false);
    m_split->setHandleWidth(1);
    m_split->setStretchFactor(0, canvasShare);
    m_split->setStretchFactor(1, 100 - canvasShare);
    m_split->setSizes({ canvasShare * 100, (100 - canvasShare) * 100 });
    m_canvas->setMinimumWidth(300);
    m_text->setMinimumWidth(260);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_toolbar);
    column->addWidget(m_split, 1);
    connect(m_toolbar, &RoutingToolbar::viewChanged, this, [this] { showView(m_toolbar->view()); });
    connect(m_canvas, &BayCanvas::selectionMade, this, [this](const QStringList &ids) { take(ids, Origin::Canvas); });
    connect(m_canvas, &BayCanvas::opened, this, &RoutingView::inspectorWanted);
    connect(m_canvas, &BayCanvas::notice, this, &RoutingView::notice);
    connect(m_text->editor(), &YamlEditor::lineEntered, this, [this](int line) {
        if (!m_tab.unreadable()) {
            const QString id = QString::fromStdString(m_tab.picture().idAtLine(static_cast<std::uint32_t>(line)));
            take(id.isEmpty() ? QStringList() : QStringList { id }, Origin::Text);
        }
    });
    connect(&tab, &bay::ConfigTab::pictureChanged, this, [this] {
        // What was removed is not selected any more; lines have moved.
        take(m_canvas->selection(), Origin::Canvas);
        showLines(false);
    });
}

bool RoutingView::isTextFocused() const
{
    return m_text->isAncestorOf(focusWidget()) && focusWidget() && focusWidget()->hasFocus();
}

void RoutingView::take(const QStringList &ids, Origin origin)
{
    if (ids == m_selection) {
        return;
    }
    m_selection = ids;
    if (origin != Origin::Canvas) {
        m_canvas->select(ids, true);
    }
    showLines(origin != Origin::Text && !isTextFocused());
    Q_EMIT selectionChanged();
}

void RoutingView::showLines(bool reveal)
{
    const std::string id = current().toStdString();
    const bay::BayNode *node = m_tab.picture().node(id);
    const bay::BayCable *cable = node ? nullptr : m_tab.picture().cable(id);
    m_text->editor()->setCurrentThing(node ? node->lines : cable ? cable->lines : bay::LineSpan {}, reveal);
}

void RoutingView::select(const QStringList &ids)
{
    take(ids, Origin::Elsewhere);
}

void RoutingView::showView(RoutingToolbar::View view)
{
    m_toolbar->setView(view);
    m_canvas->setVisible(view != RoutingToolbar::Text);
    m_text->setVisible(view != RoutingToolbar::Cables);
    if (view == RoutingToolbar::Text) {
        m_text->editor()->setFocus();
    } else {
        m_canvas->view()->setFocus();
    }
}

void RoutingView::goTo(quint32 line, quint32 column)
{
    if (m_toolbar->view() == RoutingToolbar::Cables) {
        showView(RoutingToolbar::Split);
    }
    m_text->editor()->goTo(line, column);
}

void RoutingView::openSearch()
{
    if (isTextFocused() || m_toolbar->view() == RoutingToolbar::Text) {
        m_text->search()->open();
    } else {
        m_canvas->search()->open();
    }
}

void RoutingView::tellChangedOnDisk()
{
    if (m_onDisk) {
        return;
    }
    auto *message = new InlineMessage(m_context.theme, InlineMessage::Severity::Warning, InlineMessage::Look::Filled, this);
    message->setTitle(tr("The file changed on disk"));
    message->setSentence(tr("Your changes are here and not in the file. Taking the file's text can be undone."));
    const QPushButton *take = message->addAction(tr("Take the file's text"));
    const QPushButton *keep = message->addAction(tr("Keep mine"));
    m_onDisk = message;
    static_cast<QVBoxLayout *>(layout())->insertWidget(1, message);
    const auto done = [this] {
        m_onDisk->deleteLater();
        m_onDisk = nullptr;
    };
    connect(take, &QPushButton::clicked, this, [this, done] {
        m_tab.replaceText(m_tab.saved(), tr("take the file's text"));
        done();
    });
    connect(keep, &QPushButton::clicked, this, done);
}

} // namespace patchbay
