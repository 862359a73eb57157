// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/routing_showcase.h"

#include "models/bay/bay_edits.h"
#include "models/bay/config_tabs.h"
#include "models/compare/entity_slots.h"
#include "ui/routing/canvas/bay_canvas.h"
#include "ui/routing/find_bar.h"
#include "ui/routing/routing_panel.h"
#include "ui/routing/routing_view.h"
#include "ui/routing/text/text_assistant.h"
#include "ui/routing/text/text_folding.h"
#include "ui/routing/text/text_pane.h"
#include "ui/routing/text/yaml_editor.h"
#include "ui/routing/whatif/fault_row.h"
#include "ui/routing/whatif/run_bar.h"
#include "ui/routing/whatif/what_if_strip.h"

#include <QLineEdit>

#include <array>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr char sampleText[] = R"(# Support platform. Owner: helpdesk team
model_list:
  - model_name: embeddings
    litellm_params:
      model: openai/text-embedding-3-small
      api_key: os.environ/OPENAI_API_KEY
  - model_name: support-triage
    litellm_params:
      model: openai/gpt-4o
      api_key: os.environ/OPENAI_API_KEY
      weight: 3
  - model_name: support-triage
    litellm_params:
      model: azure/gpt-4o  # spill-over
      api_base: https://swe.example/
      api_key: os.environ/AZURE_API_KEY
      weight: 1
      rpm: 60
      timeout: 30
  - model_name: support-triage
    litellm_params:
      model: anthropic/claude-sonnet-4-5
      api_key: os.environ/ANTHROPIC_API_KEY
      weight: 1
  - model_name: support-backup
    litellm_params:
      model: groq/llama-3.3-70b-versatile
      api_key: os.environ/GROQ_API_KEY
  - model_name: support-backup
    litellm_params:
      model: gemini/gemini-2.5-flash
      api_key: os.environ/GEMINI_API_KEY
  - model_name: long-context
    litellm_params:
      model: gemini/gemini-2.5-flash
      api_key: os.environ/GEMINI_API_KEY
  - model_name: local
    litellm_params:
      model: ollama/qwen2.5:14b  # this computer
  - model_name: local-embeddings
    litellm_params:
      model: ollama/nomic-embed-text

router_settings:
  allowed_fails: 3
  cooldown_time: 5
  model_group_alias:
    gpt-4: support-triage
    helpdesk-bot: support-triage
    wiki-search: embeddings
  fallbacks:
    - support-triage: [support-backup, local]
  context_window_fallbacks:
    - long-context: [suport-backup]

patchbay:  # ignored by LiteLLM
  groups:
    support-backup: {strategy: adaptive}
)";

// Three hundred deployments in seventy-five groups, as a large house has them.
std::string manyText()
{
    constexpr std::array models { "openai/gpt-4o", "azure/gpt-4o", "anthropic/claude-sonnet-4-5", "bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0",
                                  "gemini/gemini-2.5-flash", "groq/llama-3.3-70b-versatile" };
    std::string text = "model_list:\n";
    for (std::size_t number = 0; number < 300; ++number) {
        const std::string model = models[(number + number / 4) % models.size()];
        text += "  - model_name: team-" + std::to_string(number / 4) + "\n    litellm_params:\n      model: " + model
            + "\n      api_base: https://" + std::to_string(number) + ".swe.example/v1\n      weight: " + std::to_string(number % 3 + 1) + '\n';
    }
    text += "router_settings:\n  fallbacks:\n";
    for (std::size_t group = 0; group + 1 < 75; group += 2) {
        text += "    - team-" + std::to_string(group) + ": [team-" + std::to_string(group + 1) + "]\n";
    }
    return text;
}

} // namespace

std::string RoutingShowcase::sample()
{
    return sampleText;
}

RoutingShowcase::RoutingShowcase(const Theme &theme, CommandRegistry &commands, const Catalog &catalog)
    : m_tabs(std::make_unique<bay::ConfigTabs>(bay::ValueStore {}, &catalog))
    , m_entities(std::make_unique<EntitySlots>())
    , m_panel(new RoutingPanel({ theme, commands, *m_tabs, catalog, *m_entities }))
{
    // The colours of the pictures.
    for (const QString &model : { u"openai/gpt-4o"_s, u"anthropic/claude-sonnet-4-5"_s, u"gemini/gemini-2.5-flash"_s }) {
        m_entities->slotOf(model);
    }
}

RoutingShowcase::~RoutingShowcase()
{
    delete m_panel.data();
}

QStringList RoutingShowcase::states()
{
    return { u"open"_s, u"split"_s, u"cables"_s, u"text"_s, u"search"_s,
             u"unreadable"_s, u"group"_s, u"router"_s, u"whatif"_s, u"playing"_s, u"review"_s,
             u"complete"_s, u"folded"_s, u"replace"_s, u"merge"_s, u"many"_s };
}

void RoutingShowcase::show(const QString &state)
{
    while (m_tabs->count() > 0) {
        m_tabs->close(0);
    }
    if (state == u"open") {
        return;
    }
    if (state == u"many") {
        m_tabs->openText(u"fleet.yaml"_s, manyText());
        m_panel->currentView()->showView(RoutingToolbar::Split);
        return;
    }
    m_tabs->openText(u"gateway.yaml"_s, sampleText);
    bay::ConfigTab &tab = *m_tabs->currentTab();
    tab.setSaved(sampleText);
    (void)tab.edit([](document::ConfigDocument &document) { return document.set("router_settings.cooldown_time", "30"); });
    RoutingView &view = *m_panel->currentView();
    view.showView(RoutingToolbar::Split);
    view.select({ u"deployment/support-triage|azure/gpt-4o|https://swe.example/"_s });
    if (state == u"cables") {
        view.showView(RoutingToolbar::Cables);
    } else if (state == u"text") {
        view.showView(RoutingToolbar::Text);
    } else if (state == u"search") {
        view.canvas()->search()->open();
        view.canvas()->search()->setText(u"gemini"_s);
    } else if (state == u"unreadable") {
        tab.type({ tab.text().find("weight: 3"), {}, "weight: [" });
        tab.readNow();
    } else if (state == u"group" || state == u"router") {
        view.select(state == u"group" ? QStringList { u"group/support-triage"_s } : QStringList());
        if (state == u"group") {
            m_panel->explain();
        }
    } else if (state == u"whatif" || state == u"playing") {
        view.showView(RoutingToolbar::Cables);
        showFallback(tab);
        view.showWhatIf(true);
        view.whatIf()->setSelector(u"openai"_s);
        view.whatIf()->addFault();
        view.whatIf()->faults().last()->setFault({ .selector = "groq", .kind = "slow", .from = 420, .to = 1'020 });
        if (state == u"playing") {
            // Where it stands in the middle of the outage, with what travels.
            QObject::connect(view.whatIf(), &WhatIfStrip::finished, view.whatIf(), [&view] { view.whatIf()->player()->seek(408); });
        }
        view.whatIf()->run();
    } else if (state == u"review") {
        showFallback(tab);
        view.showReview();
    } else {
        showText(state, view);
    }
}

void RoutingShowcase::showText(const QString &state, RoutingView &view)
{
    YamlEditor &editor = *view.text()->editor();
    const auto goBehind = [&editor](const QString &text) {
        QTextCursor cursor = editor.document()->find(text);
        cursor.clearSelection();
        editor.setTextCursor(cursor);
        editor.setFocus();
    };
    if (state == u"complete") {
        goBehind(u"allowed_fails: 3"_s);
        editor.insertPlainText(u"\n  retr"_s);
        editor.centerCursor();
        editor.assistant()->complete();
    } else if (state == u"folded") {
        view.showView(RoutingToolbar::Text);
        editor.folding()->setFolded(1, true);
        editor.folding()->setFolded(editor.document()->find(u"model_group_alias"_s).blockNumber(), true);
        goBehind(u"suport-backup"_s);
    } else if (state == u"replace") {
        view.showView(RoutingToolbar::Text);
        view.text()->search()->setText(u"gemini-2.5-flash"_s);
        view.openReplacing();
        view.text()->search()->replacementField()->setText(u"gemini-2.5-pro"_s);
    } else if (state == u"merge") {
        QByteArray theirs(sampleText);
        view.tab().takeDisk(theirs.replace("cooldown_time: 5", "cooldown_time: 60").replace("rpm: 60", "rpm: 90").toStdString());
        view.tellChangedOnDisk();
    }
}

void RoutingShowcase::showFallback(bay::ConfigTab &tab)
{
    (void)tab.edit([](document::ConfigDocument &document) {
        return bay::addFallback(document, bay::CableKind::Fallback, "embeddings", "local-embeddings");
    });
    (void)tab.edit([](document::ConfigDocument &document) {
        return document.set("model_list[2].litellm_params.weight", "2");
    });
}

} // namespace patchbay
