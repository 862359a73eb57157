// SPDX-License-Identifier: GPL-3.0-or-later
//
// BayCanvas: a line to type in over the node that is renamed.
#include "ui/routing/canvas/bay_canvas.h"

#include "ui/routing/canvas/bay_view.h"
#include "ui/routing/canvas/node_item.h"
#include "ui/widgets/themed.h"

#include <QKeyEvent>
#include <QLineEdit>

namespace patchbay {

void BayCanvas::startRename(const QString &id)
{
    const NodeItem *item = m_scene->node(id);
    if (!item || item->node().kind == bay::NodeKind::Provider || m_tab.unreadable()) {
        Q_EMIT notice(tr("Select a group, an alias or a deployment to rename it."));
        return;
    }
    finishRename(false);
    m_view->reveal(id);
    const QPoint corner = m_view->mapFromScene(item->pos());
    const int width = static_cast<int>(item->box().width * m_view->zoom());
    const int height = static_cast<int>(item->box().height * m_view->zoom());
    m_renamed = id;
    m_rename = new QLineEdit(QString::fromStdString(item->node().name), m_view->viewport());
    m_rename->setAccessibleName(tr("Name"));
    setCompactControls(m_rename);
    m_rename->setGeometry(corner.x() - 2, corner.y() + (height - 28) / 2, std::max(width + 4, 180), 28);
    m_rename->installEventFilter(this);
    connect(m_rename, &QLineEdit::editingFinished, this, [this] { finishRename(true); });
    m_rename->show();
    m_rename->selectAll();
    m_rename->setFocus(Qt::OtherFocusReason);
}

void BayCanvas::finishRename(bool keep)
{
    if (!m_rename) {
        return;
    }
    QLineEdit *field = std::exchange(m_rename, nullptr);
    const QString name = field->text().trimmed();
    field->disconnect(this);
    field->deleteLater();
    field->hide();
    m_view->setFocus();
    const bay::BayNode *node = m_tab.picture().node(m_renamed.toStdString());
    if (!keep || !node || name.isEmpty() || name.toStdString() == node->name) {
        return;
    }
    const std::string prefix = node->id.substr(0, node->id.find('/') + 1);
    if (edit([subject = *node, to = name.toStdString()](bay::ConfigDocument &document) {
            return bay::renameNode(document, subject, to);
        })) {
        const QString id = QString::fromStdString(prefix) + name;
        if (m_scene->node(id)) {
            select({ id }, false);
            Q_EMIT selectionMade({ id });
        }
    }
}

bool BayCanvas::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_rename && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        finishRename(false);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace patchbay
