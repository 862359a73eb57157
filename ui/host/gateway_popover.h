// SPDX-License-Identifier: GPL-3.0-or-later
//
// GatewayPopover: the window's gateway, above its place in the status line: which configuration it serves and where,
// start and stop, what goes through it, its address and snippets to copy.
#pragma once

#include "models/host/gateway_host.h"
#include "ui/widgets/theme.h"

#include <QFrame>

class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace patchbay {

class ElidedLabel;
class InlineMessage;
class SegmentedControl;
class Sparkline;

class GatewayPopover final : public QFrame {
    Q_OBJECT
public:
    // Both outlive it.
    GatewayPopover(const Theme &theme, GatewayHost &host, QWidget *window);

    // What the next start takes, unless it is changed here. An empty file asks for one.
    void setWish(const GatewayWish &wish);
    // Above the place, in the screen's coordinates.
    void openAt(const QRect &place);

Q_SIGNALS:
    void startWanted(const patchbay::GatewayWish &wish);
    void fileWanted(); // a person wants to choose the configuration
    void keysWanted();
    void configurationWanted(const QString &file); // to be looked at

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void buildHead();
    void buildWish();
    void buildMeter();
    void buildUse();
    void refresh();
    void refreshWish();
    void refreshMeter();
    void showSnippet();
    void startOrStop();
    QPushButton *addCopy(const QString &name, const QString &toolTip, std::function<QString()> text);

    const Theme &m_theme;
    GatewayHost &m_host;
    GatewayWish m_wish;
    QVBoxLayout *m_column;
    QLabel *m_state = nullptr;
    QPushButton *m_switch = nullptr;
    InlineMessage *m_problem = nullptr;
    ElidedLabel *m_file = nullptr;
    QPushButton *m_choose = nullptr;
    QPushButton *m_look = nullptr;
    QWidget *m_placeRow = nullptr; // while it is off
    QLineEdit *m_place = nullptr;
    QWidget *m_running = nullptr; // what only one that runs has
    QLabel *m_address = nullptr;
    Sparkline *m_rate = nullptr;
    QLabel *m_counts = nullptr;
    QLabel *m_remarks = nullptr;
    SegmentedControl *m_language = nullptr;
    QLabel *m_snippet = nullptr;
};

// "127.0.0.1:4000" or "[::1]:0" as address and port; nothing where it is neither.
std::optional<GatewayWish> placeFrom(const QString &text, const GatewayWish &otherwise);

} // namespace patchbay
