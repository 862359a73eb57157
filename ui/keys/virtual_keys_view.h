// SPDX-License-Identifier: GPL-3.0-or-later
//
// VirtualKeysView: the gateway's virtual keys: what they spent of what they may, and the strip in which one is made.
#pragma once

#include "providers/core/result.h"
#include "ui/keys/key_list_view.h"

class QLabel;

namespace patchbay {

class SecretBytes;
class ShownKeyStrip;
class VirtualKeyInspector;
class VirtualKeyStrip;

class VirtualKeysView final : public KeyListView {
    Q_OBJECT
public:
    VirtualKeysView(const KeysContext &context, VirtualKeyInspector &inspector, QWidget *parent = nullptr);

    void startNew();
    void startEdit(const QString &token);
    // One of them in its form, several together.
    void editSelected();
    void blockSelected(bool blocked);
    void exportCsv(const QString &file);
    // Keys of a name that is known are changed, the others made; rotating one shows its key.
    void importCsv(const QString &file);
    void askCsv(bool imports);
    void setBlocked(const QString &token, bool blocked);
    void regenerate(const QString &token);
    void remove(const QString &token);

protected:
    void showEvent(QShowEvent *event) override;
    bool wantsTable() const override { return strip() != nullptr; }

private:
    void connectInspector(VirtualKeyInspector &inspector);
    void showKey(const QString &name, SecretBytes key);
    void summarise();
    void tell(const Result<void> &result);

    QLabel *m_summary;
    VirtualKeyStrip *m_form;
    ShownKeyStrip *m_shownKey;
};

} // namespace patchbay
