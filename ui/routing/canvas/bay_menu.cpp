// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/canvas/bay_menu.h"

#include "ui/routing/canvas/bay_canvas.h"
#include "ui/routing/form/live_box.h"
#include "ui/shell/command.h"

#include <QMenu>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

// As the palette has it; what cannot be done now says why. `canvasKey`: does the same on the canvas.
void addCommand(QMenu &menu, const RoutingContext &context, const QString &name, const QString &canvasKey = {})
{
    const CommandRegistry &commands = context.commands;
    const QString id = u"routing."_s + name;
    const Command *command = commands.find(id);
    if (!command) {
        return;
    }
    // Told, not set: the command's own action has the shortcut.
    const QString own = commands.shortcut(id).toString(QKeySequence::NativeText);
    const QString keys = own.isEmpty() ? canvasKey : own;
    QAction *action = menu.addAction(context.theme.icon(command->iconName), keys.isEmpty() ? command->text : command->text + u'\t' + keys);
    const QString why = command->whyNot ? command->whyNot() : QString();
    action->setEnabled(why.isEmpty());
    action->setToolTip(why);
    QObject::connect(action, &QAction::triggered, &commands, [&commands, id] { (void)commands.trigger(id); });
}

void addLive(QMenu &menu, const RoutingContext &context, const QString &id)
{
    bay::LiveDesk *desk = context.live;
    const std::string node = id.toStdString();
    const std::optional<bay::LiveDeployment> live = desk ? desk->deployment(node) : std::nullopt;
    if (!live) {
        return;
    }
    menu.addSeparator();
    const bool cooling = live->cooling > 0;
    if (cooling) {
        QAction *clear = menu.addAction(context.theme.icon(u"edit-clear"_s), BayCanvas::tr("Clear the cooldown"));
        QObject::connect(clear, &QAction::triggered, desk, [desk, node] { desk->cool(node, 0); });
    }
    QMenu *longer = menu.addMenu(context.theme.icon(u"chronometer"_s),
                                 cooling ? BayCanvas::tr("Extend the cooldown by") : BayCanvas::tr("Send nobody there for"));
    addCooldownActions(*longer, *desk, node);
}

} // namespace

void fillBayMenu(QMenu &menu, const RoutingContext &context, BayCanvas &canvas, const QString &id)
{
    menu.setToolTipsVisible(true);
    const bay::Picture &picture = canvas.tab().picture();
    const bay::BayCable *cable = picture.cable(id.toStdString());
    if (cable && cable->isFallback()) {
        addCommand(menu, context, u"earlier"_s);
        addCommand(menu, context, u"later"_s);
    } else if (!id.isEmpty()) {
        addCommand(menu, context, u"rename"_s);
    }
    if (id.isEmpty()) {
        addCommand(menu, context, u"pastePart"_s, QStringLiteral("Ctrl+V"));
        addCommand(menu, context, u"fit"_s);
        addCommand(menu, context, u"forgetPlaces"_s);
        addCommand(menu, context, u"export"_s);
        return;
    }
    const bay::BayNode *node = picture.node(id.toStdString());
    if (node && (node->kind == bay::NodeKind::Group || node->kind == bay::NodeKind::Deployment)) {
        addCommand(menu, context, u"copyPart"_s, QStringLiteral("Ctrl+C"));
    }
    addCommand(menu, context, u"remove"_s, QStringLiteral("Del"));
    addLive(menu, context, id);
}

} // namespace patchbay
