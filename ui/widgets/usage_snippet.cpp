// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/usage_snippet.h"

using namespace Qt::StringLiterals;

namespace patchbay {

QString usageSnippet(SnippetLanguage language, const QString &address, const QString &model)
{
    switch (language) {
    case SnippetLanguage::Curl:
        return u"curl %1/v1/chat/completions \\\n  -H \"Authorization: Bearer $PATCHBAY_KEY\" \\\n"
               "  -H \"Content-Type: application/json\" \\\n"
               "  -d '{\"model\": \"%2\",\n       \"messages\": [{\"role\": \"user\",\n                     \"content\": \"Hello\"}]}'"_s
            .arg(address, model);
    case SnippetLanguage::Python:
        return u"import os\nfrom openai import OpenAI\n\nclient = OpenAI(\n  base_url=\"%1/v1\",\n"
               "  api_key=os.environ[\"PATCHBAY_KEY\"])\nclient.chat.completions.create(\n  model=\"%2\",\n"
               "  messages=[{\"role\": \"user\",\n             \"content\": \"Hello\"}])"_s
            .arg(address, model);
    case SnippetLanguage::JavaScript:
        return u"import OpenAI from \"openai\";\n\nconst client = new OpenAI({\n  baseURL: \"%1/v1\",\n"
               "  apiKey: process.env.PATCHBAY_KEY });\nawait client.chat.completions.create({\n  model: \"%2\",\n"
               "  messages: [{ role: \"user\",\n               content: \"Hello\" }] });"_s
            .arg(address, model);
    }
    return {};
}

} // namespace patchbay
