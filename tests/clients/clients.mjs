// SPDX-License-Identifier: GPL-3.0-or-later
//
// Runs the real npm clients against a gateway, each against models of every family. See run.sh.
import assert from "node:assert/strict";
import OpenAI, { toFile } from "openai";
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI, Type } from "@google/genai";
import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { ChatOpenAI } from "@langchain/openai";
import { embed, generateObject, generateText, jsonSchema, streamText, tool } from "ai";
import { z } from "zod";

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

async function withResponses(model) {
    const tools = [{ type: "function", name: "weather", description: "Tells the weather", parameters: schema, strict: true }];
    await check(`responses ${model} create, retrieve, follow, delete`, async () => {
        const answer = await openai.responses.create({ model, input: "Say hello.", instructions: "Be brief." });
        assert.equal(answer.status, "completed");
        assert.ok(answer.output_text.length > 0);
        assert.ok(answer.usage.total_tokens > 0);
        assert.equal((await openai.responses.retrieve(answer.id)).output_text, answer.output_text);
        assert.ok((await openai.responses.inputItems.list(answer.id)).data.length > 0);
        const next = await openai.responses.create({ model, input: "Again.", previous_response_id: answer.id });
        assert.ok(next.output_text.length > 0);
        await openai.responses.delete(answer.id);
    });
    await check(`responses ${model} stream`, async () => {
        const kinds = new Set();
        let text = "";
        for await (const event of await openai.responses.create({ model, input: "Say hello.", stream: true })) {
            kinds.add(event.type);
            text += event.type === "response.output_text.delta" ? event.delta : "";
        }
        for (const kind of ["response.created", "response.output_item.added", "response.output_text.delta", "response.completed"]) {
            assert.ok(kinds.has(kind), kind);
        }
        assert.ok(text.length > 0);
    });
    await check(`responses ${model} tools`, async () => {
        const answer = await openai.responses.create({ model, input: question, tools, tool_choice: "required" });
        const call = answer.output.find((item) => item.type === "function_call");
        assert.equal(typeof JSON.parse(call.arguments).city, "string");
        const after = await openai.responses.create({ model, tools, input: [{ role: "user", content: question }, call,
            { type: "function_call_output", call_id: call.call_id, output: "7 degrees" }] });
        assert.ok(after.output_text.length > 0);
        const final = await openai.responses.stream({ model, input: question, tools, tool_choice: "required" }).finalResponse();
        assert.equal(final.output.find((item) => item.type === "function_call").name, "weather");
    });
    await check(`responses ${model} structured output`, async () => {
        const answer = await openai.responses.create({ model, input: "Name a city as JSON.",
            text: { format: { type: "json_schema", name: "city", schema, strict: true } } });
        assert.equal(typeof JSON.parse(answer.output_text).city, "string");
    });
}

async function withAiSdk(model) {
    const throughOpenAi = createOpenAI({ baseURL: `${url}/v1`, apiKey: key });
    const ways = [["responses", throughOpenAi(model)], ["chat", throughOpenAi.chat(model)],
        ["anthropic", createAnthropic({ baseURL: `${url}/v1`, apiKey: key })(model)],
        ["google", createGoogleGenerativeAI({ baseURL: `${url}/v1beta`, apiKey: key })(model)]];
    for (const [name, way] of ways) {
        await check(`ai ${name} ${model} text`, async () => {
            assert.ok((await generateText({ model: way, prompt: "Say hello.", maxRetries: 0 })).text.length > 0);
        });
        await check(`ai ${name} ${model} stream`, async () => {
            const result = streamText({ model: way, prompt: "Say hello.", maxRetries: 0, onError: ({ error }) => { throw error; } });
            let text = "";
            for await (const piece of result.textStream) {
                text += piece;
            }
            assert.ok(text.length > 0);
            assert.ok((await result.usage).outputTokens > 0);
        });
        await check(`ai ${name} ${model} tools`, async () => {
            const result = await generateText({ model: way, prompt: question, toolChoice: "required", maxRetries: 0,
                tools: { weather: tool({ description: "Tells the weather", inputSchema: jsonSchema(schema) }) } });
            assert.equal(typeof result.toolCalls[0].input.city, "string");
        });
        await check(`ai ${name} ${model} object`, async () => {
            const result = await generateObject({ model: way, prompt: "Name a city.", schema: z.object({ city: z.string() }), maxRetries: 0 });
            assert.equal(typeof result.object.city, "string");
        });
    }
}

async function withLangChain(model) {
    for (const useResponsesApi of [false, true]) {
        const chat = new ChatOpenAI({ model, apiKey: key, useResponsesApi, maxRetries: 0, configuration: { baseURL: `${url}/v1` } });
        const name = `langchain ${useResponsesApi ? "responses" : "chat"} ${model}`;
        await check(`${name} invoke`, async () => {
            assert.ok((await chat.invoke("Say hello.")).text.length > 0);
        });
        await check(`${name} stream`, async () => {
            let text = "";
            for await (const chunk of await chat.stream("Say hello.")) {
                text += chunk.text;
            }
            assert.ok(text.length > 0);
        });
        await check(`${name} structured output`, async () => {
            const answer = await chat.withStructuredOutput(z.object({ city: z.string() })).invoke("Name a city.");
            assert.equal(typeof answer.city, "string");
        });
    }
}

async function otherKinds() {
    await check("openai embeddings", async () => {
        const answer = await openai.embeddings.create({ model: "embed", input: ["a", "b"] });
        assert.equal(answer.data.length, 2);
        assert.ok(answer.data[0].embedding.length > 0);
        const through = createOpenAI({ baseURL: `${url}/v1`, apiKey: key }).textEmbeddingModel("embed");
        assert.ok((await embed({ model: through, value: "a", maxRetries: 0 })).embedding.length > 0);
    });
    await check("openai pictures, sound, moderation, completions", async () => {
        assert.ok((await openai.images.generate({ model: "draw", prompt: "a cat" })).data[0].b64_json.length > 0);
        const sound = await openai.audio.speech.create({ model: "say", input: "Hello", voice: "alloy" });
        const bytes = Buffer.from(await sound.arrayBuffer());
        assert.ok(bytes.length > 100);
        const file = await toFile(bytes, "a.wav");
        assert.ok((await openai.audio.transcriptions.create({ model: "hear", file })).text.length > 0);
        assert.ok((await openai.audio.transcriptions.create({ model: "hear", file, response_format: "srt" })).includes("-->"));
        const picture = await toFile(Buffer.from("a picture"), "a.png", { type: "image/png" });
        assert.ok((await openai.images.edit({ model: "draw", image: picture, prompt: "blue" })).data.length > 0);
        assert.equal((await openai.moderations.create({ model: "judge", input: "be nice" })).results.length, 1);
        assert.ok((await openai.completions.create({ model: "from-anthropic", prompt: "Say hello" })).choices[0].text.length > 0);
    });
    await check("pass-through", async () => {
        const direct = new Anthropic({ baseURL: `${url}/anthropic`, apiKey: key, maxRetries: 0 });
        const answer = await direct.messages.create({ model: "claude-sonnet-4-5", max_tokens: 50, messages: [{ role: "user", content: "Say hello." }] });
        assert.equal(answer.role, "assistant");
        const native = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: `${url}/gemini` } });
        assert.ok((await native.models.generateContent({ model: "gemini-2.5-flash", contents: "Say hello." })).text.length > 0);
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
    await withResponses(model);
    await withAiSdk(model);
    await withLangChain(model);
}
await otherKinds();
await errors();
console.log(`${passed} passed, ${failures.length} failed`);
for (const failure of failures) {
    console.log(`FAIL ${failure}`);
}
process.exit(failures.length > 0 ? 1 : 0);
