// SPDX-License-Identifier: GPL-3.0-or-later
//
// The small readers: addresses, durations and dates, base64, error bodies, media, forms.
#include "providers/transport/http_client.h"
#include "providers/transport/media_fetcher.h"
#include "providers/wire/base64.h"
#include "providers/wire/json_view.h"
#include "providers/wire/media.h"
#include "providers/wire/multipart.h"
#include "providers/wire/retry_after.h"
#include "providers/wire/scrub.h"
#include "providers/wire/url.h"
#include "providers/core/utf8.h"

#include <cstdlib>

namespace {

using namespace patchbay;

void check(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    if (const Result<transport::ParsedUrl> url = transport::parseUrl(bytes)) {
        const std::string again = toString(url->origin) + url->target;
        check(transport::parseUrl(again) == url);
    }
    (void)wire::endpointUrl(bytes.substr(0, size / 2), bytes.substr(size / 2));
    (void)wire::encodedPath(bytes);
    (void)wire::parseDuration(bytes);
    (void)wire::parseDate(bytes);
    const HttpResponse response { 429, { { "retry-after", std::string(bytes) } }, {} };
    (void)wire::findRetryAfter(response, {}, bytes, 1'700'000'000);
    if (const std::optional<std::string> decoded = wire::decodeBase64(bytes)) {
        check(wire::decodeBase64(wire::encodeBase64(*decoded)) == decoded);
    }
    check(wire::parseJson("\"" + std::string() + "\"").has_value());
    (void)wire::scrubbed(bytes);
    (void)wire::mediaFromUrl(bytes);
    const std::string repaired = repairedUtf8(bytes);
    check(repairedUtf8(repaired) == repaired);
    (void)transport::checkMediaType(bytes.substr(0, size / 2), bytes.substr(size / 2), transport::MediaClass::Image);
    wire::MultipartForm form;
    form.add(bytes.substr(0, size / 2), bytes.substr(size / 2));
    form.addFile({ "file", std::string(bytes), "image/png", std::string(bytes) });
    check(form.take().ends_with("--\r\n"));
    return 0;
}
