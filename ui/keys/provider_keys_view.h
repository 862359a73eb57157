// SPDX-License-Identifier: GPL-3.0-or-later
//
// ProviderKeysView: the table of the vault's keys, and the strip below it in which one is added, rotated, imported or
// exported.
#pragma once

#include "providers/core/secret.h"
#include "providers/core/result.h"
#include "ui/keys/key_list_view.h"

#include <memory>

namespace patchbay {

class AddKeyStrip;
class ExportStrip;
class ImportStrip;
class KeyInspector;
class PassphraseStrip;
class RotateStrip;

class ProviderKeysView final : public KeyListView {
    Q_OBJECT
public:
    ProviderKeysView(const KeysContext &context, KeyInspector &inspector, QWidget *parent = nullptr);

    void startAdd(const QString &pasted = {});
    void startImport();
    void startExport();
    void startPassphrase();
    void startRecoveryCode();
    void startRotate(const QString &id);
    void copy(const QString &id);
    void test(const QString &id);
    void remove(const QString &id);

Q_SIGNALS:
    void recoveryCodeRenewed(std::shared_ptr<patchbay::SecretBytes> code);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    bool wantsTable() const override;

private:
    void connectInspector(KeyInspector &inspector);
    void say(const QString &sentence);
    void tell(const Result<void> &result);

    AddKeyStrip *m_add;
    RotateStrip *m_rotate;
    ImportStrip *m_import;
    ExportStrip *m_export;
    PassphraseStrip *m_passphrase;
};

} // namespace patchbay
