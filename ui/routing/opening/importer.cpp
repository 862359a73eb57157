// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/opening/importer.h"

#include "models/bay/config_tabs.h"
#include "models/config/atomic_file.h"
#include "models/format/format.h"
#include "providers/catalog/catalog.h"

#include <QFileDialog>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace patchbay {

Importer::Importer(const RoutingContext &context, QWidget *window)
    : QObject(window)
    , m_context(context)
    , m_window(window)
{
}

QString Importer::foundKeys() const
{
    constexpr qsizetype named = 3;
    QStringList names;
    for (const bay::FoundKey &key : bay::keysInEnvironment(m_context.catalog, m_context.imports.hasVariable)) {
        names.append(QString::fromStdString(key.provider->name));
    }
    const qsizetype more = names.size() - named;
    return more > 0 ? tr("%1 and %2 more").arg(names.first(named).join(u", "_s)).arg(more) : names.join(u", "_s);
}

bool Importer::open(const QString &title, const Result<bay::Imported> &imported)
{
    if (!imported) {
        Q_EMIT notice(QString::fromStdString(imported.error().message));
        return false;
    }
    m_context.tabs.openText(title, imported->text);
    if (!imported->notes.empty()) {
        Q_EMIT notice(tr("%1 could not be taken over as it is; the first lines say what.")
                          .arg(format::counted(static_cast<qint64>(imported->notes.size()), tr("thing"))));
    }
    return true;
}

void Importer::fromEnvironment()
{
    open(tr("From the environment"), bay::importEnvironment(m_context.catalog, m_context.imports.hasVariable));
}

void Importer::askPortkeyFile()
{
    auto *dialog = new QFileDialog(m_window, tr("Import a Portkey config"), {}, tr("JSON (*.json);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &Importer::fromPortkeyFile);
    dialog->open();
}

bool Importer::fromPortkeyFile(const QString &file)
{
    constexpr qint64 largest = 4'000'000;
    if (QFileInfo(file).size() > largest) {
        Q_EMIT notice(tr("%1 is too large for a Portkey config.").arg(file));
        return false;
    }
    const Result<std::string> source = document::readFile(file.toStdString());
    if (!source) {
        Q_EMIT notice(QString::fromStdString(source.error().message + ' ' + source.error().remedy));
        return false;
    }
    return open(tr("From %1").arg(QFileInfo(file).fileName()), bay::importPortkey(*source, m_context.catalog));
}

void Importer::askModels()
{
    if (!m_dialog) {
        m_dialog = new ImportDialog(m_context, m_window);
        m_dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_dialog, &ImportDialog::made, this, [this](const QString &title, const bay::Imported &imported) { open(title, imported); });
    }
    m_dialog->show();
    m_dialog->raise();
}

} // namespace patchbay
