// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/form/model_shelf.h"

#include "models/bay/imports.h"
#include "providers/catalog/catalog.h"
#include "ui/widgets/themed.h"

#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QStringListModel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int listHeight = 180;

// Names that say what they are when they are dragged.
class ShelfModel final : public QStringListModel {
public:
    using QStringListModel::QStringListModel;

    Qt::ItemFlags flags(const QModelIndex &index) const override
    {
        return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled : Qt::NoItemFlags;
    }
    // "openai/" is the provider with whatever model comes first.
    QVariant data(const QModelIndex &index, int role) const override
    {
        const QString name = QStringListModel::data(index, Qt::EditRole).toString();
        return role == Qt::DisplayRole && name.endsWith(u'/') ? ModelShelf::tr("%1 (provider)").arg(name.chopped(1))
                                                              : QStringListModel::data(index, role);
    }
    QStringList mimeTypes() const override { return { u"application/x-patchbay-model"_s }; }
    QMimeData *mimeData(const QModelIndexList &indexes) const override
    {
        auto *data = new QMimeData;
        if (!indexes.isEmpty()) {
            data->setData(mimeTypes().first(), indexes.first().data(Qt::EditRole).toString().toUtf8());
        }
        return data;
    }
    Qt::DropActions supportedDragActions() const override { return Qt::CopyAction; }
};

} // namespace

ModelShelf::ModelShelf(const Theme &theme, const Catalog &catalog, QWidget *parent)
    : QWidget(parent)
    , m_filter(new QLineEdit(this))
    , m_list(new QListView(this))
{
    setCompactControls(this);
    for (const ModelEntry &model : catalog.models()) {
        m_models.append(QString::fromStdString(model.provider + '/' + model.name));
    }
    for (const ProviderEntry &provider : catalog.providers()) {
        if (!provider.sandbox && !bay::firstChatModel(catalog, provider.id).empty()) {
            m_models.append(QString::fromStdString(provider.id) + u'/');
        }
    }
    m_models.sort();
    auto *title = new QLabel(tr("Add a deployment"), this);
    setTextStyle(title, theme, TypeStep::Strong);
    m_filter->setPlaceholderText(tr("Search models"));
    m_filter->setAccessibleName(tr("Search models"));
    setClearButton(m_filter, theme);
    m_list->setAccessibleName(tr("Models of the catalogue"));
    m_list->setModel(new ShelfModel(m_models, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setDragEnabled(true);
    m_list->setFixedHeight(listHeight);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setEditTriggers(QListView::NoEditTriggers);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(title);
    column->addWidget(m_filter);
    column->addWidget(m_list);
    connect(m_filter, &QLineEdit::textChanged, this, &ModelShelf::narrow);
    connect(m_filter, &QLineEdit::returnPressed, this, [this] {
        if (m_list->model()->rowCount() > 0 && !m_filter->text().isEmpty()) {
            Q_EMIT chosen(m_list->model()->index(0, 0).data(Qt::EditRole).toString());
        }
    });
    connect(m_list, &QListView::activated, this, [this](const QModelIndex &index) { Q_EMIT chosen(index.data(Qt::EditRole).toString()); });
    setTarget({});
}

void ModelShelf::setTarget(const QString &group)
{
    m_list->setToolTip(group.isEmpty() ? tr("Drag a model or a provider onto the picture; Enter adds it in a group of its own")
                                       : tr("Drag a model or a provider onto the picture; Enter adds it to %1").arg(group));
}

void ModelShelf::narrow(const QString &text)
{
    QStringList shown;
    const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
    for (const QString &model : std::as_const(m_models)) {
        const bool fits = std::ranges::all_of(words, [&](const QString &word) { return model.contains(word, Qt::CaseInsensitive); });
        if (fits) {
            shown.append(model);
        }
    }
    static_cast<ShelfModel *>(m_list->model())->setStringList(shown);
}

} // namespace patchbay
