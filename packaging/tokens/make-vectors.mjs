#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// Makes a corpus that the npm package "tiktoken" has encoded, one JSON object a line, for
// tests/providers/tokens:
//
//   packaging/tokens/make-vectors.mjs package COUNT SEED > vectors.jsonl
//
// {"text": base64 of the UTF-8, "cl100k": [tokens], "o200k": [tokens]}
import { createRequire } from 'node:module';
import path from 'node:path';

const [source, count, seed] = [process.argv[2], Number(process.argv[3] ?? 300), Number(process.argv[4] ?? 1)];
const { get_encoding } = createRequire(import.meta.url)(path.resolve(source, 'tiktoken.cjs'));
const encoders = { cl100k: get_encoding('cl100k_base'), o200k: get_encoding('o200k_base') };

let state = seed >>> 0;
function below(limit) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * limit);
}
const pick = (list) => list[below(list.length)];
const words = ('the of model gateway Token tokens HTTP GetResponse camelCase SCREAMING_CASE snake_case I\'m you\'ll THEY\'RE don\'t '
    + 'it\'S we\'ve he\'D \'tis straße İstanbul naïve Œuvre größer ﬁne ǅungla ʻokina Ⅷ ½ ²³ ٣٤ ४५ 2026 12345678 3.14159 1e-9 '
    + 'привет мир Здравствуйте Ελληνικά ΣΊΣΥΦΟΣ שלום עולם مرحبا بالعالم नमस्ते दुनिया สวัสดีชาวโลก 你好世界 こんにちは カタカナ 안녕하세요 '
    + 'ქართული Հայերեն አማርኛ ខ្មែរ မြန်မာ தமிழ் తెలుగు ᏣᎳᎩ 𐐀𐐨 𝔘𝔫𝔦 e\u0301a\u0308 n\u0303 it\'ſ 😀 👩‍👩‍👧 🏳️‍🌈 👍🏽 🇩🇪 ☃ ─── ▓▒░ €100 £5 '
    + 'https://example.org/a/b?c=d#e <div class="x"> </div> {"a":[1,2,null]} if(x!=y){return;} #include <vector> std::move(x) == === /// // */ '
    + '\u200b \ufeff \u00ad \u2028 \u0085 \u3000 <|endoftext|> a\u200db ￼ \u0378 \ue000 \u{10ffff} \u{1f9cc} ᲀ Ა').split(' ');
const gaps = [' ', ' ', ' ', '', '  ', '   ', '\n', '\n\n', '\r\n', ' \n', '\n ', '\t', '\t\t', ' \t ', '\u00a0', '\u3000', '\u2003 ', '\u0085', '        ', '\n    ', '/', '/\n', '\'', '"', '.', ', ', '...', ' \r\n \r\n  '];
function randomCode() {
    const planes = [0x80, 0x250, 0x600, 0x1000, 0x2100, 0x3100, 0xffff, 0x1ffff, 0x10ffff];
    for (;;) {
        const code = below(pick(planes));
        if (code < 0xd800 || code > 0xdfff) {
            return String.fromCodePoint(code);
        }
    }
}
function text() {
    const kind = below(5);
    let result = '';
    for (let parts = below(kind === 0 ? 200 : 25); parts >= 0; --parts) {
        if (kind === 1) {
            result += randomCode();
        } else if (kind === 2 && below(3) === 0) {
            result += pick(words).repeat(1 + below(40));
        } else {
            result += (below(8) === 0 ? randomCode() : pick(words)) + pick(gaps);
        }
    }
    return result;
}
for (let index = 0; index < count; ++index) {
    const one = text();
    const line = { text: Buffer.from(one, 'utf8').toString('base64') };
    for (const [name, encoder] of Object.entries(encoders)) {
        line[name] = [...encoder.encode_ordinary(one)];
    }
    console.log(JSON.stringify(line));
}
