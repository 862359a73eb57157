// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/routing_panel.h"

#include "models/bay/config_tabs.h"
#include "models/bay/live_desk.h"
#include "ui/routing/canvas/bay_canvas.h"
#include "ui/routing/canvas/bay_view.h"
#include "ui/routing/form/routing_inspector.h"
#include "ui/routing/opening/importer.h"
#include "ui/routing/opening/open_page.h"
#include "ui/routing/routing_view.h"
#include "ui/shell/command.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QMimeData>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

// Deployments of one model are told apart by their groups.
QString paletteDetail(const bay::Picture &picture, std::size_t node)
{
    const QString detail = QString::fromStdString(picture.nodes[node].detail);
    const auto member = std::ranges::find_if(picture.cables, [node](const bay::BayCable &cable) {
        return cable.kind == bay::CableKind::Member && cable.to == node;
    });
    return member == picture.cables.end() ? detail
                                          : QString::fromStdString(picture.nodes[member->from].title) + u" · "_s + detail;
}

} // namespace

RoutingPanel::RoutingPanel(const RoutingContext &context, QWidget *parent)
    : Panel(parent)
    , m_context(context)
{
    setAcceptDrops(true);
    m_context.clock = m_context.clock ? m_context.clock : &m_clock;
    addRoutingCommands(context.commands, *this);
}

RoutingPanel::~RoutingPanel()
{
    for (const Command &command : QList<Command>(m_context.commands.commands())) {
        if (command.id.startsWith(u"routing.")) {
            m_context.commands.remove(command.id);
        }
    }
}

void RoutingPanel::showEvent(QShowEvent *event)
{
    build();
    Panel::showEvent(event);
    if (m_context.live) {
        m_context.live->setActive(true);
    }
}

void RoutingPanel::hideEvent(QHideEvent *event)
{
    Panel::hideEvent(event);
    if (m_context.live) {
        m_context.live->setActive(false);
    }
}

void RoutingPanel::build()
{
    if (m_stack) {
        return;
    }
    if (m_context.askGateway) {
        m_context.live = new bay::LiveDesk(m_context.askGateway, *m_context.clock, this);
        connect(m_context.live, &bay::LiveDesk::cooled, this, &RoutingPanel::say);
    }
    m_stack = new QStackedWidget(this);
    m_importer = new Importer(m_context, this);
    connect(m_importer, &Importer::notice, this, &RoutingPanel::say);
    m_open = new OpenPage(m_context, *m_importer, m_stack);
    m_stack->addWidget(m_open);
    m_inspector = new RoutingInspector(m_context, this);
    m_inspector->hide();
    connect(m_inspector, &RoutingInspector::notice, this, &RoutingPanel::say);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    connect(m_open, &OpenPage::openWanted, this, &RoutingPanel::askFile);
    connect(m_open, &OpenPage::fileWanted, this, &RoutingPanel::openFile);
    connectTabs();
    m_context.tabs.restore();
    showCurrent();
    Q_EMIT tabsChanged();
}

void RoutingPanel::connectTabs()
{
    const bay::ConfigTabs &tabs = m_context.tabs;
    connect(&tabs, &bay::ConfigTabs::tabsChanged, this, [this] {
        syncViews();
        Q_EMIT tabsChanged();
    });
    connect(&tabs, &bay::ConfigTabs::currentChanged, this, [this] {
        m_choosing = false;
        showCurrent();
        Q_EMIT tabsChanged();
    });
    connect(&tabs, &bay::ConfigTabs::failed, this, &RoutingPanel::say);
    connect(&tabs, &bay::ConfigTabs::changedOnDisk, this, [this](bay::ConfigTab *tab) { viewOf(*tab)->tellChangedOnDisk(); });
}

QString RoutingPanel::id() const { return u"routing"_s; }
QString RoutingPanel::title() const { return tr("Routing"); }
QString RoutingPanel::iconName() const { return u"draw-bezier-curves"_s; }

QWidget *RoutingPanel::inspector()
{
    const RoutingView *view = currentView();
    return view && view->isPictureShown() ? m_inspector : nullptr;
}

Importer *RoutingPanel::importer()
{
    build();
    return m_importer;
}

void RoutingPanel::explain()
{
    if (m_inspector) {
        m_inspector->explain();
    }
}

void RoutingPanel::explainCopied()
{
    if (m_inspector) {
        m_inspector->explainCopied();
    }
}

QList<PaletteEntry> RoutingPanel::find(const QString &text)
{
    QList<PaletteEntry> entries;
    RoutingView *view = currentView();
    if (!view || text.size() < 2) {
        return entries;
    }
    const bay::Picture &picture = view->tab().picture();
    for (std::size_t index = 0; index < picture.nodes.size(); ++index) {
        const bay::BayNode &node = picture.nodes[index];
        const QString name = QString::fromStdString(node.title);
        if (name.contains(text, Qt::CaseInsensitive)) {
            entries.append({ tr("Routing"), name, paletteDetail(picture, index), iconName(),
                             [view, id = QString::fromStdString(node.id)] { view->select({ id }); } });
        }
    }
    return entries;
}

void RoutingPanel::focusFirst()
{
    if (RoutingView *view = currentView()) {
        view->canvas()->view()->setFocus(Qt::OtherFocusReason);
    } else if (m_open) {
        m_open->focusFirst();
    }
}

QStringList RoutingPanel::tabTitles() const
{
    QStringList titles;
    for (int index = 0; m_stack && index < m_context.tabs.count(); ++index) {
        titles.append(m_context.tabs.at(index).title());
    }
    if (m_choosing) {
        titles.append(tr("Open"));
    }
    return titles;
}

int RoutingPanel::currentTab() const
{
    return m_choosing ? m_context.tabs.count() : m_context.tabs.current();
}

void RoutingPanel::setCurrentTab(int index)
{
    m_choosing = index >= m_context.tabs.count() && m_context.tabs.count() > 0;
    if (!m_choosing) {
        m_context.tabs.setCurrent(index);
    }
    showCurrent();
    Q_EMIT tabsChanged();
}

void RoutingPanel::closeTab(int index)
{
    if (index >= m_context.tabs.count()) {
        m_choosing = false;
        showCurrent();
        Q_EMIT tabsChanged();
        return;
    }
    const bool modified = m_context.tabs.at(index).isModified();
    const QString name = m_context.tabs.at(index).title();
    m_context.tabs.close(index);
    if (modified) {
        Q_EMIT noticeRaised({ tr("%1 was closed with changes that are not saved.").arg(name), tr("Open it again"),
                              [this] { m_context.tabs.reopenClosed(); } });
    }
}

void RoutingPanel::newTab()
{
    build();
    m_choosing = m_context.tabs.count() > 0;
    showCurrent();
    Q_EMIT tabsChanged();
}

bool RoutingPanel::tabModified(int index) const
{
    return index >= 0 && index < m_context.tabs.count() && m_context.tabs.at(index).isModified();
}

RoutingView *RoutingPanel::currentView() const
{
    bay::ConfigTab *tab = m_choosing ? nullptr : m_context.tabs.currentTab();
    return tab ? m_views.value(tab) : nullptr;
}

RoutingView *RoutingPanel::viewOf(bay::ConfigTab &tab)
{
    if (RoutingView *known = m_views.value(&tab)) {
        return known;
    }
    auto *view = new RoutingView(m_context, tab, m_stack);
    m_views.insert(&tab, view);
    m_stack->addWidget(view);
    connect(view, &RoutingView::notice, this, &RoutingPanel::say);
    connect(view, &RoutingView::saveRequested, this, &RoutingPanel::save);
    connect(view, &RoutingView::pageChanged, this, &Panel::inspectorChanged);
    connect(view, &RoutingView::inspectorWanted, this, [this] { m_inspector->focusFirst(); });
    return view;
}

void RoutingPanel::syncViews()
{
    for (auto entry = m_views.begin(); entry != m_views.end();) {
        if (m_context.tabs.indexOf(entry.key()) >= 0) {
            ++entry;
            continue;
        }
        m_stack->removeWidget(entry.value());
        delete entry.value();
        entry = m_views.erase(entry);
    }
}

void RoutingPanel::showCurrent()
{
    if (!m_stack) {
        return;
    }
    bay::ConfigTab *tab = m_choosing ? nullptr : m_context.tabs.currentTab();
    if (tab) {
        m_stack->setCurrentWidget(viewOf(*tab));
    } else {
        m_stack->setCurrentWidget(m_open);
    }
    if (m_context.live) {
        m_context.live->watch(tab);
    }
    m_inspector->setView(currentView());
    if (isVisible()) {
        focusFirst();
    }
    Q_EMIT inspectorChanged();
}

void RoutingPanel::say(const QString &sentence)
{
    Q_EMIT noticeRaised({ sentence, {}, {} });
}

bool RoutingPanel::openFile(const QString &file)
{
    build();
    const Result<void> opened = m_context.tabs.open(file);
    if (!opened) {
        say(QString::fromStdString(opened.error().message + ' ' + opened.error().remedy));
        return false;
    }
    m_choosing = false;
    showCurrent();
    Q_EMIT tabsChanged();
    return true;
}

void RoutingPanel::askFile()
{
    auto *dialog = new QFileDialog(this, tr("Open a configuration"), {}, tr("YAML (*.yaml *.yml);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &RoutingPanel::openFile);
    dialog->open();
}

void RoutingPanel::save()
{
    if (const RoutingView *view = currentView()) {
        if (view->tab().file().isEmpty()) {
            askSaveAs();
        } else {
            saveTo({});
        }
    }
}

void RoutingPanel::askSaveAs()
{
    auto *dialog = new QFileDialog(this, tr("Save the configuration"), u"config.yaml"_s, tr("YAML (*.yaml *.yml);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"yaml"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &RoutingPanel::saveTo);
    dialog->open();
}

void RoutingPanel::saveTo(const QString &file)
{
    RoutingView *view = currentView();
    if (!view) {
        return;
    }
    const Result<void> saved = m_context.tabs.save(view->tab(), file);
    if (saved) {
        say(tr("%1 was written.").arg(view->tab().title()));
    } else {
        say(tr("Not written: %1 The text stays here and survives a crash.").arg(QString::fromStdString(saved.error().message)));
    }
}

void RoutingPanel::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().first().isLocalFile()) {
        event->acceptProposedAction();
    }
}

void RoutingPanel::dropEvent(QDropEvent *event)
{
    for (const QUrl &url : event->mimeData()->urls()) {
        const QString file = url.toLocalFile();
        if (file.endsWith(u".json"_s, Qt::CaseInsensitive)) {
            importer()->fromPortkeyFile(file);
        } else if (!file.isEmpty()) {
            openFile(file);
        }
    }
    event->acceptProposedAction();
}

} // namespace patchbay
