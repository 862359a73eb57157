#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// Makes resources/tokens/*.bin from the npm package "tiktoken" (OpenAI's rank tables, MIT) and from
// this Node's Unicode tables:
//
//   npm pack tiktoken && tar xzf tiktoken-*.tgz && packaging/tokens/make-tables.mjs package
//
// NAME.bin: zlib of [length byte, bytes] for each token in the order of its rank; length 0 is a gap.
// classes.bin: zlib of [class byte, varint length] for each range of code points.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import zlib from 'node:zlib';

const source = process.argv[2];
const target = path.join(path.dirname(new URL(import.meta.url).pathname), '../../resources/tokens');

function ranksOf(text) {
    const ranks = [];
    for (const line of text.split('\n')) {
        const words = line.split(' ');
        const first = Number(words[1]);
        words.slice(2).forEach((word, index) => { ranks[first + index] = Buffer.from(word, 'base64'); });
    }
    return ranks;
}

for (const name of ['cl100k_base', 'o200k_base']) {
    const { bpe_ranks } = JSON.parse(fs.readFileSync(path.join(source, 'encoders', `${name}.json`), 'utf8'));
    const parts = [];
    const ranks = ranksOf(bpe_ranks);
    for (let rank = 0; rank < ranks.length; ++rank) {
        const token = ranks[rank] ?? Buffer.alloc(0);
        if (token.length > 255) {
            throw new Error(`token ${rank} is too long`);
        }
        parts.push(Buffer.from([token.length]), token);
    }
    fs.writeFileSync(path.join(target, `${name}.bin`), zlib.deflateSync(Buffer.concat(parts), { level: 9, memLevel: 9 }));
    console.log(name, ranks.length, 'tokens');
}

// The classes of providers/tokens/character_class.h, in its order from 1 on.
const classes = [/^[\p{Lu}\p{Lt}]$/u, /^\p{Ll}$/u, /^[\p{Lm}\p{Lo}]$/u, /^\p{M}$/u, /^\p{N}$/u, /^\p{White_Space}$/u];
function varint(value) {
    const bytes = [];
    for (; value > 127; value = Math.floor(value / 128)) {
        bytes.push((value & 127) | 128);
    }
    return [...bytes, value];
}
// The package's own Unicode tables may be older than Node's: what it does not know ends up as a sign, and
// a sign takes the full stop of ".com" with it.
const { get_encoding } = createRequire(import.meta.url)(path.resolve(source, 'tiktoken.cjs'));
const encoder = get_encoding('o200k_base');
const dotCom = encoder.encode_ordinary('.com')[0];
let unknown = 0;
function isKnown(code) {
    const known = encoder.encode_ordinary(`${String.fromCodePoint(code)}.com`).at(-1) === dotCom;
    unknown += known ? 0 : 1;
    return known;
}
const ranges = [];
for (let code = 0; code <= 0x10ffff; ++code) {
    const kind = code >= 0xd800 && code <= 0xdfff ? 0 : 1 + classes.findIndex((one) => one.test(String.fromCodePoint(code)));
    const seen = kind > 0 && kind < 6 && !isKnown(code) ? 0 : kind;
    const last = ranges.at(-1);
    if (last && last.kind === seen) {
        ++last.length;
    } else {
        ranges.push({ kind: seen, length: 1 });
    }
}
fs.writeFileSync(path.join(target, 'classes.bin'), zlib.deflateSync(Buffer.from(ranges.flatMap(({ kind, length }) => [kind, ...varint(length)])), { level: 9 }));
console.log('Unicode', process.versions.unicode, 'less', unknown, 'characters,', ranges.length, 'ranges');
