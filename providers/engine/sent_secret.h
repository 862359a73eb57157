// SPDX-License-Identifier: GPL-3.0-or-later
//
// SentSecret: takes the credential that a call was made with out of what came back. Providers, and whatever
// stands in front of them, echo keys in errors, pages and headers; no shape tells every key, but the one
// that was sent is known. Looked for as it is, as JSON escapes it, URL-encoded, and in base 64 wherever it stands in it;
// 12 letters in a row of one of these are enough.
#pragma once

#include "providers/core/http.h"
#include "providers/core/result.h"
#include "providers/core/secret.h"

#include <functional>
#include <string>
#include <vector>

namespace patchbay {

class SentSecret {
public:
    // The secret outlives this. One of fewer than 6 characters is not looked for: it would be found in words. Of a
    // header set (core/header_set.h) each value is.
    explicit SentSecret(const SecretBytes &secret, bool isHeaderSet = false);

    std::string cleaned(std::string text) const;
    Error cleaned(Error error) const;
    HttpResponse cleaned(HttpResponse response) const;
    std::vector<HttpHeader> cleaned(std::vector<HttpHeader> headers) const; // their values
    // Tells them cleaned; as they are where nothing is to be cleaned, as in almost every answer.
    void tell(const std::vector<HttpHeader> &headers,
              const std::function<void(const std::vector<HttpHeader> &headers)> &listener) const;

private:
    void clean(const std::vector<std::string *> &texts) const;
    bool mayBeIn(const std::vector<HttpHeader> &headers) const;

    const SecretBytes &m_secret;
    bool m_isHeaderSet;
};

} // namespace patchbay
