// SPDX-License-Identifier: GPL-3.0-or-later
//
// VirtualKeyInspector: one virtual key: its budget, its limits, and how a client uses it.
#pragma once

#include "ui/keys/inspector_page.h"
#include "ui/keys/keys_context.h"

class QPushButton;

namespace patchbay {

class BudgetBar;
class SegmentedControl;
class StateLabel;

class VirtualKeyInspector final : public InspectorPage {
    Q_OBJECT
public:
    explicit VirtualKeyInspector(const KeysContext &context, QWidget *parent = nullptr);

    void setKey(const QString &token);

Q_SIGNALS:
    void editWanted(const QString &token);
    void rotateWanted(const QString &token);
    void blockWanted(const QString &token, bool block);
    void removeWanted(const QString &token);

private:
    void buildHead();
    void buildBudget();
    void buildFacts();
    void buildSnippet();
    void refresh();
    void showSnippet();

    KeysContext m_context;
    QString m_token;
    QLabel *m_masked = nullptr;
    StateLabel *m_state = nullptr;
    QPushButton *m_block = nullptr;
    QLabel *m_resets = nullptr;
    QLabel *m_spend = nullptr;
    BudgetBar *m_bar = nullptr;
    ElidedLabel *m_models = nullptr;
    ElidedLabel *m_requests = nullptr;
    ElidedLabel *m_tokens = nullptr;
    ElidedLabel *m_owner = nullptr;
    ElidedLabel *m_team = nullptr;
    ElidedLabel *m_tags = nullptr;
    ElidedLabel *m_created = nullptr;
    ElidedLabel *m_expires = nullptr;
    SegmentedControl *m_language = nullptr;
    QLabel *m_snippet = nullptr;
};

} // namespace patchbay
