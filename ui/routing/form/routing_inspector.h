// SPDX-License-Identifier: GPL-3.0-or-later
//
// RoutingInspector: what is selected: its parameters as a form, what it is connected to, and for groups where a
// request would go and why.
#pragma once

#include "ui/routing/routing_context.h"

#include <QPointer>
#include <QScrollArea>

class QComboBox;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace patchbay {

class CodeView;
class ElidedLabel;
class InlineMessage;
class LiveBox;
class ModelShelf;
class RoutingView;
class SettingsForm;

class RoutingInspector final : public QScrollArea {
    Q_OBJECT
public:
    explicit RoutingInspector(const RoutingContext &context, QWidget *parent = nullptr);

    // Null shows nothing. The view may go at any time.
    void setView(RoutingView *view);
    void refresh();
    void focusFirst();
    // Why a request to the selected group would go where.
    void explain();
    // Likewise a request that was copied, to whatever it asks for.
    void explainCopied();
    QPushButton *explainCopiedButton() const { return m_explainCopied; }
    CodeView *explanation() const { return m_explanation; }
    SettingsForm *form() const { return m_form; }
    // Null where there is no gateway to ask.
    LiveBox *live() const { return m_live; }

Q_SIGNALS:
    void notice(const QString &sentence);

private:
    void build();
    void buildConnections(QVBoxLayout *column);
    void buildExplanation(QVBoxLayout *column);
    void showExplanation(const QString &text);
    void enter(const QString &path, const QString &value);
    void showTrouble();
    void showLive();
    void showConnections();
    void connectTo(int index);

    RoutingContext m_context;
    QPointer<RoutingView> m_view;
    ElidedLabel *m_title = nullptr;
    QLabel *m_subtitle = nullptr;
    InlineMessage *m_trouble = nullptr;
    LiveBox *m_live = nullptr;
    SettingsForm *m_form = nullptr;
    QWidget *m_connections = nullptr;
    QComboBox *m_kind = nullptr;
    QComboBox *m_target = nullptr;
    QWidget *m_asking = nullptr;
    QPushButton *m_explain = nullptr;
    QPushButton *m_explainCopied = nullptr;
    CodeView *m_explanation = nullptr;
    ModelShelf *m_shelf = nullptr;
    QLabel *m_lines = nullptr;
};

} // namespace patchbay
