// SPDX-License-Identifier: GPL-3.0-or-later
//
// Canary keys, and a provider that throws them back in every form and status.
#pragma once

#include "tests/support/raw_listener.h"

#include <QByteArray>
#include <QString>

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace patchbay::test {

using namespace Qt::StringLiterals;
using testing::RawListener;
using testing::RawSocket;

// With letters that addresses and base 64 write differently.
inline const std::string firstKey = "sk-proj-c4n+aRy/F1rst0000kEy0wq7x2m9ZpTvB3nLs8dJh";
inline const std::string secondKey = "sk-proj-c4n+aRy/S3c0nd000kEy1eu5r8k4YoXcN6gMa2fQi";
inline const std::string importedKey = "sk-ant-api03-c4n+aRy/1mp0rt3d0kEy2tb6j1h5WlUzD9vRe7pGy";
inline const std::string passphrase = "c4nary horse b4ttery st4ple qu1ll";

inline std::string percentEncoded(const std::string &text)
{
    return QByteArray::fromStdString(text).toPercentEncoding().toStdString();
}

inline std::string base64(const std::string &text)
{
    return QByteArray::fromStdString(text).toBase64().toStdString();
}

// How a provider may say the key that it was given.
inline const std::vector<std::string> forms { "raw", "base64", "percent", "escaped", "header", "page", "cut" };
inline const std::vector<int> statuses { 200, 400, 401, 403, 404, 408, 422, 429, 500, 503 };

inline std::string answerOf(const std::string &request)
{
    const std::size_t at = request.find("m-");
    const std::string status = at == std::string::npos ? "404" : request.substr(at + 2, 3);
    const std::string form = at == std::string::npos ? "raw" : request.substr(at + 6, request.find('"', at) - at - 6);
    const std::size_t bearer = request.find("earer ");
    const std::string key = bearer == std::string::npos ? "no key" : request.substr(bearer + 6, request.find('\r', bearer) - bearer - 6);
    std::string said = form == "base64" ? base64(key) + " and " + base64("user:" + key)
        : form == "percent"             ? percentEncoded(key)
        : form == "escaped"             ? QString::fromStdString(key).replace(u'/', u"\\/"_s).toStdString()
                                        : key;
    std::string body = status == "200"
        ? R"({"id":"1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"your key is )"
            + said + R"("},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}})"
        : R"({"error":{"message":"Incorrect API key provided: )" + said + R"(","type":"invalid","code":"invalid_api_key"}})";
    if (form == "page") {
        body = "<html><body>" + said + "</body></html>";
    } else if (form == "cut") {
        body.resize(body.size() - 12);
    }
    return "HTTP/1.1 " + status + " Said\r\ncontent-type: " + (form == "page" ? "text/html" : "application/json")
        + (form == "header" ? "\r\nx-your-key: " + key : std::string()) + "\r\nconnection: close\r\ncontent-length: "
        + std::to_string(body.size()) + "\r\n\r\n" + body;
}

inline const std::string cutJson = "{\"openai\": \"";
inline const std::string aliasBody = R"({"key_alias":"c"})";

// Every kind of call that has a body of text.
inline std::vector<std::pair<std::string, std::string>> callsTo(const std::string &name)
{
    const std::string model = R"({"model":")" + name + '"';
    const std::string messages = R"(,"max_tokens":9,"messages":[{"role":"user","content":"Hi"}])";
    return { { "/v1/chat/completions", model + messages + "}" },
             { "/v1/chat/completions", model + messages + R"(,"stream":true})" },
             { "/v1/messages", model + messages + "}" },
             { "/v1/responses", model + R"(,"input":"Hi"})" },
             { "/v1/completions", model + R"(,"prompt":"Hi"})" },
             { "/v1/embeddings", model + R"(,"input":"Hi"})" },
             { "/v1/moderations", model + R"(,"input":"Hi"})" } };
}

// A provider on a thread of its own.
class Gossip {
public:
    Gossip()
        : m_thread([this] { serve(); })
    {
    }
    ~Gossip()
    {
        m_listener.stop();
        m_thread.join();
    }
    std::string origin() const { return "http://127.0.0.1:" + std::to_string(m_listener.port()); }
    int heardKeys() const { return m_heard; }

private:
    void serve()
    {
        for (RawSocket call = m_listener.accept(std::chrono::minutes(5)); call.isOpen();
             call = m_listener.accept(std::chrono::minutes(5))) {
            const std::string request = call.receiveMessage();
            m_heard += request.contains(firstKey) || request.contains(secondKey) ? 1 : 0;
            (void)call.send(answerOf(request));
        }
    }

    RawListener m_listener;
    std::atomic<int> m_heard = 0;
    std::thread m_thread;
};

} // namespace patchbay::test
