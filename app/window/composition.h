// SPDX-License-Identifier: GPL-3.0-or-later
//
// Composition: makes the parts of the running window and connects them. The only place that knows
// all rooms; everything is passed by reference from here.
#pragma once

#include "app/window/options.h"
#include "providers/engine/engine.h"

#include <memory>

namespace patchbay {

class ComparePanel;
class ComparisonSet;
class MainWindow;
class Settings;
class Theme;

class Composition {
public:
    // Opens the data directory; fails with what to tell the person.
    static Result<std::unique_ptr<Composition>> make(const WindowOptions &options);
    ~Composition();

    MainWindow &window();
    Theme &theme();
    Settings &settings();
    ComparePanel &comparePanel();
    ComparisonSet &comparisons();
    // Simulated models are answered by this sandbox instead of one in this process.
    void useSandboxAt(const ApiBases &bases);

private:
    class Private;
    explicit Composition(std::unique_ptr<Private> parts);
    std::unique_ptr<Private> m_private;
};

} // namespace patchbay
