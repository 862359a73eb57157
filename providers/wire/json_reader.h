// SPDX-License-Identifier: GPL-3.0-or-later
//
// JsonReader: steps once over a JSON text that nobody has checked, and checks what it steps over (RFC 8259, UTF-8,
// depth). Who knows the shape that it wants reads in one pass; parseJson() is value() and done(). Once something is
// wrong, everything answers false and good() says so. The text outlives the reader and the views it hands out.
//
//   if (reader.openObject()) {
//       while (reader.nextMember(name)) {
//           reader.value(view); // or openObject(), openArray(): each member's value is taken once
//       }
//   }
//   return reader.good() && reader.done();
#pragma once

#include "providers/wire/json_view.h"

namespace patchbay::wire {

class JsonReader {
public:
    explicit JsonReader(std::string_view text, int maximumDepth = maximumJsonDepth);

    // Steps into the value that comes, if it is one.
    bool openObject() { return open('{'); }
    bool openArray() { return open('['); }
    // The next member's name, between its quotes and not decoded; false behind the last one, which leaves the object.
    bool nextMember(std::string_view &rawName);
    // Whether another item comes; false leaves the array.
    bool nextItem();
    // Takes a whole value, whatever it is.
    bool value(JsonView &view);
    // Only white space is left.
    bool done();
    bool good() const { return m_what.data() == nullptr; }
    // What is wrong, and where; of a reader that is not good.
    JsonError error() const { return { m_position, m_what }; }

private:
    bool open(char bracket);
    bool next(char closing);
    char peek() const { return m_position < m_text.size() ? m_text[m_position] : '\0'; }
    bool fail(std::string_view what);
    bool take(char c);
    void skipSpace();
    bool value(int depth);
    bool word(std::string_view expected);
    bool container(int depth, char closing, bool named);
    bool name(std::string_view &rawName);
    void skipPlain();
    bool string();
    bool escape();
    bool digits();
    bool number();

    std::string_view m_text;
    int m_maximumDepth;
    std::size_t m_position = 0;
    int m_depth = 0; // of what was opened
    bool m_first = true; // nothing of the container that was opened last was taken yet
    std::string_view m_what;
};

} // namespace patchbay::wire
