// SPDX-License-Identifier: GPL-3.0-or-later
//
// CompareShowcase: a Compare panel in known states, from sample files only: what --screenshots and
// the picture tests show.
//
//   auto showcase = CompareShowcase::create(theme, commands);
//   window.addPanel(&(*showcase)->panel());
//   for (const QString &state : CompareShowcase::states()) {
//       (*showcase)->show(state);   // then let the event loop run for 100 ms, and grab
//   }
#pragma once

#include "providers/core/result.h"

#include <QObject>
#include <QPointer>

#include <memory>

namespace patchbay {

class CommandRegistry;
class ComparePanel;
class SampleWorld;
class Theme;

class CompareShowcase final : public QObject {
    Q_OBJECT
public:
    // Theme and registry outlive it.
    static Result<std::unique_ptr<CompareShowcase>> create(const Theme &theme, CommandRegistry &commands);
    ~CompareShowcase() override;

    // "first-run", "streaming", "done", "failed", "eight-panes", "diff", "history", "wire".
    static QStringList states();
    // Opens the state in a tab of its own and closes the one before.
    void show(const QString &state);
    // May be given a parent that deletes it.
    ComparePanel &panel() { return *m_panel; }

private:
    explicit CompareShowcase(std::unique_ptr<SampleWorld> world);
    void selectPane(int index);

    std::unique_ptr<SampleWorld> m_world;
    QPointer<ComparePanel> m_panel;
};

} // namespace patchbay
