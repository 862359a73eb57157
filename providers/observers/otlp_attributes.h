// SPDX-License-Identifier: GPL-3.0-or-later
//
// Attributes of OTLP/HTTP JSON. Inside the room only.
#pragma once

#include "providers/wire/json_writer.h"

#include <optional>
#include <vector>

namespace patchbay::observers {

using wire::JsonWriter;

// Writes the member "attributes" while it lives: {"key", "value": {"stringValue": …}}; integers are texts there.
class Attributes {
public:
    explicit Attributes(JsonWriter &writer)
        : m_writer(writer)
    {
        m_writer.beginArray("attributes");
    }
    ~Attributes() { m_writer.endArray(); }
    Attributes(const Attributes &) = delete;
    Attributes &operator=(const Attributes &) = delete;

    void text(std::string_view key, std::string_view value)
    {
        if (!value.empty()) {
            begin(key);
            m_writer.member("stringValue", value);
            end();
        }
    }
    void integer(std::string_view key, const std::optional<std::int64_t> &value)
    {
        if (value) {
            begin(key);
            m_writer.member("intValue", std::to_string(*value));
            end();
        }
    }
    void number(std::string_view key, double value)
    {
        begin(key);
        m_writer.key("doubleValue");
        m_writer.number(value);
        end();
    }
    void boolean(std::string_view key, bool value)
    {
        begin(key);
        m_writer.member("boolValue", value);
        end();
    }
    void list(std::string_view key, const std::vector<std::string> &values)
    {
        begin(key);
        m_writer.beginObject("arrayValue");
        m_writer.beginArray("values");
        for (const std::string &value : values) {
            m_writer.beginObject();
            m_writer.member("stringValue", value);
            m_writer.endObject();
        }
        m_writer.endArray();
        m_writer.endObject();
        end();
    }

private:
    void begin(std::string_view key)
    {
        m_writer.beginObject();
        m_writer.member("key", key);
        m_writer.beginObject("value");
    }
    void end()
    {
        m_writer.endObject();
        m_writer.endObject();
    }
    JsonWriter &m_writer;
};

// The provider's name in OpenTelemetry's conventions for generative AI.
inline std::string systemOf(const std::string &provider)
{
    return provider == "gemini"   ? "gcp.gemini"
        : provider == "vertex_ai" ? "gcp.vertex_ai"
        : provider == "bedrock"   ? "aws.bedrock"
        : provider == "azure"     ? "azure.ai.openai"
        : provider == "azure_ai"  ? "azure.ai.inference"
        : provider == "mistral"   ? "mistral_ai"
        : provider == "xai"       ? "x_ai"
        : provider == "watsonx"   ? "ibm.watsonx.ai"
                                  : provider;
}

} // namespace patchbay::observers
