// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/service.h"

namespace patchbay::sandbox {

std::string indexPage()
{
    std::string models;
    for (const Persona &persona : listedPersonas()) {
        models += "<tr><td><code>" + persona.name + "</code></td><td>" + persona.description + "</td></tr>\n";
    }
    return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Patchbay "
           "sandbox</title></head><body>\n"
           "<h1>Patchbay sandbox</h1>\n<p>Simulated providers. Answers, timings and errors are made up; the wire "
           "formats are real.</p>\n"
           "<h2>Paths</h2>\n<ul>\n"
           "<li><code>/openai/v1/chat/completions</code>, <code>/openai/v1/models</code></li>\n"
           "<li><code>/anthropic/v1/messages</code>, <code>/anthropic/v1/models</code></li>\n"
           "<li><code>/gemini/v1beta/models/MODEL:generateContent</code>, <code>:streamGenerateContent</code></li>\n"
           "<li><code>/ollama/api/chat</code>, <code>/ollama/api/tags</code></li>\n</ul>\n"
           "<p>The same paths without the first part work too.</p>\n"
           "<h2>Models</h2>\n<table>\n"
        + models
        + "<tr><td>any other name</td><td>a model of its own pace</td></tr>\n"
          "<tr><td><code>no-such-…</code></td><td>does not exist</td></tr>\n</table>\n"
          "<h2>Control</h2>\n<ul>\n"
          "<li><code>GET</code>, <code>POST /_sandbox/scenario</code>: what goes wrong, and how fast</li>\n"
          "<li><code>GET</code>, <code>DELETE /_sandbox/log</code>: what arrived</li>\n</ul>\n"
          "<pre>{\"seed\": 1, \"speed\": 1, \"rules\": [{\"match\": {\"model\": \"quick\", \"every\": 2},\n"
          " \"fault\": {\"kind\": \"status\", \"status\": 429, \"retry_after\": 2}}]}</pre>\n"
          "<p>The key <code>bad-key</code> is refused.</p>\n</body></html>\n";
}

} // namespace patchbay::sandbox
