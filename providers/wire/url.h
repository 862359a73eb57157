// SPDX-License-Identifier: GPL-3.0-or-later
//
// Puts an endpoint's path behind an api_base, whether or not the base already has part of it.
#pragma once

#include "providers/core/http.h"
#include "providers/wire/codec.h"

#include <string>
#include <string_view>

namespace patchbay::wire {

// ("https://host/v1/", "/chat/completions") → "https://host/v1/chat/completions"; a base that ends
// with the path, or whose last segments begin it ("…/v1" and "/v1/messages"), repeats nothing. A
// query in the base stays behind the path.
std::string endpointUrl(std::string_view base, std::string_view path);

// A model name as a path segment; slashes, colons and at-signs stay.
std::string encodedPath(std::string_view name);

// A value of a form (application/x-www-form-urlencoded).
std::string formValue(std::string_view value);

// A POST of JSON with the provider's headers and credential placement.
HttpRequest jsonRequest(const Target &target, std::string url, std::string body);

// The same for a GET without body.
HttpRequest getRequest(const Target &target, std::string url);

// BadRequest where the target has no address.
Result<void> needApiBase(const Target &target);

} // namespace patchbay::wire
