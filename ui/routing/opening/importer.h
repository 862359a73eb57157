// SPDX-License-Identifier: GPL-3.0-or-later
//
// Importer: configurations from elsewhere, each opened as a tab that was never saved: keys of the environment, a
// Portkey config, models that somebody lists.
#pragma once

#include "ui/routing/opening/import_dialog.h"

#include <QPointer>

class QWidget;

namespace patchbay {

class Importer final : public QObject {
    Q_OBJECT
public:
    // The window belongs to whom it stands before.
    Importer(const RoutingContext &context, QWidget *window);

    // "OpenAI, Anthropic and 2 more"; empty: the environment has no key.
    QString foundKeys() const;
    void fromEnvironment();
    void askPortkeyFile();
    bool fromPortkeyFile(const QString &file);
    void askModels();
    // Null while it is not shown.
    ImportDialog *dialog() const { return m_dialog; }

Q_SIGNALS:
    void notice(const QString &sentence);

private:
    bool open(const QString &title, const Result<bay::Imported> &imported);

    RoutingContext m_context;
    QWidget *m_window;
    QPointer<ImportDialog> m_dialog;
};

} // namespace patchbay
