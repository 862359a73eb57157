// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/starters.h"

#include <QCoreApplication>

namespace patchbay::bay {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Starters", text);
}

constexpr char single[] = R"(# One provider. Keys are read from the environment.
model_list:
  - model_name: chat
    litellm_params:
      model: openai/gpt-4o-mini
      api_key: os.environ/OPENAI_API_KEY
)";

constexpr char fallback[] = R"(# Two providers: when one fails, the other answers.
model_list:
  - model_name: chat
    litellm_params:
      model: openai/gpt-4o
      api_key: os.environ/OPENAI_API_KEY
  - model_name: chat-backup
    litellm_params:
      model: anthropic/claude-sonnet-4-5
      api_key: os.environ/ANTHROPIC_API_KEY

router_settings:
  num_retries: 2
  fallbacks:
    - chat: [chat-backup]
)";

constexpr char tiers[] = R"(# Three tiers by price. A tier that fails falls back to the next.
model_list:
  - model_name: cheap
    litellm_params:
      model: gemini/gemini-2.5-flash
      api_key: os.environ/GEMINI_API_KEY
  - model_name: standard
    litellm_params:
      model: openai/gpt-4o
      api_key: os.environ/OPENAI_API_KEY
  - model_name: best
    litellm_params:
      model: anthropic/claude-sonnet-4-5
      api_key: os.environ/ANTHROPIC_API_KEY

router_settings:
  fallbacks:
    - cheap: [standard]
    - standard: [best]
)";

constexpr char overflow[] = R"(# Azure first; OpenAI takes what Azure's limits refuse.
model_list:
  - model_name: chat
    litellm_params:
      model: azure/gpt-4o
      api_base: https://YOUR-RESOURCE.openai.azure.com/
      api_version: "2024-10-21"
      api_key: os.environ/AZURE_API_KEY
      rpm: 60
      order: 1
  - model_name: chat
    litellm_params:
      model: openai/gpt-4o
      api_key: os.environ/OPENAI_API_KEY
      order: 2

router_settings:
  enable_pre_call_checks: true
)";

constexpr char local[] = R"(# This computer first; the cloud when it cannot answer.
model_list:
  - model_name: chat
    litellm_params:
      model: ollama_chat/qwen2.5:14b
      api_base: http://127.0.0.1:11434
  - model_name: chat-cloud
    litellm_params:
      model: openai/gpt-4o-mini
      api_key: os.environ/OPENAI_API_KEY

router_settings:
  fallbacks:
    - chat: [chat-cloud]
  context_window_fallbacks:
    - chat: [chat-cloud]
)";

constexpr char teams[] = R"(# A group for each team, each with a key of its own.
model_list:
  - model_name: support
    litellm_params:
      model: openai/gpt-4o-mini
      api_key: os.environ/OPENAI_API_KEY_SUPPORT
  - model_name: research
    litellm_params:
      model: anthropic/claude-sonnet-4-5
      api_key: os.environ/ANTHROPIC_API_KEY_RESEARCH

router_settings:
  num_retries: 2
)";

} // namespace

QList<Starter> starters()
{
    return {
        { tr("Single provider"), tr("one group, one deployment"), single },
        { tr("Two providers with fallback"), tr("when one fails, the other answers"), fallback },
        { tr("Cost tiers"), tr("cheap, standard and best, each falls back upwards"), tiers },
        { tr("Azure with OpenAI overflow"), tr("one group, by order and limits"), overflow },
        { tr("Local first"), tr("this computer, then the cloud"), local },
        { tr("Per team"), tr("a group and a key for each team"), teams },
    };
}

} // namespace patchbay::bay
