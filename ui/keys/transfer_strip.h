// SPDX-License-Identifier: GPL-3.0-or-later
//
// TransferStrip: keys from the environment, an .env file, LiteLLM's YAML or a sealed export into the vault, and a
// sealed export out of it.
#pragma once

#include "models/keeper/vault_work.h"
#include "ui/keys/key_strip.h"
#include "ui/keys/keys_context.h"

class QPlainTextEdit;
class QPushButton;

namespace patchbay {

class SecretField;

class ImportStrip final : public KeyStrip {
    Q_OBJECT
public:
    explicit ImportStrip(const KeysContext &context, QWidget *parent = nullptr);

    void start();
    // An export of Patchbay's asks for its passphrase first.
    void takeFile(const QString &file);

private:
    void askFile();
    void openExport();
    void show(const Result<ImportCount> &count);
    // The lines of a config.yaml that could name keys instead of holding them.
    void offerReplacement();
    void replace();

    KeysContext m_context;
    QString m_file;
    QPlainTextEdit *m_plan;
    QPushButton *m_replace;
    SecretField *m_passphrase;
    QPushButton *m_open;
    QPushButton *m_choose;
    QPushButton *m_environment;
};

class ExportStrip final : public KeyStrip {
    Q_OBJECT
public:
    explicit ExportStrip(const KeysContext &context, QWidget *parent = nullptr);

    void start();
    void exportTo(const QString &file);

private:
    void askFile();
    void refresh();

    KeysContext m_context;
    SecretField *m_first;
    SecretField *m_second;
    QPushButton *m_export;
    SecretBytes m_secret;
};

} // namespace patchbay
