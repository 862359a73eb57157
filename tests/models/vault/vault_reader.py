#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second reader of Patchbay's vault files, written from docs/vault-format.md.

usage: vault_reader.py FILE < passphrase    (exit 77: libsodium cannot be loaded)
"""
import ctypes
import ctypes.util
import hashlib
import hmac
import struct
import sys
import unicodedata

FIELDS = {1: "id", 2: "name", 3: "provider", 4: "origin", 12: "part", 13: "secret"}


def load_sodium():
    name = ctypes.util.find_library("sodium") or "libsodium.so.23"
    try:
        library = ctypes.CDLL(name)
    except OSError:
        sys.exit(77)
    library.sodium_init()
    return library


def argon2id(sodium, passphrase, salt, passes, memory_kib):
    key = ctypes.create_string_buffer(32)
    failed = sodium.crypto_pwhash(
        key, ctypes.c_ulonglong(32), passphrase, ctypes.c_ulonglong(len(passphrase)), salt,
        ctypes.c_ulonglong(passes), ctypes.c_size_t(memory_kib * 1024), 2)
    return None if failed else key.raw


def unseal(sodium, sealed, binding, nonce, key):
    plain = ctypes.create_string_buffer(max(len(sealed) - 16, 1))
    size = ctypes.c_ulonglong(0)
    failed = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
        plain, ctypes.byref(size), None, sealed, ctypes.c_ulonglong(len(sealed)), binding,
        ctypes.c_ulonglong(len(binding)), nonce, key)
    return None if failed else plain.raw[:size.value]


def sub_key(master, number):
    return hashlib.blake2b(b"", digest_size=32, key=master, salt=struct.pack("<QQ", number, 0),
                           person=b"pbvault1" + bytes(8)).digest()


def read_slots(data, count):
    slots, at = [], 36
    for _ in range(count):
        kind, created, passes, memory = struct.unpack_from("<BQII", data, at)
        slots.append((kind, passes, memory, data[at + 17:at + 33], data[at + 33:at + 57], data[at + 57:at + 105],
                      data[at:at + 33]))
        at += 105
    return slots, at


def records(body):
    at = 0
    while at < len(body):
        (size,) = struct.unpack_from("<I", body, at)
        record, part, place = {}, None, at + 4
        while place < at + 4 + size:
            field, length = struct.unpack_from("<BI", body, place)
            value = body[place + 5:place + 5 + length].decode()
            if field == 12:
                part = value
            elif field == 13:
                record.setdefault("parts", {})[part] = value
            elif field in FIELDS:
                record[FIELDS[field]] = value
            place += 5 + length
        yield record
        at += (4 + size + 255) // 256 * 256


def main():
    sodium = load_sodium()
    data = open(sys.argv[1], "rb").read()
    passphrase = unicodedata.normalize("NFC", sys.stdin.readline().rstrip("\n")).encode()
    magic, version = data[:8], struct.unpack_from("<H", data, 8)[0]
    if magic != b"PBVAULT\0" or version != 1:
        sys.exit("not a vault of format 1")
    vault_id = data[10:26]
    generation, count = struct.unpack_from("<QH", data, 26)
    slots, end = read_slots(data, count)
    for kind, passes, memory, salt, nonce, wrapped, head in slots:
        if kind != 1:
            continue
        wrapping = argon2id(sodium, passphrase, salt, passes, memory)
        master = unseal(sodium, wrapped, magic + data[8:10] + vault_id + head, nonce, wrapping)
        if master:
            break
    else:
        sys.exit("wrong passphrase or changed file")
    code = data[end:end + 32]
    if not hmac.compare_digest(code, hashlib.blake2b(data[:end], digest_size=32, key=sub_key(master, 1)).digest()):
        sys.exit("changed file")
    nonce, (size,) = data[end + 32:end + 56], struct.unpack_from("<I", data, end + 56)
    body = unseal(sodium, data[end + 60:end + 60 + size], data[:end + 56] + bytes(4), nonce, sub_key(master, 2))
    print("generation", generation)
    for record in records(body):
        parts = " ".join(f"{name}={value}" for name, value in record["parts"].items())
        print(record["name"], record["provider"], record["origin"], parts)


main()
