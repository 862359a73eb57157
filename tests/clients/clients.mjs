// SPDX-License-Identifier: GPL-3.0-or-later
//
// Runs the real npm clients against a gateway, each against models of every family. See run.sh.
import assert from "node:assert/strict";
import OpenAI from "openai";
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI, Type } from "@google/genai";

const url = process.env.GATEWAY_URL;
const key = process.env.GATEWAY_KEY;
const models = ["from-openai", "from-anthropic", "from-gemini"];
const schema = { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false };
const question = "What is the weather in Oslo? Use the tool.";
let passed = 0;
const failures = [];

async function check(name, run) {
    try {
        await run();
        ++passed;
    } catch (error) {
        failures.push(`${name}: ${error?.stack ?? error}`);
    }
}

const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
const anthropic = new Anthropic({ baseURL: url, apiKey: key, maxRetries: 0 });
const google = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: url } });

async function withOpenAi(model) {
    const messages = [{ role: "user", content: "Say hello." }];
    await check(`openai ${model} chat`, async () => {
        const answer = await openai.chat.completions.create({ model, messages, max_tokens: 50 });
        assert.equal(answer.model, model);
        assert.ok(answer.choices[0].message.content.length > 0);
        assert.ok(answer.usage.total_tokens > 0);
    });
    await check(`openai ${model} stream`, async () => {
        const stream = await openai.chat.completions.create({ model, messages, stream: true, stream_options: { include_usage: true } });
        let text = "";
        let usage;
        let reason;
        for await (const chunk of stream) {
            text += chunk.choices[0]?.delta?.content ?? "";
            reason = chunk.choices[0]?.finish_reason ?? reason;
            usage = chunk.usage ?? usage;
        }
        assert.ok(text.length > 0);
        assert.equal(reason, "stop");
        assert.ok(usage.completion_tokens > 0);
    });
    await check(`openai ${model} tools`, async () => {
        const tools = [{ type: "function", function: { name: "weather", description: "Tells the weather", parameters: schema } }];
        const request = { model, messages: [{ role: "user", content: question }], tools, tool_choice: "required" };
        const answer = await openai.chat.completions.create(request);
        const call = answer.choices[0].message.tool_calls[0];
        assert.equal(call.function.name, "weather");
        assert.equal(typeof JSON.parse(call.function.arguments).city, "string");
        const final = await openai.chat.completions.stream(request).finalChatCompletion();
        assert.equal(final.choices[0].message.tool_calls[0].function.name, "weather");
        const after = await openai.chat.completions.create({ model, tools, messages: [...request.messages, answer.choices[0].message,
            { role: "tool", tool_call_id: call.id, content: "{\"degrees\": 7}" }] });
        assert.ok(after.choices[0].message.content?.length > 0);
    });
    await check(`openai ${model} structured output`, async () => {
        const answer = await openai.chat.completions.create({ model, messages: [{ role: "user", content: "Name a city as JSON." }],
            response_format: { type: "json_schema", json_schema: { name: "city", schema, strict: true } } });
        assert.equal(typeof JSON.parse(answer.choices[0].message.content).city, "string");
    });
    await check(`openai ${model} abort`, async () => {
        const stream = await openai.chat.completions.create({ model, messages, stream: true });
        for await (const chunk of stream) {
            if (chunk.choices[0]?.delta?.content) {
                stream.controller.abort();
                break;
            }
        }
    });
}

async function withAnthropic(model) {
    const messages = [{ role: "user", content: "Say hello." }];
    const tools = [{ name: "weather", description: "Tells the weather", input_schema: schema }];
    await check(`anthropic ${model} message`, async () => {
        const answer = await anthropic.messages.create({ model, messages, max_tokens: 50, system: "Be brief." });
        assert.equal(answer.role, "assistant");
        assert.ok(answer.content.some((block) => block.type === "text" && block.text.length > 0));
        assert.equal(answer.stop_reason, "end_turn");
        assert.ok(answer.usage.output_tokens > 0);
    });
    await check(`anthropic ${model} stream`, async () => {
        const final = await anthropic.messages.stream({ model, messages, max_tokens: 50 }).finalMessage();
        assert.ok(final.content.some((block) => block.type === "text" && block.text.length > 0));
        assert.ok(final.usage.output_tokens > 0);
    });
    await check(`anthropic ${model} tools`, async () => {
        const request = { model, messages: [{ role: "user", content: question }], tools, max_tokens: 200, tool_choice: { type: "any" } };
        const answer = await anthropic.messages.create(request);
        const call = answer.content.find((block) => block.type === "tool_use");
        assert.equal(call.name, "weather");
        assert.equal(answer.stop_reason, "tool_use");
        const final = await anthropic.messages.stream(request).finalMessage();
        assert.equal(typeof final.content.find((block) => block.type === "tool_use").input.city, "string");
        const after = await anthropic.messages.create({ model, tools, max_tokens: 200, messages: [...request.messages,
            { role: "assistant", content: answer.content },
            { role: "user", content: [{ type: "tool_result", tool_use_id: call.id, content: "7 degrees" }] }] });
        assert.ok(after.content.some((block) => block.type === "text"));
    });
    await check(`anthropic ${model} count`, async () => {
        assert.ok((await anthropic.messages.countTokens({ model, messages })).input_tokens > 0);
    });
}

async function withGoogle(model) {
    await check(`google ${model} content`, async () => {
        const answer = await google.models.generateContent({ model, contents: "Say hello.", config: { maxOutputTokens: 50, systemInstruction: "Be brief." } });
        assert.ok(answer.text.length > 0);
        assert.ok(answer.usageMetadata.totalTokenCount > 0);
    });
    await check(`google ${model} stream`, async () => {
        let text = "";
        let reason;
        for await (const part of await google.models.generateContentStream({ model, contents: "Say hello." })) {
            text += part.text ?? "";
            reason = part.candidates?.[0]?.finishReason ?? reason;
        }
        assert.ok(text.length > 0);
        assert.equal(reason, "STOP");
    });
    await check(`google ${model} tools`, async () => {
        const parameters = { type: Type.OBJECT, properties: { city: { type: Type.STRING } }, required: ["city"] };
        const config = { tools: [{ functionDeclarations: [{ name: "weather", description: "Tells the weather", parameters }] }],
            toolConfig: { functionCallingConfig: { mode: "ANY" } } };
        const answer = await google.models.generateContent({ model, contents: question, config });
        assert.equal(answer.functionCalls[0].name, "weather");
        assert.equal(typeof answer.functionCalls[0].args.city, "string");
    });
    await check(`google ${model} count`, async () => {
        assert.ok((await google.models.countTokens({ model, contents: "Say hello." })).totalTokens > 0);
    });
}

async function errors() {
    await check("openai errors", async () => {
        const stranger = new OpenAI({ baseURL: `${url}/v1`, apiKey: "sk-wrong", maxRetries: 0 });
        await assert.rejects(stranger.models.list(), OpenAI.AuthenticationError);
        await assert.rejects(openai.chat.completions.create({ model: "no-such", messages: [{ role: "user", content: "x" }] }), OpenAI.BadRequestError);
        const names = [];
        for await (const model of await openai.models.list()) {
            names.push(model.id);
        }
        assert.deepEqual(names.slice(0, models.length), models);
    });
    await check("anthropic errors", async () => {
        const stranger = new Anthropic({ baseURL: url, apiKey: "sk-wrong", maxRetries: 0 });
        const request = { model: models[0], max_tokens: 5, messages: [{ role: "user", content: "x" }] };
        await assert.rejects(stranger.messages.create(request), Anthropic.AuthenticationError);
        await assert.rejects(anthropic.messages.create({ ...request, model: "limited" }), Anthropic.RateLimitError);
    });
    await check("google errors", async () => {
        await assert.rejects(google.models.generateContent({ model: "limited", contents: "x" }), { status: 429 });
    });
}

for (const model of models) {
    await withOpenAi(model);
    await withAnthropic(model);
    await withGoogle(model);
}
await errors();
console.log(`${passed} passed, ${failures.length} failed`);
for (const failure of failures) {
    console.log(`FAIL ${failure}`);
}
process.exit(failures.length > 0 ? 1 : 0);
